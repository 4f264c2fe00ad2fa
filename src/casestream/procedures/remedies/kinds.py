"""执行审查案件的种类 — what may be reviewed, under which number, and how each kind of review ends.

| kind | number | filed in | decided in | modes (法发〔2014〕26号) |
|---|---|---|---|---|
| objection to an act, a third party's claim | 执异 | 3 days | 15 days | art. 24 |
| reconsideration by the superior court | 执复 | 3 days | 30 days (+ 30) | art. 25 |
| supervision | 执监 | – | – | art. 26 |
| request for instructions | 执请, read and never issued | – | – | art. 27 |
| coordination between courts | 执协 | – | – | art. 28 |

Each review is a stream of its own. What it asks of the enforcement case reaches it through reactions (`effects`).
"""

from collections.abc import Mapping
from datetime import date

from casestream.kernel import AnyDay, Asked, Event, Label, Period, Truth, condition, event, field
from casestream.procedures.approval import Post
from casestream.procedures.instruments import CASE_NUMBERS, OBJECTIONS, cpl, objection

# --- law ---

FILED_IN_THREE_DAYS = OBJECTIONS.article("第二条")
RULED_IN_FIFTEEN_DAYS = cpl(236)
DECIDED_IN_THIRTY_DAYS = objection(8)
TYPE_CODES = CASE_NUMBERS.article("类型代字", mark="K-high")
THREE_DAYS = Period(days=3)

# --- events ---


class ReviewKind(Label):
    """What is reviewed, by which path."""

    CONDUCT = "conduct", "执行行为异议", "objection to an act of enforcement"
    THIRD_PARTY = "third_party", "案外人异议", "a third party's claim to an object"
    RECONSIDERATION = "reconsideration", "执行复议", "reconsideration"
    SUPERVISION = "supervision", "执行监督", "supervision"
    COORDINATION = "coordination", "执行协调", "coordination"
    INSTRUCTION = "instruction", "执行请示", "request for instructions"


NUMBERED: Mapping[ReviewKind, str] = {
    ReviewKind.CONDUCT: "执异", ReviewKind.THIRD_PARTY: "执异", ReviewKind.RECONSIDERATION: "执复",
    ReviewKind.SUPERVISION: "执监", ReviewKind.COORDINATION: "执协", ReviewKind.INSTRUCTION: "执请",
}  # fmt: skip
# Counted from the day on which the application was received (民事诉讼法第二百三十六条, 执行程序解释第八条).
DECIDED_WITHIN = {
    ReviewKind.CONDUCT: Period(days=15), ReviewKind.THIRD_PARTY: Period(days=15),
    ReviewKind.RECONSIDERATION: Period(days=30),
}  # fmt: skip
EXTENSION = Period(days=30)


@event("review.applied", "申请执行审查", "Review applied for", stream="review")
class ReviewApplied(Event):
    """A review was asked for, or begun ex officio, about the enforcement case `concerns`.

    `file_by` and `decide_by` are the last days for filing and for the ruling, where the law sets them. `asset` is the object
    that is claimed, `against` the review of `from_court` that is reconsidered, or that another court moved here, `objector`
    who raised the objection that is reconsidered; `after_remand`: it had been sent back once before.
    """

    kind: ReviewKind
    court: str
    concerns: str = field(zh="所涉案件")
    applicant: str = field(zh="申请人")
    matter: str
    asset: str = ""
    against: str = field(zh="原审查案件", default="")
    from_court: str = field(zh="原审查法院", default="")
    after_remand: bool = field(zh="发回后重新审查", default=False)
    objector: str = field(zh="异议人", default="")
    file_by: date | None = None
    decide_by: date | None = None
    calendar: str = ""


@event("review.opened", "执行审查立案", "Review filed", stream="review", opens=True)
class ReviewOpened(Event):
    """The review was filed under its number. `from_elsewhere`: the number stands on another court's paper."""

    number: str
    court: str
    kind: ReviewKind
    from_elsewhere: bool = field(zh="他院来文编号", default=False)


@event("review.time_extended", "延长审查期限", "Time for the review extended", stream="review")
class ReviewTimeExtended(Event):
    """The reconsidering court has until `until`, in all sixty days; `post` says who approved it."""

    former: date
    until: date
    calendar: str
    post: Post


@event("review.withdrawal_asked", "申请撤回", "Withdrawal asked for", stream="review")
class ReviewWithdrawalAsked(Event):
    """The applicant wants the application back."""


