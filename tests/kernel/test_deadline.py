"""Deadlines: which terms a case has, when each is due, and whether it was kept."""

from datetime import date, timedelta

import pytest

from casestream.kernel import Calendar, Case, Event, Period, deadline
from casestream.kernel.deadline import DEADLINES, Lengths, Term, terms
from casestream.kernel.errors import DeclarationError
from casestream.procedures.asset_search import ClueReceived, ClueResult, ClueVerified
from casestream.procedures.filing import CaseFiled, HandlerAssigned
from casestream.procedures.instruments import INVESTIGATION, WORK
from casestream.procedures.proceeds import DeferralReason, ProceedsReceived, ProceedsReleased, ReleaseDeferred, Source
from casestream.procedures.rounds import ANY_CLOSING, PARKING, ClosingMode, Origin, RoundClosed, RoundOpened

BEGUN = date(2025, 3, 3)
DAYS = timedelta(days=1)
ASSIGN = deadline(
    "trial_assignment", "试分案", "trial assignment", begins=CaseFiled, kept_by=HandlerAssigned,
    citation=WORK.article("第一条"), period=Period(days=7), stops=True,
)  # fmt: skip
VERIFY = deadline(
    "trial_clue", "试核查", "trial clue check", begins=ClueReceived, kept_by=ClueVerified, key="clue",
    citation=INVESTIGATION.article("第二条"), due="verify_by", where={"urgent": False},
)  # fmt: skip
PAY = deadline(
    "trial_release", "试发放", "trial pay-out", begins=ProceedsReceived, kept_by=(ProceedsReleased, ReleaseDeferred),
    citation=WORK.article("第一条"), due="release_by", outlives=ANY_CLOSING, amount="amount_fen",
)  # fmt: skip
FOUND = deadline(
    "trial_finding", "试查实", "trial finding", begins=ClueReceived, kept_by=ClueVerified, key="clue", outlives=PARKING,
    citation=INVESTIGATION.article("第二条"), due="verify_by", kept_where={"result": ClueResult.ASSET},
)  # fmt: skip
TRIALS = (ASSIGN, VERIFY, PAY, FOUND)
for _trial in TRIALS:
    del DEADLINES[_trial.name]  # Nobody else collects them.


@pytest.fixture(autouse=True, scope="module")
def _declared() -> object:
    DEADLINES.update({given.name: given for given in TRIALS})
    yield None
    for given in TRIALS:
        del DEADLINES[given.name]


def of(
    given: object, *events: Event, own: dict[str, Period] | None = None, stopped: tuple[tuple[date, date], ...] = ()
) -> list[Term]:
    case = Case("试")
    case.apply(*events)
    closings = case._find(RoundClosed)
    return list(terms(case, given, Lengths(Calendar(), own or {}), stopped, closings))  # type: ignore[arg-type]


def filed(on: date = BEGUN) -> CaseFiled:
    return CaseFiled(on=on, basis="依据", file_by=on, calendar="", relied_on=())


def assigned(on: date) -> HandlerAssigned:
    return HandlerAssigned(on=on, handler="judge-1", assign_by=on, calendar="")


def clue(name: str, urgent: bool = False) -> ClueReceived:
    return ClueReceived(on=BEGUN, clue=name, urgent=urgent, verify_by=BEGUN + 7 * DAYS, calendar="")


def test_a_term_is_open_until_it_is_kept_and_overdue_from_the_day_after() -> None:
    (term,) = of(ASSIGN, filed())
    assert (term.due_on, term.kept_on) == (BEGUN + 7 * DAYS, None)
    assert [term.overdue_days(term.due_on + days * DAYS) for days in (-1, 0, 1)] == [0, 0, 1]
    (late,) = of(ASSIGN, filed(), assigned(BEGUN + 9 * DAYS))
    assert (late.kept_on, late.overdue_days(date.max)) == (BEGUN + 9 * DAYS, 2)


def test_what_was_done_before_a_term_began_does_not_keep_it() -> None:
    first, second = of(ASSIGN, filed(), assigned(BEGUN), filed(BEGUN + 30 * DAYS))
    assert (first.kept_on, second.kept_on) == (BEGUN, None)


def test_each_thing_has_its_term_and_the_due_day_may_stand_in_the_event() -> None:
    verified = ClueVerified(on=BEGUN + DAYS, clue="二", result=ClueResult.NOTHING)
    found = of(VERIFY, clue("一"), clue("二"), clue("急", urgent=True), verified)
    assert [(term.about, term.kept_on) for term in found] == [("一", None), ("二", BEGUN + DAYS)]
    assert {term.due_on for term in found} == {BEGUN + 7 * DAYS}


def test_a_court_may_set_its_own_length_and_stopped_days_do_not_count() -> None:
    own = {"trial_assignment": Period(days=3)}
    assert of(ASSIGN, filed(), own=own)[0].due_on == BEGUN + 3 * DAYS
    stopped = ((BEGUN + DAYS, BEGUN + 11 * DAYS),)
    assert of(ASSIGN, filed(), stopped=stopped)[0].due_on == BEGUN + 17 * DAYS


def opened(number: str, on: date = BEGUN) -> RoundOpened:
    return RoundOpened(on=on, number=number, court="内0624", origin=Origin.FILED, claimed_fen=100)


def closed(mode: ClosingMode, on: date = BEGUN + 20 * DAYS) -> RoundClosed:
    return RoundClosed(on=on, mode=mode, claimed_fen=100, collected_fen=0, opened_on=BEGUN, used_days=20)


