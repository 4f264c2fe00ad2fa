"""Published figures stay as they were; what they would be now is told with the records that make the difference."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from casestream.cli import run
from casestream.docket import Docket
from casestream.kernel import Actor
from casestream.kernel.errors import BadRequest, Refused, UnknownName
from casestream.kernel.event import evolve
from casestream.kernel.projection import Ratio
from casestream.procedures.correction import AnnulRecord, CorrectRecord
from casestream.procedures.hotline import DispatchOfficers, DispatchReported, ReceiveCall, ReportDispatch
from casestream.replay import Rate, Table
from casestream.reports.catalogue import catalogue, catalogue_markdown
from casestream.reports.indicators import INDICATORS
from casestream.reports.restatement import Restatement
from casestream.reports.tables import STATISTICS
from casestream.reports.variants import VARIANTS
from conftest import Clock, Demo

CHIEF = Actor("chief-1", "内0624", "chief")
CLERK = Actor("clerk-1", "内0624", "clerk")
HANDLER = Actor("handler-1", "内0624", "handler")
ROOT = Path(__file__).parent.parent
SINCE, UNTIL = date(2025, 5, 1), date(2025, 5, 31)


def dispatched(docket: Docket, number: int, on: date, collected_fen: int, actors: str = "内0624") -> None:
    """A call, the officers sent out and what they brought, all on one day."""
    clerk, chief, handler = (Actor(each.id, actors, each.post) for each in (CLERK, CHIEF, HANDLER))
    call = f"接警{number}"
    docket.handle(ReceiveCall(case=call, on=on, court=actors, tip="举报"), clerk)
    docket.handle(DispatchOfficers(case=call, on=on, officers=2), chief)
    docket.handle(ReportDispatch(case=call, on=on, compelled=1, collected_fen=collected_fen), handler)


def report_of(docket: Docket, number: int) -> tuple[str, int, DispatchReported]:
    """The stream of a call, and the version and the event of what was reported of it."""
    record = docket.history(f"接警{number}")[-1]
    assert isinstance(record.event, DispatchReported)
    return record.stream, record.version, record.event


@pytest.fixture
def published(docket: Docket) -> Docket:
    """May's figures of two dispatches, published; one of another court is not among them."""
    dispatched(docket, 1, SINCE, 100)
    dispatched(docket, 2, UNTIL, 200)
    dispatched(docket, 3, UNTIL, 400, actors="内0623")
    docket.publish("hotline", since=SINCE, until=UNTIL, actor=CHIEF)
    return docket


def one(docket: Docket) -> Restatement:
    """The one restatement that there is."""
    (found,) = docket.restatements()
    return found


def test_what_did_not_change_is_no_restatement(published: Docket) -> None:
    dispatched(published, 4, UNTIL + timedelta(days=1), 800)
    found = one(published)
    assert (found.cells, found.causes, found.reproduced, found.same_definition) == ((), (), True, True)
    assert [row.group for row in found.publication.table().rows] == [("内0624",)]
    assert found.publication.event.root.startswith("sha256:")


def test_a_late_fact_a_correction_and_an_annulment_are_told_with_their_shares(published: Docket) -> None:
    dispatched(published, 4, UNTIL, 800)
    stream, version, reported = report_of(published, 1)
    right = evolve(reported, collected_fen=150)
    published.handle(CorrectRecord(case=stream, on=date(2025, 7, 1), of=version, event=right, reason="金额误录"), CHIEF)
    stream, version, _ = report_of(published, 2)
    published.handle(AnnulRecord(case=stream, on=date(2025, 7, 2), of=version, reason="重复"), CHIEF)
    found = one(published)
    money = next(cell for cell in found.cells if cell.measure == "collected")
    assert (money.published, money.now) == (300, 950)
    shares = [(cause.reason, by) for cause in found.causes for _, name, by in cause.moved if name == "collected"]
    assert shares == [("late", 800), ("corrected", 50), ("annulled", -200)]
    assert [cause.case for cause in found.causes][-2:] == ["接警1", "接警2"]
    rate = next(cell for cell in found.cells if cell.measure == "officers_each")
    assert (rate.published, rate.now) == (Rate(4, 2, "x"), Rate(6, 3, "x"))


