"""What an expert would write by hand over the same Parquet files: SQL for DuckDB, and expressions for Polars.

Three questions: the figures of every court (`figures.FIGURES`), the ledger of every case (`figures.LEDGER`), and two of
the conditions of a 终本, for each that was ruled (`figures.TWO_CONDITIONS`). Each library decides for itself which columns,
row groups and threads it uses. What comes out is brought into the shape of casestream's answer, so that digests compare.

The law's wording, and the cases it foresees but no tier has, are left to the author's diligence here: a round is taken to
be closed once, and every condition to be in force on every day.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
from attrs import frozen

from benchmarks import figures
from benchmarks.stock_case import PARKED
from benchmarks.stock_court import DISPOSED, SATISFIED, STRUCK_OFF, TRANSFERRED_OUT, WITH_AMOUNTS, measures
from casestream.kernel.calendar import EPOCH, NEVER_ORDINAL
from casestream.procedures.asset_search import TERMINATION_SCOPES
from casestream.procedures.proceeds.account import SET_OFF
from casestream.replay.table import Roll

SCOPES = tuple(scope.code for scope in TERMINATION_SCOPES)
MONEY = {  # What counts as collected, by kind: the amount, and under which condition.
    "proceeds.received": ("amount_fen", None),
    "proceeds.paid_to_creditor": ("amount_fen", None),
    "proceeds.performed_in_kind": ("value_fen", None),
    "control.asset_disposed": ("realised_fen", tuple(method.code for method in SET_OFF)),
}
Counts = Mapping[str, Mapping[str, int]]


@frozen
class Hand:
    """One library: the three questions, asked of a segment's folder."""

    name: str
    figures: Callable[[Path, date, date], list[Any]]
    ledger: Callable[[Path], Roll]
    violations: Callable[[Path], list[tuple[int, str]]]


def _shown(counts: Counts) -> list[Any]:
    """What was counted in each court as the measures of FIGURES."""
    return [
        [court, measures(defaultdict(int, count))] for court, count in sorted(counts.items()) if any(count.values())
    ]


def _roll(columns: Mapping[str, Any]) -> Roll:
    """Columns of the ledger, sorted by stream, as a roll: truths 0 and 1, days as ordinals."""
    plain = {}
    for name, column in columns.items():
        missing = np.ma.getmaskarray(column) if isinstance(column, np.ma.MaskedArray) else np.zeros(len(column), bool)
        values = np.asarray(column)
        if values.dtype.kind == "M":
            missing = missing | np.isnat(values)
            ordinals = values.astype("datetime64[D]").astype(np.int64) + EPOCH
            plain[name] = np.where(missing, NEVER_ORDINAL, ordinals)
        else:
            plain[name] = values.astype(np.int64)
    return Roll(figures.LEDGER, plain.pop("stream"), {name: plain[name] for name in figures.LEDGER.questions})


def _money(folder: Path) -> dict[str, tuple[str, tuple[str, ...] | None]]:
    return {name: how for name, how in MONEY.items() if (folder / f"{name}.parquet").exists()}


# --- DuckDB ---


def _sql(folder: Path, query: str, **values: Any) -> Any:
    """A query in which `{round.opened}` stands for a file."""
    for path in folder.glob("*.parquet"):
        query = query.replace(f"{{{path.stem}}}", f"read_parquet('{path}')")
    return _connection().execute(query, values or None).fetchnumpy()


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    """Opened once: what it costs is no part of a question."""
    return duckdb.connect()


