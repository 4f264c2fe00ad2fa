"""停止执行的状态 — whether enforcement stands still: suspended (中止), deferred (暂缓), or ended against one debtor.

How a case comes to stand still is decided in `suspension` and `bankruptcy`, what a revoked basis gives back in `reversal`.
The events are here, early, because every measure must know of them. They outlive a
round: a new number, or a new court, does not set a case going again.
"""

from datetime import date

from casestream.kernel import AnyDay, Asked, Event, Label, Truth, condition, event, key
from casestream.procedures.filing import DebtorNamed, every_debtor
from casestream.procedures.instruments import BANKRUPTCY, cpl, ji

# --- law ---

PERISHABLES = BANKRUPTCY.article("第八条", mark="K-high")

# --- events ---


class SuspensionReason(Label):
    """Why enforcement is suspended (民事诉讼法第二百六十七条)."""

    APPLICANT_AGREES = "applicant_agrees", "申请人表示可以延期执行", "the applicant agrees to wait"
    THIRD_PARTY_OBJECTION = (
        "third_party_objection",
        "案外人提出确有理由的异议",
        "a third party objects with good reason",
    )
    PARTY_DIED = "party_died", "等待继承人", "a party died and the heirs are awaited"
    PARTY_ENDED = "party_ended", "尚未确定权利义务承受人", "an entity ended and its successor is awaited"
    SETTLEMENT = "settlement", "执行和解", "the parties settled"
    BANKRUPTCY = "bankruptcy", "移送破产审查", "handed over to bankruptcy"
    RETRIAL = "retrial", "再审", "the basis is being retried"
    OTHER = "other", "其他应当中止的情形", "another good reason"


# Reasons to which the applicant agreed: what is paid meanwhile is paid out, and whoever resumes gives them up.
AGREED = (SuspensionReason.APPLICANT_AGREES, SuspensionReason.SETTLEMENT)
IMPOSED = tuple(reason for reason in SuspensionReason if reason not in AGREED)


@event("suspension.suspended", "中止执行", "Enforcement suspended")
class Suspended(Event):
    """Enforcement stands still until the reason ceases, against one `debtor`, or (named nobody) in the whole case."""

    reason: SuspensionReason
    note: str = ""
    debtor: str = key("debtor", default="")


@event("suspension.lifted", "恢复执行（中止消失）", "Suspension lifted")
class SuspensionLifted(Event):
    """One reason ceased; `noticed` tells whether the parties were told in writing."""

    reason: SuspensionReason
    noticed: bool
    debtor: str = key("debtor", default="")


@event("suspension.deferred", "暂缓执行", "Enforcement deferred")
class Deferred(Event):
    """Measures wait until `until`: because the debtor gave security and the applicant consents, or a superior says so."""

    until: date
    secured: bool
    consented: bool
    by_superior: bool = False
    superior_extended: bool = False


@event("suspension.deferral_ended", "暂缓执行结束", "Deferral ended")
class DeferralEnded(Event):
    """The deferral ended before its day."""


@event("reversal.basis_revoked", "执行依据被撤销", "Basis revoked")
class BasisRevoked(Event):
    """An effective instrument, `number`, revoked or changed the basis."""

    number: str


@event("closing.ended_against_debtor", "对该被执行人终结执行", "Enforcement against one debtor ended")
class EnforcementAgainstDebtorEnded(Event):
    """One of several debtors was declared bankrupt: enforcement against it ended, the case goes on against the others."""

    debtor: str = key("debtor")
    served_on: date
    reviewed: bool
    relied_on: tuple[str, ...] = ()


# --- state ---


def stands(words: Asked, reasons: tuple[SuspensionReason, ...] = tuple(SuspensionReason)) -> Truth:
    """Whether one of these reasons holds, for whatever the words are about: it began more often than it was lifted."""
    where = {"reason": reasons}
    return words.count(Suspended, where) > words.count(SuspensionLifted, where)


def _whole_case_stands(case: Asked, reasons: tuple[SuspensionReason, ...]) -> Truth:
    where = {"reason": reasons, "debtor": ""}
    return case.count(Suspended, where) > case.count(SuspensionLifted, where)


def is_suspended(case: Asked, reasons: tuple[SuspensionReason, ...] = tuple(SuspensionReason)) -> Truth:
    """Whether the case stands still: as a whole, or against each of its debtors."""
    against_each = every_debtor(case, lambda debtor: stands(debtor, reasons)) & case.has(DebtorNamed)
    return _whole_case_stands(case, reasons) | against_each


def is_deferred(case: Asked, today: AnyDay) -> Truth:
    """Whether a deferral runs today; it ends by itself after its last day."""
    return case.during(Deferred, DeferralEnded) & (case.latest(Deferred.until) >= today)


def only_bankruptcy_stops(case: Asked) -> Truth:
    """Whether a hand-over to bankruptcy suspends the case, or one debtor of it, and nothing else does."""
    others = tuple(reason for reason in SuspensionReason if reason is not SuspensionReason.BANKRUPTCY)
    return stands(case, (SuspensionReason.BANKRUPTCY,)) & ~stands(case, others)


# --- conditions ---


@condition(cpl(267), en="Enforcement is not suspended: no measure is taken meanwhile", met_by=SuspensionLifted)
def enforcement_is_not_suspended(case: Asked, today: AnyDay) -> Truth:
    """裁定中止执行的，中止期间不得处分财产、发放执行款"""
    return ~is_suspended(case)


@condition(cpl(242), en="Enforcement is not deferred: no measure is taken meanwhile", met_by=DeferralEnded)
def enforcement_is_not_deferred(case: Asked, today: AnyDay) -> Truth:
    """决定暂缓执行的，暂缓期间不采取处分性执行措施"""
    return ~is_deferred(case, today)


@condition(ji(511), en="Enforcement against that debtor is not suspended", met_by=SuspensionLifted)
def its_debtor_is_not_suspended(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行法院应当裁定中止对该被执行人的执行"""
    return ~stands(case.about("debtor", decided))


@condition(
    ji(513),
    en="Enforcement against that debtor has not ended",
    met_by=("其财产由破产管理人处分", "its assets are the administrator's"),
)
def its_debtor_is_not_bankrupt(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人被宣告破产的，执行法院应当裁定终结对该被执行人的执行"""
    return ~case.about("debtor", decided).has(EnforcementAgainstDebtorEnded)
