"""Reports on paper: a workbook, a page, CSV and pictures say what the table says, safely, or nothing is written."""

import csv
import json
import re
import sys
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve
from openpyxl import load_workbook

from casestream.cli import run
from casestream.kernel import Ratio
from casestream.kernel.errors import (
    BadRequest,
    CasestreamError,
    ExtraMissing,
    FontMissing,
    Lang,
    TargetNotWritable,
    UnknownName,
)
from casestream.replay.rate import Rate
from casestream.replay.table import Row, Table
from casestream.reports.ledger import Ledger, LedgerRow
from casestream.reports.paper import FORMS, write_report
from casestream.reports.paper.page import Panel, telling
from casestream.reports.paper.pictures import FONT_VARIABLE
from casestream.reports.sources import SOURCES, STATUSES, tags_of
from casestream.reports.stock import Stock
from casestream.reports.tables import STATISTICS
from casestream.reports.variants import VARIANTS
from figures import FIVE_COURTS, GOLDEN, SMALL, TWO_COURTS, YEAR, cells_of, row, unhashed, written

COURT = STATISTICS["court"]
NOTHING = Table(SMALL, ())
INJECTION = '=HYPERLINK("http://x")'


def ledger(debtors: str) -> Ledger:
    """A ledger of three cases, two of them at one stage."""
    one = LedgerRow(
        number="（2025）内0624执1号", debtors=debtors, owner="承办人甲", stage_zh="查控", stage_en="search", blocker_zh="", blocker_en="",
        next_zh="核查", next_en="verify", due=date(2025, 3, 1), overdue_days=4, outstanding_fen=123_456, linked_to="",
    )  # fmt: skip
    return Ledger(date(2025, 3, 5), (one, one, evolve(one, stage_zh="处置", stage_en="disposal")))


