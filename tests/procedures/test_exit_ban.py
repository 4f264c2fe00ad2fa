"""Exit bans, publication in the media, custody of the police."""

from datetime import date, timedelta

import pytest

from casestream.kernel.calendar import Calendar
from casestream.kernel.deadline import DEADLINES, Lengths, terms
from casestream.procedures.coercion import (
    ApplyExitBan,
    BanExit,
    Decision,
    DecisionReviewed,
    DefaultPublished,
    Detain,
    DetentionEnded,
    EndDetention,
    ExitBanApplied,
    ExitBanEnd,
    ExitBanLifted,
    ExitBanned,
    HandedToPolice,
    HandToPolice,
    LiftExitBan,
    Medium,
    PublishDefault,
    ReviewOutcome,
    Role,
)
from casestream.procedures.filing import ApplyForEnforcement, FileCase, Party, PartyKind
from casestream.procedures.notice import IssueNotice
from casestream.procedures.rounds import ClosingMode, RoundClosed
from casestream.testing import given
from casestream.testing.scenario import Given, approved

CASE, DEBTOR, COMPANY = "（2024）内0624民初100号", "吴某", "某有限责任公司"
PERFORM_BY, ON = date(2025, 3, 20), date(2025, 3, 21)
DAY = timedelta(days=1)


def notified(year: int = 2025) -> Given:
    filed = given(
        ApplyForEnforcement(
            case=CASE, on=date(year, 3, 3), cause="借款合同纠纷", court="内0624", claimed_fen=40_000_00,
            effective_on=date(year - 1, 6, 1), performance_due=date(year - 1, 12, 31), applicants=(Party(name="邬某某"),),
            debtors=(Party(name=DEBTOR), Party(name=COMPANY, kind=PartyKind.ENTERPRISE)),
        ),
        FileCase(case=CASE, on=date(year, 3, 5), number=f"（{year}）内0624执200号"),
    )  # fmt: skip
    notices = (
        IssueNotice(case=CASE, on=date(year, 3, 6), debtor=debtor, perform_by=date(year, 3, 20))
        for debtor in (DEBTOR, COMPANY)
    )
    return filed.also(*notices)


def apply(debtor: str = DEBTOR) -> ApplyExitBan:
    return ApplyExitBan(case=CASE, on=ON, debtor=debtor)


def ban(
    debtor: str = DEBTOR, role: Role = Role.DEBTOR, person: str = "", *, ex_officio: bool = True, on: date = ON
) -> BanExit:
    return BanExit(case=CASE, on=on, debtor=debtor, role=role, person=person, ex_officio=ex_officio)


def lift(reason: ExitBanEnd = ExitBanEnd.PERFORMED, person: str = "") -> LiftExitBan:
    return LiftExitBan(case=CASE, on=ON, debtor=DEBTOR, reason=reason, person=person)


def test_a_debtor_who_does_not_perform_is_kept_on_application_or_ex_officio() -> None:
    notified().when(ban(ex_officio=False)).then_refused("ban_was_asked_for")
    asked = notified().also(apply())
    asked.when(ban(ex_officio=False)).then(
        ExitBanned(on=ON, debtor=DEBTOR, person=DEBTOR, role=Role.DEBTOR, ex_officio=False)
    )
    notified().when(ban()).then(ExitBanned)


def test_an_application_is_taken_once_and_against_a_debtor_of_an_open_case() -> None:
    notified().when(apply()).then(ExitBanApplied(on=ON, debtor=DEBTOR))
    notified().also(apply()).when(apply()).then_nothing()
    notified().when(apply("邬某某")).then_refused("debtor_is_a_party")
    closed = RoundClosed(on=ON, mode=ClosingMode.SATISFIED, claimed_fen=1, collected_fen=1, opened_on=ON, used_days=0)
    notified().also(closed).when(apply()).then_refused("case_is_in_hand")


@pytest.mark.parametrize(("on", "allowed"), [(PERFORM_BY - DAY, False), (PERFORM_BY, False), (ON, True)])
def test_nobody_is_kept_before_the_day_to_perform_has_passed(on: date, allowed: bool) -> None:
    outcome = notified().when(ban(on=on))
    if allowed:
        outcome.then(ExitBanned)
    else:
        outcome.then_refused("debtor_did_not_perform")


@pytest.mark.parametrize(
    ("debtor", "role", "person", "allowed"),
    [
        (DEBTOR, Role.DEBTOR, "", True), (DEBTOR, Role.AGENT, "吴某父", True), (DEBTOR, Role.AGENT, "", False),
        (DEBTOR, Role.HEAD, "杨某某", False), (COMPANY, Role.DEBTOR, "", False), (COMPANY, Role.LEGAL_REPRESENTATIVE, "", False),
        (COMPANY, Role.LEGAL_REPRESENTATIVE, "杨某某", True), (COMPANY, Role.HEAD, "杨某某", True),
        (COMPANY, Role.RESPONSIBLE, "杨某某", True), (COMPANY, Role.CONTROLLER, "杨某某", False),
    ],
)  # fmt: skip
def test_a_person_is_kept(debtor: str, role: Role, person: str, allowed: bool) -> None:
    outcome = notified().when(ban(debtor, role, person))
    if allowed:
        outcome.then(ExitBanned)
    else:
        outcome.then_refused("person_can_be_kept")


