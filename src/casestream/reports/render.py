"""How tables are drawn for people: plain text that lines up, Chinese characters counted as two columns."""

import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from casestream.kernel.errors import Lang
from casestream.kernel.projection import Projection, Ratio, Scope
from casestream.replay import Cell, Rate, Row, Table
from casestream.reports.deadlines import Deadlines
from casestream.reports.ledger import Ledger
from casestream.reports.stock import AGES, EXITS, Stock


def width(text: str) -> int:
    """How many terminal columns a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """Text filled up to so many terminal columns."""
    space = " " * max(0, columns - width(text))
    return space + text if right else text + space


def yuan(fen: int, lang: Lang = "zh") -> str:
    """Money for a person: yuan with separators and two decimals."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02}{' 元' if lang == 'zh' else ' yuan'}"


def rounded_yuan(fen: int, lang: Lang = "zh") -> str:
    """Money as a report prints it: 亿元, 万元 or 元 with two decimals, rounded half up once."""
    if lang == "en":
        return yuan(fen, lang)
    for name, unit in (("亿元", 10_000_000_000), ("万元", 1_000_000)):
        if abs(fen) >= unit:
            return f"{(Decimal(fen) / unit).quantize(Decimal('0.01'), ROUND_HALF_UP)}{name}"
    return yuan(fen, lang)


GROUPS_ABREAST = 4


def _is_money(heading: str) -> bool:
    return heading.endswith(("(分)", "(fen)"))


def _cell(cell: Cell, heading: str, lang: Lang, in_fen: bool) -> str:
    if isinstance(cell, Rate):
        parts = (cell.numerator, cell.denominator)
        over, under = (yuan(part, lang) if in_fen else f"{part:,}" for part in parts)
        return f"{cell}  ({over} / {under})" if in_fen else f"{cell}  ({over}/{under})"
    return rounded_yuan(cell, lang) if _is_money(heading) else f"{cell:,}"


def period_of(table: Table, lang: Lang) -> str:
    """The days that a table covers, in words."""
    if (table.scope.since, table.scope.until) == (date.min, date.max) and table.receipt and table.receipt.as_of:
        return f"截至 {table.receipt.as_of}" if lang == "zh" else f"as of {table.receipt.as_of}"
    return days_of(table.scope, lang)


def days_of(scope: Scope, lang: Lang) -> str:
    """The days from the first to the last of a period, in words."""
    since, until = scope.since, scope.until
    if (since, until) == (date.min, date.max):
        return "全部记录" if lang == "zh" else "the whole log"
    begin = "" if since == date.min else since.isoformat()
    if until == date.max:
        return f"{begin} 起" if lang == "zh" else f"since {begin}"
    end = until.isoformat()
    if not begin:
        return f"至 {end}" if lang == "zh" else f"to {end}"
    return f"{begin} 至 {end}" if lang == "zh" else f"{begin} to {end}"


def _notes(projection: Projection, lang: Lang) -> list[str]:
    """In Chinese the declared notes; in English the formula of each ratio."""
    measures = projection.measures
    if lang == "zh":
        return [measure.note for measure in measures.values()]
    return [
        f"{measures[measure.numerator].en} / {measures[measure.denominator].en}".replace(" (fen)", "")
        if isinstance(measure, Ratio)
        else ""
        for measure in measures.values()
    ]


def table_text(table: Table, lang: Lang = "zh") -> str:
    """A statistics table, one measure a line and one group a column: rates with numerator and denominator."""
    title = table.projection.zh if lang == "zh" else table.projection.en
    lines = [f"{title}（{period_of(table, lang)}）" if lang == "zh" else f"{title} ({period_of(table, lang)})"]
    if not table.rows:
        return "\n".join([*lines, "（无可计数者）" if lang == "zh" else "(nothing to count)"])
    for first in range(0, len(table.rows), GROUPS_ABREAST):
        lines += _block(table, table.rows[first : first + GROUPS_ABREAST], lang)
    return "\n".join(lines)


def _block(table: Table, rows: tuple[Row, ...], lang: Lang) -> list[str]:
    """Some groups of a table, side by side."""
    measures = table.projection.measures
    headings = {name: measure.zh if lang == "zh" else measure.en or name for name, measure in measures.items()}
    in_fen = {name: isinstance(each, Ratio) and _is_money(headings[each.numerator]) for name, each in measures.items()}
    everything = "全部" if lang == "zh" else "all"
    lines = [["", *(" ".join(row.group) or everything for row in rows), ""]]
    for name, note in zip(measures, _notes(table.projection, lang), strict=True):
        label = headings[name].replace("(分)", "").replace(" (fen)", "")
        lines.append([label, *(_cell(row[name], headings[name], lang, in_fen[name]) for row in rows), note])
    sizes = [max(width(line[index]) for line in lines) for index in range(len(lines[0]))]
    last = len(sizes) - 1  # The label stands left, the figures right, the note left.
    return [
        "  ".join(padded(line[index], size, right=0 < index < last) for index, size in enumerate(sizes)).rstrip()
        for line in lines
    ]


