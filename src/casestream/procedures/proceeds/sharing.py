"""参与分配的状态 — whether money has to be shared among creditors, and to whom a share of it was just awarded.

How it is shared is decided in `casestream.procedures.distribution`. The events are here because every pay-out must know.
"""

from casestream.kernel import Asked, Event, Label, Truth, event, key
from casestream.kernel.event import field

# --- events ---


class Rank(Label):
    """On what footing a creditor takes part."""

    PRIORITY = "priority", "优先受偿", "with priority"
    ORDINARY = "ordinary", "普通债权", "ordinary"
    SEALED = "sealed", "按查封顺序受偿", "by the order of sealing"


@event("distribution.applied", "申请参与分配", "Participation applied for")
class DistributionApplied(Event):
    """A creditor takes part in what one debtor's property brings.

    `place` orders those with priority, and those who sealed: 1 before 2. `applicant` names the creditor once more where
    it is an applicant of this case. `insufficient`: the application says why the property does not cover every debt.
    `outside_bankruptcy`: nobody agrees to hand the enterprise over, or the court there does not take the case.
    """

    creditor: str = key("payee", zh="债权人")
    debtor: str = key("debtor")
    claim_fen: int = field(zh="债权金额")
    rank: Rank = field(zh="受偿地位")
    place: int = field(zh="先后顺位", default=0)
    instrument: str = field(zh="执行依据", default="")
    insufficient: bool = field(zh="财产不足清偿", default=True)
    applicant: str = key("applicant", zh="本案申请执行人", default="")
    outside_bankruptcy: bool = field(zh="不移送或者不受理破产", default=False)


@event("distribution.planned", "财产分配方案", "Plan of distribution made")
class DistributionPlanned(Event):
    """How what came in on these `receipts` is shared: `costs_fen` of the enforcement first, the rest to so many `creditors`."""

    debtor: str = key("debtor")
    receipts: tuple[str, ...] = field(zh="所分配的到账款")
    amount_fen: int
    costs_fen: int = field(zh="执行费用")
    creditors: int = field(zh="债权人数")


@event("distribution.share_paid", "分配款支付", "Share paid")
class SharePaid(Event):
    """A share, or the undisputed part of it, goes to the creditor: the pay-out follows at once.

    `own`: the creditor is an applicant of this case, so that its claim here is paid by so much.
    """

    payee: str = key("payee")
    amount_fen: int
    own: bool = field(zh="本案申请执行人", default=False)
    voucher: str = ""


@event("distribution.ended", "参与分配终结", "Distribution ended")
class DistributionEnded(Event):
    """Every share was paid; a new creditor would begin a new distribution."""


# --- state ---


def is_shared(case: Asked) -> Truth:
    """Whether creditors take part, so that money leaves only by a plan."""
    return case.during(DistributionApplied, DistributionEnded)
