"""执行款到账 — money that reaches the court, and money that the creditor says came straight from the debtor."""

from casestream.kernel import Bench, Case, Command, Event, Period, command, decides, every
from casestream.procedures.asset_search import case_was_filed
from casestream.procedures.filing import case_is_in_hand
from casestream.procedures.proceeds.account import PaidToCreditor, ProceedsReceived, Source, amount_is_positive

# --- law ---

THIRTY_DAYS = Period(days=30)  # 法发〔2017〕6号第十条

# --- conditions ---

MAY_RECEIVE = every(
    "receipt", "执行款到账", "Receipt of proceeds",
    case_is_in_hand, amount_is_positive,
    guards=ProceedsReceived,
)  # fmt: skip
MAY_PAY_DIRECTLY = every(
    "direct_payment", "当事人自行给付", "Direct payment",
    case_was_filed, amount_is_positive,
    guards=PaidToCreditor,
)  # fmt: skip

# --- decisions ---


@command("执行款到账", "Receive proceeds")
class ReceiveProceeds(Command):
    """Book money to the case. `receipt` is the number of the bank's slip, so that one slip is booked once."""

    amount_fen: int
    source: Source
    receipt: str


@command("登记自行给付", "Record a direct payment")
class RecordDirectPayment(Command):
    """The creditor confirms money that came straight from the debtor; `receipt` is the paper that says so."""

    amount_fen: int
    receipt: str


@decides(ReceiveProceeds)
def receive_proceeds(case: Case, ask: ReceiveProceeds, bench: Bench) -> list[Event]:
    """The thirty days for the pay-out run from the day on which the money arrived (法发〔2017〕6号第十条)."""
    if case.last_event(ProceedsReceived, {"receipt": ask.receipt}):
        return []
    due = bench.calendar.due(ask.on, THIRTY_DAYS)
    received = ProceedsReceived(
        on=ask.on, amount_fen=ask.amount_fen, source=ask.source, release_by=due.on, calendar=due.calendar,
        receipt=ask.receipt,
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