def _texts(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


SQL_OPENED = """
SELECT code, count(*) FILTER ("on" < $since) AS opened_before, count(*) FILTER ("on" >= $since) AS received,
  count(*) AS pending, count(*) FILTER (_round_type = '执') AS opened_first
FROM {round.opened} JOIN {courts} ON court_number = _court
WHERE "on" <= $until AND _round_type IN ('执', '执恢') GROUP BY code
"""
SQL_CLOSED = f"""
WITH closed AS (
  SELECT _court, mode, used_days, claimed_fen, collected_fen, "on" < $since AS before, _round_type = '执' AS first
  FROM {{round.closed}} WHERE "on" <= $until AND _round_type IN ('执', '执恢'))
SELECT code, count(*) AS pending,
  count(*) FILTER (before) AS closed_before, count(*) FILTER (before AND first) AS closed_before_first,
  count(*) FILTER (NOT before AND mode IN ('{STRUCK_OFF}', '{TRANSFERRED_OUT}')) AS struck_off,
  count(*) FILTER (NOT before AND mode = '{TRANSFERRED_OUT}') AS transferred_out,
  count(*) FILTER (NOT before AND first AND mode = '{TRANSFERRED_OUT}') AS transferred_out_first,
  count(*) FILTER (NOT before AND mode IN ({_texts(DISPOSED)})) AS closed,
  count(*) FILTER (NOT before AND first AND mode IN ({_texts(DISPOSED)})) AS closed_first,
  count(*) FILTER (NOT before AND NOT first AND mode IN ({_texts(DISPOSED)})) AS closed_resumed,
  count(*) FILTER (NOT before AND first AND mode = '{SATISFIED}') AS satisfied_first,
  count(*) FILTER (NOT before AND NOT first AND mode = '{SATISFIED}') AS satisfied_resumed,
  count(*) FILTER (NOT before AND first AND mode = '{PARKED}') AS parked_first,
  count(*) FILTER (NOT before AND first AND mode = '{STRUCK_OFF}') AS struck_off_first,
  sum(used_days) FILTER (NOT before AND first AND mode IN ({_texts(DISPOSED)})) AS used_days_first,
  sum(claimed_fen) FILTER (NOT before AND first AND mode IN ({_texts(WITH_AMOUNTS)})) AS claimed_first,
  sum(collected_fen) FILTER (NOT before AND first AND mode IN ({_texts(WITH_AMOUNTS)})) AS collected_first
FROM closed JOIN {{courts}} ON court_number = _court GROUP BY code
"""
SQL_OTHERS = {
    "termination.round_terminated": "count(*) AS terminations",
    "hotline.dispatched": "count(*) AS hotline_dispatches, sum(officers) AS hotline_officers",
    "hotline.reported": "sum(compelled) AS hotline_compelled, sum(detained) AS hotline_detained, "
    "sum(closed) AS hotline_closed, sum(collected_fen) AS hotline_collected",
}


def duckdb_figures(folder: Path, since: date, until: date) -> list[Any]:
    """The figures of every court, by SQL."""
    others = [
        f'SELECT code, {what} FROM {{{name}}} JOIN {{courts}} ON court_number = _court '
        'WHERE "on" BETWEEN $since AND $until GROUP BY code'
        for name, what in SQL_OTHERS.items()
    ]  # fmt: skip
    counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for query in (SQL_OPENED, SQL_CLOSED, *others):
        named = query.replace("{courts}", "(SELECT court AS court_number, code FROM {courts})")
        found = _sql(folder, named, since=since, until=until)
        for row, court in enumerate(found.pop("code").tolist()):
            for name, column in found.items():
                value = 0 if np.ma.is_masked(column[row]) else int(column[row])
                counts[court][name] += -value if query is SQL_CLOSED and name == "pending" else value
    return _shown(counts)


SQL_LEDGER = """
WITH opened AS (
  SELECT _stream AS s, max(_version) AS v, count(*) AS rounds, arg_max("on", _version) AS opened_on,
    arg_max(claimed_fen, _version) AS claimed_fen FROM {round.opened} GROUP BY s),
closed AS (
  SELECT c._stream AS s, bool_or(mode = $parked) AS is_parked, max(c."on") AS closed_on,
    arg_max(used_days, c._version) AS used_days
  FROM {round.closed} c JOIN opened o ON o.s = c._stream AND c._version > o.v GROUP BY 1),
money AS (SELECT m.s, sum(fen) AS collected_fen FROM (MONEY) m JOIN opened o ON o.s = m.s AND m.v > o.v GROUP BY 1),
released AS (SELECT _stream AS s, sum(amount_fen) AS released_fen FROM {proceeds.released} GROUP BY 1),
debtors AS (SELECT _stream AS s, count(*) AS debtors FROM {filing.debtor_named} GROUP BY 1),
queries AS (
  SELECT q._stream AS s, count(*) FILTER (q._version > coalesce(o.v, 0)) AS queries, max(q."on") AS last_query_on
  FROM {asset_search.network_queried} q LEFT JOIN opened o ON o.s = q._stream GROUP BY 1)
SELECT stream, opened.s IS NOT NULL AND closed.s IS NULL AS is_open, coalesce(is_parked, false) AS is_parked,
  opened_on, closed_on, coalesce(used_days, 0) AS used_days, coalesce(claimed_fen, 0) AS claimed_fen,
  coalesce(collected_fen, 0)::BIGINT AS collected_fen, coalesce(released_fen, 0)::BIGINT AS released_fen,
  coalesce(rounds, 0) AS rounds, coalesce(debtors, 0) AS debtors, coalesce(queries, 0) AS queries, last_query_on
FROM {streams} LEFT JOIN opened ON opened.s = stream LEFT JOIN closed ON closed.s = stream
  LEFT JOIN money ON money.s = stream LEFT JOIN released ON released.s = stream
  LEFT JOIN debtors ON debtors.s = stream LEFT JOIN queries ON queries.s = stream
WHERE kind = 'case' ORDER BY stream
"""


def duckdb_ledger(folder: Path) -> Roll:
    """The ledger of every case, by SQL."""
    parts = [
        f"SELECT _stream AS s, _version AS v, {amount} AS fen FROM {{{name}}}"
        + (f" WHERE method IN ({_texts(methods)})" if methods else "")
        for name, (amount, methods) in _money(folder).items()
    ]
    return _roll(_sql(folder, SQL_LEDGER.replace("MONEY", " UNION ALL ".join(parts)), parked=PARKED))


SQL_VIOLATIONS = f"""
WITH ruled AS (SELECT _stream AS s, _version AS v, _position AS p, "on" AS d FROM {{termination.round_terminated}}),
filed AS (
  SELECT p, ruled.d AS d, o."on" AS opened_on
  FROM ruled ASOF LEFT JOIN {{round.opened}} o ON o._stream = ruled.s AND o._version < ruled.v),
against AS (
  SELECT DISTINCT s, v, p, d, _no_debtor AS no
  FROM ruled JOIN {{filing.debtor_named}} n ON n._stream = s AND n._version < v),
answered AS (
  SELECT against.p, no, count(DISTINCT scope) AS scopes
  FROM against JOIN {{asset_search.network_scope_returned}} r
    ON r._stream = s AND r._no_debtor = no AND r._version < v AND r."on" + INTERVAL 3 MONTH >= d
  WHERE NOT point_to_point AND scope IN ({_texts(SCOPES)}) GROUP BY against.p, no)
SELECT p, 'three_months_have_passed' AS condition FROM filed
WHERE opened_on IS NULL OR opened_on + INTERVAL 3 MONTH >= d
UNION ALL
SELECT DISTINCT against.p, 'network_was_queried' FROM against LEFT JOIN answered USING (p, no)
WHERE coalesce(scopes, 0) < {len(SCOPES)}
"""


def duckdb_violations(folder: Path) -> list[tuple[int, str]]:
    """Position and condition wherever one of the two did not hold, by SQL."""
    found = _sql(folder, SQL_VIOLATIONS)
    return sorted(zip(found["p"].tolist(), found["condition"].tolist(), strict=True))


# --- Polars ---


def _scan(folder: Path, name: str) -> pl.LazyFrame:
    return pl.scan_parquet(folder / f"{name}.parquet")


def polars_figures(folder: Path, since: date, until: date) -> list[Any]:
    """The figures of every court, by expressions."""
    on, mode, type_of = pl.col("on"), pl.col("mode").cast(pl.String), pl.col("_round_type").cast(pl.String)
    first, before, disposed = type_of == "执", on < since, mode.is_in(DISPOSED)
    now, counted = ~before, mode.is_in(WITH_AMOUNTS)
    to_date = (on <= until) & type_of.is_in(["执", "执恢"])
    opened = _scan(folder, "round.opened").filter(to_date).group_by("_court").agg(
        opened_before=before.sum(), received=now.sum(), pending=pl.len(), opened_first=first.sum(),
    )  # fmt: skip
    closed = _scan(folder, "round.closed").filter(to_date).group_by("_court").agg(
        pending=-pl.len().cast(pl.Int64), closed_before=before.sum(), closed_before_first=(before & first).sum(),
        struck_off=(now & mode.is_in([STRUCK_OFF, TRANSFERRED_OUT])).sum(),
        transferred_out=(now & (mode == TRANSFERRED_OUT)).sum(),
        transferred_out_first=(now & first & (mode == TRANSFERRED_OUT)).sum(),
        closed=(now & disposed).sum(), closed_first=(now & first & disposed).sum(),
        closed_resumed=(now & ~first & disposed).sum(), satisfied_first=(now & first & (mode == SATISFIED)).sum(),
        satisfied_resumed=(now & ~first & (mode == SATISFIED)).sum(),
        parked_first=(now & first & (mode == PARKED)).sum(),
        struck_off_first=(now & first & (mode == STRUCK_OFF)).sum(),
        used_days_first=pl.col("used_days").filter(now & first & disposed).sum(),
        claimed_first=pl.col("claimed_fen").filter(now & first & counted).sum(),
        collected_first=pl.col("collected_fen").filter(now & first & counted).sum(),
    )  # fmt: skip
    within = on.is_between(since, until)
    ruled, sent, told = (_scan(folder, name).filter(within).group_by("_court") for name in SQL_OTHERS)
    reported = {f"hotline_{name.removesuffix('_fen')}": pl.col(name).sum()
                for name in ("compelled", "detained", "closed", "collected_fen")}  # fmt: skip
    frames = [
        opened, closed, ruled.agg(terminations=pl.len()),
        sent.agg(hotline_dispatches=pl.len(), hotline_officers=pl.col("officers").sum()), told.agg(**reported),
    ]  # fmt: skip
    courts = dict(_scan(folder, "courts").select("court", "code").collect().iter_rows())
    counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for frame in pl.collect_all(frames):
        for row in frame.iter_rows(named=True):
            count = counts[courts[row.pop("_court")]]
            for name, value in row.items():
                count[name] += value
    return _shown(counts)


def polars_ledger(folder: Path) -> Roll:
    """The ledger of every case, by expressions."""
    version = pl.col("_version")
    opened = _scan(folder, "round.opened").group_by("_stream").agg(
        v=version.max(), rounds=pl.len(), opened_on=pl.col("on").sort_by(version).last(),
        claimed_fen=pl.col("claimed_fen").sort_by(version).last(),
    )  # fmt: skip
    began = opened.select("_stream", "v")
    in_round = version > pl.col("v").fill_null(0)
    closed = (
        _scan(folder, "round.closed").join(began, on="_stream").filter(in_round).group_by("_stream").agg(
            was_closed=pl.lit(value=True), is_parked=(pl.col("mode").cast(pl.String) == PARKED).any(),
            closed_on=pl.col("on").max(), used_days=pl.col("used_days").sort_by(version).last(),
        )
    )  # fmt: skip
    money = pl.concat([
        _scan(folder, name).filter(pl.lit(value=True) if methods is None else pl.col("method").cast(pl.String).is_in(methods))
        .select("_stream", "_version", fen=pl.col(amount))
        for name, (amount, methods) in _money(folder).items()
    ]).join(began, on="_stream", how="left").filter(in_round).group_by("_stream").agg(collected_fen=pl.col("fen").sum())  # fmt: skip
    released = _scan(folder, "proceeds.released").group_by("_stream").agg(released_fen=pl.col("amount_fen").sum())
    debtors = _scan(folder, "filing.debtor_named").group_by("_stream").agg(debtors=pl.len())
    queries = _scan(folder, "asset_search.network_queried").join(began, on="_stream", how="left").group_by("_stream").agg(
        queries=in_round.sum(), last_query_on=pl.col("on").max(),
    )  # fmt: skip
    cases = _scan(folder, "streams").filter(pl.col("kind").cast(pl.String) == "case").select(_stream="stream")
    for frame in (opened, closed, money, released, debtors, queries):
        cases = cases.join(frame, on="_stream", how="left")
    numbers = [name for name in figures.LEDGER.questions if not name.endswith("_on") and not name.startswith("is_")]
    found = cases.sort("_stream").select(
        pl.col("_stream").alias("stream"), "opened_on", "closed_on", "last_query_on",
        (pl.col("v").is_not_null() & pl.col("was_closed").is_null()).alias("is_open"),
        pl.col("is_parked").fill_null(value=False), *(pl.col(name).fill_null(0) for name in numbers),
    ).collect()  # fmt: skip
    return _roll({name: found[name].to_numpy() for name in found.columns})


def polars_violations(folder: Path) -> list[tuple[int, str]]:
    """Position and condition wherever one of the two did not hold, by expressions."""
    ruled = _scan(folder, "termination.round_terminated").select("_stream", "_version", p="_position", d="on")
    opened = _scan(folder, "round.opened").select("_stream", "_version", opened_on="on")
    filed = ruled.sort("_stream", "_version").join_asof(
        opened.sort("_stream", "_version"), on="_version", by="_stream", allow_exact_matches=False, check_sortedness=False,
    )  # fmt: skip
    too_early = filed.filter(pl.col("opened_on").is_null() | (pl.col("opened_on").dt.offset_by("3mo") >= pl.col("d")))
    named = _scan(folder, "filing.debtor_named").select("_stream", "_no_debtor", named="_version")
    against = ruled.join(named, on="_stream").filter(pl.col("named") < pl.col("_version")).unique(["p", "_no_debtor"])
    answers = _scan(folder, "asset_search.network_scope_returned").filter(
        ~pl.col("point_to_point") & pl.col("scope").cast(pl.String).is_in(SCOPES)
    ).select("_stream", "_no_debtor", "scope", "on", answered="_version")  # fmt: skip
    answered = (
        against.join(answers, on=["_stream", "_no_debtor"])
        .filter((pl.col("answered") < pl.col("_version")) & (pl.col("on").dt.offset_by("3mo") >= pl.col("d")))
        .group_by("p", "_no_debtor").agg(scopes=pl.col("scope").n_unique())
    )  # fmt: skip
    unasked = (
        against.join(answered, on=["p", "_no_debtor"], how="left")
        .filter(pl.col("scopes").fill_null(0) < len(SCOPES)).select("p").unique()
    )  # fmt: skip
    early, silent = pl.collect_all([too_early.select("p"), unasked])
    return sorted([
        *((position, "three_months_have_passed") for position in early["p"].to_list()),
        *((position, "network_was_queried") for position in silent["p"].to_list()),
    ])  # fmt: skip


HANDS = (
    Hand("DuckDB", duckdb_figures, duckdb_ledger, duckdb_violations),
    Hand("Polars", polars_figures, polars_ledger, polars_violations),
)
