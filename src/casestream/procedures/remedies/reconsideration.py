"""申请复议 — who is not content with the ruling on an objection asks the superior court, within ten days."""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
    Period,
    Truth,
    command,
    condition,
    deadline,
    decides,
    event,
    every,
    field,
)
from casestream.procedures.cross_enforcement import is_superior
from casestream.procedures.instruments import cpl, objection
from casestream.procedures.remedies.kinds import ReviewApplied, ReviewClosed, ReviewKind, ReviewMode

# --- law ---

TEN_DAYS_TO_ASK = cpl(236)
SENT_UP_IN_FIVE_DAYS = objection(7)
TEN_DAYS, FIVE_DAYS = Period(days=10), Period(days=5)
ON_THE_MERITS = (ReviewMode.DISMISSED, ReviewMode.GRANTED, ReviewMode.PARTLY_GRANTED, ReviewMode.FOUNDED_ONLY)

# --- events ---


@event("review.reconsideration_sought", "申请复议", "Reconsideration sought", stream="review")
class ReconsiderationSought(Event):
    """`applicant` asks `to_court` to reconsider, as `review`. `apply_by` was the last of the ten days after service."""

    review: str = field(zh="复议案件")
    applicant: str = field(zh="申请人")
    to_court: str
    by_superior: bool
    apply_by: date = field(zh="申请复议期限")
    send_by: date = field(zh="报送期限")
    calendar: str


@event("review.file_sent_up", "报送复议案卷", "File sent up", stream="review")
class FileSentUp(Event):
    """The papers that the superior court needs went to it."""


SENDING_TERM = deadline(
    "reconsideration_file", "报送复议案卷", "Sending the file up for a reconsideration",
    begins=ReconsiderationSought, kept_by=FileSentUp, due="send_by", citation=SENT_UP_IN_FIVE_DAYS,
)  # fmt: skip

# --- conditions ---


@condition(TEN_DAYS_TO_ASK, en="The objection was ruled on", met_by=ReviewClosed)
def objection_was_ruled_on(review: Asked, today: AnyDay) -> Truth:
    """当事人、利害关系人对裁定不服的，可以自裁定送达之日起十日内向上一级人民法院申请复议"""
    return review.has(ReviewClosed, {"kind": ReviewKind.CONDUCT, "mode": ON_THE_MERITS})


@condition(
    TEN_DAYS_TO_ASK,
    en="It is asked for within ten days of the service of the ruling",
    met_by=("裁定送达之日起十日内申请", "an application within ten days of service"),
)
def asked_within_ten_days(review: Asked, today: AnyDay, decided: Asked) -> Truth:
    """自裁定送达之日起十日内向上一级人民法院申请复议"""
    return ~review.has(ReviewClosed) | (decided.latest(ReconsiderationSought.apply_by) >= today)


@condition(TEN_DAYS_TO_ASK, en="A superior court reconsiders", met_by=("上一级人民法院", "a superior court"))
def superior_reconsiders(review: Asked, today: AnyDay, decided: Asked) -> Truth:
    """向上一级人民法院申请复议"""
    return decided.has(ReconsiderationSought, {"by_superior": True})


@condition(SENT_UP_IN_FIVE_DAYS, en="A reconsideration was sought", met_by=ReconsiderationSought)
def reconsideration_was_sought(review: Asked, today: AnyDay) -> Truth:
    """执行法院收到复议申请书后，应当在五日内将复议所需的案卷材料报送上一级人民法院"""
    return review.first(ReconsiderationSought) <= today


MAY_SEEK_RECONSIDERATION = every(
    "reconsideration", "申请复议", "Seeking a reconsideration",
    objection_was_ruled_on, asked_within_ten_days, superior_reconsiders,
    guards=ReconsiderationSought,
)  # fmt: skip
MAY_SEND_UP = every(
    "file_sent_up", "报送复议案卷", "Sending the file up", reconsideration_was_sought, guards=FileSentUp
)

# --- decisions ---


@command("申请复议", "Seek a reconsideration", kind="review")
class SeekReconsideration(Command):
    """Ask `to_court` to reconsider the ruling on this objection, as `review`."""

    review: str
    applicant: str
    to_court: str


@command("报送复议案卷", "Send the file up", kind="review")
class SendFileUp(Command):
    """Send the superior court what it needs."""


@decides(SeekReconsideration)
def seek_reconsideration(review: Case, ask: SeekReconsideration, bench: Bench) -> list[Event]:
    """Each side may ask; each application is reviewed as a case of its own."""
    if review.all(ReconsiderationSought, {"review": ask.review}):
        return []
    closed, applied = review.last_event(ReviewClosed), review.last_event(ReviewApplied)
    apply_by = bench.calendar.due(closed.served_on if closed else ask.on, TEN_DAYS)
    send_by = bench.calendar.due(ask.on, FIVE_DAYS)
    below = applied.court if applied else review.court
    sought = ReconsiderationSought(
        on=ask.on, review=ask.review, applicant=ask.applicant, to_court=ask.to_court,
        by_superior=is_superior(ask.to_court, below, bench), apply_by=apply_by.on,
        send_by=send_by.on, calendar=send_by.calendar,
    )  # fmt: skip
    MAY_SEEK_RECONSIDERATION.require(review, ask.on, sought)
    return [sought]


@decides(SendFileUp)
def send_file_up(review: Case, ask: SendFileUp) -> list[Event]:
    """Sent once for each application."""
    if review.during(FileSentUp, ReconsiderationSought):
        return []
    MAY_SEND_UP.require(review, ask.on)
    return [FileSentUp(on=ask.on)]
