"""管辖异议 — a debtor says that this court has no jurisdiction: within ten days of receiving the notice. It does not stay enforcement.

Where the objection succeeds the case is struck off, and the applicant turns to the court that has jurisdiction.
"""

from datetime import date
from functools import partial

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
    Period,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    field,
    key,
)
from casestream.kernel.case import Keyed
from casestream.procedures.closing import strike_off_elsewhere
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import PROCEDURE
from casestream.procedures.notice import NoticeIssued, NoticeServed

# --- law ---

OBJECTION = PROCEDURE.article("第三条")
TEN_DAYS = Period(days=10)

# --- events ---


@event("jurisdiction.objected", "提出管辖异议", "Objection to jurisdiction")
class JurisdictionObjected(Event):
    """A debtor objects; `object_by` was the last of the ten days after the notice was received, None if unknown."""

    debtor: str = key("debtor")
    to_court: str
    object_by: date | None = field(zh="异议期限")
    calendar: str


@event("jurisdiction.ruled", "管辖异议裁定", "Ruling on jurisdiction")
class JurisdictionRuled(Event):
    """The objection was upheld, so the case goes, or dismissed."""

    debtor: str = key("debtor")
    upheld: bool = field(zh="异议成立")
    relied_on: tuple[str, ...] = ()


# --- conditions ---


@condition(OBJECTION, en="The debtor was sent the notice", met_by=NoticeIssued)
def debtor_was_noticed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院受理执行申请后，当事人对管辖权有异议的，应当自收到执行通知书之日起十日内提出"""
    return case.about("debtor", decided).this_round.has(NoticeIssued)


@condition(
    OBJECTION,
    en="The objection comes within ten days after the notice was received, where that day is known",
    met_by=("收到执行通知书之日起十日内提出", "an objection within ten days"),
)
def jurisdiction_is_contested_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """应当自收到执行通知书之日起十日内提出"""
    unknown = ~case.about("debtor", decided).this_round.has(NoticeServed)
    return unknown | (decided.latest(JurisdictionObjected.object_by) >= today)


@condition(OBJECTION, en="The debtor objected and was not answered", met_by=JurisdictionObjected)
def jurisdiction_objection_is_pending(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院对当事人提出的管辖异议，应当审查"""
    return case.about("debtor", decided).this_round.during(JurisdictionObjected, JurisdictionRuled)


MAY_CONTEST_JURISDICTION = every(
    "jurisdiction", "提出管辖异议", "Objecting to jurisdiction",
    round_is_open, debtor_was_noticed, jurisdiction_is_contested_in_time,
    guards=JurisdictionObjected,
)  # fmt: skip
MAY_RULE_ON_JURISDICTION = every(
    "jurisdiction_ruling", "管辖异议裁定", "Ruling on jurisdiction",
    round_is_open, jurisdiction_objection_is_pending,
    guards=JurisdictionRuled,
)  # fmt: skip

# --- decisions ---


@command("提出管辖异议", "Object to jurisdiction")
class ObjectToJurisdiction(Command):
    """A debtor says that `to_court` has jurisdiction instead."""

    debtor: str
    to_court: str


@command("裁定管辖异议", "Rule on jurisdiction")
class RuleOnJurisdiction(Command):
    """Uphold or dismiss the objection; `withdrawn`: where it is upheld, the applicant rather withdraws the application."""

    debtor: str
    upheld: bool
    withdrawn: bool = False


@decides(ObjectToJurisdiction)
def object_to_jurisdiction(case: Case, ask: ObjectToJurisdiction, bench: Bench) -> list[Event]:
    """Each debtor has ten days from the day on which it received its own notice."""
    if case.this_round.has(JurisdictionObjected, {"debtor": ask.debtor}):
        return []
    served = Keyed(case, "debtor", ask.debtor).this_round.last(NoticeServed)
    due = bench.calendar.due(date.fromordinal(served.ordinal), TEN_DAYS) if served.ordinal else None
    objected = JurisdictionObjected(
        on=ask.on, debtor=ask.debtor, to_court=ask.to_court, object_by=due.on if due else None,
        calendar=due.calendar if due else "",
    )  # fmt: skip
    MAY_CONTEST_JURISDICTION.require(case, ask.on, objected)
    return [objected]


@decides(RuleOnJurisdiction)
def rule_on_jurisdiction(case: Case, ask: RuleOnJurisdiction) -> list[Event]:
    """异议成立的，撤销执行案件，告知向有管辖权的人民法院申请执行 (执行程序解释第三条)."""
    last = case.last_event(JurisdictionRuled, {"debtor": ask.debtor})
    objected = case.last_event(JurisdictionObjected, {"debtor": ask.debtor})
    debtor = Keyed(case, "debtor", ask.debtor).this_round
    answered = not bool(debtor.during(JurisdictionObjected, JurisdictionRuled))
    if last and answered and last.upheld is ask.upheld:
        return []
    ruled = partial(JurisdictionRuled, on=ask.on, debtor=ask.debtor, upheld=ask.upheld)
    articles = MAY_RULE_ON_JURISDICTION.require(case, ask.on, ruled())
    if not ask.upheld or objected is None:
        return [ruled(relied_on=articles)]
    off = strike_off_elsewhere(case, ask.on, objected.to_court, withdrawn=ask.withdrawn)
    return [ruled(relied_on=articles), *off]
