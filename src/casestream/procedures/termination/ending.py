"""终本（终结本次执行程序） — ending a round for want of assets: the rule, and the decision.

What the debtor still owes stays owed: the round is parked.
"""

from datetime import date
from functools import partial

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    key,
)
from casestream.kernel.calendar import months_later
from casestream.procedures.approval import Matter, needs_approval, proposal_in
from casestream.procedures.closing import case_is_not_deferred, case_is_not_suspended, close, is_closed_as
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import R373
from casestream.procedures.proceeds import outstanding_fen
from casestream.procedures.rounds import ClosingMode, RoundOpened
from casestream.procedures.termination.preconditions import (
    applicant_asked_for_it_in_writing,
    assets_were_dealt_with,
    clues_were_verified,
    consumption_is_restricted,
    eligible_debtors_are_listed,
    ending_is_endorsed,
    every_report_was_ordered,
    further_assets_were_looked_into,
    interview_was_held,
    missing_debtors_were_searched_for,
    network_was_queried,
    notice_was_issued,
    obstructions_were_punished,
    offline_search_was_made,
    receipts_were_paid_out,
    report_breaches_are_listed,
    report_breaches_were_punished,
    report_was_checked,
    sixth_threshold_is_passed,
    something_is_outstanding,
    three_months_have_passed,
)

# --- law ---

QUERY_MONTHS = 6  # 法〔2016〕373号第九条: every six months

# --- events ---


@event("termination.round_terminated", "终结本次执行程序", "Current procedure terminated")
class RoundTerminated(Event):
    """The round was ended for want of assets; `unpaid_fen` is still owed.

    `next_query_by` is six months after the service on the applicant, counted in months and not moved past holidays:
    the ten queries reach five years ahead, for which nobody has announced the holidays.
    """

    unpaid_fen: int
    served_on: date
    next_query_by: date
    relied_on: tuple[str, ...]
    proposal: str = key("proposal", zh="拟批事项", default="", sentence=True)


# --- conditions ---


@condition(
    R373.article("第六条", mark="K-high"),
    en="The ruling was served on the applicant",
    met_by=("裁定书送达申请执行人", "service of the ruling"),
)
def ruling_was_served(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """终结本次执行程序裁定书送达申请执行人后，执行案件可以作结案处理"""
    served = decided.latest(RoundTerminated.served_on)
    return (served <= today) & ~(served < case.last(RoundOpened))


MAY_TERMINATE = every(
    "termination", "终本", "Termination of the current procedure",
    round_is_open,
    notice_was_issued, every_report_was_ordered, report_was_checked, report_breaches_were_punished,
    consumption_is_restricted, eligible_debtors_are_listed, report_breaches_are_listed,
    clues_were_verified, network_was_queried, further_assets_were_looked_into, offline_search_was_made,
    assets_were_dealt_with, receipts_were_paid_out,
    three_months_have_passed, missing_debtors_were_searched_for, obstructions_were_punished,
    ending_is_endorsed, sixth_threshold_is_passed,
    interview_was_held.unless(
        applicant_asked_for_it_in_writing, R373.article("第五条", mark="K-med"), en="The applicant asked in writing"
    ),
    something_is_outstanding, case_is_not_suspended, case_is_not_deferred, ruling_was_served,
    guards=RoundTerminated,
)  # fmt: skip

# --- decisions ---


def what_is_given_up(case: Case, on: date, bench: Bench) -> dict[str, object]:
    """What is ended: this case number, with so much unpaid. Money that comes in after the approval voids it."""
    return {"案号": case.number, "未履行（分）": outstanding_fen(case)}


@needs_approval(Matter.CURRENT_TERMINATION, {}, facts=what_is_given_up)
@command("终结本次执行程序", "Terminate the current procedure")
class TerminateRound(Command):
    """End the round for want of assets; `served_on` is the day on which the applicant got the ruling (default: today)."""

    served_on: date | None = None


@decides(TerminateRound)
def terminate_round(case: Case, ask: TerminateRound, bench: Bench) -> list[Event]:
    """The round closes when the ruling was served on the applicant; the first query is due six months later."""
    if is_closed_as(case, ClosingMode.CURRENT_TERMINATED):
        return []
    served_on = ask.served_on or ask.on
    terminated = partial(
        RoundTerminated, on=ask.on, unpaid_fen=outstanding_fen(case), served_on=served_on,
        next_query_by=months_later(served_on, QUERY_MONTHS), proposal=proposal_in(case, ask, bench),
    )  # fmt: skip
    articles = MAY_TERMINATE.require(case, ask.on, terminated(relied_on=()))
    return [terminated(relied_on=articles), close(case, ask.on, ClosingMode.CURRENT_TERMINATED)]
