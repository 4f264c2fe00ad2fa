"""失信信息纠正 — a listed debtor asks for correction and is answered; what must be deleted is noted and then deleted in time."""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
    Label,
    Period,
    Truth,
    command,
    condition,
    deadline,
    decides,
    event,
    every,
    field,
    key,
)
from casestream.procedures.credit.listing import (
    SINCE_2017,
    ListedAsDefaulter,
    RemovalReason,
    RemovedFromDefaulterList,
)
from casestream.procedures.credit.relief import DELETION, THREE_WORKING_DAYS_TO_DELETE
from casestream.procedures.credit.restriction import about_debtor
from casestream.procedures.instruments import DEFAULTERS
from casestream.procedures.rounds import ANY_CLOSING

# --- law ---

WHO_MAY_ASK = DEFAULTERS.article("第十一条", since=SINCE_2017)
ANSWER = DEFAULTERS.article("第十二条", since=SINCE_2017)
FIFTEEN_DAYS_TO_ANSWER = Period(days=15)
THREE_WORKING_DAYS_TO_CORRECT = Period(working_days=3)

# --- events ---


class CorrectionGround(Label):
    """Why somebody asks for correction (失信名单规定第十一条)."""

    WRONGLY_LISTED = "wrongly_listed", "被执行人不应被纳入", "should not have been listed"
    WRONG_INFORMATION = "wrong_information", "记载的失信信息不准确", "the published information is wrong"
    TO_BE_DELETED = "to_be_deleted", "失信信息应予删除", "the entry should be deleted"


@event("credit.correction_requested", "申请纠正失信信息", "Correction requested")
class CorrectionRequested(Event):
    """A listed debtor asked in writing for correction; `answer_by` is the last day to examine it."""

    debtor: str = key("debtor")
    ground: CorrectionGround
    answer_by: date = field(zh="审查期限")
    calendar: str


@event("credit.correction_answered", "答复纠正申请", "Correction answered")
class CorrectionAnswered(Event):
    """The court found the request `founded` or rejected it; what is founded is corrected by `correct_by`."""

    debtor: str = key("debtor")
    founded: bool = field(zh="理由成立")
    correct_by: date | None = field(zh="纠正期限", default=None)
    calendar: str = ""


@event("credit.entry_corrected", "更正失信信息", "Entry corrected")
class EntryCorrected(Event):
    """What was published of a debtor was put right; the entry stands."""

    debtor: str = key("debtor")
    what: str


@event("credit.deletion_due", "应当删除失信信息", "Deletion due")
class DeletionDue(Event):
    """The court learned that an entry must be deleted, and why: from now on its working days run."""

    debtor: str = key("debtor")
    reason: RemovalReason


# --- deadlines ---

deadline(
    "defaulter_correction_answer", "纠正申请审查期限", "answer to a request for correction",
    begins=CorrectionRequested, kept_by=CorrectionAnswered, due="answer_by", key="debtor", citation=ANSWER,
    outlives=ANY_CLOSING,
)  # fmt: skip
deadline(
    "defaulter_correction", "失信信息纠正期限", "correction of an entry",
    begins=CorrectionAnswered, kept_by=(EntryCorrected, RemovedFromDefaulterList), due="correct_by", key="debtor",
    citation=ANSWER, outlives=ANY_CLOSING,
)  # fmt: skip
deadline(
    "defaulter_deletion", "失信信息删除期限", "deletion of an entry",
    begins=DeletionDue, kept_by=RemovedFromDefaulterList, period=THREE_WORKING_DAYS_TO_DELETE, key="debtor",
    citation=DELETION, outlives=ANY_CLOSING,
)  # fmt: skip

# --- conditions ---


