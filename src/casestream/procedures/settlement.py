"""执行和解 — the parties agree on another way of performing; what follows when they keep to it, and when not.

A settlement by goods is performed by the parties themselves and ends the case as performed; it is never the ground of a
ruling of set-off (执行和解规定第六条, see `casestream.procedures.set_off`).
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
    decides,
    event,
    every,
    key,
)
from casestream.kernel.calendar import months_later
from casestream.kernel.errors import BadRequest, NotAnAmount
from casestream.kernel.event import value
from casestream.procedures.filing import LIMITATION_MONTHS, round_is_open
from casestream.procedures.instruments import SETTLEMENT, cpl
from casestream.procedures.proceeds import PaidToCreditor, PerformedInKind

# --- events ---


class HowSettled(Label):
    """How the court learned of the settlement. The last two are no settlement in enforcement; they exist to be refused."""

    JOINT = "joint", "共同提交", "filed by all parties"
    ACKNOWLEDGED = "acknowledged", "一方提交、他方认可", "filed by one, acknowledged by the others"
    RECORDED = "recorded", "口头协议记入笔录", "oral, taken down and signed"
    DISPUTED = "disputed", "一方提交、他方不认可", "filed by one, not acknowledged"
    PRIVATE = "private", "自行达成未提交", "private, not filed"


BEFORE_THE_COURT = (HowSettled.JOINT, HowSettled.ACKNOWLEDGED, HowSettled.RECORDED)


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
    """The parties settled. `resume_by` is the last day of the two years for asking to resume (执行和解规定第十条)."""

    how: HowSettled
    agreed_fen: int
    in_kind: bool
    perform_by: date
    items: tuple[Item, ...]
    by_agent: bool = False
    specially_authorised: bool = False
    resume_by: date | None = None


@event("settlement.item_agreed", "和解给付项目", "Settlement item agreed")
class SettlementItemAgreed(Event):
    """One item of the settlement just recorded, so that each can be asked about."""

    item: str = key("item")
    value_fen: int
    perform_by: date
    in_kind: bool


@event("settlement.item_lapsed", "和解给付项目失效", "Settlement item lapsed")
class SettlementItemLapsed(Event):
    """An item not performed is no longer owed under the settlement: it was varied, broken or set aside."""

    item: str = key("item")


@event("settlement.instalment_performed", "和解协议分项履行", "Settlement instalment performed")
class SettlementInstalmentPerformed(Event):
    """One item was performed."""

    item: str = key("item")
    value_fen: int
    in_kind: bool


@event("settlement.performed", "和解协议履行完毕", "Settlement performed")
class SettlementPerformed(Event):
    """Everything that the settlement promises was done."""


@event("settlement.breached", "不履行和解协议", "Settlement breached")
class SettlementBreached(Event):
    """The debtor did not keep the settlement; `anticipatory` when he made plain beforehand that he would not."""

    anticipatory: bool = False


@event("settlement.sued", "就和解协议起诉", "Settlement sued upon")
class SettlementSued(Event):
    """The applicant chose to sue on the broken settlement instead of resuming, and the court took the suit."""


@event("settlement.set_aside", "和解协议不成立", "Settlement set aside")
class SettlementSetAside(Event):
    """The settlement came about by fraud or duress, or a judgment undid it."""

    defect: Defect


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


# --- conditions: recording ---


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


# --- conditions: performance and breach ---


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
    cpl(241, "第二款"), en="A settlement that was not performed to the end is set aside", met_by=SettlementRecorded
)
def there_is_something_to_set_aside(case: Asked, today: AnyDay) -> Truth:
    """申请执行人因受欺诈、胁迫与被执行人达成和解协议的，可以恢复对原生效法律文书的执行"""
    return case.has(SettlementRecorded) & ~is_performed(case)


MAY_SETTLE = every(
    "settlement", "执行和解", "Settlement",
    round_is_open, settlement_is_before_the_court, agent_has_special_authority, settlement_sets_content_and_term,
    guards=SettlementRecorded,
)  # fmt: skip
MAY_PERFORM_ITEM = every(
    "settlement_item", "和解协议分项履行", "Performance of an item",
    item_is_owed,
    guards=SettlementInstalmentPerformed,
)  # fmt: skip
MAY_CONFIRM_PERFORMANCE = every(
    "settlement_performed", "和解协议履行完毕", "Settlement performed",
    settlement_stands, every_item_is_performed,
    guards=SettlementPerformed,
)  # fmt: skip
MAY_REPORT_BREACH = every(
    "settlement_breach", "不履行和解协议", "Breach of a settlement",
    settlement_was_recorded, settlement_is_unperformed, TERM_HAS_RUN_OUT, DEBTOR_DOES_NOT_KEEP_TO_IT,
    guards=SettlementBreached,
)  # fmt: skip
MAY_SUE = every(
    "settlement_suit", "就和解协议起诉", "Suit on a settlement",
    settlement_was_broken,
    guards=SettlementSued,
)  # fmt: skip
MAY_SET_ASIDE = every(
    "settlement_defect", "和解协议不成立", "Settlement set aside",
    there_is_something_to_set_aside,
    guards=SettlementSetAside,
)  # fmt: skip

# --- decisions ---


@command("登记执行和解", "Record a settlement")
class RecordSettlement(Command):
    """Enter a settlement, or the variation of one. Each item bears a name that no earlier item of the case has."""

    how: HowSettled
    items: tuple[Item, ...]
    by_agent: bool = False
    specially_authorised: bool = False


@command("登记和解分项履行", "Record the performance of an item")
class RecordInstalment(Command):
    """One item was performed; `through_court` when the money went over the court's account and is booked there."""

    item: str
    through_court: bool = False