class ReviewMode(Label):
    """How a review ends (法发〔2014〕26号第二十四条至第二十八条)."""

    WITHDRAWN = "withdrawn", "准予撤回", "withdrawal granted"
    DISMISSED = "dismissed", "驳回异议", "objection dismissed"
    GRANTED = "granted", "撤销相关执行行为、中止对标的执行、不予执行、追加变更当事人", "objection upheld"
    PARTLY_GRANTED = "partly_granted", "部分撤销并变更执行行为", "objection upheld in part"
    FOUNDED_ONLY = "founded_only", "异议成立但不能撤销或者变更", "well founded, but the act cannot be undone"
    MOVED = "moved", "移送管辖", "moved to the court that has jurisdiction"
    UPHELD = "upheld", "驳回复议申请，维持异议裁定", "ruling upheld"
    REVERSED = "reversed", "撤销或者变更异议裁定", "ruling reversed or changed"
    RULED_ANEW = "ruled_anew", "查清事实后作出裁定", "ruled anew on the facts"
    REMANDED = "remanded", "撤销异议裁定，发回重新审查", "sent back for another review"
    APPLICATION_DISMISSED = "application_dismissed", "驳回申请", "application dismissed"
    CORRECTION_ORDERED = "correction_ordered", "限期改正", "correction ordered within a time"
    CORRECTED = "corrected", "撤销并改正", "set aside and corrected"
    ELEVATED = "elevated", "提级执行", "taken up by the superior court"
    DESIGNATED = "designated", "指定执行", "another court designated"
    OTHER = "other", "其他", "other"
    ANSWERED = "answered", "答复", "answered"
    STRUCK_OFF = "struck_off", "销案", "struck off"
    REQUEST_WITHDRAWN = "request_withdrawn", "撤回协调请求", "request for coordination withdrawn"
    COORDINATED = "coordinated", "协调解决", "settled by coordination"


OBJECTION_MODES = (
    ReviewMode.WITHDRAWN, ReviewMode.DISMISSED, ReviewMode.GRANTED, ReviewMode.PARTLY_GRANTED, ReviewMode.FOUNDED_ONLY,
    ReviewMode.MOVED,
)  # fmt: skip
RECONSIDERATION_MODES = (
    ReviewMode.WITHDRAWN, ReviewMode.UPHELD, ReviewMode.REVERSED, ReviewMode.RULED_ANEW, ReviewMode.REMANDED,
)  # fmt: skip
SUPERVISION_MODES = (
    ReviewMode.WITHDRAWN, ReviewMode.APPLICATION_DISMISSED, ReviewMode.CORRECTION_ORDERED, ReviewMode.CORRECTED,
    ReviewMode.ELEVATED, ReviewMode.DESIGNATED, ReviewMode.OTHER,
)  # fmt: skip
REQUEST_MODES = (ReviewMode.ANSWERED, ReviewMode.STRUCK_OFF)
COORDINATION_MODES = (ReviewMode.REQUEST_WITHDRAWN, ReviewMode.COORDINATED)
MODES: Mapping[ReviewKind, tuple[ReviewMode, ...]] = {
    ReviewKind.CONDUCT: OBJECTION_MODES, ReviewKind.THIRD_PARTY: OBJECTION_MODES,
    ReviewKind.RECONSIDERATION: RECONSIDERATION_MODES, ReviewKind.SUPERVISION: SUPERVISION_MODES,
    ReviewKind.COORDINATION: COORDINATION_MODES, ReviewKind.INSTRUCTION: REQUEST_MODES,
}  # fmt: skip


@event("review.closed", "执行审查结案", "Review closed", stream="review")
class ReviewClosed(Event):
    """The review ended in one of the modes of its kind; the ruling was served on `served_on`.

    `used_days` are those since its filing. `to_court` goes on (移送管辖, 提级, 指定), `do_by` is the day of a correction,
    `again` the id under which what was sent back or moved is reviewed.
    """

    kind: ReviewKind
    mode: ReviewMode
    served_on: date
    opened_on: date
    used_days: int
    after_remand: bool = field(zh="发回后重新审查", default=False)
    to_court: str = ""
    do_by: date | None = field(zh="改正期限", default=None)
    again: str = field(zh="重新审查案件", default="")
    wishes_considered: bool = False
    relied_on: tuple[str, ...] = ()


# --- state ---


def review_is_open_now(review: Asked) -> Truth:
    """Whether it was filed and not closed."""
    return review.during(ReviewOpened, ReviewClosed)


# --- conditions ---


@condition(RULED_IN_FIFTEEN_DAYS, en="The review is filed and not closed", met_by=ReviewOpened)
def review_is_open(review: Asked, today: AnyDay) -> Truth:
    """执行审查案件已立案且尚未结案"""
    return review_is_open_now(review)
