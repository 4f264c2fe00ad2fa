"""关联案件 — what a debtor's bankruptcy means for every case against it.

What happens to the debtor reaches each linked case through a reaction: the decision suspends all of them, a refusal to
accept lifts that, a declaration of bankruptcy ends them. A case linked later is caught up at once. Where the case has
other debtors, it goes on against them. A case that waits to be filed or resumed is suspended too, so that it does not go
on meanwhile; one that is closed for good must not hold up the others, so these commands are quiet there.
"""

from datetime import date

from casestream.kernel import Bench, Case, Command, Event, command, decides, reacts
from casestream.kernel.errors import BadRequest
from casestream.procedures.asset_search import AssetFound
from casestream.procedures.bankruptcy.debtor import BankruptcyDismissed, CaseLinked
from casestream.procedures.bankruptcy.handover import (
    BankruptcyAccepted,
    BankruptcyDeclared,
    BankruptcyHandoverDecided,
    BankruptcyNotAccepted,
    PropertyHandedOver,
    handed_over,
)
from casestream.procedures.closing import end_against_debtor, end_by_declaration
from casestream.procedures.control import ReleaseReason
from casestream.procedures.filing import EnforcementApplied, debtors_of
from casestream.procedures.lifting import ReleaseAsset, release
from casestream.procedures.rounds import Round, is_open, is_parked
from casestream.procedures.standstill import EnforcementAgainstDebtorEnded
from casestream.procedures.suspension import (
    LiftSuspension,
    Suspend,
    SuspensionReason,
    holds_for,
    lift_suspension,
    suspend,
)
from casestream.procedures.suspension.suspending import WAITING_MODES

# --- decisions ---


@command("因移送破产中止执行", "Suspend for bankruptcy")
class SuspendForBankruptcy(Command):
    """Suspend one linked case, against `debtor` if it has others. It is quiet where nothing can go on."""

    debtor: str = ""


@command("破产不予受理后恢复", "Go on after bankruptcy was not accepted")
class ResumeAfterBankruptcy(Command):
    """Lift that suspension in one linked case; `noticed`: the parties were told in writing."""

    noticed: bool
    debtor: str = ""


@command("因宣告破产终结执行", "End by declaration of bankruptcy")
class EndByBankruptcy(Command):
    """Terminate enforcement in one linked case that is open or parked, against `debtor` if it has others."""

    served_on: date
    reviewed: bool
    debtor: str = ""


@command("因受理破产解除保全", "Release for bankruptcy")
class ReleaseForBankruptcy(Command):
    """Lift the measures on the debtor's assets in one linked case."""

    debtor: str = ""


def _concerned(case: Case, debtor: str) -> str:
    """Against whom it goes in this case: the debtor, or "" for the whole case where it has no other.

    Raises:
        BadRequest: the case has several debtors, and none is called so.
    """
    named = set(debtors_of(case))
    if not debtor or len(named) < 2:
        return ""
    if debtor not in named:
        raise BadRequest(
            f"{case.number or case.id} 有多名被执行人，没有名为“{debtor}”的",
            f"{case.number or case.id} has several debtors, and none is called {debtor!r}",
            "关联案件时写明其在案中的名称（named）",
            "when you link the case, say what the debtor is called in it (named)",
        )
    return debtor


@decides(SuspendForBankruptcy)
def suspend_for_bankruptcy(case: Case, ask: SuspendForBankruptcy) -> list[Event]:
    """中止对该被执行人的执行 (民诉法解释第五百一十一条), in a case that waits too; quiet where nothing can go on."""
    never_opened = bool(case.has(EnforcementApplied)) and not case.rounds
    if not (case[Round].is_open or case[Round].mode in WAITING_MODES or never_opened):
        return []
    suspending = Suspend(
        case=ask.case, on=ask.on, reason=SuspensionReason.BANKRUPTCY, debtor=_concerned(case, ask.debtor)
    )  # fmt: skip
    return suspend(case, suspending)


@decides(ResumeAfterBankruptcy)
def resume_after_bankruptcy(case: Case, ask: ResumeAfterBankruptcy) -> list[Event]:
    """恢复执行 (民诉法解释第五百一十三条); quiet where bankruptcy had not suspended the case."""
    debtor = _concerned(case, ask.debtor)
    if not holds_for(case, SuspensionReason.BANKRUPTCY, debtor):
        return []
    lift = LiftSuspension(
        case=ask.case, on=ask.on, reason=SuspensionReason.BANKRUPTCY, noticed=ask.noticed, debtor=debtor
    )  # fmt: skip
    return lift_suspension(case, lift)


