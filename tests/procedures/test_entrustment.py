"""Whole-case entrustment: each day of its course, and the way back."""

from datetime import date, timedelta

import pytest

from casestream.kernel import Calendar
from casestream.kernel.deadline import DEADLINES, Lengths, Term, terms
from casestream.kernel.errors import BadRequest
from casestream.kernel.rule import only
from casestream.procedures.cross_enforcement import CrossMode, CrossOrdered, DecisionForm, OrderCross
from casestream.procedures.entrustment import (
    MAY_ENTRUST,
    MAY_RETURN_ENTRUSTMENT,
    AskForPapers,
    AskInstruction,
    BeginEntrusted,
    Entrust,
    EntrustedBegun,
    EntrustmentFiled,
    EntrustmentReceived,
    EntrustmentReported,
    EntrustmentReturned,
    EntrustmentReturnReason,
    EntrustmentSent,
    FileEntrusted,
    InstructionAsked,
    PapersAsked,
    PapersSupplied,
    ReceiveEntrustment,
    ReportEntrusted,
    ReturnEntrustment,
    SupplyPapers,
)
from casestream.procedures.filing import ApplyForEnforcement, FileCase, Party
from casestream.procedures.resumption import EnforcementResumed, ResumeEnforcement, ResumptionGround
from casestream.procedures.rounds import ClosingMode, RoundClosed, RoundOpened, StruckOff
from casestream.testing import evolve, given
from casestream.testing.scenario import Given, Step

BASIS, HOME, THERE = "（2024）内0624民初9号", "内0624", "甘1223"
FILED, SENT, CAME = date(2025, 1, 6), date(2025, 2, 10), date(2025, 3, 3)
DAY = timedelta(days=1)
APPLY = ApplyForEnforcement(
    case=BASIS, on=FILED, cause="借款合同纠纷", court=HOME, claimed_fen=100_00, effective_on=date(2024, 12, 1),
    performance_due=date(2024, 12, 20), applicants=(Party(name="甲"),), debtors=(Party(name="乙"),),
)  # fmt: skip
OPEN = FileCase(case=BASIS, on=FILED, number="（2025）内0624执9号")
SEND = Entrust(case=BASIS, on=SENT, to_court=THERE, assets_there=True, reported_to_high_courts=True)
RECEIVE = ReceiveEntrustment(case=BASIS, on=CAME)
PAPERS = AskForPapers(case=BASIS, on=CAME, missing="生效证明")
SUPPLY = SupplyPapers(case=BASIS, on=CAME + 5 * DAY)
FILE = FileEntrusted(case=BASIS, on=CAME + 7 * DAY, number="（2025）甘1223执7号", told=True)
BEGIN = BeginEntrusted(case=BASIS, on=CAME + 15 * DAY)
REPORT = ReportEntrusted(case=BASIS, on=CAME + 30 * DAY, finished=False, note="评估中")
RETURN = ReturnEntrustment(
    case=BASIS, on=date(2025, 5, 21), reason=EntrustmentReturnReason.NOTHING_HERE, approved_on=date(2025, 5, 6)
)


def sent(*more: Step) -> Given:
    return given(APPLY, OPEN, SEND, *more)


def test_a_case_goes_to_a_court_of_the_same_level_in_another_province() -> None:
    given(APPLY, OPEN).when(SEND).then(EntrustmentSent)
    sent().when(SEND).then_nothing()
    for court in ("内0623", "甘12"):
        given(APPLY, OPEN).when(evolve(SEND, to_court=court)).then_refused("goes_to_the_same_level_elsewhere")
    given(APPLY, OPEN).when(evolve(SEND, assets_there=False)).then_refused("assets_are_there")
    given(APPLY).when(SEND).then_refused(
        "round_is_open", "goes_to_the_same_level_elsewhere", "something_is_left_to_entrust"
    )
    for wrong in (HOME, "某法院"):
        with pytest.raises(BadRequest):
            given(APPLY, OPEN).when(evolve(SEND, to_court=wrong))


def test_not_telling_the_high_courts_or_entrusting_where_items_would_do_is_irregular() -> None:
    ask = evolve(SEND, reported_to_high_courts=False, item_will_do=True)
    (event,) = given(APPLY, OPEN).when(ask).then(EntrustmentSent).events
    unmet = MAY_ENTRUST.unmet(given(APPLY, OPEN).case, SENT, only(event))
    assert {each.condition.name for each in unmet} == {"high_courts_are_told", "items_will_not_do"}


def test_the_court_that_is_entrusted_files_what_was_not_collected_and_the_old_round_is_struck_off() -> None:
    sent().when(evolve(FILE, on=SENT)).then_refused("letter_was_received")
    outcome = sent(RECEIVE).when(FILE).then(EntrustmentFiled, StruckOff, RoundClosed, RoundOpened)
    closed, opened = outcome.events[2:]
    assert isinstance(closed, RoundClosed)
    assert isinstance(opened, RoundOpened)
    assert closed.mode is ClosingMode.TRANSFERRED_OUT
    assert (opened.court, opened.claimed_fen) == (THERE, 100_00)
    sent(RECEIVE, FILE).when(FILE).then_nothing()


