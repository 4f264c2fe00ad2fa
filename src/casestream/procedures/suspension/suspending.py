"""中止执行 — enforcement stands still until the reason ceases."""

from functools import reduce
from operator import or_

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
    decides,
    event,
    every,
)
from casestream.kernel.event import EventClass
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import AMENDED_2020, SETTLEMENT, WORK, cpl
from casestream.procedures.settlement import SettlementRecorded, is_being_performed

# --- law ---

WRITTEN_NOTICE = WORK.article("第一百零四条").renumbered(AMENDED_2020, "第六十条")

# --- events ---


class SuspensionReason(Label):
    """Why enforcement is suspended (民事诉讼法第二百六十七条)."""

    APPLICANT_AGREES = "applicant_agrees", "申请人表示可以延期执行", "the applicant agrees to wait"
    THIRD_PARTY_OBJECTION = (
        "third_party_objection",
        "案外人提出确有理由的异议",
        "a third party objects with good reason",
    )
    PARTY_DIED = "party_died", "等待继承人", "a party died and the heirs are awaited"
    PARTY_ENDED = "party_ended", "尚未确定权利义务承受人", "an entity ended and its successor is awaited"
    SETTLEMENT = "settlement", "执行和解", "the parties settled"
    BANKRUPTCY = "bankruptcy", "移送破产审查", "handed over to bankruptcy"
    RETRIAL = "retrial", "再审", "the basis is being retried"
    OTHER = "other", "其他应当中止的情形", "another good reason"


@event("suspension.suspended", "中止执行", "Enforcement suspended")
class Suspended(Event):
    """Enforcement stands still until the reason ceases. Several reasons may hold at one time."""

    reason: SuspensionReason
    note: str = ""


@event("suspension.lifted", "恢复执行（中止消失）", "Suspension lifted")
class SuspensionLifted(Event):
    """One reason ceased; `noticed` tells whether the parties were told in writing."""

    reason: SuspensionReason
    noticed: bool


# --- state ---


def is_suspended(case: Asked) -> Truth:
    """Whether some reason for suspension holds in this round: each was lifted once for each time that it began."""
    return case.this_round.count(Suspended) > case.this_round.count(SuspensionLifted)


def open_times(case: Case, start: EventClass, end: EventClass, reason: Label) -> int:
    """How often a reason began in this round without ending; one or none."""
    where = {"reason": reason}
    return int(case.this_round.count(start, where) - case.this_round.count(end, where))


# --- conditions ---


@condition(
    cpl(267, "第一款第（五）项"),
    en="A reason that the list does not name is stated",
    met_by=("写明中止的理由", "state the reason"),
)
def other_reason_is_stated(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院认为应当中止执行的其他情形，应当写明理由"""
    return ~decided.has(Suspended, {"reason": SuspensionReason.OTHER, "note": ""})


@condition(SETTLEMENT.article("第二条"), en="A settlement stands and is being performed", met_by=SettlementRecorded)
def settlement_is_behind_it(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """和解协议达成后，人民法院可以裁定中止执行"""
    return ~decided.has(Suspended, {"reason": SuspensionReason.SETTLEMENT}) | is_being_performed(case)


@condition(
    WRITTEN_NOTICE, en="Enforcement is suspended for that reason", met_by=Suspended
)  # fmt: skip
def reason_still_holds(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """因该情形中止执行，尚未恢复"""
    round_ = case.this_round
    return reduce(
        or_,
        (
            decided.has(SuspensionLifted, {"reason": reason})
            & (round_.count(Suspended, {"reason": reason}) > round_.count(SuspensionLifted, {"reason": reason}))
            for reason in SuspensionReason
        ),
    )


@condition(WRITTEN_NOTICE, en="The parties are told in writing", met_by=("书面通知当事人", "a written notice"))
def parties_are_told_in_writing(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """恢复执行应当书面通知当事人"""
    return decided.has(SuspensionLifted, {"noticed": True})


@condition(
    SETTLEMENT.article("第十一条第（三）项"),
    en="A case suspended for a settlement goes on only when the settlement is performed, broken or set aside",
    met_by=("和解协议履行完毕、不履行或者被撤销", "a settlement performed, broken or set aside"),
)
def settlement_is_over(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人一方正在按照执行和解协议约定履行义务的，裁定不予恢复执行"""
    return ~(decided.has(SuspensionLifted, {"reason": SuspensionReason.SETTLEMENT}) & is_being_performed(case))


MAY_SUSPEND = every(
    "suspension", "中止执行", "Suspension",
    round_is_open, other_reason_is_stated, settlement_is_behind_it,
    guards=Suspended,
)  # fmt: skip
MAY_LIFT = every(
    "lifting", "恢复执行（中止消失）", "Lifting of a suspension",
    round_is_open, reason_still_holds, parties_are_told_in_writing, settlement_is_over,
    guards=SuspensionLifted,
)  # fmt: skip

# --- decisions ---


@command("中止执行", "Suspend")
class Suspend(Command):
    """Let enforcement stand still for a reason."""

    reason: SuspensionReason
    note: str = ""


@command("恢复执行（中止消失）", "Lift a suspension")
class LiftSuspension(Command):
    """Say that a reason ceased and that the parties were told in writing."""

    reason: SuspensionReason
    noticed: bool


@decides(Suspend)
def suspend(case: Case, ask: Suspend) -> list[Event]:
    """Each reason suspends once; another one may join it."""
    if open_times(case, Suspended, SuspensionLifted, ask.reason):
        return []
    suspended = Suspended(on=ask.on, reason=ask.reason, note=ask.note)
    MAY_SUSPEND.require(case, ask.on, suspended)
    return [suspended]


@decides(LiftSuspension)
def lift_suspension(case: Case, ask: LiftSuspension) -> list[Event]:
    """On application or ex officio, once the reason ceased. Lifted already, it is not lifted again."""
    was_suspended = bool(case.this_round.has(Suspended, {"reason": ask.reason}))
    if was_suspended and not open_times(case, Suspended, SuspensionLifted, ask.reason):
        return []
    lifted = SuspensionLifted(on=ask.on, reason=ask.reason, noticed=ask.noticed)
    MAY_LIFT.require(case, ask.on, lifted)
    return [lifted]
