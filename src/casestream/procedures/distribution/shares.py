"""分配计算 — how much each creditor gets: whoever has priority first, then in proportion or by the order of sealing.

Pure arithmetic in whole fen. A proportion is rounded by the largest remainder, the earlier creditor first where two are
equal, so that the shares always add up.
"""

from collections.abc import Sequence
from itertools import groupby

from attrs import frozen

from casestream.kernel.errors import NotAnAmount
from casestream.procedures.proceeds import Rank

SEQUENCE = (Rank.PRIORITY, Rank.SEALED, Rank.ORDINARY)


@frozen
class Claim:
    """What a creditor may ask for, and on what footing."""

    creditor: str
    fen: int
    rank: Rank
    place: int = 0


def pro_rata(amount_fen: int, claims: Sequence[int]) -> list[int]:
    """The amount in proportion to the claims, and no creditor more than its claim.

    Raises:
        NotAnAmount: an amount is negative.
    """
    if amount_fen < 0 or any(claim < 0 for claim in claims):
        raise NotAnAmount("分配金额不能为负数", "an amount to share is not negative", "核对金额", "check the amounts")
    total = sum(claims)
    if amount_fen >= total:
        return list(claims)
    shares = [amount_fen * claim // total for claim in claims]
    by_remainder = sorted(range(len(claims)), key=lambda at: (-(amount_fen * claims[at] % total), at))
    for at in by_remainder[: amount_fen - sum(shares)]:
        shares[at] += 1
    return shares


def shared(amount_fen: int, claims: Sequence[Claim]) -> dict[str, int]:
    """What each creditor gets of an amount, the costs of the enforcement taken out (民诉法解释第五百零八、五百一十四条).

    Each class and, within those with priority or a sealing, each place is paid before the next; equals in proportion.
    """
    shares = dict.fromkeys((claim.creditor for claim in claims), 0)

    def level(claim: Claim) -> tuple[int, int]:
        return SEQUENCE.index(claim.rank), 0 if claim.rank is Rank.ORDINARY else claim.place

    for _, group in groupby(sorted(claims, key=level), key=level):
        equals = list(group)
        for claim, share in zip(equals, pro_rata(amount_fen, [claim.fen for claim in equals]), strict=True):
            shares[claim.creditor] += share
            amount_fen -= share
    return shares
