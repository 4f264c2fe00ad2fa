"""Stamped dockets are what the log itself would hold: whole, lawful, and court by court the year that they were made of."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from benchmarks.pool import STAMP, played
from benchmarks.tiers import plan, stamp

from casestream.kernel.projection import Scope
from casestream.kernel.rule import RULES, Rule
from casestream.procedures.termination import MAY_TERMINATE
from casestream.replay import Cell, Rate, recheck, replay
from casestream.reports.statistics import COURT, HOTLINE
from casestream.store.codec import Codec
from casestream.store.faults import faults
from casestream.store.log import Log
from courts import COURTS, YEARS, Stamped, stamped_in

UNPROVEN = "the record is not what its leaf proves: it was altered"


@pytest.fixture(scope="module")
def stamped(tmp_path_factory: pytest.TempPathFactory) -> Stamped:
    """Seven courts of three tiny years, one of them with an unlawful termination."""
    return stamped_in(tmp_path_factory.mktemp("tiers"))


@pytest.fixture
def log(stamped: Stamped) -> Iterator[Log]:
    """The stamped docket."""
    opened = Log(stamped.place, create=False)
    yield opened
    opened.close()


def rows(place: Path, statement: str) -> list[Any]:
    """What a docket's file answers."""
    with closing(sqlite3.connect(place)) as file:
        return file.execute(statement).fetchall()


def of_year(stamped: Stamped, k: int) -> Path:
    """The file of the year that court k is a copy of."""
    return stamped.pool.files[int(stamped.plan.year[k])]


def scaled(payload: bytes, former: str, code: str, factor: int) -> Any:
    """A payload as its copy should be, told without the stamping's own means."""
    fields = json.loads(payload.decode().replace(former, code))
    return {name: value * factor if name.endswith("_fen") else value for name, value in fields.items()}


def differences(stamped: Stamped, place: Path, k: int) -> list[str]:
    """Where court k of a docket is not the copy that it should be, record by record."""
    year, code, factor = stamped.pool.years[stamped.plan.year[k]], stamped.plan.codes[k], int(stamped.plan.factor[k])
    statement = (
        "SELECT streams.id, kind, version, types.name, schema, day, recorded_at, courts.code, number, actors.id, "
        "actors.court, post, command_id, correlation_id, causation_id, label_1, label_2, payload "
        "FROM events JOIN streams USING (stream) JOIN types USING (type) JOIN courts ON courts.court = events.court "
        "JOIN actors USING (actor) LEFT JOIN rounds USING (round) WHERE courts.code = '{}' ORDER BY position"
    )
    found = []
    originals = rows(of_year(stamped, k), statement.format(year.code))
    copies = rows(place, statement.format(code))
    if len(originals) != len(copies):
        return [f"{len(copies)} records of {len(originals)}"]
    for original, copy in zip(originals, copies, strict=True):
        told = [part.replace(year.code, code) if isinstance(part, str) else part for part in original[:-1]]
        if told != list(copy[:-1]) or scaled(original[-1], year.code, code, factor) != json.loads(copy[-1]):
            found.append(f"{copy} is no copy of {original}")
    return found


def besides_the_proof(log: Log) -> Counter[str]:
    """What is wrong with a docket apart from its leaves and its tree."""
    return Counter(fault.en for fault in faults(log) if fault.en != UNPROVEN and " tree " not in fault.en)


def test_a_stamped_docket_is_opened_as_any_other_and_nothing_is_wrong_with_it_but_the_proof_that_nobody_gave_it(
    stamped: Stamped, log: Log
) -> None:
    assert log.is_gapless()
    assert log.last_position() == len(stamped.plan)
    found = Counter(fault.en for fault in faults(log))
    assert found[UNPROVEN] == len(stamped.plan)
    assert besides_the_proof(log) == {}


def test_every_record_decodes_strictly_and_bears_the_id_that_the_log_would_give(stamped: Stamped, log: Log) -> None:
    codec, told = Codec(), Counter[str]()
    payloads = [payload for (payload,) in rows(stamped.place, "SELECT payload FROM events ORDER BY position")]
    for record, payload in zip(log.records(), payloads, strict=True):
        assert codec.decode(record.type, record.schema, payload) == record.event
        assert record.event_id == uuid5(NAMESPACE_URL, f"{record.command_id}/{told[record.command_id]}")
        told[record.command_id] += 1


