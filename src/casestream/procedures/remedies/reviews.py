"""执行审查立案 — a review is applied for, filed under a number of its own kind, given more time, or asked back."""

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    CaseNumber,
    Command,
    Event,
    Truth,
    command,
    condition,
    deadline,
    decides,
    every,
)
from casestream.kernel.errors import BadRequest
from casestream.procedures.posts import Post, post_of
from casestream.procedures.remedies.kinds import (
    DECIDED_IN_THIRTY_DAYS,
    DECIDED_WITHIN,
    EXTENSION,
    FILED_IN_THREE_DAYS,
    NUMBERED,
    RULED_IN_FIFTEEN_DAYS,
    THREE_DAYS,
    TYPE_CODES,
    ReviewApplied,
    ReviewClosed,
    ReviewKind,
    ReviewOpened,
    ReviewTimeExtended,
    ReviewWithdrawalAsked,
    review_is_open,
)

# --- law ---

FILING_TERM = deadline(
    "review_filing", "执行异议、复议立案", "Filing of an objection or reconsideration",
    begins=ReviewApplied, kept_by=ReviewOpened, due="file_by", citation=FILED_IN_THREE_DAYS,
)  # fmt: skip
OBJECTION_TERM = deadline(
    "objection_ruling", "执行异议裁定", "Ruling on an objection",
    begins=ReviewApplied, where={"kind": (ReviewKind.CONDUCT, ReviewKind.THIRD_PARTY)}, kept_by=ReviewClosed,
    due="decide_by", citation=RULED_IN_FIFTEEN_DAYS,
)  # fmt: skip
RECONSIDERATION_TERM = deadline(
    "reconsideration_ruling", "执行复议裁定", "Ruling on a reconsideration",
    begins=ReviewApplied, where={"kind": ReviewKind.RECONSIDERATION}, kept_by=(ReviewClosed, ReviewTimeExtended),
    due="decide_by", citation=DECIDED_IN_THIRTY_DAYS,
)  # fmt: skip
EXTENDED_TERM = deadline(
    "reconsideration_ruling_extended", "执行复议裁定（延长后）", "Ruling on a reconsideration that was extended",
    begins=ReviewTimeExtended, kept_by=ReviewClosed, due="until", citation=DECIDED_IN_THIRTY_DAYS,
)  # fmt: skip

# --- conditions ---


@condition(RULED_IN_FIFTEEN_DAYS, en="The review is new", met_by=("另行编立", "give it an id of its own"))
def review_is_new(review: Asked, today: AnyDay) -> Truth:
    """每一异议、复议、监督、协调单独立案"""
    return ~review.has(ReviewApplied)