def test_the_shares_of_all_causes_add_up_to_every_difference(published: Docket) -> None:
    for number in range(4, 8):
        dispatched(published, number, UNTIL - timedelta(days=number), number)
    stream, version, reported = report_of(published, 5)
    moved = evolve(reported, on=UNTIL + timedelta(days=3))  # It was reported in June.
    published.handle(CorrectRecord(case=stream, on=date(2025, 7, 1), of=version, event=moved, reason="日期误录"), CHIEF)
    found = one(published)
    plain = {(cell.group, cell.measure): cell for cell in found.cells if not isinstance(cell.now, Rate)}
    shares = dict.fromkeys(plain, 0)
    for cause in found.causes:
        for group, measure, by in cause.moved:
            shares[group, measure] += by
    assert shares == {place: int(str(cell.now)) - int(str(cell.published)) for place, cell in plain.items()}


def test_published_figures_stay_and_are_shown_as_published(published: Docket) -> None:
    dispatched(published, 4, UNTIL, 800)
    shown = published.published("hotline", since=SINCE, until=UNTIL)
    assert shown.rows[0]["collected"] == 300
    now = published.report("hotline", since=SINCE, until=UNTIL)
    assert isinstance(now, Table)
    assert next(row for row in now.rows if row.group == ("内0624",))["collected"] == 1100
    with pytest.raises(UnknownName, match="尚未发布"):
        published.published("hotline", since=SINCE, until=UNTIL - timedelta(days=1))
    with pytest.raises(BadRequest, match="engine"):
        published.published("hotline", since=SINCE, until=UNTIL, engine="rows")


def test_a_superior_court_publishes_those_below_it(published: Docket) -> None:
    published.publish("hotline", since=SINCE, until=UNTIL, actor=Actor("chief-2", "内06", "chief"))
    (_, above) = published.restatements("hotline")
    assert [row.group for row in above.publication.table().rows] == [("内0623",), ("内0624",)]


def test_published_again_is_quiet_while_the_same_and_refused_when_not(published: Docket) -> None:
    assert published.publish("hotline", since=SINCE, until=UNTIL, actor=CHIEF).records == ()
    dispatched(published, 4, UNTIL, 800)
    with pytest.raises(Refused) as refused:
        published.publish("hotline", since=SINCE, until=UNTIL, actor=CHIEF)
    assert [unmet.condition.name for unmet in refused.value.unmet] == ["figures_are_new"]


def test_what_cannot_be_published_is_said(docket: Docket, clock: Clock) -> None:
    clock.now = datetime.fromisoformat("2025-05-31T12:00+08:00")
    with pytest.raises(Refused) as refused:
        docket.publish("hotline", since=SINCE, until=UNTIL, actor=CHIEF)
    assert [unmet.condition.name for unmet in refused.value.unmet] == ["period_is_over"]
    for name, court, by in (("ledger", "内0624", None), ("hotline", "内062", None), ("hotline", "法院", None)):
        with pytest.raises(UnknownName):
            docket.publish(name, since=SINCE, until=UNTIL, actor=Actor("chief-1", court, "chief"), by=by)
    with pytest.raises(BadRequest, match="按时间分组"):
        docket.publish("hotline", since=SINCE, until=UNTIL, actor=CHIEF, by=("court", "month"))
    with pytest.raises(BadRequest):
        docket.publish("hotline", since=UNTIL, until=SINCE, actor=CHIEF)


def test_a_table_of_another_definition_is_not_said_to_be_reproduced(
    published: Docket, monkeypatch: pytest.MonkeyPatch
) -> None:
    fewer = dict(STATISTICS["hotline"].measures)
    del fewer["closed_share"]
    changed = type(STATISTICS["hotline"])("hotline", "热线", "Hotline", ("court",), **fewer)
    monkeypatch.setitem(STATISTICS, "hotline", changed)
    assert (one(published).same_definition, one(published).reproduced) == (False, None)


def test_the_demo_publishes_half_a_year_and_restates_it(demo: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["restate", demo.place, "court", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["since"], found["until"], found["reproduced"]) == ("2025-01-01", "2025-06-30", True)
    (cause,) = found["causes"]
    assert (cause["reason"], cause["type"]) == ("corrected", "round.closed")
    closed = next(cell for cell in found["cells"] if cell["measure"] == "closed")
    assert closed["published"] - closed["now"] == 1


def test_the_list_of_indicators_is_what_the_tables_count() -> None:
    listed = catalogue()
    assert len({(each["report"], each["name"]) for each in listed}) == len(listed) > 50
    assert all(each["formula_zh"].strip(" /") and each["scope_zh"] and each["status"] for each in listed)
    document = (ROOT / "docs/indicators.md").read_text(encoding="utf-8")
    assert document == catalogue_markdown(), "make docs"


def test_every_ratio_of_the_indicators_has_its_variant() -> None:
    ratios = {name for name, each in INDICATORS.measures.items() if isinstance(each, Ratio)}
    assert ratios == {each.name for each in VARIANTS}
