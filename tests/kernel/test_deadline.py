"""Deadlines: which terms a case has, when each is due, and whether it was kept."""

from datetime import date, timedelta

import pytest

from casestream.kernel import Calendar, Case, Event, Period, deadline
from casestream.kernel.deadline import DEADLINES, Lengths, Term, terms
from casestream.kernel.errors import DeclarationError
from casestream.procedures.asset_search import ClueReceived, ClueResult, ClueVerified
from casestream.procedures.filing import CaseFiled, HandlerAssigned
from casestream.procedures.instruments import INVESTIGATION, WORK

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
del DEADLINES["trial_assignment"], DEADLINES["trial_clue"]  # Nobody else collects them.


@pytest.fixture(autouse=True, scope="module")
def _declared() -> object:
    DEADLINES.update({given.name: given for given in (ASSIGN, VERIFY)})
    yield None
    del DEADLINES["trial_assignment"], DEADLINES["trial_clue"]


def of(
    given: object, *events: Event, own: dict[str, Period] | None = None, stopped: tuple[tuple[date, date], ...] = ()
) -> list[Term]:
    case = Case("试")
    case.apply(*events)
    return list(terms(case, given, Lengths(Calendar(), own or {}), stopped))  # type: ignore[arg-type]


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


def test_a_deadline_has_one_length_and_one_declaration() -> None:
    with pytest.raises(DeclarationError, match="either a period or a due field"):
        deadline("trial_none", "无", "none", begins=CaseFiled, kept_by=HandlerAssigned, citation=WORK.article("第一条"))
    with pytest.raises(DeclarationError, match="declared twice"):
        deadline(
            "trial_assignment", "又", "again", begins=CaseFiled, kept_by=HandlerAssigned, citation=WORK.article("第一条"),
            period=Period(days=8),
        )  # fmt: skip
