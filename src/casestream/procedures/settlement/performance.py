"""和解的履行 — item by item, until everything promised is done."""

from casestream.kernel import AnyDay, Asked, Case, Command, Event, Truth, command, condition, decides, every
from casestream.procedures.instruments import SETTLEMENT
from casestream.procedures.proceeds import PaidToCreditor, PerformedInKind, ProceedsReceived
from casestream.procedures.settlement.standing import (
    SettlementInstalmentPerformed,
    SettlementItemAgreed,
    SettlementItemLapsed,
    SettlementPerformed,
    SettlementRecorded,
    is_being_performed,
    is_performed,
    unused_receipts,
)

# --- conditions ---


@condition(
    SETTLEMENT.article("第八条"),
    en="The item is one of the settlement that stands",
    met_by=SettlementItemAgreed,
)
def item_is_owed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """按照执行和解协议约定的项目履行"""
    item = case.about("item", decided)
    return item.has(SettlementItemAgreed) & ~item.has(SettlementItemLapsed)


@condition(SETTLEMENT.article("第八条"), en="A settlement stands and is being performed", met_by=SettlementRecorded)
def settlement_stands(case: Asked, today: AnyDay) -> Truth:
    """当事人已达成执行和解协议且正在履行"""
    return is_being_performed(case)


@condition(
    SETTLEMENT.article("第八条"),
    en="Every instalment was paid and every thing delivered",
    met_by=SettlementInstalmentPerformed,
)
def every_item_is_performed(case: Asked, today: AnyDay) -> Truth:
    """执行和解协议履行完毕"""
    return case.for_every(
        SettlementItemAgreed, lambda item: item.has(SettlementInstalmentPerformed) | item.has(SettlementItemLapsed)
    )


@condition(
    SETTLEMENT.article("第八条"),
    en="What is performed over the court's account has come there since the settlement",
    met_by=ProceedsReceived,
)
def money_came_through_the_court(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """当事人将给付款项交付人民法院的，以和解后实际到账的款项为履行"""
    value = decided.total(SettlementInstalmentPerformed.value_fen, {"through_court": True})
    is_between_the_parties = decided.has(SettlementInstalmentPerformed, {"through_court": False})
    return is_between_the_parties | (
        value <= unused_receipts(case) - case.latest(SettlementRecorded.received_before_fen)
    )


MAY_PERFORM_ITEM = every(
    "settlement_item", "和解协议分项履行", "Performance of an item",
    item_is_owed, money_came_through_the_court,
    guards=SettlementInstalmentPerformed,
)  # fmt: skip
MAY_CONFIRM_PERFORMANCE = every(
    "settlement_performed", "和解协议履行完毕", "Settlement performed",
    settlement_stands, every_item_is_performed,
    guards=SettlementPerformed,
)  # fmt: skip

# --- decisions ---


@command("登记和解分项履行", "Record the performance of an item")
class RecordInstalment(Command):
    """One item was performed; `through_court` when the money went over the court's account and is booked there."""

    item: str
    through_court: bool = False


@command("确认和解协议履行完毕", "Confirm that the settlement was performed")
class ConfirmSettlementPerformed(Command):
    """Say that everything promised was done."""


@decides(RecordInstalment)
def record_instalment(case: Case, ask: RecordInstalment) -> list[Event]:
    """What the parties hand over among themselves counts as collected; what came over the account was counted there."""
    if case.last_event(SettlementInstalmentPerformed, {"item": ask.item}):
        return []
    agreed = case.last_event(SettlementItemAgreed, {"item": ask.item})
    value_fen, in_kind = (agreed.value_fen, agreed.in_kind) if agreed else (0, False)
    performed = SettlementInstalmentPerformed(
        on=ask.on, item=ask.item, value_fen=value_fen, in_kind=in_kind,
        through_court=ask.through_court and not in_kind,
    )  # fmt: skip
    MAY_PERFORM_ITEM.require(case, ask.on, performed)
    if in_kind:
        return [performed, PerformedInKind(on=ask.on, value_fen=value_fen)]
    if ask.through_court:
        return [performed]
    return [performed, PaidToCreditor(on=ask.on, amount_fen=value_fen, receipt=f"和解协议 {ask.item}")]


@decides(ConfirmSettlementPerformed)
def confirm_performance(case: Case, ask: ConfirmSettlementPerformed) -> list[Event]:
    """Only a settlement performed to the end closes the case as performed (执行和解规定第八条)."""
    if is_performed(case):
        return []
    MAY_CONFIRM_PERFORMANCE.require(case, ask.on)
    return [SettlementPerformed(on=ask.on)]
