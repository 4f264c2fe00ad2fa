"""到账款 — every amount that was collected, one by one, under the name by which it is put to the heads of the claim."""

from collections import Counter
from datetime import date
from operator import itemgetter

from attrs import frozen

from casestream.kernel import Case, Event
from casestream.procedures.control import AssetDisposed
from casestream.procedures.proceeds.account import SET_OFF, PaidToCreditor, PerformedInKind, ProceedsReceived, Source
from casestream.procedures.proceeds.heads import ClaimItemised, Head, ReceiptAllocated
from casestream.procedures.proceeds.sharing import DistributionPlanned, SharePaid
from casestream.procedures.rounds import RoundOpened

COSTS_AND_FEE = (Head.COSTS, Head.FEE)
CLAIM = tuple(head for head in Head if head not in COSTS_AND_FEE)
REALISED = (Source.DEDUCTION, Source.SALE)  # what the court itself turned into money


@frozen
class Collection:
    """An amount that was collected: its `reference`, its day, and whether a realisation of the court is behind it.

    `heads` are those that it may pay: what a distribution keeps back pays costs and fee, a creditor's share its claim.
    """

    reference: str
    on: date
    amount_fen: int
    realised: bool = False
    heads: tuple[Head, ...] = tuple(Head)


def collections(case: Case) -> list[Collection]:
    """Everything collected since the round in which the claim was itemised began, in the order of the log.

    Of money that creditors share, what was paid to the applicants and what was kept for costs.
    """
    shared = {receipt for plan in case.all(DistributionPlanned) for receipt in plan.receipts}
    seen: Counter[type[Event]] = Counter()
    pieces = []
    for ordinal, happened in _in_order(case):
        seen[type(happened)] += 1
        match happened:
            case ProceedsReceived(receipt=receipt) if receipt in shared:
                continue
            case ProceedsReceived(receipt=receipt, amount_fen=fen, source=source):
                piece = Collection(receipt, happened.on, fen, source in REALISED)
            case PaidToCreditor(receipt=receipt, amount_fen=fen):
                piece = Collection(receipt, happened.on, fen)
            case PerformedInKind(value_fen=fen):
                piece = Collection(f"以物履行 {seen[PerformedInKind]}", happened.on, fen)
            case AssetDisposed(asset=asset, realised_fen=fen, method=method) if method in SET_OFF:
                piece = Collection(f"抵债 {asset}", happened.on, fen)
            case SharePaid(voucher=voucher, amount_fen=fen, own=True):
                piece = _share(case, f"分配 {voucher}", fen)
            case DistributionPlanned(costs_fen=fen) if fen:
                piece = Collection(f"执行费用 {seen[DistributionPlanned]}", happened.on, fen, heads=COSTS_AND_FEE)
            case _:
                continue
        if ordinal > _itemised_in(case):
            pieces.append(piece)
    return pieces


def _share(case: Case, reference: str, fen: int) -> Collection:
    """A share bears the day and the nature of the money that is shared, not those of its payment."""
    plan = case.all(DistributionPlanned)[-1]
    money = [receipt for receipt in case.all(ProceedsReceived) if receipt.receipt in plan.receipts]
    realised = any(receipt.source in REALISED for receipt in money)
    return Collection(reference, max(receipt.on for receipt in money), fen, realised, CLAIM)


def _in_order(case: Case) -> list[tuple[int, Event]]:
    kinds = (ProceedsReceived, PaidToCreditor, PerformedInKind, AssetDisposed, SharePaid, DistributionPlanned)
    return sorted((pair for kind in kinds for pair in case._find(kind)), key=itemgetter(0))


def _itemised_in(case: Case) -> int:
    """Where the round began in which the claim was itemised."""
    itemised = max((ordinal for ordinal, _ in case._find(ClaimItemised)), default=0)
    return max((ordinal for ordinal, _ in case._find(RoundOpened) if ordinal < itemised), default=0)


def unallocated_fen(case: Case) -> int:
    """What was collected since the claim was itemised and not yet put to a head, what is being shared included."""
    since = _itemised_in(case)
    collected = sum(_collected(happened) for ordinal, happened in _in_order(case) if ordinal > since)
    return collected - int(case.total(ReceiptAllocated.amount_fen)) if case.has(ClaimItemised) else 0


def _collected(happened: Event) -> int:
    match happened:
        case ProceedsReceived(amount_fen=fen) | PaidToCreditor(amount_fen=fen) | PerformedInKind(value_fen=fen):
            return fen
        case AssetDisposed(realised_fen=fen, method=method) if method in SET_OFF:
            return fen
        case SharePaid(amount_fen=fen, own=False):
            return -fen
    return 0


def unallocated(case: Case) -> list[Collection]:
    """What was collected and not yet put to a head."""
    allocated = Counter(each.reference for each in case.all(ReceiptAllocated))
    left = []
    for piece in collections(case):
        if allocated[piece.reference]:
            allocated[piece.reference] -= 1
        else:
            left.append(piece)
    return left
