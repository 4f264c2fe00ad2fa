"""A workbook laid out like a judicial statistics table: title, unit line, merged heads, numbered columns, frozen panes.

A rate is a formula over the columns of its numerator and denominator, with its value beside it, so that whoever opens the
workbook sees what it is made of. Text is never read as a formula. A second sheet has the notes and the receipt.
"""

from itertools import accumulate
from pathlib import Path
from typing import Any

from casestream.kernel.errors import ExtraMissing
from casestream.replay import Rate
from casestream.reports.paper.page import Column, Page, Value
from casestream.reports.render import width

FORMATS = {"count": "#,##0", "money": "#,##0.00", "percent": "0.00%", "each": "0.00", "day": "0.00", "text": "@"}
GRID = {"border": 1, "font_name": "宋体", "font_size": 10, "valign": "vcenter"}
HEAD = GRID | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#EEF2F7"}
FIRST_ROW = 5  # Title, period and units, sections, titles, numbers.
WIDEST = 40
A4 = 9
LONGEST_NAME = 31  # Of a sheet: more is not allowed.
LETTERS_ABREAST = 180  # On A4 across they come out at about eight points.


def write_xlsx(page: Page, path: Path) -> None:
    """The page as a workbook.

    Raises:
        ExtraMissing: xlsxwriter is not installed.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise ExtraMissing.of("xlsxwriter", "xlsx") from error
    with (
        path.open("wb") as file,
        xlsxwriter.Workbook(file, {"strings_to_urls": False, "strings_to_numbers": False}) as book,
    ):
        for each in (page, *page.more):
            name = ("统计表" if page.lang == "zh" else "Table") if each is page else each.title[:LONGEST_NAME]
            sheet = _Sheet(each, book, book.add_worksheet(name))
            sheet.write_heads()
            sheet.write_rows()
            sheet.set_up_paper()
        _write_notes(page, book)


class _Sheet:
    """The sheet with the table."""

    def __init__(self, page: Page, book: Any, sheet: Any) -> None:
        self.page, self.book, self.sheet = page, book, sheet
        self.last = len(page.columns) - 1
        self.widths = [self._wide(index, column) for index, column in enumerate(page.columns)]
        reached = list(accumulate(self.widths))
        self.first_page = max(index for index, wide in enumerate(reached) if not index or wide <= LETTERS_ABREAST)
        self.head = book.add_format(HEAD)
        self.cells = {kind: book.add_format(GRID | {"num_format": form}) for kind, form in FORMATS.items()}
        self.day = book.add_format(GRID | {"num_format": "yyyy-mm-dd", "align": "center"})

    def write_heads(self) -> None:
        """Title; period and units; sections over their columns; titles; numbers of the columns (栏次)."""
        page, plain = self.page, {"font_name": "宋体", "font_size": 10}
        title = self.book.add_format(plain | {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        self._merge(0, 0, 0, self.first_page, page.title, title)
        self.sheet.set_row(0, 30)
        self.sheet.write_string(
            1, 0, page.period, self.book.add_format(plain)
        )  # Both run over the empty cells beside them.
        if page.units:
            self.sheet.write_string(1, self.first_page, page.units, self.book.add_format(plain | {"align": "right"}))
        at = 0
        for section, span in page.sections:
            if section:
                self._merge(2, at, 2, at + span - 1, section, self.head)
            at += span
        for index, column in enumerate(page.columns):
            head = f"{column.title}\n({column.unit})" if column.unit else column.title
            if column.section:
                self.sheet.write_string(3, index, head, self.head)
            else:
                self._merge(2, index, 3, index, head, self.head)
            self.sheet.write_number(4, index, index + 1, self.head)
            self.sheet.set_column(index, index, self.widths[index])
        self.sheet.set_row(3, 45)

    def _merge(self, top: int, left: int, bottom: int, right: int, text: str, form: Any) -> None:
        if (top, left) == (bottom, right):
            self.sheet.write_string(top, left, text, form)
        else:
            self.sheet.merge_range(top, left, bottom, right, "", form)
            self.sheet.write_string(top, left, text, form)

    def _wide(self, index: int, column: Column) -> int:
        texts = [self._spelled(row[index]) for row in self.page.rows[:200]]
        head = width(column.title) // 2 if column.section else width(column.title)
        return min(WIDEST, 2 + max([head, 8, *map(width, texts)]))

    def _spelled(self, value: Value) -> str:
        return f"{value:,}.00" if isinstance(value, int) else f"{value}" if value is not None else ""

    def write_rows(self) -> None:
        """The figures, in the formats of their columns."""
        for line, row in enumerate(self.page.rows, FIRST_ROW):
            for index, (value, column) in enumerate(zip(row, self.page.columns, strict=True)):
                self._write(line, index, value, column)
        if not self.page.rows:
            self.sheet.write_string(FIRST_ROW, 0, "（无可计数者）" if self.page.lang == "zh" else "(nothing to count)")

    def _write(self, line: int, index: int, value: Value, column: Column) -> None:
        form = self.cells[column.kind]
        match value:
            case Rate():
                self._write_rate(line, index, value, column)
            case int():
                self.sheet.write_number(line, index, value / 100 if column.kind == "money" else value, form)
            case str():
                self.sheet.write_string(line, index, value, form)
            case None:
                self.sheet.write_blank(line, index, None, form)
            case _:
                self.sheet.write_datetime(line, index, value, self.day)

    def _write_rate(self, line: int, index: int, rate: Rate, column: Column) -> None:
        """A formula over its two columns where they are there; no figure where the denominator is none."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        form, value = self.cells[column.kind], rate.value()
        digits, scale = (4, 100) if column.kind == "percent" else (2, 1)
        cached: float | str = "" if value is None else float(value / scale)
        if column.parts is None:
            over, under = str(rate.numerator), str(rate.denominator)
        else:
            over, under = (xl_rowcol_to_cell(line, number - 1) for number in column.parts)
        self.sheet.write_formula(line, index, f'=IF({under}>0,ROUND({over}/{under},{digits}),"")', form, cached)

    def set_up_paper(self) -> None:
        """Heads and names stay in sight and stand on every printed page; as many pages abreast as stay readable."""
        self.sheet.freeze_panes(FIRST_ROW, self.page.headings)
        self.sheet.repeat_rows(2, 4)
        self.sheet.repeat_columns(0, self.page.headings - 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(-(-sum(self.widths) // LETTERS_ABREAST), 0)
        self.sheet.set_footer("&C&P / &N")
        if self.page.rows and self.page.headings == 1 and not self.page.notes:  # A list, not a table of figures.
            self.sheet.autofilter(4, 0, FIRST_ROW + len(self.page.rows) - 1, self.last)


def _write_notes(page: Page, book: Any) -> None:
    """Of each column what it is made of; below, where the figures come from."""
    zh = page.lang == "zh"
    sheet = book.add_worksheet("说明" if zh else "Notes")
    head, cell = book.add_format(HEAD), book.add_format(GRID | {"text_wrap": True})
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    line = 0
    if page.notes:
        heads = (
            ("栏次", "指标", "范围", "单位", "口径", "出处")
            if zh
            else ("Column", "Measure", "Scope", "Unit", "Formula", "Source")
        )
        for index, (text, wide) in enumerate(zip(heads, (8, 28, 18, 8, 90, 18), strict=True)):
            sheet.write_string(0, index, text, head)
            sheet.set_column(index, index, wide)
        for line, (number, column) in enumerate(page.notes, 1):
            sheet.write_number(line, 0, number, cell)
            for index, text in enumerate((column.title, column.section, column.unit, column.formula, column.source), 1):
                sheet.write_string(line, index, text, cell)
        sheet.freeze_panes(1, 0)
        line += 2
    for name, text in page.facts:
        sheet.write_string(line, 1 if page.notes else 0, name, cell)
        sheet.write_string(line, 4 if page.notes else 1, text, cell)
        line += 1
