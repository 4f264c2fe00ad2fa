"""Police, registries and others are asked, answer or do not, and hand persons over; a dispatch reaches its case."""

from datetime import UTC, date, datetime, timedelta

import pytest

import casestream
from cases import DAY, applying, basis, filing
from casestream.kernel.errors import SettingMissing
from casestream.procedures.asset_search import DebtorLocated, RecordWhereaboutsUnknown
from casestream.procedures.hotline import DispatchNoted, DispatchOfficers, ReceiveCall, ReportDispatch
from casestream.procedures.linkage import (
    Agency,
    AnswerLinkage,
    LapseLinkage,
    LinkageAnswered,
    LinkageMatter,
    LinkageOverdue,
    LinkageRequested,
    PersonHandedOver,
    ReceivePerson,
    RequestLinkage,
    answers_fall_due,
)
from casestream.testing import JUDGE, evolve, given
from casestream.testing.scenario import Given, Step

SETTINGS = {"linkage_response_days": 10}
ASK = RequestLinkage(
    case=basis(1), on=DAY, request="一", agency=Agency.POLICE, matter=LinkageMatter.FIND_PERSON, debtor="邬某"
)
DUE = date(2025, 3, 20)
ANSWER = AnswerLinkage(case=basis(1), on=DUE + timedelta(days=2), request="一", done=True, result="已找到")
LATE = LapseLinkage(case=basis(1), on=DUE + timedelta(days=1), request="一")
HAND = ReceivePerson(case=basis(1), on=DUE, request="一", debtor="邬某", receipt="移交单1号")


def filed(*more: Step) -> Given:
    return given(applying(1), filing(1), *more, settings=SETTINGS)


def test_a_request_is_due_within_the_days_that_the_court_has_set() -> None:
    outcome = filed().when(ASK).then(LinkageRequested)
    (requested,) = outcome.events
    assert isinstance(requested, LinkageRequested)
    assert requested.due_by == DUE
    filed(ASK).when(ASK).then_nothing()
    filed(ASK).when(evolve(ASK, agency=Agency.BANK)).then_refused("linkage_is_new")
    filed().when(evolve(ASK, debtor="")).then_refused("person_to_find_is_named")
    given(applying(1), settings=SETTINGS).when(ASK).then_refused("case_may_need_help")


def test_the_days_are_never_guessed() -> None:
    with pytest.raises(SettingMissing):
        given(applying(1), filing(1)).when(ASK)


def test_an_answer_is_recorded_with_the_days_that_it_took() -> None:
    filed(ASK).when(ANSWER).then(
        LinkageAnswered(on=ANSWER.on, request="一", done=True, result="已找到", response_days=12)
    )
    filed(ASK, ANSWER).when(ANSWER).then_nothing()
    filed(ASK, ANSWER).when(evolve(ANSWER, result="另一结果")).then_refused("linkage_is_unanswered")
    filed().when(ANSWER).then_refused("linkage_was_requested")


def test_an_answer_is_overdue_on_the_day_after_its_last() -> None:
    filed(ASK).when(evolve(LATE, on=DUE)).then_refused("answer_is_late")
    filed(ASK).when(LATE).then(LinkageOverdue(on=LATE.on, request="一", due_by=DUE))
    filed(ASK, LATE).when(LATE).then_nothing()
    filed(ASK, ANSWER).when(LATE).then_refused("linkage_is_unanswered")
    filed(ASK, LATE).when(ANSWER).then(LinkageAnswered)


def test_it_falls_due_by_itself() -> None:
    case = filed(ASK).case
    assert answers_fall_due(case, DUE) == []
    assert answers_fall_due(case, DUE + timedelta(days=1)) == [LATE]
    assert answers_fall_due(filed(ASK, LATE).case, DUE + timedelta(days=9)) == []
    assert answers_fall_due(filed(ASK, ANSWER).case, DUE + timedelta(days=9)) == []


def test_whom_the_police_hand_over_is_located() -> None:
    unknown = RecordWhereaboutsUnknown(case=basis(1), on=DAY, debtor="邬某")
    filed(unknown, ASK).when(HAND).then(PersonHandedOver, DebtorLocated)
    filed(unknown, ASK, HAND).when(HAND).then_nothing()
    filed(evolve(ASK, agency=Agency.BANK)).when(HAND).then_refused("police_were_asked_to_find")
    filed(evolve(ASK, debtor="另一人")).when(HAND).then_refused("police_were_asked_to_find")
    another = evolve(ASK, request="二", debtor="丙")
    filed(ASK, another).when(evolve(HAND, debtor="丙")).then_refused("police_were_asked_to_find")
    filed(unknown, ASK, another).when(HAND).then(PersonHandedOver, DebtorLocated)


@pytest.mark.parametrize(
    ("found", "kinds"), [("邬某", {DispatchNoted, DebtorLocated}), ("", {DispatchNoted}), ("路人", set())]
)
def test_a_dispatch_reaches_the_case_that_it_concerns(found: str, kinds: set[type]) -> None:
    call = ReceiveCall(case="接警1", on=DAY, court="内0624", tip="线索", concerns=basis(1))
    with casestream.open(clock=lambda: datetime(2025, 9, 16, 4, tzinfo=UTC)) as docket:
        for command in (applying(1), filing(1), RecordWhereaboutsUnknown(case=basis(1), on=DAY, debtor="邬某"), call):
            docket.handle(command, JUDGE)
        docket.handle(DispatchOfficers(case="接警1", on=DAY, officers=2), JUDGE)
        receipt = docket.handle(ReportDispatch(case="接警1", on=DAY, compelled=1, found=found), JUDGE)
        assert {type(record.event) for followed in receipt.followed for record in followed.records} == kinds
        assert bool(receipt.followed[0].refusal) == (not kinds)
