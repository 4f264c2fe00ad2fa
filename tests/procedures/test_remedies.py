"""Objections, claims, reconsideration, supervision: each in its time, each by its path, each closed in a mode of its own."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as hypothesis
from hypothesis import settings
from hypothesis import strategies as st
from paths import BASIS, DEBTOR, FILED, endorsed, path_to_filing

import casestream
from casestream.docket import Docket
from casestream.kernel import Actor, Calendar, Case, Command, Period
from casestream.kernel.deadline import DEADLINES, Lengths, terms
from casestream.kernel.errors import BadRequest, NotAuthorised, Refused
from casestream.kernel.rule import RULES, only
from casestream.procedures.asset_search import AssetClass, RecordAsset
from casestream.procedures.closing import TerminateEnforcement, TerminationGround
from casestream.procedures.contested import ContestSettled, ObjectContested, ObjectSuedOver, Plaintiff
from casestream.procedures.control import (
    AssetDisposed,
    Disposal,
    DisposeAsset,
    Measure,
    ReleaseReason,
    SealAsset,
    SetOffGround,
    SetOffRuled,
)
from casestream.procedures.cross_enforcement import CrossMode, CrossOrdered
from casestream.procedures.lifting import ReleaseAsset
from casestream.procedures.remedies import (
    MODES,
    AnswerQuestion,
    ApplyForReview,
    AskToWithdraw,
    CloseReview,
    ContinueOnSecurity,
    DecideObjectSuit,
    ExtendReview,
    FileReview,
    FileSentUp,
    HaltOnSecurity,
    HoldObject,
    MakeCorrection,
    ObjectionRaised,
    OrderQuestioned,
    QuestionOrder,
    RaiseObjection,
    ReconsiderationSought,
    ReviewApplied,
    ReviewClosed,
    ReviewKind,
    ReviewMode,
    ReviewOpened,
    ReviewTimeExtended,
    Role,
    SeekReconsideration,
    SendFileUp,
    SettleContest,
    Subject,
    SueOverObject,
)
from casestream.procedures.set_off import RuleSetOff
from casestream.testing import PANEL, PRESIDENT, evolve, given
from casestream.testing.scenario import Given, who_may
from casestream.testing.simulator import StoryClock

DAY = timedelta(days=1)
ON = date(2024, 6, 3)
REVIEW, ABOVE = "（2024）内0624执异5号", "（2024）内06执复5号"
SEAL = SealAsset(case=BASIS, on=FILED, asset="存款", measure=Measure.FREEZE, expires_on=date(2025, 1, 7))
FOUND = RecordAsset(
    case=BASIS, on=FILED, asset="存款", debtor=DEBTOR, asset_class=AssetClass.DEPOSIT, value_fen=1_000_000
)
CLAIM = RaiseObjection(
    case=BASIS, on=ON, review=REVIEW, role=Role.THIRD_PARTY, objector="案外人甲", subject=Subject.OBJECT,
    matter="账户资金归案外人所有", asset="存款",
)  # fmt: skip
OBJECT = RaiseObjection(
    case=BASIS, on=ON, review=REVIEW, role=Role.DEBTOR, objector=DEBTOR, subject=Subject.ACT, matter="超标的冻结"
)
DEDUCT = DisposeAsset(case=BASIS, on=ON, asset="存款", method=Disposal.DEDUCTION, realised_fen=1_000_000)


def held() -> Given:
    return given(*path_to_filing(), FOUND, SEAL)


# --- raising ---


def test_an_objection_goes_to_the_court_in_charge() -> None:
    (raised,) = held().when(OBJECT).then(ObjectionRaised).events
    assert isinstance(raised, ObjectionRaised)
    assert (raised.kind, raised.court, raised.act_of) == (ReviewKind.CONDUCT, "内0624", "内0624")
    held().also(OBJECT).when(OBJECT).then_nothing()


@pytest.mark.parametrize(
    ("act_of", "court"), [("", "内0624"), ("内0623", "内0624"), ("内06", "内06"), ("内", "内"), ("甘1223", "内0624")]
)
def test_after_a_transfer_the_court_now_responsible_reviews_unless_it_stands_below_the_one_that_acted(
    act_of: str, court: str
) -> None:
    (raised,) = held().when(evolve(OBJECT, act_of=act_of)).then(ObjectionRaised).events
    assert isinstance(raised, ObjectionRaised)
    assert raised.court == court


@pytest.mark.parametrize(
    "wrong",
    [
        evolve(CLAIM, role=Role.DEBTOR), evolve(OBJECT, role=Role.THIRD_PARTY),
        evolve(CLAIM, role=Role.INTERESTED, subject=Subject.OBJECT),
    ],
)  # fmt: skip
def test_the_path_fits_the_objector(wrong: RaiseObjection) -> None:
    held().when(wrong).then_refused("path_fits_the_objector")


def test_no_objection_lies_against_the_refusal_of_an_award() -> None:
    held().when(evolve(OBJECT, subject=Subject.REFUSAL)).then_refused("refusal_of_an_award_is_final")


def test_an_object_that_is_gone_or_was_never_there_is_claimed_too_late() -> None:
    held().also(DEDUCT).when(CLAIM).then_refused("claimed_object_is_still_there")
    held().when(evolve(CLAIM, asset="羊")).then_refused("claimed_object_is_still_there")
    taken = SetOffRuled(on=ON, asset="存款", value_fen=1, ground=SetOffGround.CONSENT)
    held().also(DEDUCT, taken).when(CLAIM).then(ObjectionRaised)  # A party took it, and the case goes on.
    held().when(CLAIM).then(ObjectionRaised)


def ended(on: date = ON) -> TerminateEnforcement:
    return TerminateEnforcement(
        case=BASIS, on=on, ground=TerminationGround.WITHDRAWN, served_on=on
    )  # fmt: skip


def test_an_objection_to_an_act_comes_before_the_end() -> None:
    held().also(*endorsed(ended()), ended()).when(evolve(OBJECT, on=ON + DAY)).then_refused("procedure_has_not_ended")


# 2024-06-03 + 60 days = 2024-08-02, a Friday.
@pytest.mark.parametrize(
    ("on", "late"), [(date(2024, 8, 1), False), (date(2024, 8, 2), False), (date(2024, 8, 3), True)]
)
def test_the_ending_itself_is_objected_to_within_sixty_days(on: date, late: bool) -> None:
    outcome = held().also(*endorsed(ended()), ended()).when(evolve(OBJECT, on=on, subject=Subject.ENDING))
    if late:
        outcome.then_refused("procedure_has_not_ended")
    else:
        outcome.then(ObjectionRaised)


def test_nothing_is_objected_to_before_the_case_is_filed() -> None:
    given(path_to_filing()[0]).when(OBJECT).then_refused("there_is_an_enforcement", "procedure_has_not_ended")


# --- what a claim means for the object ---


HOLD = HoldObject(case=BASIS, on=ON, asset="存款", review=REVIEW)
DISMISSED = SettleContest(case=BASIS, on=ON, review=REVIEW, upheld=False, may_sue=True, served_on=ON)


def test_an_object_under_review_is_not_disposed_of() -> None:
    path = held().also(CLAIM, HOLD)
    path.when(DEDUCT).then_refused("object_is_not_under_review")
    path.when(HOLD).then_nothing()
    by_consent = RuleSetOff(
        case=BASIS, on=ON, asset="存款", value_fen=1, ground=SetOffGround.CONSENT, both_consent=True
    )
    path.when(by_consent).then_refused("object_is_not_under_review")


def test_another_object_is_disposed_of_meanwhile() -> None:
    other = (evolve(FOUND, asset="存款二"), evolve(SEAL, asset="存款二"))
    held().also(*other, CLAIM, HOLD).when(evolve(DEDUCT, asset="存款二")).then(AssetDisposed)


# 2024-06-03 + 15 days = 2024-06-18, a Tuesday.
@pytest.mark.parametrize(
    ("on", "free"), [(date(2024, 6, 17), False), (date(2024, 6, 18), False), (date(2024, 6, 19), True)]
)
def test_after_a_dismissal_the_object_is_let_alone_for_fifteen_days(on: date, free: bool) -> None:
    outcome = held().also(CLAIM, HOLD, DISMISSED).when(evolve(DEDUCT, on=on))
    if free:
        outcome.then(AssetDisposed)
    else:
        outcome.then_refused("third_party_had_time_to_sue")


@pytest.mark.parametrize(
    ("on", "late"), [(date(2024, 6, 17), False), (date(2024, 6, 18), False), (date(2024, 6, 19), True)]
)
def test_whoever_lost_sues_within_fifteen_days(on: date, late: bool) -> None:
    sue = SueOverObject(
        case=BASIS, on=on, asset="存款", plaintiff=Plaintiff.THIRD_PARTY, number="（2024）内0624民初9号"
    )
    outcome = held().also(CLAIM, HOLD, DISMISSED).when(sue)
    if late:
        outcome.then_refused("suit_is_in_time")
    else:
        outcome.then(ObjectSuedOver)


def test_the_side_that_lost_sues_and_until_the_judgment_nothing_is_disposed_of() -> None:
    sue = SueOverObject(
        case=BASIS, on=ON, asset="存款", plaintiff=Plaintiff.THIRD_PARTY, number="（2024）内0624民初9号"
    )
    path = held().also(CLAIM, HOLD)
    path.when(sue).then_refused("claim_was_ruled_on")
    path.also(DISMISSED)
    path.when(evolve(sue, plaintiff=Plaintiff.APPLICANT)).then_refused("loser_sues")
    path.also(sue)
    path.when(sue).then_nothing()
    later = date(2024, 7, 1)
    path.when(evolve(DEDUCT, on=later)).then_refused("object_is_not_sued_over")
    judgment = DecideObjectSuit(case=BASIS, on=later, asset="存款", may_enforce=True)
    path.also(judgment)
    path.when(judgment).then_nothing()
    path.when(evolve(DEDUCT, on=later)).then(AssetDisposed)
    path.when(evolve(judgment, may_enforce=False)).then_refused("suit_is_under_way")


def test_a_claim_that_is_upheld_bars_disposal_until_a_judgment_allows_it() -> None:
    path = held().also(CLAIM, HOLD, evolve(DISMISSED, upheld=True))
    later = date(2024, 12, 2)
    path.when(evolve(DEDUCT, on=later)).then_refused("object_is_not_excluded")
    sue = SueOverObject(case=BASIS, on=ON, asset="存款", plaintiff=Plaintiff.APPLICANT, number="（2024）内0624民初9号")
    path.when(evolve(sue, plaintiff=Plaintiff.THIRD_PARTY)).then_refused("loser_sues")
    path.also(sue, DecideObjectSuit(case=BASIS, on=later, asset="存款", may_enforce=True))
    path.when(evolve(DEDUCT, on=later)).then(AssetDisposed)


def test_a_judgment_for_the_third_party_bars_disposal_for_good() -> None:
    sue = SueOverObject(
        case=BASIS, on=ON, asset="存款", plaintiff=Plaintiff.THIRD_PARTY, number="（2024）内0624民初9号"
    )
    judgment = DecideObjectSuit(case=BASIS, on=date(2024, 7, 1), asset="存款", may_enforce=False)
    path = held().also(CLAIM, HOLD, DISMISSED, sue, judgment)
    path.when(evolve(DEDUCT, on=date(2024, 12, 2))).then_refused("object_is_not_excluded")


def test_the_applicants_security_lets_the_disposal_go_on() -> None:
    go_on = ContinueOnSecurity(case=BASIS, on=ON, asset="存款", review=REVIEW)
    held().also(CLAIM).when(go_on).then_refused("disposal_is_halted")
    path = held().also(CLAIM, HOLD, go_on)
    path.when(go_on).then_nothing()
    path.when(DEDUCT).then(AssetDisposed)


def test_an_objection_to_an_act_stays_nothing_without_security() -> None:
    path = held().also(OBJECT)
    path.when(DEDUCT).then(AssetDisposed)
    halt = HaltOnSecurity(case=BASIS, on=ON, asset="存款", review=REVIEW)
    path.when(evolve(halt, asset="羊")).then_refused("halted_thing_is_of_the_case")
    path.also(halt)
    path.when(halt).then_nothing()
    path.when(DEDUCT).then_refused("object_is_not_under_review")
    path.also(evolve(DISMISSED, may_sue=False))
    path.when(DEDUCT).then(AssetDisposed)
    held().when(halt).then_refused("objection_was_raised")
    held().also(OBJECT).when(evolve(halt, review="另案")).then_refused("objection_was_raised")


def test_a_halt_goes_on_anew_while_the_objection_is_reconsidered_and_ends_with_that() -> None:
    steps = [step for step in path_to_filing() if isinstance(step, Command)]
    halt = HaltOnSecurity(case=BASIS, on=ON, asset="存款", review=REVIEW)
    with docket_with(*steps, FOUND, SEAL, OBJECT, halt, FILE, CLOSE, SEEK) as docket:
        docket.clock.day = ON + 30 * DAY  # type: ignore[attr-defined]
        handle(docket, evolve(halt, on=ON + 2 * DAY))
        with pytest.raises(Refused, match="案外人异议审查期间"):
            docket.handle(DEDUCT, who_may(DEDUCT))
        handle(docket, FileReview(case=ABOVE, on=ON + 2 * DAY, number=ABOVE))
        handle(docket, CloseReview(case=ABOVE, on=ON + 3 * DAY, mode=ReviewMode.UPHELD))
        case = docket.case(BASIS)
        assert len(case.all(ObjectContested)) == len(case.all(ContestSettled)) == 2


def test_a_claim_that_is_moved_keeps_its_object_until_the_other_court_has_ruled() -> None:
    steps = [step for step in path_to_filing() if isinstance(step, Command)]
    there = "（2024）内0601执异9号"
    move = evolve(CLOSE, mode=ReviewMode.MOVED, to_court="内0601", again=there)
    with docket_with(*steps, FOUND, SEAL, CLAIM, FILE, move) as docket:
        docket.clock.day = ON + 30 * DAY  # type: ignore[attr-defined]
        (applied,) = docket.case(there).all(ReviewApplied)
        assert (applied.kind, applied.court, applied.asset) == (ReviewKind.THIRD_PARTY, "内0601", "存款")
        for step in (DEDUCT, FileReview(case=there, on=ON + DAY, number=there), evolve(DEDUCT, on=ON + DAY)):
            if isinstance(step, FileReview):
                handle(docket, step)
                continue
            with pytest.raises(Refused, match="案外人异议审查期间"):
                handle(docket, step)
        handle(docket, CloseReview(case=there, on=ON + 2 * DAY, mode=ReviewMode.DISMISSED))
        last = docket.case(BASIS).all(ContestSettled)[-1]
        assert (last.review, last.sue_by is not None) == (there, True)
        assert len(docket.case(BASIS).all(ObjectContested)) == len(docket.case(BASIS).all(ContestSettled)) == 2


def test_what_is_upheld_is_let_go_seven_days_after_the_applicant_could_have_sued() -> None:
    path = held().also(CLAIM, HOLD)
    (settled,) = path.when(evolve(DISMISSED, upheld=True)).then(ContestSettled).events
    assert isinstance(settled, ContestSettled)
    assert (settled.sue_by, settled.release_by) == (date(2024, 6, 18), date(2024, 6, 25))
    (dismissed,) = path.when(DISMISSED).then(ContestSettled).events
    assert isinstance(dismissed, ContestSettled)
    assert dismissed.release_by is None
    path.also(evolve(DISMISSED, upheld=True))
    (term,) = terms(path.case, DEADLINES["lift_after_claim"], Lengths(Calendar()))
    assert (term.due_on, term.kept_on, term.overdue_days(date(2024, 6, 28))) == (date(2024, 6, 25), None, 3)
    path.also(ReleaseAsset(case=BASIS, on=date(2024, 6, 24), asset="存款", reason=ReleaseReason.THIRD_PARTY))
    (term,) = terms(path.case, DEADLINES["lift_after_claim"], Lengths(Calendar()))
    assert term.overdue_days(date(2024, 6, 28)) == 0


def test_each_term_of_a_review_is_kept_by_what_the_law_asks_for() -> None:
    lengths = Lengths(Calendar())

    def due(case: Case, name: str) -> list[tuple[date, date | None]]:
        return [(term.due_on, term.kept_on) for term in terms(case, DEADLINES[name], lengths)]

    path = given(APPLY)
    assert due(path.case, "review_filing") == [(date(2024, 6, 6), None)]
    path.also(FILE, CLOSE)
    assert due(path.case, "review_filing") == [(date(2024, 6, 6), ON)]
    assert due(path.case, "objection_ruling") == [(date(2024, 6, 18), ON + DAY)]
    assert due(path.case, "reconsideration_ruling") == []
    assert due(path.also(SEEK).case, "reconsideration_file") == [(date(2024, 6, 11), None)]
    extend = ExtendReview(case=REVIEW, on=date(2024, 7, 1))
    above = filed(ReviewKind.RECONSIDERATION).also((extend, PRESIDENT))
    assert due(above.case, "reconsideration_ruling") == [(date(2024, 7, 3), date(2024, 7, 1))]
    assert due(above.case, "reconsideration_ruling_extended") == [(date(2024, 8, 2), None)]
    assert due(ordered().case, "supervision_correction") == [(ON + 30 * DAY, None)]


# --- the review in its own stream ---


APPLY = ApplyForReview(
    case=REVIEW, on=ON, kind=ReviewKind.CONDUCT, court="内0624", concerns=BASIS, applicant=DEBTOR, matter="超标的冻结"
)
FILE = FileReview(case=REVIEW, on=ON, number=REVIEW)
CLOSE = CloseReview(case=REVIEW, on=ON + DAY, mode=ReviewMode.DISMISSED)
NUMBERS = {
    ReviewKind.CONDUCT: REVIEW, ReviewKind.THIRD_PARTY: REVIEW, ReviewKind.RECONSIDERATION: "（2024）内0624执复5号",
    ReviewKind.SUPERVISION: "（2024）内0624执监5号", ReviewKind.COORDINATION: "（2024）内0624执协5号",
    ReviewKind.INSTRUCTION: "（2024）内0624执请5号",
}  # fmt: skip
OWN_CONDITION = {
    ReviewKind.CONDUCT: "mode_is_of_objections", ReviewKind.THIRD_PARTY: "mode_is_of_objections",
    ReviewKind.RECONSIDERATION: "mode_is_of_reconsiderations", ReviewKind.SUPERVISION: "mode_is_of_supervisions",
    ReviewKind.COORDINATION: "mode_is_of_coordinations", ReviewKind.INSTRUCTION: "mode_is_of_requests",
}  # fmt: skip


def filed(kind: ReviewKind = ReviewKind.CONDUCT, **changes: Any) -> Given:
    number = NUMBERS[kind]
    return given(
        evolve(APPLY, kind=kind, **changes),
        FileReview(case=REVIEW, on=ON, number=number, from_elsewhere=kind is ReviewKind.INSTRUCTION),
    )


def test_what_nobody_applied_for_is_not_filed() -> None:
    given().when(FILE).then_refused("review_was_applied_for")


def test_filed_in_three_days_ruled_in_fifteen() -> None:
    (applied,) = given().when(APPLY).then(ReviewApplied).events
    assert isinstance(applied, ReviewApplied)
    assert (applied.file_by, applied.decide_by) == (date(2024, 6, 6), date(2024, 6, 18))
    (above,) = given().when(evolve(APPLY, kind=ReviewKind.RECONSIDERATION)).then(ReviewApplied).events
    assert isinstance(above, ReviewApplied)
    assert above.decide_by == date(2024, 7, 3)
    (free,) = given().when(evolve(APPLY, kind=ReviewKind.SUPERVISION)).then(ReviewApplied).events
    assert isinstance(free, ReviewApplied)
    assert (free.file_by, free.decide_by) == (None, None)


def test_a_review_begins_once_and_says_what_about() -> None:
    given(APPLY).when(APPLY).then_nothing()
    given(APPLY).when(evolve(APPLY, matter="另一事由")).then_refused("review_is_new")
    given().when(evolve(APPLY, matter="")).then_refused("matter_is_stated")


def test_a_review_is_filed_once_under_a_number_of_its_kind() -> None:
    given(APPLY).when(FILE).then(ReviewOpened)
    given(APPLY, FILE).when(FILE).then_nothing()
    given(APPLY, FILE).when(evolve(FILE, number="（2024）内0624执异6号")).then_refused("review_has_no_number")
    opened = ReviewOpened(on=ON, number=REVIEW, court="内0624", kind=ReviewKind.CONDUCT)
    unmet = [each.condition.name for each in RULES["review_filing"].unmet(Case(REVIEW, "review"), ON, only(opened))]
    assert unmet == ["review_was_applied_for"]
    given().when(FILE).then_refused("review_was_applied_for")


@pytest.mark.parametrize(
    "number", ["（2024）内0624执5号", "（2024）内0623执异5号", "（2022）内0624执异5号", f"{REVIEW}之一"]
)
def test_a_number_of_another_kind_court_or_year_is_refused(number: str) -> None:
    with pytest.raises(BadRequest):
        given(APPLY).when(evolve(FILE, number=number))


def test_a_request_number_is_read_and_never_issued() -> None:
    asked = evolve(APPLY, kind=ReviewKind.INSTRUCTION)
    file = evolve(FILE, number=NUMBERS[ReviewKind.INSTRUCTION])
    given(asked).when(file).then_refused("request_number_comes_from_elsewhere")
    given(asked).when(evolve(file, from_elsewhere=True)).then(ReviewOpened)


@pytest.mark.parametrize("kind", list(ReviewKind))
@pytest.mark.parametrize("mode", list(ReviewMode))
def test_each_kind_closes_in_its_own_modes(kind: ReviewKind, mode: ReviewMode) -> None:
    path = filed(kind).also(AskToWithdraw(case=REVIEW, on=ON))
    close = evolve(CLOSE, mode=mode, to_court="内06", do_by=ON + 30 * DAY, again="（2024）内0624执异9号")
    outcome = path.when(close)
    if mode in MODES[kind]:
        (closed,) = outcome.then(ReviewClosed).events
        assert isinstance(closed, ReviewClosed)
        assert (closed.mode, closed.used_days) == (mode, 1)
        path.also(close).when(close).then_nothing()
    else:
        outcome.then_refused(OWN_CONDITION[kind])


def test_a_review_is_closed_once_and_after_its_filing() -> None:
    given(APPLY).when(CLOSE).then_refused("review_is_open")
    filed().also(CLOSE).when(evolve(CLOSE, mode=ReviewMode.GRANTED)).then_refused("review_is_open")
    filed().when(evolve(CLOSE, served_on=ON + 2 * DAY)).then_refused("ruling_of_the_review_was_served")
    filed().when(evolve(CLOSE, served_on=date(1999, 1, 1))).then_refused("ruling_of_the_review_was_served")


def test_who_withdraws_has_asked_for_it() -> None:
    filed().when(evolve(CLOSE, mode=ReviewMode.WITHDRAWN)).then_refused("withdrawal_was_asked_for")
    ask = AskToWithdraw(case=REVIEW, on=ON)
    filed().also(ask).when(ask).then_nothing()
    given(APPLY).when(ask).then_refused("review_is_open")


def test_what_was_sent_back_once_is_not_sent_back_again() -> None:
    remand = evolve(CLOSE, mode=ReviewMode.REMANDED, again="（2024）内0624执异9号")
    filed(ReviewKind.RECONSIDERATION).when(remand).then(ReviewClosed)
    objected = filed(ReviewKind.RECONSIDERATION, against=REVIEW)
    objected.when(evolve(remand, again="")).then_refused("remand_names_the_new_review")
    filed(ReviewKind.RECONSIDERATION, after_remand=True).when(remand).then_refused("not_remanded_twice")


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        (ReviewKind.CONDUCT, ReviewMode.MOVED),
        (ReviewKind.SUPERVISION, ReviewMode.ELEVATED),
        (ReviewKind.SUPERVISION, ReviewMode.DESIGNATED),
    ],
)
def test_the_court_that_goes_on_is_named(kind: ReviewKind, mode: ReviewMode) -> None:
    close = evolve(CLOSE, mode=mode, again="（2024）内0624执异9号")
    filed(kind).when(close).then_refused("court_that_goes_on_is_named")


def test_a_correction_has_a_day_that_is_still_to_come() -> None:
    order = evolve(CLOSE, mode=ReviewMode.CORRECTION_ORDERED)
    filed(ReviewKind.SUPERVISION).when(order).then_refused("correction_has_a_day")
    filed(ReviewKind.SUPERVISION).when(evolve(order, do_by=ON)).then_refused("correction_has_a_day")
    filed(ReviewKind.SUPERVISION).when(evolve(order, do_by=ON + DAY)).then(ReviewClosed)


def test_only_a_reconsideration_is_extended_once_by_the_president() -> None:
    extend = ExtendReview(case=REVIEW, on=date(2024, 7, 1))
    (extended,) = filed(ReviewKind.RECONSIDERATION).when(extend, PRESIDENT).then(ReviewTimeExtended).events
    assert isinstance(extended, ReviewTimeExtended)
    assert (extended.former, extended.until) == (date(2024, 7, 3), date(2024, 8, 2))
    filed(ReviewKind.RECONSIDERATION).when(extend, PANEL).then_refused("president_extended")
    filed().when(extend, PRESIDENT).then_refused("reconsideration_may_be_extended")
    twice = filed(ReviewKind.RECONSIDERATION).also((extend, PRESIDENT))
    twice.when(extend, PRESIDENT).then_nothing()
    twice.when(evolve(extend, on=date(2024, 7, 2)), PRESIDENT).then_refused("extended_once")


# --- reconsideration ---


SEEK = SeekReconsideration(case=REVIEW, on=ON + DAY, review=ABOVE, applicant=DEBTOR, to_court="内06")


# Served on 2024-06-04; the tenth day is 2024-06-14, a Friday.
@pytest.mark.parametrize(
    ("on", "late"), [(date(2024, 6, 13), False), (date(2024, 6, 14), False), (date(2024, 6, 15), True)]
)
def test_reconsideration_is_asked_for_within_ten_days(on: date, late: bool) -> None:
    outcome = filed().also(CLOSE).when(evolve(SEEK, on=on))
    if late:
        outcome.then_refused("asked_within_ten_days")
    else:
        outcome.then(ReconsiderationSought)


def test_only_a_ruling_on_an_act_is_reconsidered_and_only_above() -> None:
    filed().when(SEEK).then_refused("objection_was_ruled_on")
    filed(ReviewKind.THIRD_PARTY).also(CLOSE).when(SEEK).then_refused("objection_was_ruled_on")
    filed().also(CLOSE).when(evolve(SEEK, to_court="内0623")).then_refused("superior_reconsiders")
    filed().also(CLOSE, SEEK).when(SEEK).then_nothing()


def test_the_file_goes_up_within_five_days() -> None:
    send = SendFileUp(case=REVIEW, on=ON + 2 * DAY)
    (sought,) = filed().also(CLOSE).when(SEEK).events
    assert isinstance(sought, ReconsiderationSought)
    assert sought.send_by == date(2024, 6, 11)  # The ninth is a Sunday, the tenth 端午节.
    filed().also(CLOSE).when(send).then_refused("reconsideration_was_sought")
    filed().also(CLOSE, SEEK).when(send).then(FileSentUp)
    filed().also(CLOSE, SEEK, send).when(send).then_nothing()


# --- supervision ---


def ordered() -> Given:
    close = evolve(CLOSE, mode=ReviewMode.CORRECTION_ORDERED, do_by=ON + 30 * DAY)
    return filed(ReviewKind.SUPERVISION).also(close)


# The order was received on 2024-06-04; five days on is Sunday the ninth, Monday is 端午节, so Tuesday the eleventh.
@pytest.mark.parametrize(
    ("on", "late"), [(date(2024, 6, 10), False), (date(2024, 6, 11), False), (date(2024, 6, 12), True)]
)
def test_the_court_below_questions_an_order_within_five_days(on: date, late: bool) -> None:
    outcome = ordered().when(QuestionOrder(case=REVIEW, on=on, reason="指令有误"))
    if late:
        outcome.then_refused("questioned_within_five_days")
    else:
        outcome.then(OrderQuestioned)


def test_an_order_is_questioned_answered_and_obeyed_once() -> None:
    question = QuestionOrder(case=REVIEW, on=ON + 2 * DAY, reason="指令有误")
    answer, correct = (
        AnswerQuestion(case=REVIEW, on=ON + 9 * DAY, stands=True),
        MakeCorrection(case=REVIEW, on=ON + 9 * DAY),
    )
    ordered().when(answer).then_refused("order_was_questioned")
    path = ordered().also(question, answer, correct)
    for again in (question, answer, correct):
        path.when(again).then_nothing()
    filed(ReviewKind.SUPERVISION).when(correct).then_refused("correction_was_ordered")


# --- the streams together ---


def handle(docket: Docket, step: Command) -> None:
    """By whoever may in the court in charge."""
    docket.handle(step, who_may(step, docket.log.case(step.stream)))


def docket_with(*steps: Command) -> Docket:
    clock = StoryClock()
    docket = casestream.open(clock=clock)
    for step in steps:
        clock.day = step.on
        handle(docket, step)
    return docket


def test_a_claim_travels_to_its_review_and_back_to_the_object() -> None:
    steps = [step for step in path_to_filing() if isinstance(step, Command)]
    with docket_with(*steps, FOUND, SEAL, CLAIM) as docket:
        assert docket.case(REVIEW).has(ReviewApplied, {"kind": ReviewKind.THIRD_PARTY})
        docket.clock.day = ON + 30 * DAY  # type: ignore[attr-defined]
        docket.handle(FILE, who_may(FILE))
        contested = docket.history(BASIS)[-1]
        assert isinstance(contested.event, ObjectContested)
        assert contested.causation_id == str(docket.history(REVIEW)[-1].event_id)
        with pytest.raises(Refused, match="案外人异议审查期间"):
            docket.handle(DEDUCT, who_may(DEDUCT))
        docket.handle(CLOSE, who_may(CLOSE))
        settled = docket.history(BASIS)[-1].event
        assert isinstance(settled, ContestSettled)
        assert (settled.upheld, settled.sue_by) == (False, date(2024, 6, 19))


def test_a_remand_gives_the_first_court_a_review_that_is_not_sent_back_twice() -> None:
    steps = [step for step in path_to_filing() if isinstance(step, Command)]
    with docket_with(*steps, OBJECT, FILE, CLOSE, evolve(SEEK, applicant="甲")) as docket:
        docket.clock.day = ON + 30 * DAY  # type: ignore[attr-defined]
        handle(docket, FileReview(case=ABOVE, on=ON + 2 * DAY, number=ABOVE))
        again = "（2024）内0624执异9号"
        handle(docket, CloseReview(case=ABOVE, on=ON + 3 * DAY, mode=ReviewMode.REMANDED, again=again))
        (applied,) = docket.case(again).all(ReviewApplied)
        assert (applied.kind, applied.court, applied.after_remand) == (ReviewKind.CONDUCT, "内0624", True)
        assert applied.applicant == OBJECT.objector  # Not whoever sought the reconsideration.


def test_a_supervision_that_takes_the_case_up_orders_it_in_the_case() -> None:
    number = "（2024）内06执监7号"
    steps = [step for step in path_to_filing() if isinstance(step, Command)]
    apply = evolve(APPLY, case=number, kind=ReviewKind.SUPERVISION, court="内06")
    file = FileReview(case=number, on=ON, number=number)
    close = CloseReview(
        case=number, on=ON + DAY, mode=ReviewMode.ELEVATED, to_court="内06", wishes_considered=True
    )  # fmt: skip
    with docket_with(*steps, apply, file, close) as docket:
        (order,) = docket.case(BASIS).all(CrossOrdered)
        assert (order.mode, order.to_court) == (CrossMode.ELEVATED, "内06")


# --- dated law ---


@pytest.mark.parametrize(
    ("condition", "day", "article"),
    [
        ("procedure_has_not_ended", date(2016, 3, 1), "异议复议规定（2015年）第六条"),
        ("path_fits_the_objector", date(2018, 3, 5), "民事诉讼法（2017年修正）第二百二十七条"),
        ("path_fits_the_objector", date(2022, 3, 7), "民事诉讼法（2021年修正）第二百三十四条"),
        ("path_fits_the_objector", date(2024, 3, 4), "民事诉讼法（2023年修正）第二百三十八条"),
        ("refusal_of_an_award_is_final", date(2020, 3, 2), "民诉法解释（2015年）第四百七十八条"),
        ("reconsideration_was_sought", date(2018, 3, 5), "执行程序解释（2008年）第八条"),
        ("reconsideration_was_sought", date(2024, 3, 4), "执行程序解释（2020年修正）第七条"),
        ("questioned_within_five_days", date(2018, 3, 5), "执行工作规定（1998年）第一百三十条"),
        ("questioned_within_five_days", date(2024, 3, 4), "执行工作规定（2020年修正）第七十二条"),
        ("third_party_had_time_to_sue", date(2018, 3, 5), "民诉法解释（2015年）第四百六十五条"),
    ],
)
def test_the_old_article_on_an_old_day(condition: str, day: date, article: str) -> None:
    (found,) = {one.citation for rule in RULES.values() for one in rule.conditions if one.name == condition}
    assert found.on(day) == article


def test_nobody_acts_in_a_post_that_there_is_not() -> None:
    stranger = Actor("x", "内0624", "astronaut")
    with pytest.raises(NotAuthorised, match="astronaut"):
        filed(ReviewKind.RECONSIDERATION)._decide(ExtendReview(case=REVIEW, on=ON + DAY), stranger)


# --- an object and all that may befall it, against a model of its own ---


class Model:
    """What a reader of the statute expects of one object, kept apart from the conditions."""

    def __init__(self) -> None:
        self.open: set[str] = set()
        self.wait_until, self.suits, self.excluded = date.min, 0, False

    def disposable(self, on: date) -> bool:
        return not self.open and on > self.wait_until and self.suits == 0 and not self.excluded


@settings(max_examples=60, deadline=None)
@hypothesis(
    st.lists(
        st.tuples(
            st.sampled_from(["hold", "dismiss", "uphold", "sue", "judge_for", "judge_against"]), st.integers(0, 20)
        )
    )
)
def test_an_object_is_disposed_of_exactly_when_nothing_stands_in_the_way(story: list[tuple[str, int]]) -> None:
    path, model, on, turn = held(), Model(), ON, 0
    for what, days in story:
        on, turn = on + days * DAY, turn + 1
        settle = evolve(DISMISSED, on=on, served_on=on, upheld=what == "uphold")
        if what == "hold":
            path.also(evolve(HOLD, on=on, review=f"执异{turn}"))
            model.open.add(f"执异{turn}")
        elif what in ("dismiss", "uphold") and model.open:
            review = model.open.pop()
            path.also(evolve(settle, review=review))
            model.excluded = what == "uphold"
            if what == "dismiss":
                model.wait_until = Calendar().due(on, Period(days=15)).on
        elif what == "sue":
            side = Plaintiff.APPLICANT if model.excluded else Plaintiff.THIRD_PARTY
            sue = SueOverObject(case=BASIS, on=on, asset="存款", plaintiff=side, number=f"民初{turn}")
            if path.when(sue).refusal is None:
                path.also(sue)
                model.suits += 1
        elif what.startswith("judge") and model.suits:
            path.also(DecideObjectSuit(case=BASIS, on=on, asset="存款", may_enforce=what == "judge_against"))
            model.suits -= 1
            model.excluded = what == "judge_for"
        assert (path.when(evolve(DEDUCT, on=on)).refusal is None) == model.disposable(on)
