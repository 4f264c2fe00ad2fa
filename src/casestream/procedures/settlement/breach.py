"""不履行和解 — the debtor breaks the settlement, the applicant sues on it, or it never stood."""

from casestream.kernel import AnyDay, Asked, Case, Command, Event, Truth, command, condition, decides, every
from casestream.procedures.filing import asks_for_more_than_money
from casestream.procedures.instruments import SETTLEMENT, cpl
from casestream.procedures.proceeds.account import outstanding
from casestream.procedures.rounds import ClosingMode, RoundClosed
from casestream.procedures.settlement.standing import (
    Defect,
    SettlementBreached,
    SettlementInstalmentPerformed,
    SettlementItemAgreed,
    SettlementItemLapsed,
    SettlementRecorded,
    SettlementSetAside,
    SettlementSued,
    is_being_performed,
    is_broken,
    is_performed,
    is_resumed,
    lapses,
)
from casestream.procedures.standstill import SuspensionLifted, SuspensionReason

# --- conditions ---


def _is_overdue(case: Asked, today: AnyDay) -> Truth:
    """Whether some item still owed should have been performed before today."""
    return ~case.for_every(
        SettlementItemAgreed,
        lambda item: (
            item.has(SettlementInstalmentPerformed)
            | item.has(SettlementItemLapsed)
            | (item.latest(SettlementItemAgreed.perform_by) >= today)
        ),
    )


@condition(SETTLEMENT.article("第九条"), en="The parties have settled", met_by=SettlementRecorded)
def settlement_was_recorded(case: Asked, today: AnyDay) -> Truth:
    """当事人已达成执行和解协议"""
    return case.has(SettlementRecorded)


@condition(
    SETTLEMENT.article("第十一条第（一）项"),
    en="What was performed to the end is not resumed",
    met_by=("和解协议未履行完毕", "a settlement not performed to the end"),
)
def settlement_is_unperformed(case: Asked, today: AnyDay) -> Truth:
    """执行和解协议履行完毕后申请恢复执行的，裁定不予恢复执行"""
    return ~is_performed(case)


@condition(
    SETTLEMENT.article("第十一条第（二）项"),
    en="The term for some item that was not performed has run out",
    met_by=("约定的履行期限届满", "wait until the agreed term has run out"),
)
def agreed_term_has_run_out(case: Asked, today: AnyDay) -> Truth:
    """执行和解协议约定的履行期限尚未届至的，裁定不予恢复执行"""
    return _is_overdue(case, today)


@condition(
    SETTLEMENT.article("第十一条第（三）项"),
    en="The debtor is not performing as agreed",
    met_by=("被执行人停止按约履行", "a debtor who has stopped performing as agreed"),
)
def debtor_does_not_keep_to_it(case: Asked, today: AnyDay) -> Truth:
    """被执行人一方正在按照执行和解协议约定履行义务的，裁定不予恢复执行"""
    has_begun = ~case.for_every(SettlementItemAgreed, lambda item: ~item.has(SettlementInstalmentPerformed))
    return ~(has_begun & is_being_performed(case) & ~_is_overdue(case, today))


