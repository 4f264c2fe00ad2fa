"""分配方案异议 — an objection to the plan is told to the others, who may oppose it; the objector learns of that and may sue.

Who did not object has fifteen days from the notice to oppose; the objector then has fifteen days to sue (`suit`).
"""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
    Truth,
    command,
    condition,
    deadline,
    decides,
    event,
    every,
    key,
)
from casestream.kernel.case import Keyed
from casestream.kernel.event import field
from casestream.procedures.distribution.plan import FIFTEEN_DAYS, PlanObjected, PlanPartyListed, party_is_of_the_plan
from casestream.procedures.instruments import ji

# --- law ---

DISPUTE = ji(510)

# --- events ---


@event("distribution.objection_notified", "通知异议", "Objection notified")
class ObjectionNotified(Event):
    """Somebody who did not object learned of the objection; `oppose_by` is the last day to oppose it."""

    party: str = key("party", zh="当事人")
    oppose_by: date = field(zh="提出反对意见期限")
    calendar: str


@event("distribution.objection_opposed", "反对异议", "Objection opposed")
class ObjectionOpposed(Event):
    """A creditor or the debtor is against the objection."""

    party: str = key("party", zh="当事人")


@event("distribution.opposition_notified", "通知反对意见", "Opposition notified")
class OppositionNotified(Event):
    """The objector learned that somebody is against it; `sue_by` is the last day to sue."""

    party: str = key("party", zh="异议人")
    sue_by: date = field(zh="起诉期限")
    calendar: str


OPPOSITION = deadline(
    "plan_opposition", "对异议提出反对意见", "opposition to an objection", begins=ObjectionNotified,
    kept_by=ObjectionOpposed, citation=DISPUTE, due="oppose_by", key="party",
)  # fmt: skip

# --- state ---


def objected(party: Asked) -> Truth:
    """Whether this party objected to the plan that there is."""
    return party.during(PlanObjected, PlanPartyListed)


def is_opposed(case: Asked) -> Truth:
    """Whether somebody is against the objection."""
    return ~case.for_every(PlanPartyListed, lambda party: ~party.during(ObjectionOpposed, PlanPartyListed))


# --- conditions ---


@condition(DISPUTE, en="Somebody objected to the plan", met_by=PlanObjected)
def plan_was_objected_to(case: Asked, today: AnyDay) -> Truth:
    """债权人或者被执行人对分配方案提出书面异议的"""
    return ~case.for_every(PlanPartyListed, lambda party: ~objected(party))


@condition(
    DISPUTE,
    en="Only who did not object is told, and may oppose",
    met_by=("未提出异议的债权人、被执行人", "a creditor or the debtor who did not object"),
)
def party_did_not_object(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行法院应当通知未提出异议的债权人、被执行人"""
    return ~objected(case.about("party", decided))


@condition(
    DISPUTE,
    en="The opposition comes within fifteen days of the notice",
    met_by=("收到通知之日起十五日内提出", "an opposition within fifteen days"),
)
def opposition_is_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """未提出异议的债权人、被执行人自收到通知之日起十五日内未提出反对意见的，执行法院依异议人的意见对分配方案审查修正后进行分配"""
    party = case.about("party", decided)
    return party.during(ObjectionNotified, PlanPartyListed) & (party.latest(ObjectionNotified.oppose_by) >= today)


@condition(DISPUTE, en="The party told is the objector", met_by=PlanObjected)
def party_objected(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """提出反对意见的，应当通知异议人"""
    return objected(case.about("party", decided))


@condition(DISPUTE, en="Somebody is against the objection", met_by=ObjectionOpposed)
def objection_is_opposed(case: Asked, today: AnyDay) -> Truth:
    """未提出异议的债权人、被执行人提出反对意见"""
    return is_opposed(case)


MAY_NOTIFY_OBJECTION = every(
    "objection_notice", "通知异议", "Notice of an objection",
    plan_was_objected_to, party_is_of_the_plan, party_did_not_object,
    guards=ObjectionNotified,
)  # fmt: skip
MAY_OPPOSE = every(
    "opposition", "反对异议", "Opposition to an objection",
    party_is_of_the_plan, party_did_not_object, opposition_is_in_time,
    guards=ObjectionOpposed,
)  # fmt: skip
MAY_NOTIFY_OPPOSITION = every(
    "opposition_notice", "通知反对意见", "Notice of an opposition",
    party_objected, objection_is_opposed,
    guards=OppositionNotified,
)  # fmt: skip

# --- decisions ---


@command("通知异议", "Notify an objection")
class NotifyObjection(Command):
    """Somebody who did not object was told today that there is an objection."""

    party: str


@command("反对异议", "Oppose an objection")
class OpposeObjection(Command):
    """A creditor or the debtor is against the objection."""

    party: str


@command("通知反对意见", "Notify an opposition")
class NotifyOpposition(Command):
    """The objector was told today that somebody is against it."""

    party: str


@decides(NotifyObjection)
def notify_objection(case: Case, ask: NotifyObjection, bench: Bench) -> list[Event]:
    """Told once for each plan; the fifteen days begin with it."""
    if bool(Keyed(case, "party", ask.party).during(ObjectionNotified, PlanPartyListed)):
        return []
    due = bench.calendar.due(ask.on, FIFTEEN_DAYS)
    told = ObjectionNotified(on=ask.on, party=ask.party, oppose_by=due.on, calendar=due.calendar)
    MAY_NOTIFY_OBJECTION.require(case, ask.on, told)
    return [told]


@decides(OpposeObjection)
def oppose_objection(case: Case, ask: OpposeObjection) -> list[Event]:
    """Opposed once by each."""
    if bool(Keyed(case, "party", ask.party).during(ObjectionOpposed, PlanPartyListed)):
        return []
    opposed = ObjectionOpposed(on=ask.on, party=ask.party)
    MAY_OPPOSE.require(case, ask.on, opposed)
    return [opposed]


@decides(NotifyOpposition)
def notify_opposition(case: Case, ask: NotifyOpposition, bench: Bench) -> list[Event]:
    """Told once for each objection; the fifteen days to sue begin with it."""
    if bool(Keyed(case, "party", ask.party).during(OppositionNotified, PlanObjected)):
        return []
    due = bench.calendar.due(ask.on, FIFTEEN_DAYS)
    told = OppositionNotified(on=ask.on, party=ask.party, sue_by=due.on, calendar=due.calendar)
    MAY_NOTIFY_OPPOSITION.require(case, ask.on, told)
    return [told]
