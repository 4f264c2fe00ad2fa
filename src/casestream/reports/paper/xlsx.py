"""A workbook laid out like a judicial statistics table: title, unit line, merged heads, numbered columns, frozen panes.

A rate is a formula over the columns of its numerator and denominator, with its value beside it, so that whoever opens the
workbook sees what it is made of. Text is never read as a formula. A second sheet has the notes and the receipt.
"""

from collections.abc import Iterable
from itertools import accumulate
from math import ceil
from pathlib import Path
from typing import Any

from attrs import frozen

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
LETTERS_ABREAST = 180  # Fitted on A4 across they come out at about eight points.
LIST_ABREAST = 215  # A list is not cut for as little as this.
CUT_ABREAST, AT_MOST_ABREAST = (
    140,
    160,
)  # On each page of a table that has several: by choice; where a section needs it.
WIDTHS_TRIED = (WIDEST, 32, 24)  # The widest column of a list, so that it fits on one page.
MARGIN_INCHES, A4_INCHES, DOTS_PER_INCH = 0.4, 11.69, 96
LETTER_DOTS, COLUMN_DOTS = 9.4, 5  # Of a column's width; seven with Excel's font, more with what replaces it elsewhere.
LINE_POINTS, TITLES_POINTS = 14, 45
FILLED = (
    0.82  # Of a line, before a word goes to the next; fonts differ between machines, so not all of it is counted on.
)


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
        self.abreast = LETTERS_ABREAST if any(column.section for column in page.columns) else LIST_ABREAST
        self.widths = self._fitting_widths()
        self.pieces = pieces_of(page, self.widths, self.abreast)
        self.starts = sorted({piece.page_start for piece in self.pieces})
        self.head = book.add_format(HEAD)
        self.cells = {
            kind: book.add_format(GRID | {"num_format": form} | ({"text_wrap": True} if kind == "text" else {}))
            for kind, form in FORMATS.items()
        }
        self.day = book.add_format(GRID | {"num_format": "yyyy-mm-dd", "align": "center"})

    def write_heads(self) -> None:
        """Title; period and units of every printed page; sections over their columns; titles; numbers (栏次)."""
        page, plain = self.page, {"font_name": "宋体", "font_size": 10}
        title = self.book.add_format(plain | {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        left, right = self.book.add_format(plain), self.book.add_format(plain | {"align": "right"})
        ends = [start - 1 for start in self.starts[1:]] + [self.last]
        for number, (start, end) in enumerate(zip(self.starts, ends, strict=True)):
            begin = max(start, page.headings) if len(self.starts) > 1 else start  # What is repeated would be cut there.
            if not number:
                self._merge(0, begin, 0, end, page.title, title)
            self.sheet.write_string(1, begin, page.period, left)  # Both run over the empty cells beside them.
            if page.units and width(page.period) + width(page.units) < sum(self.widths[begin : end + 1]):
                self.sheet.write_string(1, end, page.units, right)
        self.sheet.set_row(0, 30)
        for piece in self.pieces:
            if piece.section:
                self._merge(2, piece.first, 2, piece.last, piece.section, self.head)
        for index, column in enumerate(page.columns):
            head = f"{column.title}\n({column.unit})" if column.unit else column.title
            if column.section:
                self.sheet.write_string(3, index, head, self.head)
            else:
                self._merge(2, index, 3, index, head, self.head)
            self.sheet.write_number(4, index, index + 1, self.head)
            self.sheet.set_column(index, index, self.widths[index])
        self.sheet.set_row(
            2, points((each.section, sum(self.widths[each.first : each.last + 1])) for each in self.pieces)
        )
        titles = points(
            (f"{each.title}\n{each.unit}", wide) for each, wide in zip(page.columns, self.widths, strict=True)
        )
        self.sheet.set_row(3, max(TITLES_POINTS, titles))

    def _merge(self, top: int, left: int, bottom: int, right: int, text: str, form: Any) -> None:
        if (top, left) == (bottom, right):
            self.sheet.write_string(top, left, text, form)
        else:
            self.sheet.merge_range(top, left, bottom, right, "", form)
            self.sheet.write_string(top, left, text, form)

    def _fitting_widths(self) -> list[int]:
        """The widths of the columns; texts are wrapped earlier where the whole fits on one page by that."""
        tried = [
            [self._wide(index, column, widest) for index, column in enumerate(self.page.columns)]
            for widest in WIDTHS_TRIED
        ]
        return next((widths for widths in tried if sum(widths) <= self.abreast), tried[0])

    def _wide(self, index: int, column: Column, widest: int) -> int:
        texts = [self._spelled(row[index]) for row in self.page.rows[:200]]
        head = width(column.title) // 2 if column.section else width(column.title)
        return min(widest if column.kind == "text" else WIDEST, 2 + max([head, 8, *map(width, texts)]))

    def _spelled(self, value: Value) -> str:
        return f"{value:,}.00" if isinstance(value, int) else f"{value}" if value is not None else ""

    def write_rows(self) -> None:
        """The figures, in the formats of their columns."""
        for line, row in enumerate(self.page.rows, FIRST_ROW):
            for index, (value, column) in enumerate(zip(row, self.page.columns, strict=True)):
                self._write(line, index, value, column)
            texts = [(value, wide) for value, wide in zip(row, self.widths, strict=True) if isinstance(value, str)]
            if any(lines_of(*each) > 1 for each in texts):
                self.sheet.set_row(line, points(texts))
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
        self.sheet.set_margins(left=MARGIN_INCHES, right=MARGIN_INCHES)
        if len(self.starts) == 1:
            self.sheet.fit_to_pages(1, 0)
        else:  # Breaks of one's own are not heeded where pages are fitted.
            self.sheet.set_v_pagebreaks(self.starts[1:])
            self.sheet.set_print_scale(self._scale())
        self.sheet.set_footer("&C&P / &N")
        if self.page.rows and self.page.headings == 1 and not self.page.notes:  # A list, not a table of figures.
            self.sheet.autofilter(4, 0, FIRST_ROW + len(self.page.rows) - 1, self.last)

    def _scale(self) -> int:
        """The percentage at which the widest page is as wide as the paper."""
        names = self.widths[: self.page.headings]
        ends = [*self.starts[1:], self.last + 1]
        pages = [
            self.widths[max(start, len(names)) : end] + names for start, end in zip(self.starts, ends, strict=True)
        ]
        widest = max(LETTER_DOTS * sum(each) + COLUMN_DOTS * len(each) for each in pages)
        return min(100, int(98 * (A4_INCHES - 2 * MARGIN_INCHES) * DOTS_PER_INCH / widest))


@frozen
class Piece:
    """Columns under one head on one printed page, by their indexes from 0."""

    section: str
    first: int
    last: int
    page_start: int


def pieces_of(page: Page, widths: list[int], abreast: int) -> list[Piece]:
    """The sections over their pages: one page if that is wide enough. A section that fits on a page is not cut; one that is
    has its head on both."""
    spans = _spans(page)
    if sum(widths) <= abreast:
        return [_piece(page, at, at, at + span - 1, 0) for at, span in spans]
    found = [Piece("", at, at, 0) for at in range(page.headings)]  # They stand on every page.
    names, spans = sum(widths[: page.headings]), [(at, span) for at, span in spans if at >= page.headings]
    longest = names + max(sum(widths[at : at + span]) for at, span in spans)
    room = (longest if CUT_ABREAST < longest <= AT_MOST_ABREAST else CUT_ABREAST) - names
    start, used = 0, 0
    for at, span in spans:
        if used and used + sum(widths[at : at + span]) > room >= sum(widths[at : at + span]):
            start, used = at, 0
        first = at
        for index in range(at, at + span):
            if used and used + widths[index] > room:
                if index > first:
                    found.append(_piece(page, at, first, index - 1, start))
                first, start, used = index, index, 0
            used += widths[index]
        found.append(_piece(page, at, first, at + span - 1, start))
    return found


def _spans(page: Page) -> list[tuple[int, int]]:
    """Where each section begins and how many columns it has."""
    spans = [span for _, span in page.sections]
    return list(zip(accumulate(spans, initial=0), spans, strict=False))


def _piece(page: Page, at: int, first: int, last: int, start: int) -> Piece:
    section = page.columns[at].section
    again = "（续）" if page.lang == "zh" else " (continued)"
    return Piece(section + again if section and first > at else section, first, last, start)


def lines_of(text: str, wide: float) -> int:
    """How many lines a text takes in a column so many letters wide."""
    return sum(1 if width(line) <= wide else ceil(width(line) / (wide * FILLED)) for line in text.split("\n"))


def points(texts: Iterable[tuple[str, float]]) -> int:
    """How high a row has to be for its texts, each with the width of its column."""
    return 2 + LINE_POINTS * max((lines_of(text, wide) for text, wide in texts), default=1)


NOTES: dict[str, tuple[tuple[str, int], ...]] = {
    "zh": (("栏次", 8), ("指标", 36), ("范围", 22), ("单位", 8), ("口径", 90), ("出处", 18)),
    "en": (("Column", 8), ("Measure", 36), ("Scope", 22), ("Unit", 8), ("Formula", 90), ("Source", 18)),
}
NAMES_WIDE, TOLD_WIDE = 28, 90  # Of the facts where no formulas stand above them.


def _write_notes(page: Page, book: Any) -> None:
    """Of each column what it is made of; below, what the sources are and where the figures come from."""
    sheet = book.add_worksheet("说明" if page.lang == "zh" else "Notes")
    head, cell = book.add_format(HEAD), book.add_format(GRID | {"text_wrap": True})
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=MARGIN_INCHES, right=MARGIN_INCHES)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")
    line = 0
    if page.notes:
        columns = NOTES[page.lang]
        for index, (text, wide) in enumerate(columns):
            sheet.write_string(0, index, text, head)
            sheet.set_column(index, index, wide)
        for line, (number, column) in enumerate(page.notes, 1):
            sheet.write_number(line, 0, number, cell)
            texts = (column.title, column.section, column.unit, column.formula, column.source)
            for index, text in enumerate(texts, 1):
                sheet.write_string(line, index, text, cell)
            sheet.set_row(line, points((text, wide) for text, (_, wide) in zip(texts, columns[1:], strict=True)))
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        line += 2
        names, ends, wide = 1, len(columns) - 1, sum(each for _, each in columns[2:])
    else:
        names, ends, wide = 0, 1, TOLD_WIDE
        sheet.set_column(0, 0, NAMES_WIDE)
        sheet.set_column(1, 1, TOLD_WIDE)
    for block in filter(None, (page.legend, page.facts)):
        for name, text in block:
            sheet.write_string(line, names, name, cell)
            if ends > names + 1:
                sheet.merge_range(line, names + 1, line, ends, "", cell)
            sheet.write_string(line, names + 1, text, cell)
            sheet.set_row(line, points(((name, NAMES_WIDE), (text, wide))))
            line += 1
        line += 1
