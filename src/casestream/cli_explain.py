"""Where a figure and a case come from: `casestream report --explain`, and `casestream diff`."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from casestream.audit.diff import CaseDiff, Move
from casestream.audit.look import Look
from casestream.kernel.errors import BadRequest, Lang
from casestream.kernel.event import EVENTS
from casestream.replay import Table
from casestream.reports import Durations, Report, Stock
from casestream.reports.explained import explained_text
from casestream.reports.render import aligned
from casestream.terminal import a_day, a_moment, common, docket_in, keyed, say, say_json, settings_in

T = TypeVar("T")
RANGE = ".."
HOW = {"came": ("新增", "came"), "gone": ("不再成立", "gone"), "altered": ("已更正", "corrected")}


def tell_cell(made: Report, cell: tuple[str, str], limit: int | None, lang: Lang, as_json: bool) -> None:
    """The events behind one cell of a report, to stdout.

    Raises:
        BadRequest: the rows of this report are cases themselves.
        UnknownName, EmptyCell: there is no such row or column, or nothing behind it.
    """
    name, column = cell
    if not isinstance(made, Table | Stock | Durations):
        raise BadRequest(
            "该报表逐案列出，每行即一案", "every row of this report is a case already",
            "casestream show 案卷 案号", "casestream show FILE NUMBER",
        )  # fmt: skip
    labels = {" ".join(each.group) for each in made.rows}
    is_place = name.isdecimal() and name not in labels and 1 <= int(name) <= len(made.rows)
    explained = made.explain(int(name) - 1 if is_place else name, column)
    if as_json:
        say_json(explained.as_dict(limit))
    else:
        say(explained_text(explained, lang, limit))


@click.command("diff")
@click.argument("file", type=click.Path())
@click.argument("number")
@click.argument("versions", required=False, default="")
@click.option(
    "--known-at",
    metavar="T1..T2",
    help="当时所知之间的差异，例如 2025-07-15..2025-09-16；单一时刻则两次均按该时刻 / between what was known then and then.",
)
@click.option(
    "--on",
    metavar="D1..D2",
    help="两个法律日期之间的差异；单一日期则两次均按该日 / between two legal days; one day holds for both looks.",
)
@click.option("--settings", type=click.Path(), help="本院设定（TOML 文件）/ a TOML file with the court's settings.")
@keyed
@common()
def show_diff(
    file: str, number: str, versions: str, known_at: str | None, on: str | None, settings: str | None, lang: Lang, as_json: bool
) -> None:  # fmt: skip
    """一个案件两次查看之间的变化 / what changed in a case of FILE between two looks at it.

    VERSIONS 例如 3..7 / for instance 3..7; or two moments, or two legal days.
    """
    version = _pair(versions, _version, "VERSIONS")
    moment = _pair(known_at or "", a_moment, "--known-at")
    day = _pair(on or "", a_day, "--on")
    before, after = (Look(version=version[which], known_at=moment[which], on=day[which]) for which in (0, 1))
    if before == after:
        raise BadRequest(
            "没有说明比较哪两次", "it is not said which two looks are compared",
            "例如 3..7，或 --on 2025-03-01..2025-09-16，或 --known-at 2025-07-15..2025-09-16",
            "for instance 3..7, or --on 2025-03-01..2025-09-16, or --known-at 2025-07-15..2025-09-16",
        )  # fmt: skip
    with docket_in(file, create=False, settings=settings_in(settings)) as docket:
        found = docket.diff(number, before, after)
    if as_json:
        say_json(found.as_dict())
    else:
        say(_diff_text(found, lang))


def _pair(text: str, read: Callable[[str, str], T], option: str) -> tuple[T | None, T | None]:
    """Both ends of a range; of a single value, the value twice.

    Raises:
        BadRequest: an end cannot be read, or the later comes first.
    """
    if not text:
        return None, None
    first, has_two, last = text.partition(RANGE)
    before = read(first.strip(), option)
    after = read(last.strip(), option) if has_two else before
    if after < before:  # type: ignore[operator]  # Both are what `read` gives: two days, or two moments.
        raise BadRequest(
            f"{option}：{first} 在 {last} 之后",
            f"{option}: {first} is after {last}",
            f"{last}..{first}",
            f"{last}..{first}",
        )
    return before, after


def _version(text: str, option: str) -> int:
    if not text.isdecimal():
        raise BadRequest(
            f"{option}：“{text}”不是版本号",
            f"{option}: {text!r} is no version",
            "例如 3..7；两日之间用 --on，两个时刻之间用 --known-at",
            "for instance 3..7; --on for two days, --known-at for two moments",
        )
    return int(text)


def _diff_text(found: CaseDiff, lang: Lang) -> str:
    zh = lang == "zh"
    head = f"{found.number or found.id}  {_look(found.before, lang)} → {_look(found.after, lang)}"
    if not (found.changes or found.moves):
        return f"{head}\n" + ("没有变化" if zh else "nothing changed")
    lines = [head, ""]
    columns = ["事项", "此前", "此后"] if zh else ["Fact", "Before", "After"]
    rows = [
        [each.zh if zh else each.en, each.before.said(lang) if each.before else "—", each.after.said(lang) if each.after else "—"]
        for each in found.changes
    ]  # fmt: skip
    lines += aligned([columns, *rows]) if rows else ["状态没有变化" if zh else "no fact of its state changed"]
    heads = (
        ["版", "日期", "变化", "事件", "内容", "说明"]
        if zh
        else ["Version", "Day", "Change", "Event", "Details", "Remarks"]
    )
    moved = [_move_row(move, lang) for move in found.moves]
    return "\n".join([*lines, "", *aligned([heads, *moved])] if moved else lines)


def _move_row(move: Move, lang: Lang) -> list[str]:
    remarks = []
    if move.by is not None:
        remarks.append(f"见第 {move.by} 版" if lang == "zh" else f"by version {move.by}")
    if move.late_days:
        remarks.append(f"迟记 {move.late_days} 日" if lang == "zh" else f"written down {move.late_days} days late")
    return [
        str(move.record.version), move.event.on.isoformat(), HOW[move.how][0 if lang == "zh" else 1],
        EVENTS[type(move.event)].label(lang), move.said(lang), "；".join(remarks) if lang == "zh" else "; ".join(remarks),
    ]  # fmt: skip


def _look(look: Look, lang: Lang) -> str:
    zh = lang == "zh"
    told: list[Any] = []
    if look.version is not None:
        told.append(f"第 {look.version} 版" if zh else f"version {look.version}")
    if look.on is not None:
        told.append(f"法律日期 {look.on}" if zh else f"on {look.on}")
    if look.known_at is not None:
        told.append(
            f"当时所知 {look.known_at:%Y-%m-%d %H:%M:%S}" if zh else f"known at {look.known_at:%Y-%m-%d %H:%M:%S}"
        )
    return ("，" if zh else ", ").join(told)
