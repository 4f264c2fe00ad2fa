"""裁定不予执行 — the court refuses to enforce: an award, a notarised instrument, or a claim that came too late."""

from functools import partial, reduce
from operator import or_

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    CaseNumber,
    Command,
    Event,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    field,
    key,
)
from casestream.kernel.errors import MalformedCaseNumber
from casestream.kernel.number import TRIAL_TYPES
from casestream.procedures.approval import BOTH, MAJOR_MATTERS, Matter, is_approved_by_both, needs_approval, proposal_of
from casestream.procedures.closing.obstacles import (
    case_is_not_deferred,
    case_is_not_suspended,
    close,
    is_closed_as,
    round_is_not_resumed,
    settlement_is_not_pending,
)
from casestream.procedures.closing.refusal_request import BEFORE_THE_END, RefusalGround, RefusalRequested
from casestream.procedures.filing import EnforcementApplied, round_is_open
from casestream.procedures.instruments import cpl, ji
from casestream.procedures.rounds import ClosingMode

# --- law ---

NOT_OF_A_COURT = (RefusalGround.AWARD, RefusalGround.NOTARISED)

# --- events ---


@event("closing.refused", "不予执行", "Enforcement refused")
class EnforcementRefused(Event):
    """A ruling refused to enforce the basis, on the debtor's request; panel and president approved the `proposal`.

    `reviewed`: they did so before this log began. `of_a_court`: by its number the basis is what a court adjudicated.
    """

    ground: RefusalGround
    reviewed: bool = False
    of_a_court: bool = field(zh="执行依据为法院裁判", default=False)
    relied_on: tuple[str, ...] = ()
    proposal: str = key("proposal", zh="所批事项", default="", sentence=True)


# --- conditions ---


@condition(MAJOR_MATTERS, en="The panel discussed the refusal and the president approved it", met_by=BOTH)
def refusal_was_approved(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行程序中重大事项的办理，应由三名以上执行员讨论，并报经院长批准"""
    elsewhere = decided.has(EnforcementRefused, {"reviewed": True})
    return elsewhere | is_approved_by_both(case, decided, Matter.ENFORCEMENT_REFUSAL, EnforcementRefused)


@condition(
    ji(481),
    en="Only a late application can be refused for lateness",
    met_by=("申请执行时效期间已届满", "an application made after the two years"),
)
def application_was_late(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人对申请执行时效期间提出异议，经审查异议成立的，裁定不予执行"""
    rests_on_it = decided.has(EnforcementRefused, {"ground": RefusalGround.LIMITATION})
    return ~rests_on_it | case.has(EnforcementApplied, {"in_time": False})


@condition(
    cpl(248),
    en="An award or a notarised instrument may be refused, a judgment may not",
    met_by=(
        "仲裁裁决、公证债权文书；对法院裁判申请再审",
        "an award or a notarised instrument; of a judgment a retrial is asked",
    ),
)
def basis_may_be_refused(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被申请人提出证据证明仲裁裁决有法定情形之一的，裁定不予执行；公证债权文书确有错误的，裁定不予执行"""
    return ~decided.has(EnforcementRefused, {"ground": NOT_OF_A_COURT, "of_a_court": True})


@condition(
    ji(481), en="The debtor objected that the two years had run: no court does so of itself", met_by=RefusalRequested
)
def limitation_was_objected_to(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请执行人超过申请执行时效期间向人民法院申请强制执行的，人民法院应予受理；被执行人提出异议的，方予审查"""
    rests_on_it = decided.has(EnforcementRefused, {"ground": RefusalGround.LIMITATION})
    return ~rests_on_it | case.has(RefusalRequested, {"ground": RefusalGround.LIMITATION, "by_debtor": True})


@condition(BEFORE_THE_END, en="Somebody asked for the refusal on that ground", met_by=RefusalRequested, soft=True)
def refusal_was_requested(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """依当事人申请，经审查属实的，裁定不予执行"""
    return reduce(
        or_,
        (
            decided.has(EnforcementRefused, {"ground": ground})
            & case.this_round.has(RefusalRequested, {"ground": ground})
            for ground in RefusalGround
        ),
    )


MAY_REFUSE = every(
    "refusal", "不予执行", "Refusal of enforcement",
    round_is_open, refusal_was_approved, basis_may_be_refused, application_was_late, limitation_was_objected_to,
    refusal_was_requested, round_is_not_resumed, case_is_not_suspended, case_is_not_deferred, settlement_is_not_pending,
    guards=EnforcementRefused,
)  # fmt: skip

# --- decisions ---


@needs_approval(Matter.ENFORCEMENT_REFUSAL, {"ground": "事由"})
@command("不予执行", "Refuse enforcement")
class RefuseEnforcement(Command):
    """Close the round by a ruling that refuses enforcement."""

    ground: RefusalGround


@decides(RefuseEnforcement)
def refuse_enforcement(case: Case, ask: RefuseEnforcement) -> list[Event]:
    """The request comes before the enforcement has ended (民诉法解释第四百七十九条)."""
    if is_closed_as(case, ClosingMode.REFUSED):
        return []
    refused = partial(
        EnforcementRefused, on=ask.on, ground=ask.ground, of_a_court=_is_of_a_court(case), proposal=proposal_of(ask)
    )
    articles = MAY_REFUSE.require(case, ask.on, refused())
    return [refused(relied_on=articles), close(case, ask.on, ClosingMode.REFUSED)]


def _is_of_a_court(case: Case) -> bool:
    """By the type code of its number; a number without one (before 2016, an arbitral one) leaves it open."""
    applied = case.last_event(EnforcementApplied)
    try:
        return applied is not None and CaseNumber.parse(applied.basis).type in TRIAL_TYPES
    except MalformedCaseNumber:
        return False
