"""中止执行 — enforcement stands still until the reason ceases."""

from datetime import date
from functools import reduce
from operator import or_

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Truth,
    command,
    condition,
    decides,
    every,
)
from casestream.procedures.filing import DebtorNamed, EnforcementApplied, is_still_a_debtor, round_is_open
from casestream.procedures.instruments import AMENDED_2020, SETTLEMENT, WORK, cpl, ji
from casestream.procedures.rounds import ClosingMode, RoundClosed, RoundOpened, is_open
from casestream.procedures.settlement import SettlementRecorded, SettlementSetAside, SettlementSued, is_being_performed
from casestream.procedures.standstill import AGREED, Suspended, SuspensionLifted, SuspensionReason

# --- law ---

WRITTEN_NOTICE = WORK.article("第一百零四条").renumbered(AMENDED_2020, "第六十条")
# A round so closed may be resumed; until then it waits.
WAITING_MODES = (ClosingMode.CURRENT_TERMINATED, ClosingMode.TERMINATED)

# --- state ---


def holds_for(case: Case, reason: SuspensionReason, debtor: str = "") -> bool:
    """Whether this reason holds now, in the whole case or against this debtor; a new round does not end it."""
    where = {"reason": reason, "debtor": debtor}
    return bool(case.count(Suspended, where) > case.count(SuspensionLifted, where))


def _begun_more_often(case: Asked, reason: SuspensionReason) -> Truth:
    where = {"reason": reason}
    return case.count(Suspended, where) > case.count(SuspensionLifted, where)


# --- conditions ---


@condition(
    cpl(267, "第一款第（五）项"),
    en="A reason that the list does not name is stated",
    met_by=("写明中止的理由", "state the reason"),
)
def other_reason_is_stated(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院认为应当中止执行的其他情形，应当写明理由"""
    return ~decided.has(Suspended, {"reason": SuspensionReason.OTHER, "note": ""})


@condition(ji(511), en="Whoever it is suspended against is a debtor of the case", met_by=DebtorNamed)
def suspended_debtor_is_a_party(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """中止对该被执行人的执行，限于本案被执行人"""
    return decided.has(Suspended, {"debtor": ""}) | is_still_a_debtor(case.about("debtor", decided))


@condition(SETTLEMENT.article("第二条"), en="A settlement stands and is being performed", met_by=SettlementRecorded)
def settlement_is_behind_it(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """和解协议达成后，人民法院可以裁定中止执行"""
    return ~decided.has(Suspended, {"reason": SuspensionReason.SETTLEMENT}) | is_being_performed(case)


@condition(
    WRITTEN_NOTICE, en="Enforcement is suspended for that reason", met_by=Suspended
)  # fmt: skip
def reason_still_holds(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """因该情形中止执行，尚未恢复"""
    concerned = case.about("debtor", decided)
    return reduce(
        or_,
        (
            decided.has(SuspensionLifted, {"reason": reason}) & _begun_more_often(concerned, reason)
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


@condition(
    SETTLEMENT.article("第九条"),
    en="Whoever sued on the settlement does not go on besides, unless it was set aside",
    met_by=("未就和解协议起诉，或者和解协议被撤销、确认无效", "no suit on the settlement, or one that sets it aside"),
)
def settlement_was_not_sued_on(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请执行人可以申请恢复执行原生效法律文书，也可以就履行执行和解协议提起诉讼"""
    sued = case.during(SettlementSued, SettlementRecorded) & ~case.during(SettlementSetAside, SettlementRecorded)
    return ~(decided.has(SuspensionLifted, {"reason": SuspensionReason.SETTLEMENT}) & sued)


def hand_over_reaches_a_waiting_case(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """移送破产审查的，中止对该被执行人的执行，包括已终本、可以恢复或者尚未立案的案件"""
    for_bankruptcy = {"reason": SuspensionReason.BANKRUPTCY}
    waits = case.this_round.has(RoundClosed, {"mode": WAITING_MODES}) & ~is_open(case)
    waits = waits | (case.has(EnforcementApplied) & ~case.has(RoundOpened))
    return waits & (decided.has(Suspended, for_bankruptcy) | decided.has(SuspensionLifted, for_bankruptcy))


REACHED = round_is_open.unless(
    hand_over_reaches_a_waiting_case, ji(511), en="A hand-over to bankruptcy reaches cases that wait, too"
)
MAY_SUSPEND = every(
    "suspension", "中止执行", "Suspension",
    REACHED, suspended_debtor_is_a_party, other_reason_is_stated, settlement_is_behind_it,
    guards=Suspended,
)  # fmt: skip
MAY_LIFT = every(
    "lifting", "恢复执行（中止消失）", "Lifting of a suspension",
    REACHED, reason_still_holds, parties_are_told_in_writing, settlement_is_over, settlement_was_not_sued_on,
    guards=SuspensionLifted,
)  # fmt: skip

# --- decisions ---


@command("中止执行", "Suspend")
class Suspend(Command):
    """Let enforcement stand still for a reason, against one `debtor` or in the whole case."""

    reason: SuspensionReason
    note: str = ""
    debtor: str = ""


@command("恢复执行（中止消失）", "Lift a suspension")
class LiftSuspension(Command):
    """Say that a reason ceased and that the parties were told in writing."""

    reason: SuspensionReason
    noticed: bool
    debtor: str = ""


@decides(Suspend)
def suspend(case: Case, ask: Suspend) -> list[Event]:
    """Each reason suspends once; another one may join it."""
    if holds_for(case, ask.reason, ask.debtor):
        return []
    suspended = Suspended(on=ask.on, reason=ask.reason, note=ask.note, debtor=ask.debtor)
    MAY_SUSPEND.require(case, ask.on, suspended)
    return [suspended]


@decides(LiftSuspension)
def lift_suspension(case: Case, ask: LiftSuspension) -> list[Event]:
    """On application or ex officio, once the reason ceased. Lifted already, it is not lifted again."""
    was_suspended = bool(case.has(Suspended, {"reason": ask.reason, "debtor": ask.debtor}))
    if was_suspended and not holds_for(case, ask.reason, ask.debtor):
        return []
    lifted = SuspensionLifted(on=ask.on, reason=ask.reason, noticed=ask.noticed, debtor=ask.debtor)
    MAY_LIFT.require(case, ask.on, lifted)
    return [lifted]


def agreed_suspensions_end(case: Case, on: date) -> list[SuspensionLifted]:
    """What ends when a closed case is resumed: the waiting to which the applicant, who now goes on, had agreed."""
    waited_for = [reason for reason in AGREED if holds_for(case, reason)]
    if bool(is_being_performed(case)):
        waited_for = []
    return [SuspensionLifted(on=on, reason=reason, noticed=True) for reason in waited_for]
