"""执行和解的状态 — what the parties agreed, what became of it, and whether it stands.

A settlement by goods is performed by the parties themselves and ends the case as performed; it is never the ground of a
ruling of set-off (执行和解规定第六条, see `casestream.procedures.set_off`).
"""

from datetime import date

from casestream.kernel import Asked, Case, Event, Label, Number, Truth, event, key
from casestream.kernel.event import field, value
from casestream.procedures.proceeds import ProceedsReceived

# --- events ---


class HowSettled(Label):
    """How the court learned of the settlement. The last two are no settlement in enforcement; they exist to be refused."""

    JOINT = "joint", "共同提交", "filed by all parties"
    ACKNOWLEDGED = "acknowledged", "一方提交、他方认可", "filed by one, acknowledged by the others"
    RECORDED = "recorded", "口头协议记入笔录", "oral, taken down and signed"
    DISPUTED = "disputed", "一方提交、他方不认可", "filed by one, not acknowledged"
    PRIVATE = "private", "自行达成未提交", "private, not filed"


class Defect(Label):
    """Why a settlement does not stand (民事诉讼法第二百四十一条第二款, 执行和解规定第十六条)."""

    FRAUD = "fraud", "受欺诈", "fraud"
    DURESS = "duress", "受胁迫", "duress"
    VOID = "void", "被确认无效或者撤销", "declared void or rescinded"


@value
class Item:
    """One thing to be done under a settlement, under a name of its own: an instalment of money, or goods at a value."""

    name: str
    value_fen: int
    perform_by: date
    in_kind: bool = False


@event("settlement.recorded", "执行和解", "Settlement recorded")
class SettlementRecorded(Event):
    """The parties settled. `resume_by` is the last day of the two years for asking to resume (执行和解规定第十条).

    `received_before_fen` had come over the court's account by then, less what earlier items had used: it performs none.
    """

    how: HowSettled
    agreed_fen: int
    in_kind: bool
    perform_by: date
    items: tuple[Item, ...]
    by_agent: bool = False
    specially_authorised: bool = False
    resume_by: date | None = None
    received_before_fen: int = field(zh="和解前已到账", default=0)


@event("settlement.item_agreed", "和解给付项目", "Settlement item agreed")
class SettlementItemAgreed(Event):
    """One item of the settlement just recorded, so that each can be asked about."""

    item: str = key("item")
    value_fen: int
    perform_by: date
    in_kind: bool


@event("settlement.breached", "不履行和解协议", "Settlement breached")
class SettlementBreached(Event):
    """The debtor did not keep the settlement; `anticipatory` when he made plain beforehand that he would not."""

    anticipatory: bool = False


@event("settlement.item_lapsed", "和解给付项目失效", "Settlement item lapsed")
class SettlementItemLapsed(Event):
    """An item not performed is no longer owed under the settlement: it was varied, broken or set aside."""

    item: str = key("item")


@event("settlement.instalment_performed", "和解协议分项履行", "Settlement instalment performed")
class SettlementInstalmentPerformed(Event):
    """One item was performed; `through_court` where the money came over the court's account and was booked there."""

    item: str = key("item")
    value_fen: int
    in_kind: bool
    through_court: bool = field(zh="经法院账户", default=False)


@event("settlement.performed", "和解协议履行完毕", "Settlement performed")
class SettlementPerformed(Event):
    """Everything that the settlement promises was done."""


@event("settlement.sued", "就和解协议起诉", "Settlement sued upon")
class SettlementSued(Event):
    """The applicant chose to sue on the broken settlement instead of resuming, and the court took the suit."""


@event("settlement.set_aside", "和解协议不成立", "Settlement set aside")
class SettlementSetAside(Event):
    """The settlement came about by fraud or duress, or a judgment undid it."""

    defect: Defect


class ResumptionGround(Label):
    """Why a case is filed again as 执恢 (法发〔2014〕26号第六条, see `casestream.procedures.resumption`)."""

    PROPERTY_FOUND = "property_found", "发现可供执行的财产", "property was found"
    SETTLEMENT_BREACHED = "settlement_breached", "不履行和解协议", "the settlement was broken"
    SETTLEMENT_BY_FRAUD = "settlement_by_fraud", "和解受欺诈、胁迫", "the settlement came about by fraud or duress"
    ENTRUSTMENT_RETURNED = "entrustment_returned", "委托执行被退回", "the entrustment was returned"
    REAPPLIED = "reapplied", "撤回后再次申请", "applied for again after a withdrawal"


@event("resumption.resumed", "恢复执行", "Enforcement resumed")
class EnforcementResumed(Event):
    """The case goes on for `claimed_fen`. `in_time`: within two years, where a ground has a limitation.

    A late application is accepted; whether it fails is for the debtor to raise (民诉法解释第四百八十一条).
    """

    ground: ResumptionGround
    claimed_fen: int
    ex_officio: bool = False
    in_time: bool = True
    relied_on: tuple[str, ...] = ()


# --- state ---


def is_being_performed(case: Asked) -> Truth:
    """Whether a settlement stands that is neither performed nor broken nor set aside."""
    return (
        case.during(SettlementRecorded, SettlementPerformed)
        & case.during(SettlementRecorded, SettlementBreached)
        & case.during(SettlementRecorded, SettlementSetAside)
    )


def is_performed(case: Asked) -> Truth:
    """Whether the settlement recorded last was performed to the end."""
    return case.during(SettlementPerformed, SettlementRecorded)


def is_broken(case: Asked) -> Truth:
    """Whether the settlement recorded last was broken."""
    return case.during(SettlementBreached, SettlementRecorded)


def is_resumed(case: Asked) -> Truth:
    """Whether enforcement went on under a new number after the settlement recorded last."""
    return case.during(EnforcementResumed, SettlementRecorded)


def unused_receipts(case: Asked) -> Number:
    """What came over the court's account and performed no item of a settlement."""
    used = case.total(SettlementInstalmentPerformed.value_fen, {"through_court": True})
    return case.total(ProceedsReceived.amount_fen) - used


def is_by_goods(case: Asked) -> Truth:
    """Whether a settlement stands under which goods are still to be handed over."""
    return is_being_performed(case) & ~case.for_every(
        SettlementItemAgreed,
        lambda item: (
            item.has(SettlementItemAgreed, {"in_kind": False})
            | item.has(SettlementItemLapsed)
            | item.has(SettlementInstalmentPerformed)
        ),
    )


def lapses(case: Case, on: date) -> list[Event]:
    """The end of every item that is still owed."""
    items = [agreed.item for agreed in case.all(SettlementItemAgreed)]
    ended = {performed.item for performed in case.all(SettlementInstalmentPerformed)}
    ended |= {lapsed.item for lapsed in case.all(SettlementItemLapsed)}
    return [SettlementItemLapsed(on=on, item=item) for item in items if item not in ended]
