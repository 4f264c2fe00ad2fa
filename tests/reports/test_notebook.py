"""Tables in a notebook: shown as a table, and taken as they are by Arrow, pandas and Polars."""

import sys
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest

from casestream.kernel.errors import ExtraMissing
from casestream.replay.table import Table
from casestream.replay.tabular import SHOWN_AT_MOST, Tabular
from casestream.reports.deadlines import DeadlineRow, Deadlines
from casestream.reports.ledger import Ledger, LedgerRow
from casestream.reports.stock import Stock, StockRow
from figures import FIVE_COURTS, SMALL, TWO_COURTS

pa: Any = pytest.importorskip("pyarrow")
pd: Any = pytest.importorskip("pandas")
pl: Any = pytest.importorskip("polars")

DAY = date(2025, 3, 1)


def ledger(debtors: str, due: date | None = DAY, rows: int = 1) -> Ledger:
    """A ledger of so many like cases."""
    row = LedgerRow(
        number="（2025）内0624执1号", debtors=debtors, owner="", stage_zh="查控", stage_en="search", blocker_zh="", blocker_en="",
        next_zh="核查", next_en="verify", due=due, overdue_days=4, outstanding_fen=123_456, linked_to="",
    )  # fmt: skip
    return Ledger(DAY, (row,) * rows)


TERM = DeadlineRow(
    stream="s", number="n", deadline="notice", zh="通知", en="notice", about="", node="", article="第一条", official=True, begun=DAY,
    due=DAY, kept=None, ended=None, overdue_days=0,
)  # fmt: skip
STOCK = StockRow(
    court="内0624", opening=4, entered=2, exits=dict.fromkeys(
        ("resumed", "crossed", "performed", "settled", "terminated", "bankrupt"), 1), stock=3, ages=(1, 1, 1, 0),
    cleared_of_opening=(3, 4), cleared_of_all=(3, 6), queries_made=1, queries_overdue=0, past_five_years=0,
)  # fmt: skip
EVERY: list[Tabular] = [
    TWO_COURTS, FIVE_COURTS, Table(SMALL, ()), ledger("吴某"), Deadlines(DAY, (TERM,), (), 0), Stock(DAY, DAY, (STOCK,)),
]  # fmt: skip


class Cells(HTMLParser):
    """The cells of a table, and every tag that was met."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


def cells_of(table: Tabular) -> Cells:
    """What a notebook shows."""
    cells = Cells()
    cells.feed(table._repr_html_())
    return cells


@pytest.mark.parametrize("table", EVERY, ids=lambda table: type(table).__name__)
def test_every_library_takes_a_table_as_it_is(table: Tabular) -> None:
    arrow, pandas, polars = pa.table(table), table.to_pandas(), pl.DataFrame(table)
    names = [each.name for each in table.series()]
    count = len(table.series()[0].values)
    assert arrow.column_names == list(pandas.columns) == polars.columns == names
    assert arrow.num_rows == len(pandas) == polars.height == count


def test_numbers_stay_exact() -> None:
    polars = pl.DataFrame(TWO_COURTS)
    assert polars["claimed"].to_list() == [0, 1_234_567]
    assert polars["claimed"].dtype == pl.Int64
    assert polars["collection_rate"].to_list() == [None, Decimal("63.91")]
    assert TWO_COURTS.to_pandas()["court"].to_list() == ["内0623", "内0624"]
    assert pl.DataFrame(ledger("吴某"))["due"].to_list() == [DAY]
    assert pl.DataFrame(ledger("吴某", None))["due"].to_list() == [None]
    assert pl.DataFrame(Deadlines(DAY, (TERM,), (), 0))["official"].to_list() == [True]
    assert pl.DataFrame(Stock(DAY, DAY, (STOCK,)))["cleared_of_all"].to_list() == [Decimal("50.00")]


def test_a_notebook_shows_rates_with_their_parts_and_escapes_what_it_shows() -> None:
    assert "63.91% (789,012/1,234,567)" in cells_of(TWO_COURTS).cells
    name = "<script>alert(1)</script>"
    shown = cells_of(ledger(name))
    assert name in shown.cells
    assert "script" not in shown.tags


def test_few_rows_stand_abreast_and_many_are_cut() -> None:
    assert cells_of(TWO_COURTS).tags.count("tr") == len(SMALL.measures) + 1
    assert cells_of(FIVE_COURTS).tags.count("tr") == 1 + 5
    long = ledger("吴某", rows=SHOWN_AT_MOST + 5)
    assert cells_of(long).tags.count("tr") == 1 + SHOWN_AT_MOST
    assert f"… {SHOWN_AT_MOST + 5}" in long._repr_html_()


def test_without_arrow_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExtraMissing, match="columns"):
        TWO_COURTS.to_pandas()
    assert "63.91%" in TWO_COURTS._repr_html_()
