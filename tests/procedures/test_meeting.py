"""Meetings over the ledger: what is decided, what becomes of it, and what the ledger shows."""

from datetime import UTC, date, datetime, timedelta

import pytest

import casestream
from cases import DAY, applying, basis, filing
from casestream.kernel import Calendar, Command
from casestream.kernel.deadline import DEADLINES, Lengths, terms
from casestream.procedures.meeting import (
    MAY_HOLD_MEETING,
    DecideAtMeeting,
    DecisionFollowedUp,
    FollowUp,
    FollowUpDecision,
    HoldMeeting,
    MeetingDecided,
    MeetingHeld,
)
from casestream.reports import Ledger
from casestream.reports.render import ledger_text
from casestream.testing import evolve, given
from casestream.testing.scenario import Step, who_may

DAY_ON = timedelta(days=1)
ON, NEXT = DAY + timedelta(days=10), DAY + timedelta(days=40)
HOLD = HoldMeeting(case="推进会", on=ON, court="内0624", number="第1次推进会", chaired_by="院长", cases_reviewed=30)
HOLD_AGAIN = evolve(HOLD, on=NEXT, number="第2次推进会")
DECIDE = DecideAtMeeting(
    case="推进会", on=ON, item="1", concerns=basis(1), who="承办法官", what="启动评估", due_by=ON + timedelta(days=15)
)
DONE = FollowUpDecision(case="推进会", on=NEXT, item="1", outcome=FollowUp.DONE)
CARRIED = evolve(DONE, outcome=FollowUp.CARRIED_OVER, due_by=NEXT + timedelta(days=1))


def test_a_meeting_is_held_once_and_none_before_the_last() -> None:
    given().when(HOLD).then(MeetingHeld)
    given(HOLD).when(HOLD).then_nothing()
    given(HOLD).when(evolve(HOLD_AGAIN, on=ON - timedelta(days=1))).then_refused("meeting_is_later")
    given(HOLD).when(evolve(HOLD_AGAIN, on=ON)).then(MeetingHeld)


def test_a_decision_says_who_what_and_by_when() -> None:
    given(HOLD).when(DECIDE).then(
        MeetingDecided(on=ON, item="1", case=basis(1), who="承办法官", what="启动评估", due_by=ON + timedelta(days=15))
    )
    given(HOLD, DECIDE).when(DECIDE).then_nothing()
    given(HOLD, DECIDE).when(evolve(DECIDE, what="另一事项")).then_refused("item_is_new")
    given(HOLD).when(evolve(DECIDE, due_by=ON)).then_refused("item_has_a_day")
    given(HOLD).when(evolve(DECIDE, due_by=ON + timedelta(days=1))).then(MeetingDecided)
    given(HOLD).when(evolve(DECIDE, on=ON - timedelta(days=1))).then_refused("meeting_was_held")


def test_a_decision_is_followed_up_at_a_later_meeting() -> None:
    given(HOLD, DECIDE).when(evolve(DONE, on=ON)).then_refused("item_was_decided_earlier")
    given(HOLD, DECIDE, HOLD_AGAIN).when(DONE).then(DecisionFollowedUp)
    given(HOLD, DECIDE, HOLD_AGAIN, DONE).when(DONE).then_nothing()
    given(HOLD, DECIDE, HOLD_AGAIN, DONE).when(CARRIED).then_refused("item_is_open")
    given(HOLD, HOLD_AGAIN).when(DONE).then_refused("item_was_decided_earlier")


def test_what_was_not_done_is_followed_up_again() -> None:
    undone, third = evolve(DONE, outcome=FollowUp.NOT_DONE), evolve(HOLD_AGAIN, on=NEXT + DAY_ON, number="第3次推进会")
    given(HOLD, DECIDE, HOLD_AGAIN, undone).when(evolve(DONE, note="同一会议")).then_refused("item_is_open")
    given(HOLD, DECIDE, HOLD_AGAIN, undone, third).when(evolve(DONE, on=third.on)).then(DecisionFollowedUp)


def test_only_what_was_done_or_got_a_new_day_keeps_a_decision_and_the_new_day_is_watched() -> None:
    def seen(name: str, *more: Step) -> list[tuple[date, date | None]]:
        case = given(HOLD, DECIDE, HOLD_AGAIN, *more).case
        return [(term.due_on, term.kept_on) for term in terms(case, DEADLINES[name], Lengths(Calendar()))]

    first, carried = "meeting_item", "meeting_item_carried_over"
    third = evolve(HOLD_AGAIN, on=NEXT + DAY_ON, number="第3次推进会")
    assert seen(first, evolve(DONE, outcome=FollowUp.NOT_DONE)) == [(DECIDE.due_by, None)]
    assert (seen(first, DONE), seen(carried, DONE)) == ([(DECIDE.due_by, NEXT)], [])
    assert (seen(first, CARRIED), seen(carried, CARRIED)) == ([(DECIDE.due_by, NEXT)], [(CARRIED.due_by, None)])
    assert seen(carried, CARRIED, third, evolve(DONE, on=third.on)) == [(CARRIED.due_by, third.on)]