@condition(WHO_MAY_ASK, en="The debtor has an entry on the list", met_by=ListedAsDefaulter)
def entry_stands(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被纳入失信被执行人名单的公民、法人或其他组织可以申请纠正"""
    return case.about("debtor", decided).during(ListedAsDefaulter, RemovedFromDefaulterList)


@condition(ANSWER, en="A request for correction waits for its answer", met_by=CorrectionRequested)
def correction_is_pending(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行法院应当自收到书面纠正申请之日起审查"""
    return case.about("debtor", decided).during(CorrectionRequested, CorrectionAnswered)


@condition(
    ANSWER,
    en="The request is examined within 15 days",
    met_by=("收到书面纠正申请之日起十五日内", "an answer within 15 days of the request"),
    soft=True,
)
def correction_is_answered_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行法院应当自收到书面纠正申请之日起十五日内审查"""
    return today <= case.about("debtor", decided).latest(CorrectionRequested.answer_by)


@condition(ANSWER, en="The request was found to be right", met_by=CorrectionAnswered)
def correction_is_founded(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """理由成立的，应当纠正"""
    return case.about("debtor", decided).latest(CorrectionAnswered.founded) > 0


@condition(
    ANSWER,
    en="What is founded is corrected within three working days",
    met_by=("理由成立之日起三个工作日内", "within three working days of the answer"),
    soft=True,
)
def entry_is_corrected_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """理由成立的，应当在三个工作日内纠正"""
    return today <= case.about("debtor", decided).latest(CorrectionAnswered.correct_by)


MAY_ASK_CORRECTION = every(
    "defaulter_correction_request",
    "申请纠正失信信息",
    "Request for correction",
    entry_stands,
    guards=CorrectionRequested,
)
MAY_ANSWER_CORRECTION = every(
    "defaulter_correction_answer", "答复纠正申请", "Answer to a request for correction",
    correction_is_pending, correction_is_answered_in_time,
    guards=CorrectionAnswered,
)  # fmt: skip
MAY_CORRECT_ENTRY = every(
    "defaulter_entry_correction", "更正失信信息", "Correction of an entry",
    entry_stands, correction_is_founded, entry_is_corrected_in_time,
    guards=EntryCorrected,
)  # fmt: skip
MAY_NOTE_DELETION = every(
    "defaulter_deletion_due", "应当删除失信信息", "Deletion due", entry_stands, guards=DeletionDue
)

# --- decisions ---


@command("申请纠正失信信息", "Request a correction")
class RequestCorrection(Command):
    """Take a listed debtor's written request."""

    debtor: str
    ground: CorrectionGround


@command("答复纠正申请", "Answer the request for correction")
class AnswerCorrection(Command):
    """Say whether the request is right."""

    debtor: str
    founded: bool


@command("更正失信信息", "Correct the entry")
class CorrectEntry(Command):
    """Put right what was published."""

    debtor: str
    what: str


@command("登记应当删除情形", "Note that a deletion is due")
class NoteDeletionDue(Command):
    """Say that the court knows of a reason to delete an entry."""

    debtor: str
    reason: RemovalReason


@decides(RequestCorrection)
def request_correction(case: Case, ask: RequestCorrection, bench: Bench) -> list[Event]:
    """While a request waits, the same one is quiet."""
    last = case.last_event(CorrectionRequested, {"debtor": ask.debtor})
    waits = about_debtor(case, ask.debtor).during(CorrectionRequested, CorrectionAnswered)
    if last and last.ground is ask.ground and waits:
        return []
    due = bench.calendar.due(ask.on, FIFTEEN_DAYS_TO_ANSWER)
    requested = CorrectionRequested(
        on=ask.on, debtor=ask.debtor, ground=ask.ground, answer_by=due.on, calendar=due.calendar
    )  # fmt: skip
    MAY_ASK_CORRECTION.require(case, ask.on, requested)
    return [requested]


@decides(AnswerCorrection)
def answer_correction(case: Case, ask: AnswerCorrection, bench: Bench) -> list[Event]:
    """A late answer is an answer; a rejected one may be taken to the superior court (`procedures.sanction`)."""
    last = case.last_event(CorrectionAnswered, {"debtor": ask.debtor})
    waits = about_debtor(case, ask.debtor).during(CorrectionRequested, CorrectionAnswered)
    if last and last.founded == ask.founded and not waits:
        return []
    due = bench.calendar.due(ask.on, THREE_WORKING_DAYS_TO_CORRECT) if ask.founded else None
    answered = CorrectionAnswered(
        on=ask.on, debtor=ask.debtor, founded=ask.founded, correct_by=due.on if due else None,
        calendar=due.calendar if due else "",
    )  # fmt: skip
    MAY_ANSWER_CORRECTION.require(case, ask.on, answered)
    return [answered]


@decides(CorrectEntry)
def correct_entry(case: Case, ask: CorrectEntry) -> list[Event]:
    """One correction is made once."""
    if case.all(EntryCorrected, {"debtor": ask.debtor, "what": ask.what}):
        return []
    corrected = EntryCorrected(on=ask.on, debtor=ask.debtor, what=ask.what)
    MAY_CORRECT_ENTRY.require(case, ask.on, corrected)
    return [corrected]


@decides(NoteDeletionDue)
def note_deletion_due(case: Case, ask: NoteDeletionDue) -> list[Event]:
    """Noted once for an entry; that the reason holds is asked when the entry is deleted (`relief`)."""
    if bool(about_debtor(case, ask.debtor).during(DeletionDue, RemovedFromDefaulterList)):
        return []
    due = DeletionDue(on=ask.on, debtor=ask.debtor, reason=ask.reason)
    MAY_NOTE_DELETION.require(case, ask.on, due)
    return [due]