def ledger_text(ledger: Ledger, lang: Lang = "zh", limit: int | None = None) -> str:
    """The ledger, one case a line, the most overdue first."""
    zh = lang == "zh"
    heads = [
        "案号",
        "被执行人",
        "承办人",
        "阶段",
        "堵点",
        "下一步",
        "期限",
        "超期(日)",
        "未到位",
        "预交叉至",
        "关联",
        "推进会决定",
    ]
    if not zh:
        heads = [
            "Number", "Debtors", "Owner", "Stage", "Blocker", "Next step", "Due", "Overdue (d)", "Outstanding", "Pre-cross to",
            "Linked to", "Meeting",
        ]  # fmt: skip
    rows = [
        [
            row.number, row.debtors, row.owner, row.stage_zh if zh else row.stage_en, row.blocker_zh if zh else row.blocker_en,
            row.next_zh if zh else row.next_en, _day(row.due), str(row.overdue_days), rounded_yuan(row.outstanding_fen, lang),
            _day(row.pre_cross_until), row.linked_to or "—", row.meeting or "—",
        ]
        for row in ledger.rows[:limit]
    ]  # fmt: skip
    title = (
        f"案件跟踪台账（{ledger.today}，共 {len(ledger.rows)} 件）"
        if zh
        else f"Tracking ledger ({ledger.today}, {len(ledger.rows)} cases)"
    )
    return "\n".join([title, *aligned([heads, *rows]), *_decisions_text(ledger, lang)])


def _decisions_text(ledger: Ledger, lang: Lang) -> list[str]:
    """What the next meeting has to follow up; nothing where nothing is open."""
    if not ledger.decisions:
        return []
    zh = lang == "zh"
    heads = ["编号", "案号", "责任人", "事项", "作出", "期限", "延期(次)", "超期(日)"]
    if not zh:
        heads = ["Item", "Number", "Who", "What", "Decided", "Due", "Carried over", "Overdue (d)"]
    rows = [
        [
            one.item, one.number, one.who, one.what, _day(one.decided_on), _day(one.due), f"{one.carried_over}",
            f"{one.overdue_days}",
        ]
        for one in ledger.decisions
    ]  # fmt: skip
    title = (
        f"下次推进会核对（{len(rows)} 项）"
        if zh
        else f"To be followed up at the next meeting: {len(rows)} {'decision' if len(rows) == 1 else 'decisions'}"
    )
    return ["", title, *aligned([heads, *rows])]


def _day(day: date | None) -> str:
    return day.isoformat() if day else "—"


def deadlines_text(found: Deadlines, lang: Lang = "zh", limit: int | None = None) -> str:
    """The terms that are open or were kept late, one a line, the most overdue first; below them the counts."""
    zh = lang == "zh"
    heads = (
        ["案号", "期限", "对象", "起算", "到期", "完成", "未完成而结案", "超期(日)", "依据"]
        if zh
        else ["Number", "Term", "About", "Begun", "Due", "Kept", "Closed unkept", "Overdue (d)", "Article"]
    )
    rows = [
        [
            row.number or row.stream, row.zh if zh else row.en, row.about or "—", row.begun.isoformat(), row.due.isoformat(),
            row.kept.isoformat() if row.kept else "—", row.ended.isoformat() if row.ended else "—", str(row.overdue_days), row.article,
        ]
        for row in found.rows[:limit]
    ]  # fmt: skip
    total, overdue = sum(each.watched for each in found.counts), sum(each.overdue for each in found.counts)
    title = (
        f"期限（{found.today}）：监控 {total:,}，超期 {overdue:,}，正常 {total - overdue:,}；"
        f"以下列出尚未完成、迟延完成或者结案时仍未完成的 {len(rows):,} 项（超期算至报表日、完成日或者结案日）"
        if zh
        else f"Deadlines ({found.today}): {total:,} watched, {overdue:,} overdue, {total - overdue:,} in time; "
        f"listed are the {len(rows):,} that are open, were kept late, or not before the round closed "
        "(overdue up to this day, the day it was kept, or closed)"
    )
    counted = [["节点", "期限", "监控", "超期"] if zh else ["Node", "Term", "Watched", "Overdue"]]
    counted += [
        [each.node or "—", each.zh if zh else each.en, f"{each.watched:,}", f"{each.overdue:,}"]
        for each in found.counts
    ]
    return "\n".join([title, *aligned([heads, *rows]), "", *aligned(counted)])


def stock_text(found: Stock, lang: Lang = "zh") -> str:
    """The stock, one court a line; both clearing rates with numerator and denominator."""
    ages = [zh if lang == "zh" else en for _, zh, en in AGES]
    ways = [zh if lang == "zh" else en for zh, en in EXITS.values()]
    heads = (
        ["法院", "期初", "新增", *ways, "期末", *ages, "出清率(期初)", "出清率(期初+新增)", "已查询(次)", "查询逾期"]
        if lang == "zh"
        else [
            "Court",
            "Opening",
            "Entered",
            *ways,
            "Stock",
            *ages,
            "Cleared/opening",
            "Cleared/all",
            "Queries",
            "Overdue",
        ]
    )
    rows = [
        [
            row.court, f"{row.opening:,}", f"{row.entered:,}", *(f"{row.exits[way]:,}" for way in EXITS), f"{row.stock:,}",
            *(f"{each:,}" for each in row.ages),
            *(f"{Rate(*rate)} ({rate[0]:,}/{rate[1]:,})" for rate in (row.cleared_of_opening, row.cleared_of_all)),
            f"{row.queries_made:,}", f"{row.queries_overdue:,}",
        ]
        for row in found.rows
    ]  # fmt: skip
    title = (
        f"终本存量（{found.since} 至 {found.today}）"
        if lang == "zh"
        else f"Terminated stock ({found.since} to {found.today})"
    )
    return "\n".join([title, *aligned([heads, *rows])])


def aligned(rows: list[list[str]]) -> list[str]:
    """Rows of cells as lines whose columns line up; no rows, no lines."""
    sizes = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(padded(cell, size) for cell, size in zip(row, sizes, strict=True)).rstrip() for row in rows]
