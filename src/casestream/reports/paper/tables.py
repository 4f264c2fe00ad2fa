"""A statistics table laid out for paper: its measures under the heads that courts' own tables use.

Those heads are of the kinds of case (首次执行案件, 恢复执行案件, 其他), and a measure says itself which rounds it counts; a
rate stands with its numerator. A table whose measures make no such difference is headed by what is measured.
"""

import re
from decimal import Decimal

from casestream.kernel.errors import Lang
from casestream.kernel.projection import Measure, Projection, Ratio
from casestream.replay import Rate, Row, Table
from casestream.reports.paper.formulas import formula, round_types
from casestream.reports.paper.page import ABREAST_AT_MOST, Column, Kind, Page, Panel, Value, telling
from casestream.reports.render import period_of, rounded_yuan
from casestream.reports.sources import STATUSES, sources_of
from casestream.reports.variants import VARIANTS

SECTIONS: dict[tuple[str, ...], tuple[str, str]] = {
    ("执", "执恢"): ("执行案件", "Enforcement cases"),
    ("执",): ("首次执行案件", "First-time cases"),
    ("执恢",): ("恢复执行案件", "Resumed cases"),
    (): ("其他", "Other"),
}
BY_KIND: dict[Kind, tuple[str, str]] = {
    "count": ("数量", "Numbers"), "money": ("金额", "Amounts"), "percent": ("比率", "Rates"), "each": ("比值", "Quotients"),
    "day": ("用时", "Time"),
}  # fmt: skip
UNITS = {
    "件": "cases",
    "元": "yuan",
    "%": "%",
    "日": "days",
    "次": "times",
    "人次": "persons",
    "份": "papers",
    "家": "firms",
}
DIMENSIONS = {
    "court": ("法院", "Court"), "year": ("年", "Year"), "quarter": ("季度", "Quarter"), "month": ("月份", "Month"),
    "round_type": ("案件类型", "Kind of round"), "region": ("地区", "Region"), "handler": ("承办人", "Handler"),
    "cause": ("案由", "Cause"), "cross_mode": ("交叉执行方式", "Mode of cross-enforcement"),
}  # fmt: skip
IN_BRACKETS = re.compile(r"\s*[(（]([^()（）]+)[)）]$")
BARS_AT_MOST, PANELS_AT_MOST = 36, 16
TIMES = ("year", "quarter", "month")
DRAWN: tuple[Kind, ...] = ("percent", "count", "money")


def page_of_table(table: Table, lang: Lang) -> Page:
    """The table for paper."""
    zh, projection = lang == "zh", table.projection
    order = _order(projection)
    headings = [_heading(dimension, lang) for dimension in projection.by] or [Column(title="范围" if zh else "Scope")]
    numbers = {name: number for number, name in enumerate(order, len(headings) + 1)}
    columns = [_column(name, projection, numbers, lang) for name in order]
    everything = "全部" if zh else "all"
    rows = [(*(row.group or (everything,)), *(row[name] for name in order)) for row in table.rows]
    title = f"{projection.zh.removesuffix('表')}统计表" if zh else projection.en
    return Page(
        name=projection.name, title=title, period=period_of(table, lang), lang=lang, columns=(*headings, *columns),
        rows=tuple(rows), headings=len(headings), facts=_facts(table, lang),
        legend=_legend(columns, lang), panels=_panels(table, dict(zip(order, columns, strict=True)), lang),
    )  # fmt: skip


def _order(projection: Projection) -> list[str]:
    """The names of the measures, so that those of one section stand together, the sections as they come up first."""
    sections = list(dict.fromkeys(_section_key(measure, projection) for measure in projection.measures.values()))
    if sections == [()]:
        return list(projection.measures)
    if () in sections:
        sections.remove(())
        sections.append(())
    return [
        name for section in sections for name, each in projection.measures.items()
        if _section_key(each, projection) == section
    ]  # fmt: skip


def _section_key(measure: Measure, projection: Projection) -> tuple[str, ...]:
    return round_types(projection.measures[measure.numerator] if isinstance(measure, Ratio) else measure)


def _heading(dimension: str, lang: Lang) -> Column:
    zh, en = DIMENSIONS.get(dimension, (dimension, dimension))
    return Column(title=zh if lang == "zh" else en)


def _column(name: str, projection: Projection, numbers: dict[str, int], lang: Lang) -> Column:
    measure, zh = projection.measures[name], lang == "zh"
    kind, unit = _kind(measure)
    title = (measure.zh if zh else measure.en) or name
    said = formula(measure, numbers, lang)
    note = measure.note if zh and measure.note and measure.note != said else ""
    return Column(
        title=IN_BRACKETS.sub("", title) if _bracketed(measure) or title.endswith("(fen)") else title,
        section=_section(measure, projection, kind, lang), unit=unit if zh else UNITS.get(unit, unit), kind=kind,
        parts=(numbers[measure.numerator], numbers[measure.denominator]) if isinstance(measure, Ratio) else None,
        parts_in_fen=isinstance(measure, Ratio) and _bracketed(projection.measures[measure.numerator]) == "分",
        formula="　".join(filter(None, (said, note))), source=_source(name, measure),
    )  # fmt: skip


def _source(name: str, measure: Measure) -> str:
    """Where the formula of a rate was read, and how sure that is; '' for one that is no declared variant."""
    formula = (name, measure.numerator, measure.denominator) if isinstance(measure, Ratio) else None
    found = (each for each in VARIANTS if (each.name, each.numerator, each.denominator) == formula)
    return next((f"{each.source} {each.status}" for each in found), "")


def _legend(columns: list[Column], lang: Lang) -> tuple[tuple[str, str], ...]:
    """What the tags and marks in the sources stand for, as far as any is used."""
    told = sources_of((column.source for column in columns), lang)
    status = ("状态", STATUSES[0]) if lang == "zh" else ("Status", STATUSES[1])
    return (*told, status) if told else ()


