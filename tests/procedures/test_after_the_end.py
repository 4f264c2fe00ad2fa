"""Jurisdiction, requests for refusal, acts, the way out of the stock, reversal, and interference after the end."""

from datetime import date, timedelta

import pytest
from paths import APPLICANT, BASIS, CLAIMED_FEN, DEBTOR, FILED, path_to_filing, path_to_termination, terminate

import casestream
from casestream.kernel import Command
from casestream.kernel.errors import BadRequest
from casestream.kernel.rule import only
from casestream.procedures.aftermath import InterferenceRemoved, RemoveInterference
from casestream.procedures.closing import (
    MAY_REFUSE,
    ActPerformed,
    CloseSatisfied,
    EnforcementRefused,
    EnforcementSatisfied,
    HowPerformed,
    RecordAct,
    RefusalGround,
    RefusalRequested,
    RefuseEnforcement,
    RequestRefusal,
    StruckOff,
    TerminateEnforcement,
    TerminationGround,
)
from casestream.procedures.filing import ApplyForEnforcement, CaseFiled, ClaimKind, EnforcementApplied
from casestream.procedures.jurisdiction import (
    JurisdictionObjected,
    JurisdictionRuled,
    ObjectToJurisdiction,
    RuleOnJurisdiction,
)
from casestream.procedures.notice import IssueNotice
from casestream.procedures.proceeds import ConfirmPayment, outstanding_fen
from casestream.procedures.resumption import EnforcementResumed, ResumeEnforcement, ResumptionGround
from casestream.procedures.reversal import BasisRevoked, OrderReversal, RecordRevocation, ReversalOrdered
from casestream.procedures.rounds import LeftStock, RoundClosed, RoundOpened, is_parked
from casestream.procedures.settlement import (
    HowSettled,
    Item,
    RecordSettlement,
    ReportBreach,
    SettlementSued,
    SueOnSettlement,
)
from casestream.procedures.suspension import LiftSuspension, Suspend, SuspensionReason
from casestream.procedures.termination import LeaveStock, RecordPostTerminationQuery
from casestream.procedures.termination.stock_exit import MAY_LEAVE_STOCK
from casestream.testing import JUDGE, evolve, given
from casestream.testing.scenario import Given
from casestream.testing.simulator import StoryClock

ON = date(2024, 3, 4)
DAY = timedelta(days=1)


def filed() -> Given:
    return given(*path_to_filing())