@pytest.mark.parametrize(("days", "is_later"), [(-1, False), (0, False), (1, True)])
def test_what_is_carried_over_gets_a_new_day(days: int, *, is_later: bool) -> None:
    outcome = given(HOLD, DECIDE, HOLD_AGAIN).when(evolve(CARRIED, due_by=NEXT + timedelta(days=days)))
    if is_later:
        outcome.then(DecisionFollowedUp)
    else:
        outcome.then_refused("carried_over_gets_a_new_day")


def test_a_meeting_that_left_an_open_decision_aside_is_irregular_and_still_recorded() -> None:
    third = evolve(HOLD_AGAIN, on=NEXT + timedelta(days=30), number="第3次推进会")
    forgotten = given(HOLD, DECIDE, HOLD_AGAIN)
    forgotten.when(third).then(MeetingHeld)
    unmet = MAY_HOLD_MEETING.unmet(forgotten.case, third.on)
    assert [each.condition.name for each in unmet] == ["open_items_were_followed_up"]
    for looked_after in (DONE, CARRIED):
        assert not MAY_HOLD_MEETING.unmet(given(HOLD, DECIDE, HOLD_AGAIN, looked_after).case, third.on)


def ledger_after(*more: Command) -> Ledger:
    """The ledger of cases 1 and 2 after a first meeting and more."""
    with casestream.open(clock=lambda: datetime(2025, 9, 16, 4, tzinfo=UTC)) as docket:
        for command in (applying(1), filing(1), applying(2), filing(2), HOLD, *more):
            docket.handle(command, who_may(command))
        table = docket.report("ledger", until=date(2025, 9, 16))
    assert isinstance(table, Ledger)
    return table


def shown(*more: Command) -> dict[str, str]:
    """What the ledger says about meetings in cases 1 and 2."""
    return {row.number: row.meeting for row in ledger_after(*more).rows}


ONE, TWO = "（2025）内0624执1号", "（2025）内0624执2号"


def test_the_ledger_shows_what_the_last_meeting_decided() -> None:
    assert shown(DECIDE) == {ONE: f"承办法官：启动评估（{DECIDE.due_by}）", TWO: ""}


@pytest.mark.parametrize("concerns", [basis(1), ONE, "(2025)内0624执1号", "[2025]内0624执 1 号"])
def test_a_decision_reaches_its_case_by_whatever_name_it_is_called(concerns: str) -> None:
    assert shown(evolve(DECIDE, concerns=concerns))[ONE].startswith("承办法官：启动评估")


def test_the_ledger_shows_the_new_day_of_what_was_carried_over_and_nothing_that_was_settled() -> None:
    assert shown(DECIDE, HOLD_AGAIN, CARRIED)[ONE] == f"承办法官：启动评估（{CARRIED.due_by}）"
    assert shown(DECIDE, HOLD_AGAIN, DONE)[ONE] == ""
    newer = evolve(DECIDE, item="另一项", what="约谈双方", on=HOLD_AGAIN.on, due_by=HOLD_AGAIN.on + timedelta(days=9))
    settled = evolve(DONE, item="另一项", on=HOLD_AGAIN.on + timedelta(days=20))
    third = evolve(HOLD_AGAIN, number="第三次", on=settled.on)
    assert shown(DECIDE, HOLD_AGAIN, CARRIED, newer, third, settled)[ONE].startswith("承办法官：启动评估")


def test_the_ledger_lists_what_the_next_meeting_has_to_follow_up() -> None:
    (open_,) = ledger_after(DECIDE, HOLD_AGAIN, CARRIED).decisions
    assert (open_.item, open_.number, open_.who, open_.what) == ("1", ONE, "承办法官", "启动评估")
    assert (open_.decided_on, open_.due, open_.carried_over) == (ON, CARRIED.due_by, 1)
    assert open_.overdue_days == (date(2025, 9, 16) - NEXT).days - 1
    assert ledger_after(DECIDE, HOLD_AGAIN, DONE).decisions == ()
    text = ledger_text(ledger_after(DECIDE), "zh")
    assert "下次推进会核对（1 项）" in text
    assert "启动评估" in text.rpartition("下次推进会核对")[2]