def _kind(measure: Measure) -> tuple[Kind, str]:
    """What a column holds and its unit in Chinese, which its head says in brackets; cases, where it does not."""
    if isinstance(measure, Ratio):
        return {"%": ("percent", "%"), "d": ("day", "日"), "x": ("each", "")}[measure.unit]  # type: ignore[return-value]
    unit = _bracketed(measure)
    if unit == "分":
        return "money", "元"
    return "count", unit or "件"


def _bracketed(measure: Measure) -> str:
    found = IN_BRACKETS.search(measure.zh)
    return found[1] if found and (found[1] == "分" or found[1] in UNITS) else ""


def _section(measure: Measure, projection: Projection, kind: Kind, lang: Lang) -> str:
    index = 0 if lang == "zh" else 1
    if all(_section_key(each, projection) == () for each in projection.measures.values()):
        return ""
    types = _section_key(measure, projection)
    return SECTIONS.get(types, ("、".join(types), ", ".join(types)))[index]


def _facts(table: Table, lang: Lang) -> tuple[tuple[str, str], ...]:
    """Where the figures come from: enough to count them again."""
    zh = lang == "zh"
    facts = [
        ("定义" if zh else "definition", table.projection.definition_hash()),
        ("摘要" if zh else "digest", table.digest()),
    ]
    if receipt := table.receipt:
        facts += [
            ("引擎" if zh else "engine", receipt.engine), ("记录" if zh else "records", f"1–{receipt.last_position}"),
            ("末条指纹" if zh else "anchor", receipt.anchor),
        ]  # fmt: skip
    return tuple(facts)


# --- what is drawn ---


def _panels(table: Table, columns: dict[str, Column], lang: Lang) -> tuple[Panel, ...]:
    """Of few rows: for each its rates, its numbers and its amounts, each in one panel. Of many: a panel for each measure."""
    if len(table.rows) <= ABREAST_AT_MOST:
        drawn = dict.fromkeys((column.kind, column.unit) for column in columns.values() if column.kind in DRAWN)
        order = sorted(drawn, key=lambda each: DRAWN.index(each[0]))
        found = [_abreast(row, columns, kind, unit, lang) for kind, unit in order for row in table.rows]
        return tuple(found)
    names = [name for name, column in columns.items() if column.kind == "percent"]
    names += [name for name, column in columns.items() if column.kind == "count"]
    panels = (_by_group(table, name, columns[name], lang) for name in names)
    return telling(panels)[:PANELS_AT_MOST]


def _abreast(row: Row, columns: dict[str, Column], kind: Kind, unit: str, lang: Lang) -> Panel:
    """The measures of one row that are told in one unit, without those that are nothing."""
    names = [
        name
        for name, column in columns.items()
        if (column.kind, column.unit) == (kind, unit) and _drawn(row[name], kind)
    ]
    head = BY_KIND[kind][0 if lang == "zh" else 1]
    brackets = "（{}）" if lang == "zh" else " ({})"
    return Panel(
        title=titled(" ".join(row.group), head + brackets.format(unit), lang), labels=tuple(columns[name].title for name in names),
        values=tuple(_drawn(row[name], kind) for name in names),
        shown=tuple(_shown(row[name], columns[name], lang) for name in names), is_share=kind == "percent",
    )  # fmt: skip


def _by_group(table: Table, name: str, column: Column, lang: Lang) -> Panel:
    """A measure group by group, without those of which there is nothing to draw; of too many groups those of the latest time."""
    there = [row for row in table.rows if _is_drawn(row[name], column.kind)]
    times = [at for at, dimension in enumerate(table.projection.by) if dimension in TIMES]
    latest = sorted(there, key=lambda row: [row.group[at] for at in times], reverse=bool(times))[:BARS_AT_MOST]
    rows = [row for row in there if row in latest]
    title, fewer = titled(column.section, column.title, lang), ""
    if len(rows) < len(there):
        fewer = f"（{len(there)} 组中的 {len(rows)} 组）" if lang == "zh" else f" ({len(rows)} of {len(there)} groups)"
    return Panel(
        title=title + fewer, labels=tuple(" ".join(row.group) for row in rows),
        values=tuple(_drawn(row[name], column.kind) for row in rows),
        shown=tuple(_shown(row[name], column, lang) for row in rows),
        is_share=column.kind == "percent",
    )  # fmt: skip


def titled(over: str, title: str, lang: Lang) -> str:
    """A title after what it belongs to, a section or a group; alone where that has no name."""
    return f"{over}{'：' if lang == 'zh' else ': '}{title}" if over else title


def _is_drawn(cell: Value, kind: Kind) -> bool:
    """Whether a bar says anything: a rate that has a denominator, be it of nothing, or a number other than zero."""
    drawn = _drawn(cell, kind)
    return drawn is not None and (bool(drawn) or isinstance(cell, Rate))


def _drawn(cell: Value, kind: Kind) -> Decimal | None:
    if isinstance(cell, Rate):
        return cell.value()
    return Decimal(cell) / (100 if kind == "money" else 1) if isinstance(cell, int) else None


def _shown(cell: Value, column: Column, lang: Lang) -> str:
    if isinstance(cell, Rate):
        parts = (cell.numerator, cell.denominator)
        over, under = (_part(part, column, lang) for part in parts)
        return f"{cell}  ({over}/{under})"
    return rounded_yuan(cell, lang) if column.kind == "money" and isinstance(cell, int) else f"{cell:,}"


def _part(part: int, column: Column, lang: Lang) -> str:
    if not column.parts_in_fen:
        return f"{part:,}"
    return rounded_yuan(part, lang)
