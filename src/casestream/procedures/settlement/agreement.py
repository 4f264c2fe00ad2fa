"""达成和解 — the parties agree on another way of performing, and the court takes note."""

from casestream.kernel import AnyDay, Asked, Bench, Case, Command, Event, Truth, command, condition, decides, every
from casestream.kernel.errors import BadRequest, NotAnAmount
from casestream.procedures.filing import case_is_in_hand, last_day_of_limitation
from casestream.procedures.instruments import SETTLEMENT
from casestream.procedures.settlement.standing import (
    HowSettled,
    Item,
    SettlementItemAgreed,
    SettlementRecorded,
    is_being_performed,
    lapses,
    unused_receipts,
)

# --- law ---

BEFORE_THE_COURT = (HowSettled.JOINT, HowSettled.ACKNOWLEDGED, HowSettled.RECORDED)

# --- conditions ---


@condition(
    SETTLEMENT.article("第二条"),
    en="All parties filed the settlement or acknowledge it, or it was taken down and signed",
    met_by=("共同提交、他方认可或者记入笔录", "joint filing, acknowledgment, or a signed record"),
)
def settlement_is_before_the_court(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """各方共同提交书面和解协议，或者一方提交他方认可，或者口头协议记入笔录并签名盖章"""
    return decided.has(SettlementRecorded, {"how": BEFORE_THE_COURT})


@condition(
    SETTLEMENT.article("第四条"),
    en="An agent who settles has special authority",
    met_by=("委托人的特别授权", "special authority from the principal"),
)
def agent_has_special_authority(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """委托代理人代为执行和解，应当有委托人的特别授权"""
    return ~decided.has(SettlementRecorded, {"by_agent": True, "specially_authorised": False})


@condition(
    SETTLEMENT.article("第一条"),
    en="The settlement sets what is to be performed and until when",
    met_by=("明确的给付内容与尚未届满的履行期限", "items of some value, to be performed today or later"),
)
def settlement_sets_content_and_term(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """和解协议变更履行标的、期限、地点和方式等内容"""
    return (decided.latest(SettlementRecorded.agreed_fen) > 0) & (
        decided.latest(SettlementRecorded.perform_by) >= today
    )


MAY_SETTLE = every(
    "settlement", "执行和解", "Settlement",
    case_is_in_hand, settlement_is_before_the_court, agent_has_special_authority, settlement_sets_content_and_term,
    guards=SettlementRecorded,
)  # fmt: skip

# --- decisions ---


@command("登记执行和解", "Record a settlement")
class RecordSettlement(Command):
    """Enter a settlement, or the variation of one. Each item bears a name that no earlier item of the case has."""

    how: HowSettled
    items: tuple[Item, ...]
    by_agent: bool = False
    specially_authorised: bool = False


def _check_items(case: Case, items: tuple[Item, ...]) -> None:
    """Refuse items that cannot be told apart, or are worth nothing."""
    names = [item.name for item in items]
    known = {agreed.item for agreed in case.all(SettlementItemAgreed)}
    if len(set(names)) < len(names) or known.intersection(names):
        raise BadRequest(
            "和解给付项目的名称重复", "two items of the settlement bear one name",
            "每个项目使用本案中未用过的名称", "give each item a name that the case has not used yet",
        )  # fmt: skip
    if any(item.value_fen <= 0 for item in items):
        raise NotAnAmount(
            "和解给付项目的价值应当大于零", "an item of a settlement is worth more than nothing",
            "以分为单位的正整数", "a positive whole number of fen",
        )  # fmt: skip


@decides(RecordSettlement)
def record_settlement(case: Case, ask: RecordSettlement, bench: Bench) -> list[Event]:
    """Items still owed under an earlier settlement lapse: the parties vary it by consent (执行和解规定第五条)."""
    last = case.last_event(SettlementRecorded)
    if last and bool(is_being_performed(case)) and (last.how, last.items) == (ask.how, ask.items):
        return []
    _check_items(case, ask.items)
    perform_by = max((item.perform_by for item in ask.items), default=ask.on)
    recorded = SettlementRecorded(
        on=ask.on, how=ask.how, agreed_fen=sum(item.value_fen for item in ask.items),
        in_kind=any(item.in_kind for item in ask.items), perform_by=perform_by, items=ask.items, by_agent=ask.by_agent,
        specially_authorised=ask.specially_authorised, resume_by=last_day_of_limitation(perform_by, bench),
        received_before_fen=int(unused_receipts(case)),
    )  # fmt: skip
    MAY_SETTLE.require(case, ask.on, recorded)
    agreed = [
        SettlementItemAgreed(
            on=ask.on, item=item.name, value_fen=item.value_fen, perform_by=item.perform_by, in_kind=item.in_kind
        )
        for item in ask.items
    ]
    return [*lapses(case, ask.on), recorded, *agreed]
