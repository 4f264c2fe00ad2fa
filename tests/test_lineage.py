"""A figure leads to the events and cases behind it, in every engine, and they add up to it."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve

import casestream
import oracle
from cases import COURT, applying, basis, filing
from casestream.cli import run
from casestream.docket import Docket
from casestream.kernel.errors import BadRequest, EmptyCell, UnknownName
from casestream.kernel.event import evolve as with_
from casestream.kernel.projection import Count, Dimension
from casestream.procedures.correction import AnnulRecord, CorrectRecord
from casestream.procedures.rounds import ClosingMode, RoundClosed
from casestream.replay import Explanation, Lineage, Rate, Table
from casestream.replay.table import Part
from casestream.reports import STATISTICS, Durations, Stock
from casestream.reports.duration_cells import HEADINGS as HEADINGS_OF_DURATIONS
from casestream.reports.duration_cells import OF_MARKS, OF_QUANTILES
from casestream.reports.durations import rounded
from casestream.reports.stock import HEADINGS, StockCell, StockRow
from casestream.store.records import Envelope
from casestream.testing import CLERK, PRESIDENT
from casestream.testing.life import plan_life, sample_settings
from casestream.testing.simulator import StoryClock, play
from conftest import Clock, Demo

YEAR: dict[str, Any] = {"since": date(2025, 1, 1), "until": date(2025, 9, 16)}
PERIOD: dict[str, Any] = {"since": date(2023, 7, 1), "until": date(2024, 3, 31)}
PARTS: tuple[Part, ...] = ("numerator", "denominator")
ENGINES = ("rows", "columns", "pool")
SOME = 5


@pytest.fixture(scope="module")
def told(demo: Demo) -> Iterator[Docket]:
    with casestream.open(demo.place, create=False) as docket:
        yield docket


@pytest.fixture(scope="module")
def lives() -> Iterator[Docket]:
    """A hundred and fifty whole lives: small enough to ask about every cell, and nearly every procedure is in them."""
    clock = StoryClock()
    with casestream.open(clock=clock, settings=sample_settings()) as docket:
        play(docket, clock, plan_life(COURT, date(2023, 1, 1), date(2023, 12, 31), 150, seed=1), label="lineage")
        yield docket


def court(docket: Docket, **asked: object) -> Table:
    table = docket.report("court", **asked)  # type: ignore[arg-type]
    assert isinstance(table, Table)
    return table


def explained(docket: Docket, row: int | str, column: str, **asked: object) -> Explanation:
    found = docket.explain("court", row, column, **asked)
    assert isinstance(found, Explanation)
    return found


def close(docket: Docket, n: int, on: date, collected_fen: int) -> None:
    """Case `n` closed as performed: a fact, whatever a rule might say of it."""
    closed = RoundClosed(
        on=on, mode=ClosingMode.SATISFIED, claimed_fen=2_800_000, collected_fen=collected_fen, opened_on=on, used_days=1
    )  # fmt: skip
    envelope = Envelope(
        actor=CLERK, recorded_at=docket.clock(), command_id=f"close {n}", correlation_id="", causation_id="", asked=""
    )  # fmt: skip
    docket.log.append(docket.log.case(basis(n)), [closed], envelope)


@pytest.fixture
def three(docket: Docket, clock: Clock) -> Docket:
    """Three cases filed in March; two closed in April, of which the second is annulled and the first corrected in May."""
    clock.now = datetime(2025, 5, 20, 4, 0, tzinfo=UTC)
    for n in (1, 2, 3):
        docket.handle(applying(n), CLERK)
        docket.handle(filing(n), CLERK)
    close(docket, 1, date(2025, 4, 7), 2_800_000)
    close(docket, 2, date(2025, 4, 9), 1_000)
    right = with_(docket.history(basis(1))[-1].event, collected_fen=700_000, on=date(2025, 4, 8))
    docket.handle(CorrectRecord(case=basis(1), on=date(2025, 5, 12), of=6, event=right, reason="误记"), PRESIDENT)
    docket.handle(AnnulRecord(case=basis(2), on=date(2025, 5, 12), of=6, reason="错结"), PRESIDENT)
    return docket


@pytest.mark.parametrize("name", STATISTICS)
def test_every_cell_of_every_report_adds_up(name: str, lives: Docket) -> None:
    """What is behind a cell reproduces it: the events add up to it, and where it counts cases there are as many."""
    table = lives.report(name, **PERIOD)
    assert isinstance(table, Table)
    assert table.rows
    for row in table.rows:
        for column, cell in row.cells.items():
            expected = (cell.numerator, cell.denominator) if isinstance(cell, Rate) else (cell,)
            try:
                found = table.explain(row.group, column)
            except EmptyCell:
                assert not any(expected), column
                continue
            assert tuple(part.total for part in found.parts) == expected, column
            for part in found.parts:
                told_first = part.lines(0, SOME)
                assert {line.case for line in told_first} <= set(part.cases), column
                assert [line.amount for line in told_first] == part.trace.amount[:SOME].tolist(), column
                if isinstance(part.measure, Count) and part.measure.per == "case":
                    assert len(part.cases) == part.total, column


@pytest.mark.parametrize("by", [("court", "round_type"), ("court", "month"), ("handler",), ()], ids="-".join)
def test_every_cell_of_the_durations_leads_to_the_days_that_make_it(by: tuple[Dimension, ...], lives: Docket) -> None:
    table = lives.report("durations", by=by, **PERIOD)
    assert isinstance(table, Durations)
    assert table.rows
    for row in table.rows:
        for column in HEADINGS_OF_DURATIONS:
            try:
                found = table.explain(row.group, column)
            except EmptyCell:
                assert not (row.closed if column in CLOSED_COLUMNS else row.filed and row.cell(column)), column
                continue
            days = {name: part.trace.amount.tolist() for name, part in found.parts.items()}
            assert _of_days(column, days) == row.cell(column), (row.group, column)
            assert all(len(part.cases) <= len(part) for part in found.parts.values())


CLOSED_COLUMNS = ("closed", "days", "mean", *OF_QUANTILES)


def _of_days(column: str, days: dict[str, list[int]]) -> object:
    """A cell of the durations reckoned anew from the days of the rounds behind it, as its definition has it."""
    if column in CLOSED_COLUMNS:
        closed = sorted(days["closed"])
        if column in OF_QUANTILES:
            found = oracle.quantile(closed, OF_QUANTILES[column])
            assert set(days["at"]) == {found}
            assert days["within"] == [each for each in days["closed"] if each <= (found or 0)]
            return found
        return {"closed": len(closed), "days": sum(closed), "mean": Rate(sum(closed), len(closed), "d")}[column]
    done = [(each, True) for each in days["satisfied"]]
    lives = done + [(each, False) for name in ("censored", "at_risk") for each in days.get(name, [])]
    if column in ("filed", "satisfied"):
        return len(lives if column == "filed" else done)
    if column == "median_days":
        (median,) = set(days["at"])
        assert oracle.still_open(lives, median) <= Fraction(1, 2) < oracle.still_open(lives, median - 1)
        return median
    return f"{rounded((1 - oracle.still_open(lives, OF_MARKS[column])) * 100, 2)}%"


@pytest.mark.parametrize(
    "column", ["completion_rate", "collection_rate", "accepted_first", "pending", "qualified_rate"]
)
def test_every_engine_finds_the_same_events(column: str, three: Docket) -> None:
    tables = [court(three, engine=engine) for engine in ENGINES]
    found = [[part.digest() for part in _parts(table, column)] for table in tables]
    assert found[0] == found[1] == found[2]
    assert bool(found[0]) == (column != "qualified_rate")


def test_every_engine_finds_the_same_rounds_behind_the_durations(three: Docket) -> None:
    told = []
    for engine in ENGINES:
        table = three.report("durations", since=date(2025, 1, 1), until=date(2025, 5, 20), engine=engine)
        assert isinstance(table, Durations)
        told.append([
            {name: part.digest() for name, part in table.explain(row.group, column).parts.items()}
            for row in table.rows
            for column in ("mean", "p50", "filed", "satisfied")
        ])  # fmt: skip
    assert told[0] == told[1] == told[2]
    assert told[0]


def test_the_durations_lead_to_cases_and_name_what_they_have(three: Docket) -> None:
    table = three.report("durations", since=date(2025, 1, 1), until=date(2025, 5, 20))
    assert isinstance(table, Durations)
    assert table.cases(f"{COURT} 执", "P50") == (basis(1),)
    assert set(table.cases(0, "立案", of="censored")) == {basis(2), basis(3)}
    with pytest.raises(UnknownName, match="censored"):
        table.cases(0, "filed", of="nothing")
    with pytest.raises(UnknownName, match="内0624 执"):
        table.explain("内0999 执", "closed")
    with pytest.raises(UnknownName, match="365日内完毕"):
        table.explain(0, "不存在")
    with pytest.raises(EmptyCell, match="尚未观察到"):
        table.explain(0, "365日内完毕")
    with pytest.raises(BadRequest, match="重放"):
        evolve(table, counted=None).explain(0, "closed")
    found = table.explain(0, "filed").as_dict(limit=1)
    assert (found["cell"], {name: part["events"] for name, part in found["parts"].items()}) == (
        3, {"satisfied": 1, "censored": 2}
    )  # fmt: skip
    assert [len(part["lines"]) for part in found["parts"].values()] == [1, 1]


def _parts(table: Table, column: str) -> tuple[Lineage, ...]:
    try:
        return table.explain(0, column).parts
    except EmptyCell:
        return ()


def test_a_rate_leads_to_the_cases_of_its_numerator_and_of_its_denominator(told: Docket) -> None:
    table = court(told, **YEAR)
    done, closed = (table.cases(COURT, "执行完毕率", of=part) for part in PARTS)
    assert (len(done), len(closed)) == (1270, 2180)
    assert set(done) < set(closed)
    assert "（2023）内0624民初1208号" not in closed  # It closed as a resumed case.


def test_an_amount_leads_to_positions_days_case_numbers_and_what_each_adds(three: Docket) -> None:
    found = explained(three, COURT, "首执到位金额")
    (line,) = found.numerator.lines()
    assert (line.number, line.case, line.on, line.amount) == (
        "（2025）内0624执1号", basis(1), date(2025, 4, 8), 700_000
    )  # fmt: skip
    record = three.history(basis(1))[5]
    assert (line.position, line.event, line.recorded_at) == (record.position, "round.closed", record.recorded_at)


def test_what_cancels_out_is_not_behind_a_difference(three: Docket) -> None:
    found = explained(three, COURT, "opening", since=date(2025, 5, 1))
    assert found.cell == 2
    assert found.numerator.cases == (basis(2), basis(3))
    assert [line.event for line in found.numerator.lines()] == ["round.opened", "round.opened"]


def test_a_cell_of_a_month_leads_to_the_events_of_that_month(three: Docket) -> None:
    table = court(three, by=("court", "month"))
    assert [row.group for row in table.rows] == [
        (COURT, "2025-03"), (COURT, "2025-04"), (COURT, "2025-05")
    ]  # fmt: skip
    march, april = table.explain(f"{COURT} 2025-03", "received"), table.explain((COURT, "2025-04"), "closed")
    assert len(march.numerator) == 3
    assert (april.group, april.numerator.cases) == ((COURT, "2025-04"), (basis(1),))
    with pytest.raises(EmptyCell):
        table.explain(1, "received")


def test_what_is_written_after_a_report_is_not_behind_its_figures(three: Docket) -> None:
    table = court(three)
    three.handle(applying(4), CLERK)
    three.handle(filing(4), CLERK)
    assert table.explain(0, "received").numerator.total == table.rows[0]["received"] == 3
    assert court(three).explain(0, "received").numerator.total == 4


def test_both_clocks_hold_for_what_is_behind_a_figure(three: Docket, clock: Clock) -> None:
    clock.now = datetime(2025, 6, 1, 4, 0, tzinfo=UTC)
    three.handle(AnnulRecord(case=basis(1), on=date(2025, 6, 1), of=6, reason="错结"), PRESIDENT)
    with pytest.raises(EmptyCell):
        explained(three, COURT, "closed")
    known = datetime(2025, 5, 31, tzinfo=UTC)
    assert explained(three, COURT, "closed", known_at=known).numerator.cases == (basis(1),)
    with pytest.raises(EmptyCell):
        explained(three, COURT, "closed", known_at=known, as_of=date(2025, 4, 7))


def test_unknown_rows_and_columns_are_named_with_those_that_there_are(three: Docket) -> None:
    with pytest.raises(UnknownName, match="内0999"):
        explained(three, "内0999", "closed")
    with pytest.raises(UnknownName, match="没有“3”这一行"):
        explained(three, 3, "closed")
    with pytest.raises(UnknownName, match="执结率"):
        explained(three, COURT, "不存在")


def test_a_number_has_no_denominator(three: Docket) -> None:
    with pytest.raises(BadRequest, match="没有分母"):
        court(three).cases(COURT, "closed", of="denominator")


def test_a_table_that_came_of_no_replay_cannot_be_asked(three: Docket) -> None:
    table = court(three)
    with pytest.raises(BadRequest, match="重放"):
        evolve(table, origin=None).explain(COURT, "closed")


def test_an_explanation_for_a_machine_keeps_totals_and_cases_whatever_the_limit(three: Docket) -> None:
    told = explained(three, COURT, "closing_rate").as_dict(limit=1)
    assert told["cell"] == "33.33%"
    assert told["denominator"]["total"] == 3
    assert len(told["denominator"]["cases"]) == 3
    assert len(told["denominator"]["lines"]) == 1


@pytest.mark.parametrize(
    ("place", "until"), [("told", date(2025, 9, 16)), ("lives", date(2024, 3, 31)), ("lives", date(2025, 12, 31))]
)
def test_every_cell_of_the_stock_leads_to_its_stays(place: str, until: date, request: pytest.FixtureRequest) -> None:
    table = request.getfixturevalue(place).report("stock", until=until)
    assert isinstance(table, Stock)
    assert table.rows
    for row in table.rows:
        _adds_up(table, row)


def _adds_up(table: Stock, row: StockRow) -> None:
    expected = {
        "opening": row.opening, "entered": row.entered, "stock": row.stock, "queries_overdue": row.queries_overdue, **row.exits,
        "queries_made": row.queries_made, "past_five_years": row.past_five_years,
        **{f"age_{index}": count for index, count in enumerate(row.ages)}, "left": row.cleared_of_opening[0],
    }  # fmt: skip
    for name in set(HEADINGS) - {"cleared_of_opening", "cleared_of_all"}:
        try:
            assert len(table.explain(row.court, name).numerator) == expected[name], name
        except EmptyCell:
            assert expected[name] == 0, name
    for name, rate in (("出清率(期初)", row.cleared_of_opening), ("Cleared/all", row.cleared_of_all)):
        if not any(rate):
            continue
        cell = table.explain(row.court, name)
        assert isinstance(cell, StockCell)
        assert (len(cell.numerator), len(cell.denominator or ())) == rate


def test_the_ledger_says_that_its_rows_are_cases(three: Docket) -> None:
    with pytest.raises(BadRequest, match="every row of ledger is a case"):
        three.explain("ledger", 0, "owner")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("report", "court", "--explain", "内0624", "执行完毕率", "-n", "2"), "执行完毕率 = 58.26%"),
        (
            ("report", "court", "--explain", "2", "Completion rate", "-n", "2", "--lang", "en"),
            "Completion rate = 58.26%",
        ),
        (("report", "stock", "--explain", "内0624", "期末", "-n", "1"), "965 件"),
        (("report", "durations", "--explain", "内0624 执", "P50", "-n", "2"), "P50 = 121"),
        (("report", "durations", "--explain", "1", "Half (d)", "-n", "2", "--lang", "en"), "At risk afterwards"),
    ],
)
def test_the_command_line_lists_what_is_behind_a_cell(
    words: tuple[str, ...], said: str, demo: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    name, *rest = words[1:]
    period = ("--until", "2025-09-16") if name == "stock" else ("--since", "2025-01-01", "--until", "2025-09-16")
    assert run(["report", name, demo.place, *period, *rest]) == 0
    out = capsys.readouterr().out
    assert said in out
    assert "-n 0" in out


def test_the_command_line_answers_for_a_machine_and_names_what_is_wrong(
    demo: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", "hotline", demo.place, "--explain", "1", "拘传(人次)", "-n", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["numerator"]["total"] == 277
    for cell, code in ((("9", "closed"), "CS113"), (("1", "nothing"), "CS113"), (("1", "mode_refused"), "CS113")):
        assert run(["report", "court", demo.place, "--explain", *cell, "--lang", "en"]) == 2
        assert code in capsys.readouterr().err
    before_all = ["--since", "2018-01-01", "--until", "2018-12-31"]
    assert run(["report", "court", demo.place, *before_all, "--explain", "1", "closed"]) == 2
    assert "没有数据行" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("--explain",), ("--explain", COURT), ("--explain", COURT, "--json"), ("--explain", COURT, "--lang", "zh"),
        ("--explain", "--json", "closed"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_cell_without_its_row_or_column_is_told_what_is_missing(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", "court", "any.db", *words]) == 2
    told = capsys.readouterr().err
    for said in ("行 ROW 和列 COL", "--explain 内0624 completion_rate", "casestream report --help"):
        assert said in told
    assert run(["--lang", "en", "report", "court", "any.db", "--explain"]) == 2
    told = capsys.readouterr().err
    for said in ("a row ROW and a column COL", "--explain 内0624 completion_rate", "casestream report --help"):
        assert said in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("report", "court", "any.db", "--since"), "选项 --since 缺少值 → casestream report --help"),
        (("segments", "build", "any.db", "--processes"), "选项 --processes 缺少值 → casestream segments build --help"),
    ],
)
def test_an_option_without_its_value_points_to_the_help_of_its_command(
    words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(list(words)) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "cell", "there"),
    [
        ("stock", ("内9", "期末"), "内0624"), ("stock", (COURT, "x"), "出清率(期初)"), ("durations", (COURT, "P50"), "内0624 执恢"),
        ("durations", ("1", "x"), "半数完毕(日)"), ("court", ("1", "x"), "执行完毕率"), ("court", ("内9", "closed"), "内0624"),
    ],
)  # fmt: skip
def test_a_row_or_a_column_that_is_not_there_names_those_that_are(
    name: str, cell: tuple[str, str], there: str, demo: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", name, demo.place, "--explain", *cell]) == 2
    told = capsys.readouterr().err
    assert "CS113" in told
    assert there in told