def test_its_days_run_from_the_letter() -> None:
    case = sent(RECEIVE, FILE, BEGIN, REPORT).case
    due = {
        name: next(terms(case, DEADLINES[name], Lengths(Calendar())))
        for name in ("entrustment_filing", "entrustment_begin", "entrustment_report", "entrusted_enforcement")
    }
    assert due["entrustment_filing"].due_on == CAME + 7 * DAY
    assert due["entrustment_begin"].due_on == CAME + 15 * DAY
    assert due["entrustment_report"].due_on == CAME + 30 * DAY
    assert due["entrusted_enforcement"].due_on == date(2025, 9, 10)
    assert [term.overdue_days(date(2025, 9, 11)) for term in due.values()] == [0, 0, 0, 1]


def test_papers_that_are_missing_are_completed_within_thirty_days_or_it_goes_back() -> None:
    back = evolve(RETURN, reason=EntrustmentReturnReason.PAPERS_MISSING, approved_on=None, on=CAME + 31 * DAY)
    sent(RECEIVE).when(PAPERS).then(PapersAsked)
    sent(RECEIVE, PAPERS).when(PAPERS).then_nothing()
    sent(RECEIVE, PAPERS).when(FILE).then_refused("papers_are_complete")
    sent(RECEIVE, PAPERS).when(SUPPLY).then(PapersSupplied)
    sent(RECEIVE, PAPERS, SUPPLY).when(FILE).then(EntrustmentFiled, StruckOff, RoundClosed, RoundOpened)
    sent(RECEIVE).when(SUPPLY).then_refused("papers_were_asked_for")
    last = CAME + 30 * DAY
    sent(RECEIVE, PAPERS).when(evolve(back, on=last)).then_refused("papers_were_not_supplied")
    sent(RECEIVE, PAPERS).when(back).then(EntrustmentReturned)
    sent(RECEIVE, PAPERS, SUPPLY).when(back).then_refused("papers_were_not_supplied")


def term(name: str, *more: Step) -> Term:
    (only_one,) = terms(sent(*more).case, DEADLINES[name], Lengths(Calendar()))
    return only_one


def test_the_seven_days_to_file_run_anew_from_the_day_on_which_the_papers_are_complete() -> None:
    assert term("entrustment_filing", RECEIVE, PAPERS, SUPPLY).kept_on == PAPERS.on
    waiting = term("completed_entrustment_filing", RECEIVE, PAPERS, SUPPLY)
    last = date(2025, 3, 17)  # The seventh day is a Saturday.
    assert (waiting.due_on, waiting.kept_on) == (last, None)
    assert [waiting.overdue_days(last + late * DAY) for late in (-1, 0, 1)] == [0, 0, 1]
    filed = evolve(FILE, on=last)
    assert term("completed_entrustment_filing", RECEIVE, PAPERS, SUPPLY, filed).kept_on == last


def test_no_day_runs_on_for_the_court_that_gave_the_case_back() -> None:
    for name in ("entrustment_filing", "entrustment_begin", "entrustment_report"):
        assert term(name, RECEIVE, UNFILED).kept_on == UNFILED.on
    assert term("entrustment_papers", RECEIVE, PAPERS, UNFILED).kept_on == UNFILED.on
    assert term("completed_entrustment_filing", RECEIVE, PAPERS, SUPPLY, UNFILED).kept_on == UNFILED.on


def test_after_fifteen_days_without_a_beginning_the_sender_may_ask_for_an_instruction() -> None:
    ask = AskInstruction(case=BASIS, on=CAME + 16 * DAY, superior="甘12")
    sent(RECEIVE, FILE).when(evolve(ask, on=CAME + 15 * DAY)).then_refused("fifteen_days_went_by")
    sent(RECEIVE, FILE).when(ask).then(InstructionAsked)
    sent(RECEIVE, FILE, BEGIN).when(ask).then_refused("nothing_was_begun")
    sent(RECEIVE, FILE).when(BEGIN).then(EntrustedBegun)
    sent(RECEIVE, FILE, BEGIN).when(BEGIN).then_nothing()
    sent(RECEIVE, FILE).when(REPORT).then(EntrustmentReported)
    sent(RECEIVE).when(REPORT).then_refused("entrusted_case_was_filed")
    sent().when(RECEIVE).then(EntrustmentReceived)
    sent(RECEIVE).when(RECEIVE).then_nothing()


