"""结案 — a round ends as performed (`satisfaction`), by a ruling (`rulings`) or off the docket (`striking_off`), past the `obstacles`."""

from casestream.procedures.closing.obstacles import case_is_not_deferred, case_is_not_suspended, close, is_closed_as
from casestream.procedures.closing.refusal import MAY_REFUSE, EnforcementRefused, RefuseEnforcement
from casestream.procedures.closing.refusal_request import (
    MAY_REQUEST_REFUSAL,
    RefusalGround,
    RefusalRequested,
    RequestRefusal,
)
from casestream.procedures.closing.rulings import (
    MAY_DISMISS,
    MAY_TERMINATE_ENFORCEMENT,
    ApplicationDismissed,
    DismissApplication,
    EnforcementTerminated,
    TerminateEnforcement,
    TerminationGround,
    end_against_debtor,
    end_by_declaration,
)
from casestream.procedures.closing.satisfaction import (
    MAY_CLOSE_SATISFIED,
    MAY_RECORD_ACT,
    ActPerformed,
    CloseSatisfied,
    EnforcementSatisfied,
    HowPerformed,
    RecordAct,
    act_is_owed,
)
from casestream.procedures.closing.striking_off import (
    MAY_COMMAND_STRIKE_OFF,
    MAY_STRIKE_OFF,
    StrikeOff,
    strike_off_elsewhere,
    strike_off_entrusted,
    strike_off_returned,
    strike_off_transferred,
)
from casestream.procedures.rounds import StrikeOffReason, StruckOff

__all__ = [
    "MAY_CLOSE_SATISFIED",
    "MAY_COMMAND_STRIKE_OFF",
    "MAY_DISMISS",
    "MAY_RECORD_ACT",
    "MAY_REFUSE",
    "MAY_REQUEST_REFUSAL",
    "MAY_STRIKE_OFF",
    "MAY_TERMINATE_ENFORCEMENT",
    "ActPerformed",
    "ApplicationDismissed",
    "CloseSatisfied",
    "DismissApplication",
    "EnforcementRefused",
    "EnforcementSatisfied",
    "EnforcementTerminated",
    "HowPerformed",
    "RecordAct",
    "RefusalGround",
    "RefusalRequested",
    "RefuseEnforcement",
    "RequestRefusal",
    "StrikeOff",
    "StrikeOffReason",
    "StruckOff",
    "TerminateEnforcement",
    "TerminationGround",
    "act_is_owed",
    "case_is_not_deferred",
    "case_is_not_suspended",
    "close",
    "end_against_debtor",
    "end_by_declaration",
    "is_closed_as",
    "strike_off_elsewhere",
    "strike_off_entrusted",
    "strike_off_returned",
    "strike_off_transferred",
]