@decides(EndByBankruptcy)
def end_by_bankruptcy(case: Case, ask: EndByBankruptcy, bench: Bench) -> list[Event]:
    """裁定终结对该被执行人的执行 (民诉法解释第五百一十三条); the case ends when no other debtor is left in it."""
    if not bool(is_open(case) | is_parked(case)):
        return []
    debtor = _concerned(case, ask.debtor)
    ended = {one.debtor for one in case.all(EnforcementAgainstDebtorEnded)} | {debtor}
    if debtor and set(debtors_of(case)) - ended:
        return end_against_debtor(case, ask.on, debtor, served_on=ask.served_on, reviewed=ask.reviewed)
    return end_by_declaration(case, ask.on, bench, served_on=ask.served_on, reviewed=ask.reviewed)


@decides(ReleaseForBankruptcy)
def release_for_bankruptcy(case: Case, ask: ReleaseForBankruptcy) -> list[Event]:
    """解除对被执行人财产的保全措施 (民诉法解释第五百一十三条): each measure on an asset of that debtor, once."""
    debtor = _concerned(case, ask.debtor)
    owned = {found.asset: None for found in case.all(AssetFound) if debtor in ("", found.debtor)}
    released: list[Event] = []
    for asset in owned:
        released += release(
            case,
            ReleaseAsset(
                case=ask.case, on=ask.on, asset=asset, reason=ReleaseReason.OTHER, note="受理破产案件，解除保全措施"
            ),
        )
    return released


# --- reactions ---


def linked_here(debtor: Case) -> list[tuple[str, str]]:
    """The linked cases that this log keeps, in the order in which they were linked, and the debtor's name in each."""
    return [(linked.case, linked.named or debtor.id) for linked in debtor.all(CaseLinked, {"kept_here": True})]


@reacts(BankruptcyHandoverDecided)
@reacts(BankruptcyAccepted)
def suspend_every_case(decided: Event, debtor: Case) -> list[Command]:
    """All of the debtor's cases stand still from the day of the decision, or of an acceptance that a party asked for."""
    return [SuspendForBankruptcy(case=case, on=decided.on, debtor=name) for case, name in linked_here(debtor)]


@reacts(BankruptcyNotAccepted)
@reacts(BankruptcyDismissed)
def resume_every_case(refused: Event, debtor: Case) -> list[Command]:
    """All of them go on."""
    noticed = isinstance(refused, BankruptcyNotAccepted | BankruptcyDismissed) and refused.noticed
    return [
        ResumeAfterBankruptcy(case=case, on=refused.on, noticed=noticed, debtor=name)
        for case, name in linked_here(debtor)
    ]


@reacts(BankruptcyDeclared)
def end_every_case(declared: Event, debtor: Case) -> list[Command]:
    """All of them end."""
    return [_ending(case, declared.on, debtor, name) for case, name in linked_here(debtor)]


@reacts(PropertyHandedOver)
def release_its_assets(handed: Event, debtor: Case) -> list[Command]:
    """The measures on the debtor's assets in that case are lifted."""
    return [
        ReleaseForBankruptcy(case=case, on=handed.on, debtor=name)
        for case, name in linked_here(debtor)
        if isinstance(handed, PropertyHandedOver) and case == handed.case
    ]


@reacts(CaseLinked)
def catch_up(linked: Event, debtor: Case) -> list[Command]:
    """A case that is found later is treated as the others were."""
    if not isinstance(linked, CaseLinked) or not linked.kept_here:
        return []
    if debtor.has(BankruptcyDeclared):
        return [_ending(linked.case, linked.on, debtor, linked.named or debtor.id)]
    suspending = SuspendForBankruptcy(case=linked.case, on=linked.on, debtor=linked.named or debtor.id)
    stands_still = handed_over(debtor) | debtor.during(BankruptcyAccepted, BankruptcyDismissed)
    return [suspending] if bool(stands_still) else []


def _ending(case: str, on: date, debtor: Case, name: str) -> EndByBankruptcy:
    declared = debtor.all(BankruptcyDeclared)[-1]
    reviewed = declared.reviewed or bool(declared.proposal)
    return EndByBankruptcy(case=case, on=on, served_on=declared.served_on, reviewed=reviewed, debtor=name)