def test_two_processes_write_the_same_docket_as_one(
    stamped: Stamped, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.tiers.CHUNK", 500)  # So that there is something to share.
    stamp(stamped.pool, COURTS, tmp_path / "two.db", workers=2)
    assert [file.name for file in tmp_path.iterdir()] == ["two.db"]
    for (table,) in rows(stamped.place, "SELECT name FROM sqlite_master WHERE type = 'table'"):
        whole = f"SELECT * FROM {table} ORDER BY 1"
        assert rows(tmp_path / "two.db", whole) == rows(stamped.place, whole)
    assert rows(tmp_path / "two.db", "PRAGMA integrity_check") == [("ok",)]
    names = "SELECT type, name, sql FROM sqlite_master ORDER BY name"
    assert rows(tmp_path / "two.db", names) == rows(stamped.place, names)


def test_each_court_is_a_copy_of_its_year_record_by_record(stamped: Stamped) -> None:
    for k in range(COURTS):
        assert differences(stamped, stamped.place, k) == []


def test_a_broken_copy_is_noticed(stamped: Stamped, tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(stamped.place.read_bytes())
    with closing(sqlite3.connect(broken)) as file, file:
        file.execute("DROP TRIGGER events_stay")
        file.execute(
            "UPDATE events SET payload = CAST(replace(CAST(payload AS TEXT), '\"claimed_fen\":', '\"claimed_fen\":1') "
            "AS BLOB) WHERE position = (SELECT min(position) FROM events WHERE number_1 > 0 AND court = 2)"
        )
    courts = dict(rows(broken, "SELECT code, court FROM courts"))
    wrong = [bool(differences(stamped, broken, k)) for k in range(COURTS)]
    assert wrong == [courts[code] == 2 for code in stamped.plan.codes]
    with closing(Log(broken, create=False)) as log:
        assert any(fault.startswith("column number_1 has ") for fault in besides_the_proof(log))


def test_kinds_and_events_a_case_are_distributed_as_in_the_year(stamped: Stamped) -> None:
    kinds = "SELECT name, count(*) FROM events JOIN types USING (type) JOIN courts USING (court) {} GROUP BY name"
    sizes = "SELECT count(*) FROM events JOIN courts USING (court) {} GROUP BY stream"
    for k, code in enumerate(stamped.plan.codes):
        where = f"WHERE code = '{code}'"
        for statement in (kinds, sizes):
            copy, original = (
                rows(stamped.place, statement.format(where)),
                rows(of_year(stamped, k), statement.format("")),
            )
            assert Counter(copy) == Counter(original)


def test_positions_follow_time_and_streams_and_rounds_are_numbered_as_they_begin(stamped: Stamped) -> None:
    written = [moment for (moment,) in rows(stamped.place, "SELECT recorded_at FROM events ORDER BY position")]
    assert written == sorted(written)
    for name in ("stream", "round", "type", "court", "actor"):
        statement = f"SELECT {name} FROM events WHERE {name} IS NOT NULL GROUP BY {name} ORDER BY min(position)"
        borne = [number for (number,) in rows(stamped.place, statement)]
        assert borne == list(range(1, len(borne) + 1)), name
        assert rows(stamped.place, f"SELECT count(*) FROM {name}s") == [(len(borne),)]


def test_the_courts_take_turns_within_a_moment(stamped: Stamped) -> None:
    laid = stamped.plan
    assert len(laid.codes) == len(set(laid.codes)) == COURTS
    busy = rows(
        stamped.place,
        "SELECT recorded_at, count(DISTINCT court), count(*) FROM events GROUP BY recorded_at HAVING count(DISTINCT court) > 2",
    )
    assert busy
    order = rows(stamped.place, "SELECT recorded_at, court FROM events ORDER BY position")
    runs = sum(one != next_one for one, next_one in pairwise(order)) + 1
    assert runs == len(set(order)), "each court writes in one go at each moment"


def test_the_plan_alone_says_where_every_event_stream_and_round_is(stamped: Stamped) -> None:
    laid = plan(stamped.pool, COURTS)
    for k, code in enumerate(laid.codes):
        for column, table, numbers in (
            ("stream", "streams", laid.stream_numbers(k)),
            ("round", "rounds", laid.round_numbers(k)),
        ):
            shown = "id" if table == "streams" else "number"
            of_court = rows(stamped.place, f"SELECT {column} FROM {table} WHERE instr({shown}, '{code}') ORDER BY 1")
            assert sorted(numbers.tolist()) == [number for (number,) in of_court]
        last = len(rows(of_year(stamped, k), "SELECT 1 FROM events")) - 1
        assert laid.positions(k, laid.events[laid.year[k], :1]).tolist() == [
            rows(stamped.place, f"SELECT min(position) FROM events WHERE court = {laid.court[k]}")[0][0]
        ]
        assert laid.positions(k, laid.events[laid.year[k], :1] * 0 + last).tolist() == [
            rows(stamped.place, f"SELECT max(position) FROM events WHERE court = {laid.court[k]}")[0][0]
        ]


def judged(log: Log, rules: Iterable[Rule], engine: str) -> Counter[tuple[str, ...]]:
    """What was found wanting, where, under which article."""
    return Counter(
        (rule.name, finding.stream, finding.round, str(finding.on), finding.condition, finding.article)
        for rule in rules
        for finding in recheck(log, rule, engine=engine)
    )


def test_every_decision_of_every_copy_is_judged_as_that_of_its_year(stamped: Stamped, log: Log) -> None:
    guarding = [rule for rule in RULES.values() if rule.guards]
    for rules, engine in (([MAY_TERMINATE], "rows"), (guarding, "columns")):
        of_years = []
        for file in stamped.pool.files:
            with closing(Log(file)) as year:
                of_years.append(judged(year, rules, engine))
        assert [bool(found) for found in of_years] == [True, False, False], "one year has an unlawful termination"
        due = Counter[tuple[str, ...]]()
        for y, code in zip(stamped.plan.year, stamped.plan.codes, strict=True):
            former = stamped.pool.years[y].code
            due.update({tuple(part.replace(former, code) for part in key): n for key, n in of_years[y].items()})
        assert judged(log, rules, engine) == due


@pytest.mark.parametrize("projection", [COURT, HOTLINE], ids=lambda projection: projection.name)
def test_the_report_of_each_copy_is_that_of_its_year_amounts_times_the_factor(
    stamped: Stamped, log: Log, projection: Any
) -> None:
    for year in (2023, 2025):
        scope = Scope(since=date(year, 1, 1), until=date(year, 12, 31))
        table = {row.group[0]: row.cells for row in replay(log, projection, engine="rows", scope=scope).rows}
        for k, code in enumerate(stamped.plan.codes):
            with closing(Log(of_year(stamped, k))) as log_of_year:
                originals = [row.cells for row in replay(log_of_year, projection, engine="rows", scope=scope).rows]
            factor = int(stamped.plan.factor[k])
            wanted = {name: times(factor, name, cell) for name, cell in (originals or [{}])[0].items()}
            assert {name: times(1, name, cell) for name, cell in table.get(code, {}).items()} == wanted


def times(factor: int, name: str, cell: Cell) -> Any:
    """A cell of a court whose amounts are so many times as large."""
    if isinstance(cell, Rate):
        return str(cell)
    return cell * factor if name in ("claimed_first", "collected_first", "collected") else cell


def test_a_pool_is_played_once_and_again_only_when_its_years_change(stamped: Stamped) -> None:
    folder = stamped.pool.files[0].parent
    before = [file.stat().st_mtime_ns for file in stamped.pool.files]
    assert played(folder, YEARS, workers=1) == stamped.pool
    assert [file.stat().st_mtime_ns for file in stamped.pool.files] == before
    assert played(folder.parent / "other", YEARS[:1], workers=1).files[0].exists()
    assert (folder / STAMP).read_text() != (folder.parent / "other" / STAMP).read_text()