def seen(given: object, *events: Event) -> list[tuple[date | None, str, bool]]:
    return [(term.kept_on, term.number, term.is_moot) for term in of(given, *events)]


def test_a_term_ends_with_its_round_and_what_is_done_under_a_later_number_does_not_keep_it() -> None:
    moved = (opened("一"), filed(), closed(ClosingMode.TRANSFERRED_OUT))
    assert seen(ASSIGN, *moved[:2]) == [(None, "一", False)]
    assert seen(ASSIGN, *moved) == [(None, "一", True)]
    later = BEGUN + 30 * DAYS
    assert seen(ASSIGN, *moved, opened("二", later), assigned(later)) == [(None, "一", True)]
    again = seen(ASSIGN, *moved, opened("二", later), filed(later), assigned(later + DAYS))
    assert again == [(None, "一", True), (later + DAYS, "二", False)]
    assert seen(ASSIGN, filed(), opened("一"), assigned(BEGUN)) == [(BEGUN, "一", False)]
    assert seen(ASSIGN, opened("一"), closed(ClosingMode.TRANSFERRED_OUT), filed(later)) == [(None, "一", False)]


def test_a_term_that_was_missed_before_its_round_closed_stays_missed_up_to_the_closing() -> None:
    (term,) = of(ASSIGN, opened("一"), filed(), closed(ClosingMode.TRANSFERRED_OUT))
    assert term.ended_on == BEGUN + 20 * DAYS
    assert term.overdue_days(BEGUN + 300 * DAYS) == (BEGUN + 20 * DAYS - term.due_on).days > 0
    (kept,) = of(ASSIGN, opened("一"), filed(), closed(ClosingMode.TRANSFERRED_OUT, BEGUN + DAYS))
    assert kept.overdue_days(BEGUN + 300 * DAYS) == 0


def test_a_term_outlives_the_closings_that_it_says() -> None:
    parked = (opened("一"), clue("一"), closed(ClosingMode.CURRENT_TERMINATED))
    assert seen(FOUND, *parked) == [(None, "一", False)]
    assert seen(FOUND, *parked, opened("二", BEGUN + 30 * DAYS)) == [(None, "二", False)]
    assert seen(FOUND, *parked[:2], closed(ClosingMode.SATISFIED)) == [(None, "一", True)]
    gone = seen(FOUND, *parked, opened("二", BEGUN + 30 * DAYS), closed(ClosingMode.SATISFIED, BEGUN + 40 * DAYS))
    assert gone == [(None, "二", True)]


def test_only_what_is_as_said_keeps_a_term() -> None:
    nothing = ClueVerified(on=BEGUN + DAYS, clue="一", result=ClueResult.NOTHING)
    found = ClueVerified(on=BEGUN + 2 * DAYS, clue="一", result=ClueResult.ASSET)
    assert [term.kept_on for term in of(FOUND, clue("一"), nothing)] == [None]
    assert [term.kept_on for term in of(FOUND, clue("一"), nothing, found)] == [BEGUN + 2 * DAYS]


def money(fen: int) -> ProceedsReceived:
    return ProceedsReceived(
        on=BEGUN, amount_fen=fen, source=Source.PERFORMANCE, release_by=BEGUN + 30 * DAYS, calendar=""
    )


def paid(fen: int, on: date) -> ProceedsReleased:
    return ProceedsReleased(on=on, amount_fen=fen, payee="甲")


def test_money_leaves_in_the_order_in_which_it_came() -> None:
    came, first, second = (money(10), money(900)), BEGUN + 3 * DAYS, BEGUN + 40 * DAYS
    assert [term.kept_on for term in of(PAY, *came, paid(9, first))] == [None, None]
    assert [term.kept_on for term in of(PAY, *came, paid(10, first))] == [first, None]
    assert [term.kept_on for term in of(PAY, *came, paid(10, first), paid(900, second))] == [first, second]
    waits = ReleaseDeferred(on=second, reason=DeferralReason.UNCLAIMED)
    assert [term.kept_on for term in of(PAY, *came, paid(10, first), waits)] == [first, second]
    assert [term.is_moot for term in of(PAY, opened("一"), *came, closed(ClosingMode.SATISFIED))] == [False, False]


def test_two_declarations_of_one_name_differ_in_whatever_they_say() -> None:
    said = {
        "zh": "试分案", "en": "trial assignment", "begins": CaseFiled, "kept_by": HandlerAssigned,
        "citation": WORK.article("第一条"), "period": Period(days=7), "stops": True,
    }  # fmt: skip
    assert deadline("trial_assignment", **said) == ASSIGN  # type: ignore[arg-type]
    for change in (
        {"en": "other"}, {"kept_by": ClueVerified}, {"stops": False}, {"where": {"basis": "甲"}}, {"node": "203001001"},
        {"official": False}, {"outlives": PARKING}, {"citation": WORK.article("第二条")}, {"kept_where": {"handler": "甲"}},
    ):  # fmt: skip
        with pytest.raises(DeclarationError, match="declared twice"):
            deadline("trial_assignment", **said | change)  # type: ignore[arg-type]


def test_a_deadline_has_one_length_and_one_declaration() -> None:
    with pytest.raises(DeclarationError, match="either a period or a due field"):
        deadline("trial_none", "无", "none", begins=CaseFiled, kept_by=HandlerAssigned, citation=WORK.article("第一条"))
    with pytest.raises(DeclarationError, match="declared twice"):
        deadline(
            "trial_assignment", "又", "again", begins=CaseFiled, kept_by=HandlerAssigned, citation=WORK.article("第一条"),
            period=Period(days=8),
        )  # fmt: skip
