"""执行款到账 — money that reaches the court, and money that the creditor says came straight from the debtor.

Where the court keeps an account for each case (一案一账号), money is booked to the account of the case.
"""

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
    key,
)
from casestream.procedures.asset_search import case_was_filed
from casestream.procedures.control import AssetDisposed, Disposal
from casestream.procedures.filing import case_is_in_hand
from casestream.procedures.instruments import CASE_ACCOUNT, cpl
from casestream.procedures.proceeds.account import PaidToCreditor, ProceedsReceived, Source, amount_is_positive
from casestream.procedures.standstill import (
    IMPOSED,
    DeferralEnded,
    SuspensionLifted,
    is_deferred,
    is_suspended,
)

# --- law ---

THIRTY_DAYS = Period(days=30)  # 法发〔2017〕6号第十条
ONE_ACCOUNT = CASE_ACCOUNT.article("一案一账号")

# --- events ---


@event("proceeds.account_opened", "开立案款账号", "Case account opened")
class CaseAccountOpened(Event):
    """The case has an account of its own: whatever comes in on it belongs to this case."""

    account: str = key("account", zh="案款账号")


# --- conditions ---


def _is_deduction(decided: Asked) -> Truth:
    return decided.has(ProceedsReceived, {"source": Source.DEDUCTION})


@condition(
    cpl(267),
    en="While the law suspends the case nothing is deducted",
    met_by=SuspensionLifted,
)
def deduction_is_not_suspended(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """因移送破产审查、案外人异议、再审等情形中止执行的，中止期间不得扣划"""
    return ~(_is_deduction(decided) & is_suspended(case, IMPOSED))


@condition(cpl(242), en="While the case is deferred nothing is deducted", met_by=DeferralEnded)
def deduction_is_not_deferred(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """暂缓执行期间不得扣划"""
    return ~(_is_deduction(decided) & is_deferred(case, today))


def it_was_deducted_before(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """中止、暂缓之前已经扣划、在途的款项，到账时照常登记"""
    deducted = case.total(AssetDisposed.realised_fen, {"method": Disposal.DEDUCTION})
    arrived = case.total(ProceedsReceived.amount_fen, {"source": Source.DEDUCTION})
    return deducted - arrived >= decided.total(ProceedsReceived.amount_fen)


@condition(
    ONE_ACCOUNT,
    en="A case that has an account of its own gets its money there",
    met_by=("本案的案款账号", "the account of this case"),
)
def money_comes_to_the_case_account(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """一案一账号，案款进入本案账号"""
    return ~case.has(CaseAccountOpened) | case.about("account", decided).has(CaseAccountOpened)


@condition(
    ONE_ACCOUNT, en="A case has one account", met_by=("本案已有的账号", "the account that it has")
)  # fmt: skip
def case_has_no_account_yet(case: Asked, today: AnyDay) -> Truth:
    """一案一账号"""
    return ~case.has(CaseAccountOpened)


MAY_RECEIVE = every(
    "receipt", "执行款到账", "Receipt of proceeds",
    case_is_in_hand, amount_is_positive,
    deduction_is_not_suspended.unless(it_was_deducted_before, cpl(267), en="It was deducted before and was under way"),
    deduction_is_not_deferred.unless(it_was_deducted_before, cpl(242), en="It was deducted before and was under way"),
    money_comes_to_the_case_account,
    guards=ProceedsReceived,
)  # fmt: skip
MAY_PAY_DIRECTLY = every(
    "direct_payment", "当事人自行给付", "Direct payment",
    case_was_filed, amount_is_positive,
    guards=PaidToCreditor,
)  # fmt: skip
MAY_OPEN_ACCOUNT = every(
    "case_account", "开立案款账号", "Opening of a case account",
    case_is_in_hand, case_has_no_account_yet,
    guards=CaseAccountOpened,
)  # fmt: skip

# --- decisions ---


@command("开立案款账号", "Open an account for the case")
class OpenCaseAccount(Command):
    """Give the case an account of its own."""

    account: str


@command("执行款到账", "Receive proceeds")
class ReceiveProceeds(Command):
    """Book money to the case. `receipt` is the number of the bank's slip, so that one slip is booked once.

    `account` is the one that it came in on; left out, the case's own.
    """

    amount_fen: int
    source: Source
    receipt: str
    account: str = ""


@command("登记自行给付", "Record a direct payment")
class RecordDirectPayment(Command):
    """The creditor confirms money that came straight from the debtor; `receipt` is the paper that says so."""

    amount_fen: int
    receipt: str


@decides(OpenCaseAccount)
def open_case_account(case: Case, ask: OpenCaseAccount) -> list[Event]:
    """The same account again is no news."""
    if case.last_event(CaseAccountOpened, {"account": ask.account}):
        return []
    opened = CaseAccountOpened(on=ask.on, account=ask.account)
    MAY_OPEN_ACCOUNT.require(case, ask.on, opened)
    return [opened]


@decides(ReceiveProceeds)
def receive_proceeds(case: Case, ask: ReceiveProceeds, bench: Bench) -> list[Event]:
    """The thirty days for the pay-out run from the day on which the money arrived (法发〔2017〕6号第十条)."""
    if case.last_event(ProceedsReceived, {"receipt": ask.receipt}):
        return []
    due = bench.calendar.due(ask.on, THIRTY_DAYS)
    opened = case.last_event(CaseAccountOpened)
    received = ProceedsReceived(
        on=ask.on, amount_fen=ask.amount_fen, source=ask.source, release_by=due.on, calendar=due.calendar,
        receipt=ask.receipt, account=ask.account or (opened.account if opened else ""),
    )  # fmt: skip
    MAY_RECEIVE.require(case, ask.on, received)
    return [received]


@decides(RecordDirectPayment)
def record_direct_payment(case: Case, ask: RecordDirectPayment) -> list[Event]:
    """What the creditor confirms counts as collected, though the court never held it; also after the round has closed."""
    if case.last_event(PaidToCreditor, {"receipt": ask.receipt}):
        return []
    paid = PaidToCreditor(on=ask.on, amount_fen=ask.amount_fen, receipt=ask.receipt)
    MAY_PAY_DIRECTLY.require(case, ask.on, paid)
    return [paid]
