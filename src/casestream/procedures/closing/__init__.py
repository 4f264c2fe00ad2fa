"""结案 — a round ends as performed (`satisfaction`), by a ruling (`rulings`) or off the docket (`striking_off`), past the `obstacles`."""

from casestream.procedures.closing.obstacles import case_is_not_deferred, case_is_not_suspended, close, is_closed_as
from casestream.procedures.closing.rulings import (
    MAY_DISMISS,
    MAY_REFUSE,
    MAY_TERMINATE_ENFORCEMENT,
    ApplicationDismissed,
    DismissApplication,
    EnforcementRefused,
    EnforcementTerminated,
    RefusalGround,
    RefuseEnforcement,
    TerminateEnforcement,
    TerminationGround,
    end_against_debtor,
    terminate_enforcement,
)
from casestream.procedures.closing.satisfaction import MAY_CLOSE_SATISFIED, CloseSatisfied, EnforcementSatisfied
from casestream.procedures.closing.striking_off import (
    MAY_COMMAND_STRIKE_OFF,
    MAY_STRIKE_OFF,
    StrikeOff,
    strike_off,
    strike_off_entrusted,
    strike_off_returned,
    strike_off_transferred,
)
from casestream.procedures.rounds import StrikeOffReason, StruckOff

__all__ = [
    "MAY_CLOSE_SATISFIED",
    "MAY_COMMAND_STRIKE_OFF",
    "MAY_DISMISS",
    "MAY_REFUSE",
    "MAY_STRIKE_OFF",
    "MAY_TERMINATE_ENFORCEMENT",
    "ApplicationDismissed",
    "CloseSatisfied",
    "DismissApplication",
    "EnforcementRefused",
    "EnforcementSatisfied",
    "EnforcementTerminated",
    "RefusalGround",
    "RefuseEnforcement",
    "StrikeOff",
    "StrikeOffReason",
    "StruckOff",
    "TerminateEnforcement",
    "TerminationGround",
    "case_is_not_deferred",
    "case_is_not_suspended",
    "close",
    "end_against_debtor",
    "is_closed_as",
    "strike_off",
    "strike_off_entrusted",
    "strike_off_returned",
    "strike_off_transferred",
    "terminate_enforcement",
]