def test_the_superior_of_the_entrusted_court_is_asked_for_the_instruction() -> None:
    ask = AskInstruction(case=BASIS, on=CAME + 16 * DAY, superior="甘12")
    sent(RECEIVE, FILE).when(evolve(ask, superior="甘")).then(InstructionAsked)
    for wrong in ("京04", "内06", THERE):
        sent(RECEIVE, FILE).when(evolve(ask, superior=wrong)).then_refused("superior_of_the_entrusted_court_is_asked")
    with pytest.raises(BadRequest):
        sent(RECEIVE, FILE).when(evolve(ask, superior=""))


UNFILED = evolve(RETURN, on=CAME + 10 * DAY, approved_on=CAME + 9 * DAY)


def test_what_went_back_is_neither_filed_nor_begun_nor_asked_about_there() -> None:
    after = UNFILED.on + 10 * DAY
    back = sent(RECEIVE, UNFILED)
    back.when(evolve(FILE, on=after)).then_refused("letter_was_received")
    back.when(evolve(PAPERS, on=after)).then_refused("letter_was_received")
    back.when(evolve(RECEIVE, on=after)).then_refused("case_was_entrusted")
    back.when(AskInstruction(case=BASIS, on=after, superior="甘12")).then_refused("letter_is_there_still")
    sent(RECEIVE, PAPERS, UNFILED).when(evolve(SUPPLY, on=after)).then_refused("papers_were_asked_for")


def test_the_sender_does_not_begin_or_report_as_the_entrusted_court_once_the_case_is_back() -> None:
    resume = ResumeEnforcement(
        case=BASIS, on=date(2025, 6, 3), number="（2025）内0624执恢9号", ground=ResumptionGround.ENTRUSTMENT_RETURNED,
        ex_officio=True,
    )  # fmt: skip
    home = sent(RECEIVE, FILE, RETURN, resume)
    home.when(evolve(BEGIN, on=resume.on)).then_refused("entrusted_case_was_filed")
    home.when(evolve(REPORT, on=resume.on)).then_refused("entrusted_case_was_filed")
    home.when(AskInstruction(case=BASIS, on=resume.on, superior="甘12")).then_refused("letter_is_there_still")


def test_a_case_is_on_its_way_to_one_court_only() -> None:
    other = evolve(SEND, on=CAME, to_court="陕0102")
    sent().when(other).then_refused("no_transfer_is_under_way")
    sent(RECEIVE).when(other).then_refused("no_transfer_is_under_way")
    sent(RECEIVE, UNFILED).when(evolve(other, on=UNFILED.on)).then(EntrustmentSent)
    again = sent(RECEIVE, PAPERS, UNFILED, evolve(SEND, on=UNFILED.on))
    again.when(evolve(FILE, on=UNFILED.on)).then_refused("letter_was_received")
    received = again.also(evolve(RECEIVE, on=UNFILED.on))
    received.when(evolve(FILE, on=UNFILED.on)).then(EntrustmentFiled, StruckOff, RoundClosed, RoundOpened)


def test_a_case_is_not_entrusted_and_ordered_elsewhere_at_once() -> None:
    order = OrderCross(
        case=BASIS, on=CAME, mode=CrossMode.INSTRUCTED, form=DecisionForm.RULING, decided_by="内06", to_court="内0623",
        wishes_considered=True,
    )  # fmt: skip
    sent().when(order).then_refused("no_transfer_is_under_way")
    given(APPLY, OPEN, order).when(evolve(SEND, on=CAME)).then_refused("no_transfer_is_under_way")
    sent(RECEIVE, UNFILED).when(evolve(order, on=UNFILED.on)).then(CrossOrdered)


def test_a_return_needs_the_high_court_and_is_late_after_fifteen_days() -> None:
    sent(RECEIVE, FILE).when(evolve(RETURN, approved_on=None)).then_refused("high_court_consented")
    sent().when(RETURN).then_refused("case_is_with_the_entrusted_court")
    for on, missed in (
        (date(2025, 5, 20), []),
        (date(2025, 5, 21), []),
        (date(2025, 5, 22), ["returned_within_fifteen_days"]),
    ):
        before = sent(RECEIVE, FILE)
        outcome = before.when(evolve(RETURN, on=on)).then(EntrustmentReturned, StruckOff, RoundClosed)
        unmet = MAY_RETURN_ENTRUSTMENT.unmet(before.case, on, only(outcome.events[0]))
        assert [each.condition.name for each in unmet] == missed


def test_a_case_that_comes_back_is_resumed_by_the_sender() -> None:
    resume = ResumeEnforcement(
        case=BASIS, on=date(2025, 6, 3), number="（2025）内0624执恢9号", ground=ResumptionGround.ENTRUSTMENT_RETURNED,
        ex_officio=True,
    )  # fmt: skip
    outcome = sent(RECEIVE, FILE, RETURN).when(resume).then(EnforcementResumed, RoundOpened)
    opened = outcome.events[1]
    assert isinstance(opened, RoundOpened)
    assert opened.court == HOME
    sent(RECEIVE, FILE, RETURN).when(RETURN).then_nothing()
