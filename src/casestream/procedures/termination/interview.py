"""终本约谈 — before the ending the applicant is told and heard, and may sign that the procedure may end."""

from casestream.kernel import AnyDay, Asked, Case, Command, Event, Truth, command, condition, decides, event, every, key
from casestream.kernel.case import Keyed
from casestream.procedures.filing import ApplicantLeft, ApplicantNamed, round_is_open
from casestream.procedures.instruments import R373

# --- events ---


@event("termination.interview_held", "终本约谈", "Interview held")
class InterviewHeld(Event):
    """The applicant was told what was done and found and what an ending means; the opinion was heard and recorded."""

    applicant: str = key("applicant")
    opinion: str
    consented: bool


@event("termination.applicant_confirmed", "申请执行人签字确认终本", "Applicant confirmed the ending")
class ApplicantConfirmedTermination(Event):
    """An applicant signed that the current procedure may end, or asked for it in writing."""

    applicant: str = key("applicant")


# --- conditions ---


@condition(R373.article("第五条", mark="K-high"), en="The opinion is recorded", met_by=("记录意见", "the opinion"))
def opinion_is_recorded(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """听取申请执行人对终结本次执行程序的意见，并将其意见记录入卷"""
    return ~decided.has(InterviewHeld, {"opinion": ""})


@condition(R373.article("第五条", mark="K-high"), en="Whoever is heard applied for enforcement", met_by=ApplicantNamed)
def applicant_is_a_party(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """告知和听取意见的对象为申请执行人"""
    return case.about("applicant", decided).during(ApplicantNamed, ApplicantLeft)


MAY_INTERVIEW = every(
    "interview", "终本约谈", "Interview", round_is_open, applicant_is_a_party, opinion_is_recorded,
    guards=InterviewHeld,
)  # fmt: skip
MAY_CONFIRM = every(
    "termination_confirmed", "申请执行人签字确认终本", "Confirmation of the ending", round_is_open, applicant_is_a_party,
    guards=ApplicantConfirmedTermination,
)  # fmt: skip

# --- decisions ---


@command("终本约谈", "Hold the interview")
class HoldInterview(Command):
    """Tell an applicant what was done, found and follows, and record the opinion."""

    applicant: str
    opinion: str
    consented: bool = False


@command("签字确认终本", "Confirm the ending in writing")
class ConfirmTermination(Command):
    """An applicant signs that the current procedure may end, or asks for it in writing."""

    applicant: str


@decides(HoldInterview)
def hold_interview(case: Case, ask: HoldInterview) -> list[Event]:
    """The same opinion is recorded once in a round; another one is another interview."""
    held = InterviewHeld(on=ask.on, applicant=ask.applicant, opinion=ask.opinion, consented=ask.consented)
    said = {"applicant": ask.applicant, "opinion": ask.opinion, "consented": ask.consented}
    if ask.opinion and case.this_round.has(InterviewHeld, said):
        return []
    MAY_INTERVIEW.require(case, ask.on, held)
    return [held]


@decides(ConfirmTermination)
def confirm_termination(case: Case, ask: ConfirmTermination) -> list[Event]:
    """One signature serves the round."""
    if Keyed(case, "applicant", ask.applicant).this_round.has(ApplicantConfirmedTermination):
        return []
    confirmed = ApplicantConfirmedTermination(on=ask.on, applicant=ask.applicant)
    MAY_CONFIRM.require(case, ask.on, confirmed)
    return [confirmed]
