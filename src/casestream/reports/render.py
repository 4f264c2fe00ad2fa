"""How tables are drawn for people: plain text that lines up, Chinese characters counted as two columns."""

import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from casestream.kernel.errors import Lang
from casestream.replay import Cell, Rate, Table
from casestream.reports.ledger import Ledger


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


def _cell(cell: Cell, heading: str, lang: Lang) -> str:
    if isinstance(cell, Rate):
        return f"{cell}  ({cell.numerator:,}/{cell.denominator:,})"
    if heading.endswith(("(分)", "(fen)")):
        return rounded_yuan(cell, lang)
    return f"{cell:,}"


def table_text(table: Table, lang: Lang = "zh") -> str:
    """A statistics table, one measure a line and one group a column: rates with numerator and denominator."""
    projection = table.projection
    lines = [projection.zh if lang == "zh" else projection.en]
    headings = [measure.zh if lang == "zh" else measure.en or name for name, measure in projection.measures.items()]
    labels = [heading.replace("(分)", "").replace(" (fen)", "") for heading in headings]
    notes = [measure.note if lang == "zh" else "" for measure in projection.measures.values()]
    groups = [" ".join(row.group) or ("全部" if lang == "zh" else "all") for row in table.rows]
    columns = [
        [_cell(row[name], heading, lang) for name, heading in zip(projection.measures, headings, strict=True)]
        for row in table.rows
    ]
    widths = [max([width(group), *map(width, column)]) for group, column in zip(groups, columns, strict=True)]
    first = max(map(width, labels))
    lines.append(
        "  ".join(
            [" " * first, *(padded(group, size, right=True) for group, size in zip(groups, widths, strict=True))]
        ).rstrip()
    )
    for index, label in enumerate(labels):
        cells = [padded(column[index], size, right=True) for column, size in zip(columns, widths, strict=True)]
        lines.append("  ".join([padded(label, first), *cells, notes[index]]).rstrip())
    return "\n".join(lines)


def ledger_text(ledger: Ledger, lang: Lang = "zh", limit: int | None = None) -> str:
    """The ledger, one case a line, the most overdue first."""
    zh = lang == "zh"
    heads = (
        ["案号", "被执行人", "承办人", "阶段", "堵点", "下一步", "期限", "超期(日)", "未到位"]
        if zh
        else ["Number", "Debtors", "Owner", "Stage", "Blocker", "Next step", "Due", "Overdue (d)", "Outstanding"]
    )
    rows = [
        [
            row.number, row.debtors, row.owner, row.stage_zh if zh else row.stage_en, row.blocker_zh if zh else row.blocker_en,
            row.next_zh if zh else row.next_en, row.due.isoformat() if row.due else "—", str(row.overdue_days),
            rounded_yuan(row.outstanding_fen, lang),
        ]
        for row in ledger.rows[:limit]
    ]  # fmt: skip
    title = (
        f"案件跟踪台账（{ledger.today}，共 {len(ledger.rows)} 件）"
        if zh
        else f"Tracking ledger ({ledger.today}, {len(ledger.rows)} cases)"
    )
    return "\n".join([title, *aligned([heads, *rows])])


def aligned(rows: list[list[str]]) -> list[str]:
    """Rows of cells as lines whose columns line up; no rows, no lines."""
    sizes = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(padded(cell, size) for cell, size in zip(row, sizes, strict=True)).rstrip() for row in rows]