@condition(FILED_IN_THREE_DAYS, en="The application says what it objects to", met_by=("写明请求与事由", "state it"))
def matter_is_stated(review: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请书应当载明具体的异议请求、事实、理由等内容"""
    return ~decided.has(ReviewApplied, {"matter": ""})


@condition(RULED_IN_FIFTEEN_DAYS, en="An application is on file", met_by=ReviewApplied)
def review_was_applied_for(review: Asked, today: AnyDay) -> Truth:
    """执行异议符合受理条件的，人民法院应当在三日内立案"""
    return review.first(ReviewApplied) <= today


@condition(TYPE_CODES, en="The review has no number yet", met_by=("使用已有案号", "use the number that it has"))
def review_has_no_number(review: Asked, today: AnyDay) -> Truth:
    """一案一号"""
    return ~review.has(ReviewOpened)


@condition(
    TYPE_CODES,
    en="A number for requests is read where it comes from elsewhere, and no longer issued",
    met_by=("来文所载的执请案号", "the number on the paper that came in"),
)
def request_number_comes_from_elsewhere(review: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执请不在现行案件类型代字之列，仅可录入已有案号，不再新编"""
    return ~decided.has(ReviewOpened, {"kind": ReviewKind.INSTRUCTION, "from_elsewhere": False})


@condition(
    DECIDED_IN_THIRTY_DAYS, en="Only a reconsideration may take longer", met_by=("复议案件", "a reconsideration")
)
def reconsideration_may_be_extended(review: Asked, today: AnyDay) -> Truth:
    """复议案件有特殊情况需要延长的，可以延长"""
    return review.has(ReviewApplied, {"kind": ReviewKind.RECONSIDERATION})


@condition(
    DECIDED_IN_THIRTY_DAYS, en="It is extended once", met_by=("延长期限最长不得超过三十日", "thirty days at most")
)
def extended_once(review: Asked, today: AnyDay) -> Truth:
    """延长的期限最长不得超过三十日"""
    return ~review.has(ReviewTimeExtended)


@condition(
    DECIDED_IN_THIRTY_DAYS,
    en="The president approves the extension",
    met_by=("经本院院长批准", "the president's approval"),
)
def president_extended(review: Asked, today: AnyDay, decided: Asked) -> Truth:
    """有特殊情况需要延长的，经本院院长批准"""
    return decided.has(ReviewTimeExtended, {"post": Post.PRESIDENT})


MAY_APPLY_FOR_REVIEW = every(
    "review_application", "申请执行审查", "Applying for a review", review_is_new, matter_is_stated, guards=ReviewApplied
)
MAY_FILE_REVIEW = every(
    "review_filing", "执行审查立案", "Filing a review",
    review_was_applied_for, review_has_no_number, request_number_comes_from_elsewhere,
    guards=ReviewOpened,
)  # fmt: skip
MAY_EXTEND_REVIEW = every(
    "review_extension", "延长审查期限", "Extending a review",
    review_is_open, reconsideration_may_be_extended, extended_once, president_extended,
    guards=ReviewTimeExtended,
)  # fmt: skip
MAY_WITHDRAW = every("review_withdrawal", "申请撤回", "Withdrawal", review_is_open, guards=ReviewWithdrawalAsked)

# --- decisions ---


@command("申请执行审查", "Apply for a review", kind="review", begins=True)
class ApplyForReview(Command):
    """Ask for a review. `case` is the id of the review, its number where that is known already."""

    kind: ReviewKind
    court: str
    concerns: str
    applicant: str
    matter: str
    asset: str = ""
    against: str = ""
    from_court: str = ""
    after_remand: bool = False
    objector: str = ""


@command("执行审查立案", "File a review", kind="review")
class FileReview(Command):
    """Give the review its number."""

    number: str
    from_elsewhere: bool = False


@command("延长审查期限", "Extend a review", kind="review")
class ExtendReview(Command):
    """Give the reconsidering court thirty days more; the president does."""


@command("申请撤回异议、复议", "Ask to withdraw", kind="review")
class AskToWithdraw(Command):
    """Ask for the application back."""


@decides(ApplyForReview)
def apply_for_review(review: Case, ask: ApplyForReview, bench: Bench) -> list[Event]:
    """It is filed within three days and decided within fifteen or thirty of its receipt."""
    within = DECIDED_WITHIN.get(ask.kind)
    file_by = bench.calendar.due(ask.on, THREE_DAYS) if within else None
    decide_by = bench.calendar.due(ask.on, within) if within else None
    applied = ReviewApplied(
        on=ask.on, kind=ask.kind, court=ask.court, concerns=ask.concerns, applicant=ask.applicant, matter=ask.matter,
        asset=ask.asset, against=ask.against, from_court=ask.from_court, after_remand=ask.after_remand,
        objector=ask.objector,
        file_by=file_by.on if file_by else None,
        decide_by=decide_by.on if decide_by else None, calendar=decide_by.calendar if decide_by else "",
    )  # fmt: skip
    if review.last_event(ReviewApplied) == applied:
        return []
    MAY_APPLY_FOR_REVIEW.require(review, ask.on, applied)
    return [applied]


@decides(FileReview)
def file_review(review: Case, ask: FileReview) -> list[Event]:
    """The number bears the type code of the kind and the code of the court that reviews."""
    applied = review.last_event(ReviewApplied)
    if applied is None:
        MAY_FILE_REVIEW.require(review, ask.on)
        return []
    number = CaseNumber.parse(ask.number)
    opened = ReviewOpened(
        on=ask.on, number=str(number), court=applied.court, kind=applied.kind, from_elsewhere=ask.from_elsewhere
    )  # fmt: skip
    if review.number == opened.number:
        return []
    wanted, years = NUMBERED[applied.kind], (ask.on.year, applied.on.year)
    if (number.type, number.court, bool(number.document)) != (wanted, applied.court, False) or number.year not in years:
        raise BadRequest(
            f"{number} 不能用于{applied.kind.zh}", f"{number} cannot be the number of a {applied.kind.en}",
            f"例如 （{ask.on.year}）{applied.court}{wanted}1号", f"for instance （{ask.on.year}）{applied.court}{wanted}1号",
        )  # fmt: skip
    MAY_FILE_REVIEW.require(review, ask.on, opened)
    return [opened]


@decides(ExtendReview)
def extend_review(review: Case, ask: ExtendReview, bench: Bench) -> list[Event]:
    """Thirty days from the former last day (执行程序解释第八条)."""
    if (last := review.last_event(ReviewTimeExtended)) and last.on == ask.on:
        return []
    applied = review.last_event(ReviewApplied)
    former = (applied.decide_by if applied else None) or ask.on
    until = bench.calendar.due(former, EXTENSION)
    post = post_of(bench.actor)
    extended = ReviewTimeExtended(on=ask.on, former=former, until=until.on, calendar=until.calendar, post=post)
    MAY_EXTEND_REVIEW.require(review, ask.on, extended)
    return [extended]


@decides(AskToWithdraw)
def ask_to_withdraw(review: Case, ask: AskToWithdraw) -> list[Event]:
    """Whether it is granted is for the ruling."""
    if review.has(ReviewWithdrawalAsked):
        return []
    MAY_WITHDRAW.require(review, ask.on)
    return [ReviewWithdrawalAsked(on=ask.on)]
