"""推进会 — the progress meeting over the tracking ledger: who does what in which case by when, and whether it was done.

All meetings of one court (or one leading group) are one stream; each meeting begins a new round of it, so that what was
decided at one is followed up at the next: done, not done, or carried over.
"""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Label,
    Truth,
    command,
    condition,
    deadline,
    decides,
    event,
    every,
    field,
    key,
)
from casestream.kernel.event import stream_name
from casestream.procedures.instruments import MEETINGS

# --- law ---

HELD = MEETINGS.article("定期召开、逐案研判", mark="K-med")
FOLLOWED_UP = MEETINGS.article("台账销号、逐项督办", mark="K-med")

# --- events ---


class FollowUp(Label):
    """What became of a decision of an earlier meeting."""

    DONE = "done", "已完成", "done"
    NOT_DONE = "not_done", "未完成", "not done"
    CARRIED_OVER = "carried_over", "延至下次", "carried over"


SETTLED = {"outcome": (FollowUp.DONE, FollowUp.NOT_DONE)}
KEPT = {"outcome": (FollowUp.DONE, FollowUp.CARRIED_OVER)}  # What was not done stays overdue until it is done.


@event("meeting.held", "召开推进会", "Meeting held", stream="meeting", opens=True)
class MeetingHeld(Event):
    """A meeting of the court took place under its own `number`; so many cases of the ledger were gone through."""

    court: str
    number: str
    chaired_by: str = field(zh="主持人职务")
    cases_reviewed: int = field(zh="研判案件数")


@event("meeting.decided", "推进会决定", "Decision of the meeting", stream="meeting")
class MeetingDecided(Event):
    """In `case`, `who` is to do `what` by `due_by`. `item` numbers the decision among all of these meetings."""

    item: str = key("item", zh="决定编号")
    case: str
    who: str = field(zh="责任人")
    what: str
    due_by: date


@event("meeting.followed_up", "决定落实", "Decision followed up", stream="meeting")
class DecisionFollowedUp(Event):
    """A later meeting said what became of the decision; `due_by` is the new day where it was carried over."""

    item: str = key("item", zh="决定编号")
    outcome: FollowUp
    due_by: date | None = None
    note: str = ""


# --- deadlines ---

MEETING_ITEM = deadline(
    "meeting_item",
    "落实推进会决定",
    "carrying out a decision of the meeting",
    begins=MeetingDecided,
    kept_by=DecisionFollowedUp,
    kept_where=KEPT,
    key="item",
    due="due_by",
    citation=FOLLOWED_UP,
    official=False,
)
CARRIED_ITEM = deadline(
    "meeting_item_carried_over",
    "落实延至下次的推进会决定",
    "carrying out a decision that was carried over",
    begins=DecisionFollowedUp,
    where={"outcome": FollowUp.CARRIED_OVER},
    kept_by=DecisionFollowedUp,
    kept_where=KEPT,
    key="item",
    due="due_by",
    citation=FOLLOWED_UP,
    official=False,
)

# --- conditions ---


@condition(HELD, en="No meeting comes before the last one", met_by=("按召开先后登记", "record meetings in their order"))
def meeting_is_later(meetings: Asked, today: AnyDay) -> Truth:
    """推进会按召开时间先后编号"""
    return ~(meetings.last(MeetingHeld) > today)


@condition(
    FOLLOWED_UP,
    en="Each open decision of earlier meetings was followed up at the last one",
    met_by=DecisionFollowedUp,
    soft=True,
)
def open_items_were_followed_up(meetings: Asked, today: AnyDay) -> Truth:
    """上次推进会应当逐项核对此前决定的落实情况"""

    def is_looked_after(item: Asked) -> Truth:
        settled = item.has(DecisionFollowedUp, SETTLED)
        return settled | item.this_round.has(MeetingDecided) | item.this_round.has(DecisionFollowedUp)

    return meetings.for_every(MeetingDecided, is_looked_after)


@condition(HELD, en="A meeting was held", met_by=MeetingHeld)
def meeting_was_held(meetings: Asked, today: AnyDay) -> Truth:
    """推进会决定在会上作出"""
    return meetings.first(MeetingHeld) <= today


@condition(HELD, en="The number of the decision is new", met_by=("另编决定编号", "give this decision its own number"))
def item_is_new(meetings: Asked, today: AnyDay, decided: Asked) -> Truth:
    """每项决定单独编号"""
    return ~meetings.about("item", decided).has(MeetingDecided)


