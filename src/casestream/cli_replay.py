"""The commands for whoever replays: `casestream replay`, and `casestream segments` for what is sealed."""

import importlib
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, cast, get_args

import click

from casestream.docket import Docket
from casestream.kernel.calendar import COURT_TIME
from casestream.kernel.errors import BadRequest, ExtraMissing, Lang, UnknownName
from casestream.kernel.projection import Dimension, Projection
from casestream.replay import ENGINES, Table
from casestream.replay.pool import cores
from casestream.replay.segments.layout import folder_of, in_use, written
from casestream.replay.views import Difference, View, differences
from casestream.replay.watch import Watch
from casestream.reports import STATISTICS
from casestream.reports.render import aligned, table_text
from casestream.store.log import Log
from casestream.terminal import Listed, common, docket_in, keyed, progress, say, say_aside, say_json

DIMENSIONS: tuple[str, ...] = get_args(Dimension)
EXIT_FINDINGS = 1
DAY = click.DateTime(["%Y-%m-%d"])
MOMENT = click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"])


@click.command(epilog=f"NAME: {', '.join(STATISTICS)}, MODULE:PROJECTION.")
@click.argument("name")
@click.argument("file", type=click.Path())
@click.option(
    "--engine", type=click.Choice(list(ENGINES)), default="columns", help="引擎 / engine.  [default: columns]"
)
@click.option("--since", type=DAY, help="自该日起（含）/ from this day.")
@click.option("--until", type=DAY, help="至该日止（含）/ to this day.")
@click.option("--by", help="分组，逗号分隔 / groups, comma-separated.")
@click.option("--as-of", type=DAY, help="按该法律日期 / as the law saw it on this day.")
@click.option(
    "--known-at",
    type=MOMENT,
    help="按当时所知（无时区则为北京时间）/ as it was known then (court time unless it says).",
)
@click.option(
    "--beside", is_flag=True, help="结果存于现用视图旁并比较 / keep the result beside the view in use, and compare."
)
@click.option("--switch", is_flag=True, help="改用此结果 / use this result from now on.")
@keyed
@common()
def replay(
    name: str, file: str, engine: str, since: Any, until: Any, by: str | None, as_of: Any, known_at: Any, beside: bool,
    switch: bool, lang: Lang, as_json: bool,
) -> None:  # fmt: skip
    """重放投影，附回执 / replay a projection of FILE, with a receipt.

    中断后再次运行同一命令即可继续 / a replay that was broken off goes on when the same command is run again.
    """
    projection = named_projection(name)
    if by is not None:
        projection = projection.grouped(dimensions(by))
    if known_at is not None and known_at.tzinfo is None:
        known_at = known_at.replace(tzinfo=COURT_TIME)
    with docket_in(file, create=False) as docket:
        with _timed(lang) as watch:
            table = docket.replay(
                projection, engine=engine, since=since.date() if since else date.min, until=until.date() if until else date.max,
                as_of=as_of and as_of.date(), known_at=known_at, watch=watch, resumable=True,
            )  # fmt: skip
        found, compared = _kept_beside(docket, table, switch) if beside or switch else ([], False)
    if as_json:
        say_json(
            {
                **table.as_dict(),
                "receipt": _receipt(table, known_at),
                "differences": [plain_difference(each) for each in found],
            }
        )
    else:
        say(table_text(table, lang))
        say(
            "\n".join(
                aligned([[key, str(value)] for key, value in _receipt(table, known_at).items() if value is not None])
            )
        )
        if beside or switch:
            say(differences_text(found, compared, lang))
    if found:
        click.get_current_context().exit(EXIT_FINDINGS)


def named_projection(name: str) -> Projection:
    """A projection of the reports by its name, or one of the reader's own as MODULE:PROJECTION.

    Raises:
        UnknownName: there is none.
        BadRequest: the module is there and cannot be imported.
    """
    if name in STATISTICS:
        return STATISTICS[name]
    module, _, attribute = name.partition(":")
    try:
        found = getattr(importlib.import_module(module), attribute, None) if module and attribute else None
    except ModuleNotFoundError as error:
        if not f"{module}.".startswith(f"{error.name}."):  # It is there; what it needs is not.
            raise _not_imported(module, error) from error
        found = None
    except Exception as error:
        raise _not_imported(module, error) from error
    if not isinstance(found, Projection):
        raise UnknownName(
            f"没有名为“{name}”的投影", f"there is no projection {name!r}",
            f"可用：{'、'.join(STATISTICS)}，或者 模块:投影", f"there are {', '.join(STATISTICS)}, or MODULE:PROJECTION",
        )  # fmt: skip
    return found


