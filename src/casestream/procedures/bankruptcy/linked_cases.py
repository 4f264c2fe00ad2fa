"""关联案件 — what a debtor's bankruptcy means for every case against it.

What happens to the debtor reaches each linked case through a reaction: the decision suspends all of them, a refusal to
accept lifts that, a declaration of bankruptcy ends them. A case linked later is caught up at once. A case that is parked or
closed has nothing to suspend, and must not hold up the others, so these commands are quiet there.
"""

from datetime import date

from casestream.kernel import Case, Command, Event, command, decides, reacts
from casestream.procedures.bankruptcy.debtor import CaseLinked
from casestream.procedures.bankruptcy.handover import (
    BankruptcyDeclared,
    BankruptcyHandoverDecided,
    BankruptcyNotAccepted,
    handed_over,
)
from casestream.procedures.closing import TerminateEnforcement, TerminationGround, terminate_enforcement
from casestream.procedures.rounds import Round
from casestream.procedures.suspension import (
    LiftSuspension,
    Suspend,
    Suspended,
    SuspensionReason,
    lift_suspension,
    suspend,
)

# --- decisions ---


@command("因移送破产中止执行", "Suspend for bankruptcy")
class SuspendForBankruptcy(Command):
    """Suspend one linked case. It is quiet where no round is open."""


@command("破产不予受理后恢复", "Go on after bankruptcy was not accepted")
class ResumeAfterBankruptcy(Command):
    """Lift that suspension in one linked case; `noticed`: the parties were told in writing."""

    noticed: bool


@command("因宣告破产终结执行", "End by declaration of bankruptcy")
class EndByBankruptcy(Command):
    """Terminate enforcement in one linked case that is open."""

    served_on: date
    reviewed: bool


@decides(SuspendForBankruptcy)
def suspend_for_bankruptcy(case: Case, ask: SuspendForBankruptcy) -> list[Event]:
    """中止对该被执行人的执行 (民诉法解释第五百一十一条); quiet where no round is open."""
    if not case[Round].is_open:
        return []
    return suspend(case, Suspend(case=ask.case, on=ask.on, reason=SuspensionReason.BANKRUPTCY))


@decides(ResumeAfterBankruptcy)
def resume_after_bankruptcy(case: Case, ask: ResumeAfterBankruptcy) -> list[Event]:
    """恢复执行 (民诉法解释第五百一十三条); quiet where bankruptcy had not suspended the round."""
    where = {"reason": SuspensionReason.BANKRUPTCY}
    if not case[Round].is_open or not case.this_round.has(Suspended, where):
        return []
    lift = LiftSuspension(case=ask.case, on=ask.on, reason=SuspensionReason.BANKRUPTCY, noticed=ask.noticed)
    return lift_suspension(case, lift)


@decides(EndByBankruptcy)
def end_by_bankruptcy(case: Case, ask: EndByBankruptcy) -> list[Event]:
    """裁定终结执行 (民诉法解释第五百一十三条); quiet where no round is open."""
    if not case[Round].is_open:
        return []
    ending = TerminateEnforcement(
        case=ask.case, on=ask.on, ground=TerminationGround.BANKRUPT, served_on=ask.served_on, reviewed=ask.reviewed
    )  # fmt: skip
    return terminate_enforcement(case, ending)


# --- reactions ---


def linked_here(debtor: Case) -> list[str]:
    """The linked cases that this log keeps, in the order in which they were linked."""
    return [linked.case for linked in debtor.all(CaseLinked, {"kept_here": True})]


@reacts(BankruptcyHandoverDecided)
def suspend_every_case(decided: Event, debtor: Case) -> list[Command]:
    """All of the debtor's cases stand still from the day of the decision."""
    return [SuspendForBankruptcy(case=case, on=decided.on) for case in linked_here(debtor)]


@reacts(BankruptcyNotAccepted)
def resume_every_case(refused: Event, debtor: Case) -> list[Command]:
    """All of them go on."""
    noticed = debtor.has(BankruptcyNotAccepted, {"noticed": True})
    return [ResumeAfterBankruptcy(case=case, on=refused.on, noticed=bool(noticed)) for case in linked_here(debtor)]


@reacts(BankruptcyDeclared)
def end_every_case(declared: Event, debtor: Case) -> list[Command]:
    """All of them end."""
    return [_ending(case, declared.on, debtor) for case in linked_here(debtor)]


@reacts(CaseLinked)
def catch_up(linked: Event, debtor: Case) -> list[Command]:
    """A case that is found later is treated as the others were."""
    if not isinstance(linked, CaseLinked) or not linked.kept_here:
        return []
    if debtor.has(BankruptcyDeclared):
        return [_ending(linked.case, linked.on, debtor)]
    return [SuspendForBankruptcy(case=linked.case, on=linked.on)] if bool(handed_over(debtor)) else []


def _ending(case: str, on: date, debtor: Case) -> EndByBankruptcy:
    declared = debtor.all(BankruptcyDeclared)[-1]
    return EndByBankruptcy(case=case, on=on, served_on=declared.served_on, reviewed=declared.reviewed)