@condition(HELD, en="The decision has a day still to come", met_by=("会后的完成期限", "a day after the meeting"))
def item_has_a_day(meetings: Asked, today: AnyDay, decided: Asked) -> Truth:
    """决定写明责任人、事项和完成期限"""
    return decided.latest(MeetingDecided.due_by) > today


@condition(FOLLOWED_UP, en="An earlier meeting decided it", met_by=MeetingDecided)
def item_was_decided_earlier(meetings: Asked, today: AnyDay, decided: Asked) -> Truth:
    """上次会议的决定在下次会议上核对"""
    item = meetings.about("item", decided)
    return item.has(MeetingDecided) & ~item.this_round.has(MeetingDecided)


@condition(FOLLOWED_UP, en="It is still open", met_by=("未销号的决定", "a decision that is still open"))
def item_is_open(meetings: Asked, today: AnyDay, decided: Asked) -> Truth:
    """已销号的决定不再核对；未完成的可以再次核对"""
    item = meetings.about("item", decided)
    return ~item.has(DecisionFollowedUp, {"outcome": FollowUp.DONE}) & ~item.this_round.has(DecisionFollowedUp)


@condition(
    FOLLOWED_UP, en="What is carried over gets a new day", met_by=("新的完成期限", "a new day still to come")
)  # fmt: skip
def carried_over_gets_a_new_day(meetings: Asked, today: AnyDay, decided: Asked) -> Truth:
    """延至下次的，重新确定完成期限"""
    is_later = decided.latest(DecisionFollowedUp.due_by) > today
    return ~decided.has(DecisionFollowedUp, {"outcome": FollowUp.CARRIED_OVER}) | is_later


MAY_HOLD_MEETING = every(
    "meeting", "召开推进会", "Holding a meeting", meeting_is_later, open_items_were_followed_up, guards=MeetingHeld
)
MAY_DECIDE_AT_MEETING = every(
    "meeting_decision", "推进会决定", "Decision of a meeting", meeting_was_held, item_is_new, item_has_a_day,
    guards=MeetingDecided,
)  # fmt: skip
MAY_FOLLOW_UP = every(
    "meeting_follow_up", "决定落实", "Follow-up", item_was_decided_earlier, item_is_open, carried_over_gets_a_new_day,
    guards=DecisionFollowedUp,
)  # fmt: skip

# --- decisions ---


@command("召开推进会", "Hold a meeting", kind="meeting", begins=True)
class HoldMeeting(Command):
    """Hold the next meeting. `case` names the series of meetings, `number` this one among all that the docket keeps."""

    court: str
    number: str
    chaired_by: str
    cases_reviewed: int


@command("推进会决定", "Decide at the meeting", kind="meeting")
class DecideAtMeeting(Command):
    """Give somebody something to do in a case (its id or a number) by a day."""

    item: str
    concerns: str = stream_name()
    who: str
    what: str
    due_by: date


@command("核对决定落实", "Follow a decision up", kind="meeting")
class FollowUpDecision(Command):
    """Say at a later meeting what became of a decision."""

    item: str
    outcome: FollowUp
    due_by: date | None = None
    note: str = ""


@decides(HoldMeeting)
def hold_meeting(meetings: Case, ask: HoldMeeting) -> list[Event]:
    """A meeting is held once under its number."""
    if ask.number in meetings.rounds:
        return []
    MAY_HOLD_MEETING.require(meetings, ask.on)
    return [
        MeetingHeld(
            on=ask.on, court=ask.court, number=ask.number, chaired_by=ask.chaired_by, cases_reviewed=ask.cases_reviewed
        )
    ]


@decides(DecideAtMeeting)
def decide_at_meeting(meetings: Case, ask: DecideAtMeeting) -> list[Event]:
    """Who, what and by when are written down at the meeting itself."""
    made = MeetingDecided(
        on=ask.on, item=ask.item, case=ask.concerns, who=ask.who, what=ask.what, due_by=ask.due_by
    )  # fmt: skip
    if made in meetings.all(MeetingDecided):
        return []
    MAY_DECIDE_AT_MEETING.require(meetings, ask.on, made)
    return [made]


@decides(FollowUpDecision)
def follow_up_decision(meetings: Case, ask: FollowUpDecision) -> list[Event]:
    """Each open decision is gone through at each later meeting until it is settled."""
    followed = DecisionFollowedUp(
        on=ask.on, item=ask.item, outcome=ask.outcome, due_by=ask.due_by, note=ask.note
    )  # fmt: skip
    if followed in meetings.all(DecisionFollowedUp):
        return []
    MAY_FOLLOW_UP.require(meetings, ask.on, followed)
    return [followed]
