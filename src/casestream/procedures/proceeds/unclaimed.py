"""待认领款 — money on the court's account that no case has claimed yet: whose it is has to be said within a few days.

Each bank slip of that kind has its own stream, under the number of the slip. Claimed, the money is booked to the case.
"""

from datetime import date

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
    deadline,
    decides,
    event,
    every,
    reacts,
    setting,
)
from casestream.kernel.event import field
from casestream.procedures.instruments import CASE_ACCOUNT
from casestream.procedures.proceeds.account import Source
from casestream.procedures.proceeds.receipt import ReceiveProceeds

# --- law ---

CLAIMED_SOON = CASE_ACCOUNT.article("待认领款限期认领")
CLAIM_DAYS = setting(
    "unclaimed_claim_days", "待认领款认领期限（日）", "days within which money on the account is claimed to a case", example=3
)  # fmt: skip

# --- events ---


@event("unclaimed.received", "待认领款到账", "Unclaimed money received", stream="unclaimed")
class UnclaimedReceived(Event):
    """Money came in, and the slip does not say for which case. `claim_by` is the last day to find out."""

    amount_fen: int
    source: Source
    payer: str = field(zh="付款人")
    claim_by: date = field(zh="认领期限")
    calendar: str


@event("unclaimed.claimed", "认领案款", "Unclaimed money claimed", stream="unclaimed")
class UnclaimedClaimed(Event):
    """The money belongs to a case; `receipt` is the slip, under which it is booked there."""

    case: str
    receipt: str


CLAIM = deadline(
    "unclaimed_money", "认领案款", "claiming of money on the account", begins=UnclaimedReceived, kept_by=UnclaimedClaimed,
    citation=CLAIMED_SOON, due="claim_by", official=False,
)  # fmt: skip

# --- conditions ---


@condition(CLAIMED_SOON, en="One slip is booked once", met_by=("该笔款项已登记", "the slip is on record"))
def slip_is_new(slip: Asked, today: AnyDay) -> Truth:
    """一笔到账款登记一次"""
    return ~slip.has(UnclaimedReceived)


@condition(CLAIMED_SOON, en="The money is more than nothing", met_by=("大于零的金额", "an amount above zero"))
def unclaimed_is_something(slip: Asked, today: AnyDay, decided: Asked) -> Truth:
    """据实登记到账金额"""
    return decided.total(UnclaimedReceived.amount_fen) > 0


@condition(CLAIMED_SOON, en="The money waits to be claimed", met_by=UnclaimedReceived)
def money_waits_to_be_claimed(slip: Asked, today: AnyDay) -> Truth:
    """款项已到账，尚未认领"""
    return slip.during(UnclaimedReceived, UnclaimedClaimed)


@condition(
    CLAIMED_SOON,
    en="Money is claimed within the days that the court has set",
    met_by=("限期内认领", "a claim within those days"),
    soft=True,
)
def claimed_in_time(slip: Asked, today: AnyDay) -> Truth:
    """待认领款应当限期认领到案"""
    return slip.latest(UnclaimedReceived.claim_by) >= today


MAY_BOOK_UNCLAIMED = every(
    "unclaimed_money", "待认领款到账", "Receipt of unclaimed money",
    slip_is_new, unclaimed_is_something,
    guards=UnclaimedReceived,
)  # fmt: skip
MAY_CLAIM = every(
    "claim_of_money", "认领案款", "Claim of money",
    money_waits_to_be_claimed, claimed_in_time,
    guards=UnclaimedClaimed,
)  # fmt: skip

# --- decisions ---


@command("登记待认领款", "Book unclaimed money", kind="unclaimed", begins=True)
class ReceiveUnclaimed(Command):
    """Book money whose case is not known. `case` is the number of the bank's slip, under which it is kept."""

    amount_fen: int
    source: Source
    payer: str


@command("认领案款", "Claim money", kind="unclaimed")
class ClaimMoney(Command):
    """Say to which case (id or number) the money belongs."""

    to_case: str


@decides(ReceiveUnclaimed)
def receive_unclaimed(slip: Case, ask: ReceiveUnclaimed, bench: Bench) -> list[Event]:
    """The days to claim it are the court's own, so it has to have set them.

    Raises:
        SettingMissing: it has not.
    """
    due = bench.calendar.due(ask.on, Period(days=int(bench.setting(CLAIM_DAYS))))
    received = UnclaimedReceived(
        on=ask.on, amount_fen=ask.amount_fen, source=ask.source, payer=ask.payer, claim_by=due.on,
        calendar=due.calendar,
    )  # fmt: skip
    if slip.last_event(UnclaimedReceived) == received:
        return []
    MAY_BOOK_UNCLAIMED.require(slip, ask.on, received)
    return [received]


@decides(ClaimMoney)
def claim_money(slip: Case, ask: ClaimMoney) -> list[Event]:
    """Claimed once; the same claim again is no news."""
    claimed = UnclaimedClaimed(on=ask.on, case=ask.to_case, receipt=slip.id)
    last = slip.last_event(UnclaimedClaimed)
    if last and last.case == ask.to_case:
        return []
    MAY_CLAIM.require(slip, ask.on, claimed)
    return [claimed]


@reacts(UnclaimedClaimed)
def book_to_its_case(claimed: Event, slip: Case) -> list[Command]:
    """The thirty days for the pay-out begin when the money is known to be the case's."""
    received = slip.last_event(UnclaimedReceived)
    if not isinstance(claimed, UnclaimedClaimed) or received is None:
        return []
    return [
        ReceiveProceeds(
            case=claimed.case, on=claimed.on, amount_fen=received.amount_fen, source=received.source,
            receipt=claimed.receipt,
        )
    ]  # fmt: skip
