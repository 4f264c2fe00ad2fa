"""不予受理 — an application that does not meet the conditions is not filed, and the applicant is told why within seven days."""

from functools import partial

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Truth,
    command,
    condition,
    decides,
    every,
)
from casestream.procedures.filing import FILING_CONDITIONS, application_is_pending, no_round_is_open
from casestream.procedures.rounds import ApplicationNotAccepted

# --- conditions ---


@condition(
    FILING_CONDITIONS, en="It says which condition of filing is not met", met_by=("写明理由", "state the reason")
)
def non_acceptance_is_reasoned(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """不符合受理条件之一的，在七日内裁定不予受理，写明理由"""
    return ~decided.has(ApplicationNotAccepted, {"reason": ""})


MAY_NOT_ACCEPT = every(
    "non_acceptance", "不予受理", "Not accepting an application",
    application_is_pending, no_round_is_open, non_acceptance_is_reasoned,
    guards=ApplicationNotAccepted,
)  # fmt: skip

# --- decisions ---


@command("裁定不予受理", "Rule not to accept an application")
class RuleNotToAccept(Command):
    """Leave the application without a case number, and say why."""

    reason: str


@decides(RuleNotToAccept)
def rule_not_to_accept(case: Case, ask: RuleNotToAccept) -> list[Event]:
    """A late application is no reason: it is accepted, and whether it fails is for the debtor to raise (民诉法解释第四百八十一条)."""
    last, reason = case.last_event(ApplicationNotAccepted), ask.reason.strip()
    if last and (last.on, last.reason) == (ask.on, reason):
        return []
    ruled = partial(ApplicationNotAccepted, on=ask.on, reason=reason)
    return [ruled(relied_on=MAY_NOT_ACCEPT.require(case, ask.on, ruled()))]
