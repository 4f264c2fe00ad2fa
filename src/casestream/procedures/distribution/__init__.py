"""参与分配 — several creditors share what one debtor's property brings.

`participation` says who takes part, `shares` what each gets, `plan` how it is laid before them, `dispute` and `suit` what
becomes of an objection, `paying` when a share is paid.
"""

from casestream.procedures.distribution.dispute import (
    NotifyObjection,
    NotifyOpposition,
    ObjectionNotified,
    ObjectionOpposed,
    OpposeObjection,
    OppositionNotified,
)
from casestream.procedures.distribution.participation import ApplyDistribution
from casestream.procedures.distribution.paying import EndDistribution, PayShare
from casestream.procedures.distribution.plan import (
    MakePlan,
    ObjectToPlan,
    PlanObjected,
    PlanPartyListed,
    PlanServed,
    ServePlan,
    ShareAwarded,
)
from casestream.procedures.distribution.shares import Claim, pro_rata, shared
from casestream.procedures.distribution.suit import (
    AmendPlan,
    EscrowShare,
    PlanAmended,
    PlanChange,
    PlanSued,
    Share,
    ShareEscrowed,
    SueOnPlan,
)

__all__ = [
    "AmendPlan",
    "ApplyDistribution",
    "Claim",
    "EndDistribution",
    "EscrowShare",
    "MakePlan",
    "NotifyObjection",
    "NotifyOpposition",
    "ObjectToPlan",
    "ObjectionNotified",
    "ObjectionOpposed",
    "OpposeObjection",
    "OppositionNotified",
    "PayShare",
    "PlanAmended",
    "PlanChange",
    "PlanObjected",
    "PlanPartyListed",
    "PlanServed",
    "PlanSued",
    "ServePlan",
    "Share",
    "ShareAwarded",
    "ShareEscrowed",
    "SueOnPlan",
    "pro_rata",
    "shared",
]
