"""A scene as it came out, in words. Its figures are replayed from the docket's events; none is written down."""

from collections.abc import Callable
from datetime import date
from typing import Any

from attrs import frozen

from casestream.demo.page import COURT
from casestream.demo.systems.scene import Scene
from casestream.docket import Docket
from casestream.kernel.errors import Lang, Refused
from casestream.kernel.event import Record
from casestream.replay import Rate, Table
from casestream.reports import Ledger, Report, Stock
from casestream.reports.render import aligned, width
from casestream.reports.timeline import timeline

Reports = Callable[[str], Report]
DETAIL_COLUMNS = 96


@frozen(kw_only=True)
class ToldScene:
    """A scene with the records of the events that it tells, the refusal, and its figure in both languages."""

    scene: Scene
    records: list[Record]
    refusal: Refused
    figure: dict[Lang, str]

    def heading(self, lang: Lang) -> str:
        """The systems by the page's names, or what they are in English, and which of the page's cases shows more."""
        zh = lang == "zh"
        more = self.scene.more[0 if zh else 1]
        name = "；".join(self.scene.systems) if zh else self.scene.en
        return name + ((f"（{more}）" if zh else f" ({more})") if more else "")

    def said_no(self, lang: Lang) -> str:
        """The step that was refused, with the sentence and the article of the first unmet condition."""
        first, others = self.refusal.unmet[0], len(self.refusal.unmet) - 1
        if lang == "zh":
            also = f"；另有 {others} 项未满足" if others else ""
            return f"不予准许：{self.refusal.zh}——{first.condition.zh}（{first.article}）{also}"
        also = f"; {others} more unmet" if others else ""
        return f"Refused: {self.refusal.en} — {first.condition.en} ({first.article}){also}"

    def lines(self, lang: Lang) -> list[str]:
        """A line an event, one for the refusal, one for the figure."""
        told = [
            [str(line["on"]), str(line["label"]), _clipped(str(line["details"]))]
            for line in timeline(self.records, lang)
        ]
        figure = [f"  ∑ {self.figure[lang]}"] if self.scene.figure else []
        return [*(f"  {line}" for line in aligned(told)), f"  ✗ {self.said_no(lang)}", *figure]

    def as_dict(self) -> dict[str, Any]:
        """The scene for a machine."""
        return {
            "systems": list(self.scene.systems), "en": self.scene.en, "cases": [script.case for script in self.scene.scripts],
            "timeline": timeline(self.records), "refusal": self.refusal.as_dict(), "figure": self.figure,
        }  # fmt: skip


def _clipped(text: str) -> str:
    while width(text) > DETAIL_COLUMNS:
        text = text[:-2].rstrip() + "…"
    return text


def tell_scenes(docket: Docket, played: list[tuple[Scene, Refused]], since: date, until: date) -> list[ToldScene]:
    """Each scene with its events and its figure as the docket has them; each report is replayed once."""
    made: dict[str, Report] = {}

    def report(name: str) -> Report:
        if name not in made:
            begin = None if name in ("ledger", "hotline") else since
            made[name] = docket.report(name, since=begin, until=until)
        return made[name]

    return [
        ToldScene(
            scene=scene, records=_shown(docket, scene), refusal=refusal,
            figure={"zh": _figure(scene, report, "zh"), "en": _figure(scene, report, "en")},
        )
        for scene, refusal in played
    ]  # fmt: skip


def _shown(docket: Docket, scene: Scene) -> list[Record]:
    records = [record for script in scene.scripts for record in docket.history(script.case)]
    return sorted(
        (one for one in records if isinstance(one.event, scene.shown)), key=lambda one: (one.on, one.position)
    )


def _figure(scene: Scene, report: Reports, lang: Lang) -> str:
    if not scene.figure:
        return ""
    found = report(scene.figure[0])
    if isinstance(found, Table):
        return _measures(found, scene.figure[1:], lang)
    if isinstance(found, Ledger):
        return _in_ledger(found, scene, lang)
    if isinstance(found, Stock):
        return _in_stock(found, lang)
    raise TypeError(found)


def _measures(table: Table, names: tuple[str, ...], lang: Lang) -> str:
    """The court's cells of a table, each with its title."""
    row = next(row for row in table.rows if row.group == (COURT,))
    measures, zh = table.projection.measures, lang == "zh"
    cells = []
    for name in names:
        cell = row[name]
        over = f" ({cell.numerator:,}/{cell.denominator:,})" if isinstance(cell, Rate) else ""
        shown = str(cell) if isinstance(cell, Rate) else f"{cell:,}"
        cells.append(f"{measures[name].zh if zh else measures[name].en} {shown}{over}")
    title = table.projection.zh if zh else table.projection.en
    return f"{title}（{COURT}）：{'，'.join(cells)}" if zh else f"{title} ({COURT}): {', '.join(cells)}"


def _in_ledger(found: Ledger, scene: Scene, lang: Lang) -> str:
    row = next(row for row in found.rows if row.number == scene.scripts[0].number)
    if lang == "zh":
        return f"案件跟踪台账（{found.today}，共 {len(found.rows):,} 件）{row.number}：下一步 {row.next_zh}，推进会决定 {row.meeting}"
    return (
        f"Tracking ledger ({found.today}, {len(found.rows):,} cases) {row.number}: next, {row.next_en}; "
        f"decided at the meeting: {row.meeting}"
    )


def _in_stock(found: Stock, lang: Lang) -> str:
    row = next(row for row in found.rows if row.court == COURT)
    (out, of), (_, of_all) = row.cleared_of_opening, row.cleared_of_all
    gone = sum(row.exits.values())
    if lang == "zh":
        return (
            f"终本存量（{COURT}，{found.today}）：期初 {row.opening:,}，新增 {row.entered:,}，退出 {gone:,}，期末 {row.stock:,}；"
            f"出清率 {Rate(out, of)}（占期初，{out:,}/{of:,}），{Rate(gone, of_all)}（占期初加新增，{gone:,}/{of_all:,}）"
        )
    return (
        f"Stock of 终本 ({COURT}, {found.today}): opening {row.opening:,}, entered {row.entered:,}, left {gone:,}, there {row.stock:,}; "
        f"cleared {Rate(out, of)} of the opening ({out:,}/{of:,}), {Rate(gone, of_all)} of opening and entered ({gone:,}/{of_all:,})"
    )