def test_a_stranger_is_not_kept() -> None:
    notified().when(ban("冯某某")).then_refused("debtor_is_a_party", "debtor_did_not_perform", "person_can_be_kept")


def test_who_is_kept_is_not_kept_again_and_is_let_go_once() -> None:
    kept = notified().also(ban())
    kept.when(ban(on=ON + DAY)).then_nothing()
    notified().when(lift()).then_refused("ban_is_in_force")
    kept.when(lift(ExitBanEnd.SECURITY)).then(
        ExitBanLifted(on=ON, debtor=DEBTOR, person=DEBTOR, reason=ExitBanEnd.SECURITY)
    )
    kept.also(lift()).when(lift()).then_nothing()
    kept.when(ban()).then(ExitBanned)


@pytest.mark.parametrize("outcome", list(ReviewOutcome))
def test_a_ban_ends_by_review_only_where_the_superior_court_undid_it(outcome: ReviewOutcome) -> None:
    kept = notified().also(ban())
    kept.when(lift(ExitBanEnd.REVIEWED)).then_refused("ban_was_undone")
    kept.also(DecisionReviewed(on=ON, debtor=DEBTOR, decision=Decision.EXIT_BAN, outcome=outcome, review="x"))
    if outcome is ReviewOutcome.UPHELD:
        kept.when(lift(ExitBanEnd.REVIEWED)).then_refused("ban_was_undone")
    else:
        kept.when(lift(ExitBanEnd.REVIEWED)).then(ExitBanLifted)


def test_the_article_is_that_of_the_day() -> None:
    assert notified(2020).when(ban(ex_officio=False, on=date(2020, 4, 1))).refusal is not None
    old = notified(2020).when(ban(ex_officio=False, on=date(2020, 4, 1))).refusal
    new = notified().when(ban(ex_officio=False)).refusal
    assert old is not None
    assert new is not None
    assert old.unmet[0].article == "执行程序解释（2008年）第三十六条"
    assert new.unmet[0].article == "执行程序解释（2020年修正）第二十三条"


def publish(**changes: object) -> PublishDefault:
    options: dict[str, object] = {"debtor": DEBTOR, "medium": Medium.INTERNET, "cost_fen": 500_00, **changes}
    return PublishDefault(case=CASE, on=ON, **options)  # type: ignore[arg-type]


def test_a_default_is_published_once_and_who_asks_advances_the_cost() -> None:
    notified().when(publish()).then(
        DefaultPublished(
            on=ON, debtor=DEBTOR, medium=Medium.INTERNET, on_application=False, cost_fen=500_00, advanced=False
        )
    )  # fmt: skip
    notified().also(publish()).when(publish()).then_nothing()
    notified().when(publish(on_application=True)).then_refused("cost_is_advanced")
    notified().when(publish(on_application=True, advanced=True)).then(DefaultPublished)
    notified().when(publish(cost_fen=-1)).then_refused("cost_is_not_negative")
    notified().when(publish(cost_fen=0)).then(DefaultPublished)
    early = PublishDefault(case=CASE, on=PERFORM_BY, debtor=DEBTOR, medium=Medium.RADIO)
    notified().when(early).then_refused("debtor_did_not_perform")


def detained(days: int = 5) -> Given:
    detention = Detain(case=CASE, on=ON, debtor=DEBTOR, days=days, act="抗拒执行")
    return notified().also(approved(detention), detention)


def test_who_is_detained_is_handed_to_the_police_once() -> None:
    hand = HandToPolice(case=CASE, on=ON, debtor=DEBTOR, place="鄂托克旗拘留所")
    notified().when(hand).then_refused("detention_runs")
    detained().when(hand).then(HandedToPolice(on=ON, debtor=DEBTOR, place="鄂托克旗拘留所", person=DEBTOR))
    detained().also(hand).when(hand).then_nothing()
    detained().when(HandToPolice(case=CASE, on=ON, debtor=DEBTOR, place="")).then_refused("custody_has_a_place")
    gone = detained().also(hand, EndDetention(case=CASE, on=ON + 5 * DAY, debtor=DEBTOR))
    gone.when(hand).then_refused("detention_runs")


@pytest.mark.parametrize(("ended", "late"), [(4, 0), (5, 0), (6, 1)])
def test_a_detention_is_due_to_end_on_its_last_day(ended: int, late: int) -> None:
    free = EndDetention(case=CASE, on=ON + ended * DAY, debtor=DEBTOR, admitted=True)
    case = detained().also(free).case
    (term,) = terms(case, DEADLINES["detention"], Lengths(Calendar()))
    assert (term.due_on, term.overdue_days(ON + 30 * DAY)) == (ON + 5 * DAY, late)


def test_a_detention_that_the_superior_court_undid_ends_without_admission() -> None:
    free = EndDetention(case=CASE, on=ON + DAY, debtor=DEBTOR)
    detained().when(free).then_refused("early_release_is_earned")
    review = DecisionReviewed(
        on=ON + DAY, debtor=DEBTOR, decision=Decision.DETENTION, outcome=ReviewOutcome.REVOKED, review="x"
    )
    detained().also(review).when(free).then(DetentionEnded)