def _not_imported(module: str, error: Exception) -> BadRequest:
    told = f"{type(error).__name__}: {error}"
    return BadRequest(
        f"模块 {module} 无法导入：{told}", f"the module {module} cannot be imported: {told}",
        f'更正该模块；用 python -c "import {module}" 查看全部', f'mend it; python -c "import {module}" shows all',
    )  # fmt: skip


def dimensions(by: str) -> tuple[Dimension, ...]:
    """The groups that a comma-separated list names.

    Raises:
        UnknownName: one of them is none.
    """
    names = tuple(name.strip() for name in by.split(",") if name.strip())
    if unknown := [name for name in names if name not in DIMENSIONS]:
        raise UnknownName(
            f"不能按“{unknown[0]}”分组", f"cannot group by {unknown[0]!r}",
            f"可用：{'、'.join(DIMENSIONS)}", f"there are {', '.join(DIMENSIONS)}",
        )  # fmt: skip
    return cast(tuple[Dimension, ...], names)


@contextmanager
def _timed(lang: Lang) -> Iterator[Watch]:
    """A bar with rate and time left while it runs; afterwards, on stderr, what it came to. Broken off: how to go on."""
    begun, seen = time.monotonic(), [0, 0]
    zh = lang == "zh"
    with progress("重放", "replaying", lang, rate=True) as tell:

        def watch(done: int, total: int) -> None:
            seen[:] = done, total
            tell(done, total, "")

        try:
            yield watch
        except KeyboardInterrupt:
            if seen[0]:
                say_aside(
                    f"已中断于 {seen[0]:,}/{seen[1]:,} 条；再次运行同一命令即可继续" if zh
                    else f"broken off at {seen[0]:,} of {seen[1]:,} records; run the same command again to go on"
                )  # fmt: skip
            raise
    took = time.monotonic() - begun
    if seen[1] and sys.stderr.isatty():
        rate = seen[1] / took if took else 0.0
        say_aside(
            f"{seen[1]:,} 条记录，{took:.2f} 秒，{rate:,.0f} 条/秒" if zh
            else f"{seen[1]:,} records in {took:.2f} s, {rate:,.0f} a second"
        )  # fmt: skip


def _receipt(table: Table, known_at: datetime | None) -> dict[str, Any]:
    """The receipt, with the moment that was asked for: `last_position` is what it came to."""
    told = table.receipt.as_dict() if table.receipt else {}
    return {**told, "known_at": known_at.isoformat() if known_at else None}


def _kept_beside(docket: Docket, table: Table, switch: bool) -> tuple[list[Difference], bool]:
    """Keep the result beside the one in use; where they differ, and whether there was one; use it if that is wanted."""
    receipt = table.receipt
    assert receipt is not None  # noqa: S101 # A replay of a docket has one.
    view = View.of(docket.log, receipt)
    before = view.current()
    view.keep(table, receipt)
    after = view.beside(receipt)
    found = list(differences(before, after)) if before and after else []
    if switch:
        view.switch(receipt)
    return found, before is not None


def plain_difference(difference: Difference) -> dict[str, Any]:
    """A difference for a machine."""
    return {
        "group": list(difference.group), "measure": difference.measure, "before": difference.before, "after": difference.after
    }  # fmt: skip


def differences_text(found: list[Difference], compared: bool, lang: Lang) -> str:
    """Where two results differ, for a person; `compared` says whether there was anything to compare with."""
    if not compared:
        return "此前没有现用结果" if lang == "zh" else "no result was in use before"
    if not found:
        return "与现用结果无差异" if lang == "zh" else "no difference from the result in use"
    head = ["分组", "指标", "现用", "新"] if lang == "zh" else ["group", "measure", "in use", "new"]
    rows = [[",".join(each.group), each.measure, _figure(each.before), _figure(each.after)] for each in found]
    return "\n".join(aligned([head, *rows]))


def _figure(cell: Any) -> str:
    if isinstance(cell, dict):
        return f"{cell['numerator']}/{cell['denominator']}"
    return "—" if cell is None else f"{cell}"


