"""Durations and restatements drawn for people."""

from casestream.kernel.errors import Lang
from casestream.replay import Cell, Rate
from casestream.reports.duration_cells import MARKS_DAYS, QUANTILES
from casestream.reports.durations import DurationRow, Durations
from casestream.reports.render import aligned, days_of, yuan
from casestream.reports.restatement import Restated, Restatement


def durations_text(found: Durations, lang: Lang = "zh") -> str:
    """The durations, one group a line."""
    zh = lang == "zh"
    shares = [f"P{int(share * 100)}" for share in QUANTILES]
    heads = (
        [
            "",
            "结案",
            "平均(日)",
            *shares,
            "立案",
            "执行完毕",
            *(f"{days}日内完毕" for days in MARKS_DAYS),
            "半数完毕(日)",
        ]
        if zh
        else [
            "",
            "Closed",
            "Mean (d)",
            *shares,
            "Filed",
            "Enforced",
            *(f"in {days} d" for days in MARKS_DAYS),
            "Half (d)",
        ]
    )
    title = (
        f"办案用时（{days_of(found.scope, lang)}）：结案用时扣除中止等期间；完毕比例按立案后日历日估计（Kaplan–Meier），"
        "以终本等方式结案的和未结的按删失计，即按其仍可完毕估计，故高于执行完毕数与立案数之比"
        if zh
        else f"Durations ({days_of(found.scope, lang)}): days used by closed rounds, stopped days left out; enforced shares are estimates "
        "(Kaplan-Meier) in calendar days since filing; rounds that closed otherwise (终本 too) or are open are censored, as if they could "
        "still be enforced: so they lie above enforced / filed"
    )
    return "\n".join([title, *aligned([heads, *(_cells(row) for row in found.rows)])])


def _cells(row: DurationRow) -> list[str]:
    return [
        " ".join(row.group), f"{row.closed:,}", str(row.mean), *(_or_none(each) for each in row.quantiles), f"{row.filed:,}",
        f"{row.satisfied:,}", *map(row.shown_share, MARKS_DAYS),
        _or_none(row.median_days),
    ]  # fmt: skip


def _or_none(number: int | None) -> str:
    return "—" if number is None else f"{number:,}"


def restatements_text(found: list[Restatement], lang: Lang = "zh") -> str:
    """Each publication with what would be published today, and the records that make the difference."""
    if not found:
        return "尚未发布统计数据" if lang == "zh" else "nothing was published yet"
    return "\n\n".join("\n".join(_told(each, lang)) for each in found)


def _told(one: Restatement, lang: Lang) -> list[str]:
    event, zh = one.publication.event, lang == "zh"
    lines = [
        f"{event.court} {event.report} {event.since} 至 {event.until}，{event.on} 发布（截至第 {event.last_position:,} 条，{event.root}）"
        if zh
        else f"{event.court} {event.report} {event.since} to {event.until}, published {event.on} "
        f"(up to record {event.last_position:,}, {event.root})"
    ]
    if not one.same_definition:
        lines.append("口径已变，下列差异含口径变化" if zh else "the definition changed: the differences include that")
    elif not one.reproduced:
        lines.append(
            "✗ 按当时记录重放，与发布数不符" if zh else "✗ the log of that time does not give what was published"
        )
    else:
        lines.append(
            "✓ 按当时记录重放，与发布数一致" if zh else "✓ replayed as of then, the log gives what was published"
        )
    if not one.cells:
        return [*lines, "与现数无差异" if zh else "nothing changed since"]
    heads = ["分组", "指标", "发布数", "现数"] if zh else ["Group", "Measure", "Published", "Now"]
    rows = [
        [" ".join(cell.group), _heading(cell, lang), _figure(cell.published, cell, lang), _figure(cell.now, cell, lang)]
        for cell in one.cells
    ]
    lines += aligned([heads, *rows])
    heads = (
        ["记录", "案号", "日期", "事由", "说明", "变动"] if zh else ["Record", "Number", "Day", "What", "Said", "Moved"]
    )
    causes = [
        [
            f"{cause.position:,}", cause.number or cause.case, cause.on.isoformat(), cause.label(lang), cause.told or "—",
            ("，" if zh else ", ").join(f"{_measure(measure, one, lang)} {by:+,}" for _, measure, by in cause.moved),
        ]
        for cause in one.causes
    ]  # fmt: skip
    return [*lines, *aligned([heads, *causes])]


def _measure(name: str, one: Restatement, lang: Lang) -> str:
    """A measure as the figures above call it, for those that are among them."""
    return next((_heading(cell, lang) for cell in one.cells if cell.measure == name), name)


def _heading(cell: Restated, lang: Lang) -> str:
    return (cell.zh if lang == "zh" else cell.en or cell.measure).removesuffix("(分)").removesuffix(" (fen)")


def _figure(figure: Cell, cell: Restated, lang: Lang) -> str:
    """To the last fen: a restatement may be small."""
    if isinstance(figure, Rate):
        return f"{figure}  ({figure.numerator:,}/{figure.denominator:,})"
    return yuan(figure, lang) if cell.zh.endswith("(分)") else f"{figure:,}"
