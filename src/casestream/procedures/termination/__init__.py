"""终本 — `ending` holds the rule `MAY_TERMINATE`, `preconditions` and `interview` what it asks for, `aftercare` the five years after."""

from casestream.procedures.credit import PostTerminationQueried
from casestream.procedures.termination.aftercare import (
    MAY_QUERY_AFTERWARDS,
    RecordPostTerminationQuery,
)
from casestream.procedures.termination.check import ITEMS, NINE_ITEMS, Item
from casestream.procedures.termination.ending import MAY_TERMINATE, RoundTerminated, TerminateRound
from casestream.procedures.termination.interview import (
    MAY_CONFIRM,
    MAY_INTERVIEW,
    ApplicantConfirmedTermination,
    ConfirmTermination,
    HoldInterview,
    InterviewHeld,
)
from casestream.procedures.termination.stock_exit import MAY_LEAVE_STOCK, LeaveStock

__all__ = [
    "ITEMS",
    "MAY_CONFIRM",
    "MAY_INTERVIEW",
    "MAY_LEAVE_STOCK",
    "MAY_QUERY_AFTERWARDS",
    "MAY_TERMINATE",
    "NINE_ITEMS",
    "ApplicantConfirmedTermination",
    "ConfirmTermination",
    "HoldInterview",
    "InterviewHeld",
    "Item",
    "LeaveStock",
    "PostTerminationQueried",
    "RecordPostTerminationQuery",
    "RoundTerminated",
    "TerminateRound",
]
