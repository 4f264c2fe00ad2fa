"""A report as a CSV file that office programs open as it is: UTF-8 with a mark, one line of heads, plain numbers."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

from casestream.replay import Rate
from casestream.reports.paper.page import Column, Page, Value

FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that might be gets an apostrophe before it."""
    return f"'{text}" if text.startswith(FORMULA_BEGINS) else text


def write_csv(page: Page, path: Path) -> None:
    """The page as CSV: amounts in yuan, rates as they are shown, without their sign."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow([inert(_head(column, page)) for column in page.columns])
        lines.writerows([_plain(*cell) for cell in zip(row, page.columns, strict=True)] for row in page.rows)


def _head(column: Column, page: Page) -> str:
    named = f"{column.section}·{column.title}" if column.section else column.title
    brackets = "（{}）" if page.lang == "zh" else " ({})"
    return named + brackets.format(column.unit) if column.unit else named


def _plain(value: Value, column: Column) -> str:
    match value:
        case None:
            return ""
        case Rate():
            figure = value.value()
            return "" if figure is None else f"{figure}"
        case int():
            return f"{Decimal(value) / 100:.2f}" if column.kind == "money" else f"{value}"
        case date():
            return value.isoformat()
    return inert(value)