@click.group(cls=Listed)
def segments() -> None:
    """封存的分段：开放的 Parquet 列 / the log as open Parquet columns beside the docket."""


@segments.command()
@click.argument("file", type=click.Path())
@click.option("--processes", type=click.IntRange(min=1), help="进程数 / processes.  [default: 核数 / cores]")
@common()
def build(file: str, processes: int | None, lang: Lang, as_json: bool) -> None:
    """封存尚未封存的记录 / seal what is not yet sealed of FILE."""
    with docket_in(file, create=False) as docket, progress("封存", "sealing", lang, rate=True) as tell:
        segment = docket.seal(watch=lambda done, total: tell(done, total, ""), processes=processes or cores())
        rows = segment_rows(docket.log)
    if as_json:
        say_json({"built": segment.folder.name if segment else None, "segments": rows})
        return
    if segment is None:
        say("没有新的记录" if lang == "zh" else "nothing is new")
    say(_segments_text(rows, lang))


@segments.command()
@click.argument("file", type=click.Path())
@common()
def ls(file: str, lang: Lang, as_json: bool) -> None:
    """列出分段 / the segments of FILE, and what is not sealed."""
    with docket_in(file, create=False) as docket:
        rows = segment_rows(docket.log)
    if as_json:
        say_json(rows)
    else:
        say(_segments_text(rows, lang))


@segments.command("check")
@click.argument("file", type=click.Path())
@click.option("--deep", is_flag=True, help="逐条与案卷比对 / compare every record with the docket.")
@common()
def check_command(file: str, deep: bool, lang: Lang, as_json: bool) -> None:
    """核对分段 / check the segments of FILE: cut short, altered, of another docket."""
    try:
        from casestream.replay.segments.check import check
    except ImportError as error:
        raise ExtraMissing.of("pyarrow", "columns") from error
    with docket_in(file, create=False) as docket, progress("核对", "checking", lang, counted=False):
        problems = check(docket.log, deep=deep)
        rows = [] if problems else segment_rows(docket.log)
    if as_json:
        say_json([problem.as_dict() for problem in problems])
    else:
        lines = [problem.text(lang) for problem in problems]
        say("\n".join(lines or [_segments_text(rows, lang), "分段完好" if lang == "zh" else "the segments are sound"]))
    if problems:
        click.get_current_context().exit(EXIT_FINDINGS)


def segment_rows(log: Log) -> list[dict[str, Any]]:
    """Each segment of a docket, and what is not sealed: positions, records, chunks, bytes, whether it is in use.

    Raises:
        BadRequest: a docket in memory has none.
    """
    folder = folder_of(log)
    if folder is None:
        raise BadRequest(
            "内存中的案卷没有分段", "a docket in memory has no segments", "把案卷存入文件", "keep the docket in a file"
        )
    every = list(written(folder))
    used = in_use(every)
    rows = [
        {
            "segment": each.folder.name, "first": each.manifest.first, "last": each.manifest.last,
            "records": each.manifest.records, "chunks": len(each.manifest.bounds) - 1,
            "bytes": sum(size for size, _ in each.manifest.files.values()),
            "state": "in use" if each in used else "superseded" if each.manifest.is_current else "stale",
        }
        for each in every
    ]  # fmt: skip
    sealed, last = used[-1].manifest.last if used else 0, log.last_position()
    if last > sealed:
        rows.append({
            "segment": "", "first": sealed + 1, "last": last, "records": last - sealed, "chunks": 0, "bytes": 0, "state": "unsealed"
        })  # fmt: skip
    return rows


STATES_ZH = {"in use": "使用中", "superseded": "已被取代", "stale": "定义已变", "unsealed": "未封存"}


def _segments_text(rows: list[dict[str, Any]], lang: Lang) -> str:
    zh = lang == "zh"
    head = ["分段", "记录", "块", "字节", "状态"] if zh else ["segment", "records", "chunks", "bytes", "state"]
    lines = [
        [
            row["segment"] or f"{row['first']}-{row['last']}", f"{row['records']:,}", f"{row['chunks']}", f"{row['bytes']:,}",
            STATES_ZH[row["state"]] if zh else row["state"],
        ]
        for row in rows
    ]  # fmt: skip
    return "\n".join(aligned([head, *lines])) if rows else ("尚无记录" if zh else "nothing is here yet")
