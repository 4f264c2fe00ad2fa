"""Reports on paper: a workbook, a page with charts, pictures, CSV, JSON. The name of the file says which."""

import json
from collections.abc import Callable
from pathlib import Path

from casestream.kernel.errors import BadRequest, Lang, UnknownName
from casestream.reports import Deadlines, Durations, Ledger, Report, Stock
from casestream.reports.paper.delimited import write_csv
from casestream.reports.paper.lists import page_of_deadlines, page_of_durations, page_of_ledger, page_of_stock
from casestream.reports.paper.page import Page
from casestream.reports.paper.pictures import write_png, write_svg
from casestream.reports.paper.tables import page_of_table
from casestream.reports.paper.web_page import write_html
from casestream.reports.paper.xlsx import write_xlsx
from casestream.reports.whole_file import whole_file

WRITERS: dict[str, Callable[[Page, Path], None]] = {
    ".xlsx": write_xlsx, ".html": write_html, ".csv": write_csv, ".png": write_png, ".svg": write_svg
}  # fmt: skip
FORMS = (*WRITERS, ".json")


def page_of(report: Report, lang: Lang) -> Page:
    """A report laid out for paper."""
    match report:
        case Ledger():
            return page_of_ledger(report, lang)
        case Deadlines():
            return page_of_deadlines(report, lang)
        case Stock():
            return page_of_stock(report, lang)
        case Durations():
            return page_of_durations(report, lang)
    return page_of_table(report, lang)


def write_report(report: Report, target: str | Path, lang: Lang = "zh") -> None:
    """Write a report to a file whose suffix says the form: .xlsx, .html, .csv, .png, .svg or .json. Whole, or not at all.

    Raises:
        UnknownName: the suffix is none of these.
        TargetNotWritable: the target cannot be written, or another program has it open.
        ExtraMissing: the form needs an extra that is not installed.
        FontMissing: a picture needs a font that is not there.
        BadRequest: there is nothing to draw.
    """
    form = suffix(target)
    page = page_of(report, lang)
    if form in (".png", ".svg") and not page.panels:
        raise BadRequest(
            f"“{page.title}”没有可画的数字",
            f"{page.title!r} has nothing to draw",
            "写成 .xlsx 或者 .html",
            "write .xlsx or .html",
        )
    with whole_file(target) as part:
        if form == ".json":
            part.write_text(json.dumps(report.as_dict(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        else:
            WRITERS[form](page, part)


def suffix(target: str | Path) -> str:
    """The form in which a target is to be written.

    Raises:
        UnknownName: there is none of that name.
    """
    form = Path(target).suffix.lower()
    if form not in FORMS:
        raise UnknownName(
            f"不能写成“{form or target}”", f"cannot write {form or str(target)!r}",
            f"可用：{'、'.join(FORMS)}", f"there are {', '.join(FORMS)}",
        )  # fmt: skip
    return form