@command("确认和解协议履行完毕", "Confirm that the settlement was performed")
class ConfirmSettlementPerformed(Command):
    """Say that everything promised was done."""


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


def _lapses(case: Case, on: date) -> list[Event]:
    """The end of every item that is still owed."""
    items = [agreed.item for agreed in case.all(SettlementItemAgreed)]
    ended = {performed.item for performed in case.all(SettlementInstalmentPerformed)}
    ended |= {lapsed.item for lapsed in case.all(SettlementItemLapsed)}
    return [SettlementItemLapsed(on=on, item=item) for item in items if item not in ended]


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
def record_settlement(case: Case, ask: RecordSettlement) -> list[Event]:
    """Items still owed under an earlier settlement lapse: the parties vary it by consent (执行和解规定第五条)."""
    last = case.last_event(SettlementRecorded)
    if last and bool(is_being_performed(case)) and (last.how, last.items) == (ask.how, ask.items):
        return []
    _check_items(case, ask.items)
    perform_by = max((item.perform_by for item in ask.items), default=ask.on)
    recorded = SettlementRecorded(
        on=ask.on, how=ask.how, agreed_fen=sum(item.value_fen for item in ask.items),
        in_kind=any(item.in_kind for item in ask.items), perform_by=perform_by, items=ask.items, by_agent=ask.by_agent,
        specially_authorised=ask.specially_authorised, resume_by=months_later(perform_by, LIMITATION_MONTHS),
    )  # fmt: skip
    MAY_SETTLE.require(case, ask.on, recorded)
    agreed = [
        SettlementItemAgreed(
            on=ask.on, item=item.name, value_fen=item.value_fen, perform_by=item.perform_by, in_kind=item.in_kind
        )
        for item in ask.items
    ]
    return [*_lapses(case, ask.on), recorded, *agreed]


@decides(RecordInstalment)
def record_instalment(case: Case, ask: RecordInstalment) -> list[Event]:
    """What the parties hand over among themselves counts as collected; what came over the account was counted there."""
    if case.last_event(SettlementInstalmentPerformed, {"item": ask.item}):
        return []
    agreed = case.last_event(SettlementItemAgreed, {"item": ask.item})
    value_fen, in_kind = (agreed.value_fen, agreed.in_kind) if agreed else (0, False)
    performed = SettlementInstalmentPerformed(on=ask.on, item=ask.item, value_fen=value_fen, in_kind=in_kind)
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


@decides(ReportBreach)
def report_breach(case: Case, ask: ReportBreach) -> list[Event]:
    """What was performed stays performed; what was still owed under the settlement lapses."""
    if is_broken(case):
        return []
    breached = SettlementBreached(on=ask.on, anticipatory=ask.anticipatory)
    MAY_REPORT_BREACH.require(case, ask.on, breached)
    return [breached, *_lapses(case, ask.on)]


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
    return [SettlementSetAside(on=ask.on, defect=ask.defect), *_lapses(case, ask.on)]