class Text(HTMLParser):
    """What a page says, and what it would load."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.loads: list[tuple[str, str | None]] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        self.loads += [(tag, value) for name, value in attrs if name in ("src", "href", "srcset", "data", "action")]
        if tag in ("script", "iframe", "object", "embed"):
            self.loads.append((tag, None))

    def handle_data(self, data: str) -> None:
        if data.strip() and self.inside != "style":
            self.said.append(data.strip())


def page_of(path: Path) -> Text:
    """A page, read."""
    text = Text()
    text.feed(path.read_text("utf-8"))
    return text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_workbook_is_laid_out_as_the_golden_one(lang: Lang, tmp_path: Path) -> None:
    made = cells_of(written(tmp_path / "small.xlsx", TWO_COURTS, lang))
    assert made == (GOLDEN / f"small-{lang}.xlsx.txt").read_text("utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("table", [TWO_COURTS, FIVE_COURTS], ids=["few", "many"])
def test_the_page_says_what_the_golden_one_says(lang: Lang, table: Table, tmp_path: Path) -> None:
    text = page_of(written(tmp_path / "small.html", table, lang))
    assert unhashed("\n".join(text.said) + "\n") == (GOLDEN / f"small-{lang}-{len(table.rows)}.html.txt").read_text(
        "utf-8"
    )
    assert text.loads == []


def test_a_rate_in_the_workbook_is_made_of_its_columns(tmp_path: Path) -> None:
    path = written(tmp_path / "small.xlsx", TWO_COURTS, "zh")
    sheet, values = load_workbook(path)["统计表"], load_workbook(path, data_only=True)["统计表"]
    heads = {cell.value: cell.column_letter for cell in sheet[4] if cell.value}
    rate, over, under = (heads[head] for head in ("执行到位率\n(%)", "首执到位金额\n(元)", "首执申请标的\n(元)"))
    assert sheet[f"{rate}7"].value == f'=IF({under}7>0,ROUND({over}7/{under}7,4),"")'
    assert values[f"{rate}7"].value == 0.6391
    assert (values[f"{over}7"].value, values[f"{under}7"].value) == (7_890.12, 12_345.67)
    assert not values[f"{rate}6"].value  # No denominator, no figure.


def test_the_same_report_is_written_the_same_but_for_the_moment(tmp_path: Path) -> None:
    one, two = (written(tmp_path / name, FIVE_COURTS, "zh") for name in ("a.svg", "b.svg"))
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("form", [".xlsx", ".csv", ".html"])
def test_no_name_becomes_a_formula_or_markup(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"ledger{form}"
    for text in (INJECTION, "+1", "-1", "@x", "<script>alert(1)</script>", "a\"b'c&d"):
        write_report(ledger(text), path)
        match form:
            case ".xlsx":
                cell = load_workbook(path).worksheets[0]["B6"]
                assert (cell.value, cell.data_type) == (text, "s")
            case ".csv":
                (_, line, *_) = csv.reader(path.read_text("utf-8-sig").splitlines())
                assert line[1] == (f"'{text}" if text[0] in "=+-@" else text)
            case _:
                page = page_of(path)
                assert text in page.said
                assert page.loads == []


def test_csv_is_what_office_programs_open(tmp_path: Path) -> None:
    raw = written(tmp_path / "small.csv", TWO_COURTS, "zh").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    heads, empty, full = csv.reader(raw.decode("utf-8-sig").splitlines())
    told = dict(zip(heads, full, strict=True))
    assert told["首次执行案件·首执申请标的（元）"] == "12345.67"
    assert told["首次执行案件·执行到位率（%）"] == "63.91"
    assert dict(zip(heads, empty, strict=True))["首次执行案件·执行到位率（%）"] == ""


def test_json_is_the_report_s_own(tmp_path: Path) -> None:
    path = written(tmp_path / "small.json", TWO_COURTS, "en")
    assert json.loads(path.read_text("utf-8")) == TWO_COURTS.as_dict()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pictures_have_letters_that_are_outlines(lang: Lang, tmp_path: Path) -> None:
    svg = ET.parse(written(tmp_path / "small.svg", TWO_COURTS, lang)).getroot()  # noqa: S314 # Our own.
    tags = {element.tag.rpartition("}")[2] for element in svg.iter()}
    assert "path" in tags
    assert "text" not in tags
    assert written(tmp_path / "small.png", TWO_COURTS, lang).read_bytes().startswith(b"\x89PNG")


def test_without_a_font_for_its_characters_nothing_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import matplotlib as mpl

    latin = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    for font in (latin, tmp_path / "none.ttf"):
        monkeypatch.setenv(FONT_VARIABLE, str(font))
        with pytest.raises(FontMissing, match="fonts-noto-cjk"):
            write_report(TWO_COURTS, tmp_path / "small.png")
    assert list(tmp_path.iterdir()) == []


def test_what_has_nothing_to_count_says_so(tmp_path: Path) -> None:
    written(tmp_path / "none.xlsx", NOTHING, "zh")
    assert load_workbook(tmp_path / "none.xlsx").worksheets[0]["A6"].value == "（无可计数者）"
    assert "（无可计数者）" in page_of(written(tmp_path / "none.html", NOTHING, "zh")).said
    with pytest.raises(BadRequest, match="nothing to draw"):
        write_report(NOTHING, tmp_path / "none.png")


@pytest.mark.parametrize("form", FORMS)
def test_every_report_has_every_form(form: str, tmp_path: Path) -> None:
    empty_stock = Stock(date(2025, 1, 1), date(2025, 6, 30), ())
    for report in (ledger("吴某"), empty_stock):
        path = tmp_path / f"{type(report).__name__}{form}"
        if form in (".png", ".svg") and report is empty_stock:
            with pytest.raises(BadRequest):
                write_report(report, path)
        else:
            write_report(report, path, "en")
            assert path.stat().st_size


# --- how it comes out of the printer ---


def court(closed: int = 3, received: int = 2) -> Table:
    """The table of the courts, which has more columns than a page; of the rates only that of the received is not a third."""
    numbers = {name: 3 for name, each in COURT.measures.items() if not isinstance(each, Ratio)}
    numbers |= {"closed": closed, "received": received}
    rates = {
        name: Rate(numbers[each.numerator], numbers[each.denominator], each.unit)
        for name, each in COURT.measures.items()
        if isinstance(each, Ratio)
    }
    return Table(COURT, (Row(("内0624",), {name: (numbers | rates)[name] for name in COURT.measures}),), YEAR)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_head_of_a_section_is_cut_where_a_page_ends(lang: Lang, tmp_path: Path) -> None:
    sheet = load_workbook(written(tmp_path / "court.xlsx", court(), lang)).worksheets[0]
    breaks = [each.id for each in sheet.col_breaks.brk]  # The last column of a page.
    assert breaks
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage  # Breaks are not heeded where pages are fitted.
    for merged in sheet.merged_cells.ranges:
        assert not any(merged.min_col <= at < merged.max_col for at in breaks), merged
    firsts = [2, *(at + 1 for at in breaks)]
    assert all(sheet.cell(2, first).value == sheet["B2"].value for first in firsts)
    for first in firsts:
        assert sheet.cell(3, first).value  # A head over what is left of its section.
    assert {sheet.print_title_cols, sheet.print_title_rows} == {"$A:$A", "$3:$5"}
    assert 60 <= sheet.page_setup.scale <= 100


def test_a_section_that_is_longer_than_a_page_says_that_it_goes_on(tmp_path: Path) -> None:
    heads = [cell.value for cell in load_workbook(written(tmp_path / "court.xlsx", court(), "zh")).worksheets[0][3]]
    assert heads.index("首次执行案件") < heads.index("首次执行案件（续）") < heads.index("恢复执行案件")
    assert "恢复执行案件（续）" not in heads


def test_a_long_text_is_wrapped_in_a_row_that_is_high_enough(tmp_path: Path) -> None:
    path = tmp_path / "ledger.xlsx"
    write_report(ledger("被执行人某某有限责任公司、" * 10), path)
    sheet = load_workbook(path).worksheets[0]
    assert sheet["B6"].alignment.wrap_text
    lines = 260 / sheet.column_dimensions["B"].width  # Of ten names of 26 letters each.
    assert sheet.row_dimensions[6].height >= 13 * lines
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToWidth) == (True, None)
    facts = load_workbook(path)["说明"]
    assert [cell.value for cell in facts["A"]] == ["摘要"]
    assert facts.column_dimensions["B"].width > len(facts["B1"].value)


def test_the_notes_explain_the_tags_of_the_sources(tmp_path: Path) -> None:
    notes = load_workbook(written(tmp_path / "court.xlsx", court(), "zh"))["说明"]
    sources = {line[5].value or "" for line in notes.iter_rows(min_row=2)}
    used = {tag for source in sources for tag in tags_of(source)}
    told = {line[1].value: line[2].value for line in notes.iter_rows(min_row=2) if line[0].value is None}
    assert used >= {"KPI1", "§6.2"}
    assert told.keys() - {None} == used | {"状态", "定义", "摘要"}
    assert all(told[tag] == SOURCES[tag][0] for tag in used)
    said = page_of(written(tmp_path / "court.html", court(), "en")).said
    assert all(SOURCES[tag][1] in said for tag in used)
    assert STATUSES[1] in said
    assert not {told for _, told in SOURCES.values()} & set(
        page_of(written(tmp_path / "small.html", TWO_COURTS, "en")).said
    )


def test_every_tag_of_a_variant_is_explained_and_no_other() -> None:
    assert {tag for variant in VARIANTS for tag in tags_of(variant.source)} == SOURCES.keys()


def test_a_scale_beyond_a_hundred_has_a_line_at_the_whole(tmp_path: Path) -> None:
    beyond, within = court(closed=3, received=2), court(closed=2, received=3)
    for form, line in ((".html", '<line class="hundred"'), (".svg", "stroke-dasharray")):
        assert line in written(tmp_path / f"beyond{form}", beyond, "zh").read_text("utf-8")
        assert line not in written(tmp_path / f"within{form}", within, "zh").read_text("utf-8")
    page, _, rest = (tmp_path / "beyond.html").read_text("utf-8").partition('<line class="hundred"')
    bars = [float(each) for each in re.findall(r'class="bar" x="[\d.]+" y="[\d.]+" width="([\d.]+)"', page)]
    (left,) = set(re.findall(r'class="bar" x="([\d.]+)"', page))
    line = rest.split('"')[1]
    assert float(line) - float(left) == pytest.approx(max(bars) / 1.5, abs=1)  # 3 of 2 is the longest bar.


def test_a_panel_from_which_nothing_is_to_be_seen_is_left_out() -> None:
    def panel(*values: int, is_share: bool = False) -> Panel:
        told = tuple(map(str, values))
        return Panel(title="", labels=told, values=tuple(map(Decimal, values)), shown=told, is_share=is_share)

    kept = (panel(1, 2), panel(1, 1, is_share=True))
    assert telling([panel(5), panel(1, 1), panel(1, 0), *kept, panel()]) == kept


# --- where it cannot be written ---


def left_as_it_was(target: Path, error: type[CasestreamError] = TargetNotWritable) -> str:
    """What is told when a target is refused; the folder is as it was."""
    before = {path: path.read_bytes() for path in target.parent.iterdir() if path.is_file()}
    with pytest.raises(error) as told:
        write_report(TWO_COURTS, target)
    assert {path: path.read_bytes() for path in target.parent.iterdir() if path.is_file()} == before
    return told.value.en


def test_a_target_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    assert "directory" in left_as_it_was(tmp_path / "folder.xlsx")
    with pytest.raises(TargetNotWritable, match="cannot be written"):
        write_report(TWO_COURTS, Path("/proc/small.xlsx"))
    with pytest.raises(TargetNotWritable, match="does not exist"):
        write_report(TWO_COURTS, tmp_path / "nowhere" / "small.xlsx")
    assert ".pdf" in left_as_it_was(tmp_path / "small.pdf", UnknownName)


@pytest.mark.parametrize("lock", [".~lock.small.xlsx#", "~$small.xlsx"])
def test_a_workbook_that_is_open_elsewhere_stays_as_it_is(lock: str, tmp_path: Path) -> None:
    target = written(tmp_path / "small.xlsx", FIVE_COURTS, "zh")
    (tmp_path / lock).touch()
    assert "has it open" in left_as_it_was(target)


def test_a_report_that_fails_half_way_leaves_the_one_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = written(tmp_path / "small.csv", FIVE_COURTS, "zh")

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("casestream.reports.whole_file.os.fsync", full)
    assert "No space left" in left_as_it_was(target)


@pytest.mark.parametrize(("module", "form"), [("xlsxwriter", ".xlsx"), ("matplotlib", ".svg")])
def test_a_form_whose_package_is_missing_says_how_to_get_it(
    module: str, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ExtraMissing, match=r"pip install"):
        write_report(TWO_COURTS, tmp_path / f"small{form}")
    assert list(tmp_path.iterdir()) == []


def test_a_column_s_number_stands_in_the_notes(tmp_path: Path) -> None:
    notes = load_workbook(written(tmp_path / "small.xlsx", TWO_COURTS, "zh"))["说明"]
    formulas = {line[1].value: line[4].value for line in notes.iter_rows(min_row=2) if line[1].value}
    sheet = load_workbook(tmp_path / "small.xlsx")["统计表"]
    numbers = {
        re.sub(r"\n.*", "", str(head.value)): number.value for head, number in zip(sheet[4], sheet[5], strict=True)
    }
    assert formulas["执行到位率"].startswith(f"[{numbers['首执到位金额']}]÷[{numbers['首执申请标的']}]")


def test_the_command_writes_what_it_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import casestream

    with casestream.open(tmp_path / "court.db"):
        pass
    monkeypatch.chdir(tmp_path)
    assert run(["report", "hotline", "court.db", "-o", "hotline.html", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["bytes"] == (tmp_path / "hotline.html").stat().st_size
    assert run(["report", "hotline", "court.db", "-o", "hotline.doc"]) == 2
    assert capsys.readouterr().err.startswith("[CS113]")


def test_few_rows_are_told_by_measure_and_many_by_row(tmp_path: Path) -> None:
    few = written(tmp_path / "few.html", Table(SMALL, (row(("甲",), 1, 1, 1, 1, 1, 1, 1),)), "zh").read_text("utf-8")
    many = written(tmp_path / "many.html", FIVE_COURTS, "zh").read_text("utf-8")
    assert few.count("<tr>") > len(SMALL.measures)
    assert many.count('<td class="g">内062') == 5