def breach_was_announced(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """期限届满前明确表示或者以行为表明不履行的除外（民法典第五百七十八条）"""
    return decided.has(SettlementBreached, {"anticipatory": True})


TERM_HAS_RUN_OUT = agreed_term_has_run_out.unless(
    breach_was_announced, SETTLEMENT.article("第十一条第（二）项"), en="The debtor announced the breach"
)
DEBTOR_DOES_NOT_KEEP_TO_IT = debtor_does_not_keep_to_it.unless(
    breach_was_announced, SETTLEMENT.article("第十一条第（二）项"), en="The debtor announced the breach"
)


@condition(SETTLEMENT.article("第九条"), en="The settlement was broken", met_by=SettlementBreached)
def settlement_was_broken(case: Asked, today: AnyDay) -> Truth:
    """被执行人一方不履行执行和解协议"""
    return is_broken(case)


@condition(
    SETTLEMENT.article("第九条"),
    en="The applicant did not choose to resume instead",
    met_by=("未申请恢复执行", "no resumption of the enforcement"),
)
def applicant_did_not_resume(case: Asked, today: AnyDay) -> Truth:
    """申请执行人可以申请恢复执行原生效法律文书，也可以就履行执行和解协议提起诉讼"""
    went_on = case.last(SuspensionLifted, {"reason": SuspensionReason.SETTLEMENT}) >= case.last(SettlementBreached)
    return ~is_resumed(case) & ~went_on


@condition(
    SETTLEMENT.article("第九条"),
    en="Something is still owed to sue for",
    met_by=("尚有未履行的义务", "an outstanding obligation"),
)
def something_is_left_to_sue_for(case: Asked, today: AnyDay) -> Truth:
    """被执行人一方不履行执行和解协议的，申请执行人可以就履行执行和解协议向执行法院提起诉讼；执行完毕的，不得再行起诉"""
    was_enforced = case.this_round.has(RoundClosed, {"mode": ClosingMode.SATISFIED})
    return ~was_enforced & ((outstanding(case) > 0) | asks_for_more_than_money(case))


@condition(
    cpl(241, "第二款"), en="A settlement that was not performed to the end is set aside", met_by=SettlementRecorded
)
def there_is_something_to_set_aside(case: Asked, today: AnyDay) -> Truth:
    """申请执行人因受欺诈、胁迫与被执行人达成和解协议的，可以恢复对原生效法律文书的执行"""
    return case.has(SettlementRecorded) & ~is_performed(case)


MAY_REPORT_BREACH = every(
    "settlement_breach", "不履行和解协议", "Breach of a settlement",
    settlement_was_recorded, settlement_is_unperformed, TERM_HAS_RUN_OUT, DEBTOR_DOES_NOT_KEEP_TO_IT,
    guards=SettlementBreached,
)  # fmt: skip
MAY_SUE = every(
    "settlement_suit", "就和解协议起诉", "Suit on a settlement",
    settlement_was_broken, applicant_did_not_resume, something_is_left_to_sue_for,
    guards=SettlementSued,
)  # fmt: skip
MAY_SET_ASIDE = every(
    "settlement_defect", "和解协议不成立", "Settlement set aside",
    there_is_something_to_set_aside,
    guards=SettlementSetAside,
)  # fmt: skip

# --- decisions ---


@command("登记不履行和解协议", "Report a breach")
class ReportBreach(Command):
    """The applicant says that the debtor breaks the settlement; `anticipatory` when the debtor announced it."""

    anticipatory: bool = False


@command("就和解协议起诉", "Sue on the settlement")
class SueOnSettlement(Command):
    """The court took the applicant's suit for performance of the broken settlement."""


@command("和解协议撤销或者无效", "Set a settlement aside")
class SetSettlementAside(Command):
    """Record that the settlement does not stand."""

    defect: Defect


@decides(ReportBreach)
def report_breach(case: Case, ask: ReportBreach) -> list[Event]:
    """What was performed stays performed; what was still owed under the settlement lapses."""
    if is_broken(case):
        return []
    breached = SettlementBreached(on=ask.on, anticipatory=ask.anticipatory)
    MAY_REPORT_BREACH.require(case, ask.on, breached)
    return [breached, *lapses(case, ask.on)]


@decides(SueOnSettlement)
def sue_on_settlement(case: Case, ask: SueOnSettlement) -> list[Event]:
    """The applicant may sue instead of resuming (执行和解规定第九条)."""
    if case.during(SettlementSued, SettlementRecorded):
        return []
    MAY_SUE.require(case, ask.on)
    return [SettlementSued(on=ask.on)]


@decides(SetSettlementAside)
def set_settlement_aside(case: Case, ask: SetSettlementAside) -> list[Event]:
    """A settlement obtained by fraud or duress binds nobody; what was performed is deducted all the same (第十七条)."""
    if case.during(SettlementSetAside, SettlementRecorded):
        return []
    MAY_SET_ASIDE.require(case, ask.on)
    return [SettlementSetAside(on=ask.on, defect=ask.defect), *lapses(case, ask.on)]
