"""法院表 — whose officers take a step: those of the court in charge, and for the commands of these rows another court's too.

A stream that has no court yet admits any. So does a machine: it carries on in one case what was done in another.
"""

from collections.abc import Callable
from typing import Any

from attrs import frozen

from casestream.kernel import Case
from casestream.kernel.errors import DeclarationError
from casestream.kernel.event import CommandClass
from casestream.procedures import (
    assistance,
    bankruptcy,
    cluster,
    correction,
    cross_enforcement,
    entrustment,
    figures,
    filing,
    hotline,
    meeting,
    resumption,
    suspension,
)
from casestream.procedures.auction import priority_transfer
from casestream.procedures.cross_enforcement import selection
from casestream.procedures.cross_enforcement import supervision as cross_supervision
from casestream.procedures.cross_enforcement.modes import HIGHEST
from casestream.procedures.petition import handling
from casestream.procedures.remedies import reconsideration
from casestream.procedures.remedies import supervision as remedy_supervision
from casestream.procedures.rounds import RoundOpened, StruckOff
from casestream.procedures.sanction import review

Admits = Callable[[Case, Any, str], bool]


@frozen
class Others:
    """Which courts take a step besides the one in charge: `admits` answers `(case, ask, court)`."""

    zh: str
    en: str
    admits: Admits


FROM: dict[CommandClass, Others] = {}


def also_from(zh: str, en: str, admits: Admits, *commands: CommandClass) -> None:
    """Declare a row: these commands come from the court in charge or from such a court.

    Raises:
        DeclarationError: a command stands in another row already.
    """
    for each in commands:
        if each in FROM:
            raise DeclarationError(f"{each.__qualname__} stands in one row of courts at most")
        FROM[each] = Others(zh, en, admits)


# --- which court ---


def _stands_above(court: str, below: str) -> bool:
    """By the codes alone: a shorter one of the same province, or 最高法. Whether it is the very superior its own rule says."""
    same_province = court[:1] == below[:1] and len(court) < len(below)
    return court != below and (court == HIGHEST or (below != HIGHEST and same_province))


def _superior(case: Case, ask: Any, court: str) -> bool:
    return _stands_above(court, case.court)


def _decider(case: Case, ask: Any, court: str) -> bool:
    return bool(court == ask.decided_by)


def _below(case: Case, ask: Any, court: str) -> bool:
    return _stands_above(case.court, court)


def _ordered(case: Case, ask: Any, court: str) -> bool:
    return any(court == each.to_court for each in case.all(cross_enforcement.CrossOrdered))


def _entrusted(case: Case, ask: Any, court: str) -> bool:
    return any(court == each.to_court for each in case.all(entrustment.EntrustmentSent))


def _entrusting(case: Case, ask: Any, court: str) -> bool:
    return any(court == each.from_court for each in case.all(entrustment.EntrustmentFiled))


def _asked(case: Case, ask: Any, court: str) -> bool:
    return any(court == each.to_court for each in case.all(assistance.AssistanceRequested, {"request": ask.request}))


def _went_back_to(case: Case, ask: Any, court: str) -> bool:
    struck = case.last_event(StruckOff)
    return struck is not None and court == struck.to_court


def _applied_to(case: Case, ask: Any, court: str) -> bool:
    applied = case.last_event(filing.EnforcementApplied)
    return applied is not None and court == applied.court


def _names_itself(case: Case, ask: Any, court: str) -> bool:
    return bool(court == ask.court)


def _sent_to(case: Case, ask: Any, court: str) -> bool:
    return any(court == each.to_court for each in case.all(handling.PetitionScreened))


def _had_it(case: Case, ask: Any, court: str) -> bool:
    return any(court == each.court for each in case.all(RoundOpened))


def _any(case: Case, ask: Any, court: str) -> bool:
    return True


# --- the table ---

also_from(
    "上级法院", "a court above it", _superior,
    cross_enforcement.ScreenForPreCross, cross_enforcement.ExpirePreCross, selection.SelectForCross,
    cross_supervision.LapseSupervision, cross_supervision.ExcuseDelay, priority_transfer.DesignateAssetCourt,
    suspension.Defer, suspension.EndDeferral, reconsideration.SeekReconsideration, review.FileReview,
)  # fmt: skip
also_from(
    "作出决定的法院", "the court that decides", _decider,
    cross_enforcement.OrderCross, cross_supervision.DriveToEnd, cluster.Centralize, cluster.CentralizeCase,
)  # fmt: skip
also_from(
    "受指令的下级法院", "the court below to which the order went", _below,
    remedy_supervision.QuestionOrder, remedy_supervision.MakeCorrection,
)  # fmt: skip
also_from(
    "裁定、决定指明的法院", "the court that the decision names", _ordered,
    cross_enforcement.ReturnCross, cross_enforcement.AcceptCross,
)  # fmt: skip
also_from(
    "受托法院", "the court that is entrusted", _entrusted,
    entrustment.ReceiveEntrustment, entrustment.AskForPapers, entrustment.FileEntrusted, entrustment.BeginEntrusted,
    entrustment.ReportEntrusted, entrustment.ReturnEntrustment,
)  # fmt: skip
also_from(
    "委托法院", "the court that entrusted", _entrusting, entrustment.SupplyPapers, entrustment.AskInstruction,
)  # fmt: skip
also_from(
    "受请求协助的法院", "the court that was asked for help", _asked,
    assistance.AcceptAssistance, assistance.PerformAssistance, assistance.ReturnAssistance,
)  # fmt: skip
also_from(
    "销案后接手的法院", "the court to which the case went when struck off", _went_back_to, resumption.ResumeEnforcement
)
also_from("受理申请的法院", "the court that was applied to", _applied_to, filing.FileCase)
also_from(
    "命令写明的法院",
    "the court that the command names",
    _names_itself,
    filing.ApplyForEnforcement,
    meeting.HoldMeeting,
    figures.PublishFigures,
)
also_from(
    "交办的法院", "the court to which the petition was sent", _sent_to,
    handling.RegisterPetition, handling.ReportPetitionProgress, handling.FinishPetition,
)  # fmt: skip
also_from("曾办理本案的法院", "a court that had the case", _had_it, correction.CorrectRecord, correction.AnnulRecord)
also_from(
    "任一法院", "any court", _any,  # A cluster, a debtor, a call or a meeting is about cases of several courts.
    cluster.AddToCluster, cluster.RemoveFromCluster, meeting.FollowUpDecision, hotline.DispatchOfficers,
    hotline.ReportDispatch, bankruptcy.LinkCase, bankruptcy.RecordBankruptcyConsent, bankruptcy.FindInsolvency,
    bankruptcy.ApproveHandover, bankruptcy.DecideBankruptcyHandover, bankruptcy.SendMaterials,
    bankruptcy.RecordBankruptcyAccepted, bankruptcy.RecordBankruptcyNotAccepted, bankruptcy.RecordBankruptcyDeclared,
    bankruptcy.HandOverProperty,
)  # fmt: skip
