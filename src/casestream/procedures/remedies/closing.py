"""执行审查结案 — every kind of review ends in one of its own modes (法发〔2014〕26号第二十四至二十八条)."""

from datetime import date
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
    elapsed_days,
    every,
)
from casestream.procedures.instruments import FILING_AND_CLOSING, OBJECTIONS, objection, supervision
from casestream.procedures.remedies.kinds import (
    COORDINATION_MODES,
    OBJECTION_MODES,
    RECONSIDERATION_MODES,
    REQUEST_MODES,
    SUPERVISION_MODES,
    ReviewApplied,
    ReviewClosed,
    ReviewKind,
    ReviewMode,
    ReviewOpened,
    ReviewWithdrawalAsked,
    review_is_open,
)

# --- law ---

OBJECTIONS_END = FILING_AND_CLOSING.article("第二十四条", mark="K-high")
RECONSIDERATIONS_END = FILING_AND_CLOSING.article("第二十五条", mark="K-high")
SUPERVISIONS_END = FILING_AND_CLOSING.article("第二十六条", mark="K-high")
REQUESTS_END = FILING_AND_CLOSING.article("第二十七条", mark="K-high")
COORDINATIONS_END = FILING_AND_CLOSING.article("第二十八条", mark="K-high")
NO_SECOND_REMAND = OBJECTIONS.article("第二十三条第二款")
OBJECTION_KINDS = (ReviewKind.CONDUCT, ReviewKind.THIRD_PARTY)
WITHDRAWN = (ReviewMode.WITHDRAWN, ReviewMode.REQUEST_WITHDRAWN)
GOES_TO_A_COURT = (ReviewMode.MOVED, ReviewMode.ELEVATED, ReviewMode.DESIGNATED)

# --- conditions ---


def _fits(decided: Asked, kinds: tuple[ReviewKind, ...], modes: tuple[ReviewMode, ...]) -> Truth:
    """Whether the closing is of another kind, or in one of these modes."""
    return ~decided.has(ReviewClosed, {"kind": kinds}) | decided.has(ReviewClosed, {"mode": modes})


@condition(OBJECTIONS_END, en="An objection ends in a mode of objections", met_by=("异议案件的结案方式", "one of them"))
def mode_is_of_objections(review: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行异议案件的结案方式包括准予撤回、驳回、撤销或者变更、部分撤销并变更、异议成立但不能撤销变更、移送管辖"""
    return _fits(decided, OBJECTION_KINDS, OBJECTION_MODES)


@condition(
    RECONSIDERATIONS_END, en="A reconsideration ends in a mode of reconsiderations",
    met_by=("复议案件的结案方式", "one of them"),
)  # fmt: skip
def mode_is_of_reconsiderations(review: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行复议案件的结案方式包括准予撤回、驳回复议申请、撤销或者变更异议裁定、查清事实后裁定、发回重新审查"""
    return _fits(decided, (ReviewKind.RECONSIDERATION,), RECONSIDERATION_MODES)


@condition(
    SUPERVISIONS_END, en="A supervision ends in a mode of supervisions", met_by=("监督案件的结案方式", "one of them")
)
def mode_is_of_supervisions(review: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行监督案件的结案方式包括准予撤回、驳回申请、限期改正、撤销并改正、提级执行、指定执行、其他"""
    return _fits(decided, (ReviewKind.SUPERVISION,), SUPERVISION_MODES)


@condition(
    REQUESTS_END, en="A request ends answered or struck off", met_by=("答复或者销案", "an answer, or striking off")
)
def mode_is_of_requests(review: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行请示案件的结案方式包括答复、销案"""
    return _fits(decided, (ReviewKind.INSTRUCTION,), REQUEST_MODES)


@condition(
    COORDINATIONS_END, en="A coordination ends settled, or withdrawn",
    met_by=("撤回协调请求或者协调解决", "a settlement, or a withdrawal"),
)  # fmt: skip
def mode_is_of_coordinations(review: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行协调案件的结案方式包括撤回协调请求、协调解决"""
    return _fits(decided, (ReviewKind.COORDINATION,), COORDINATION_MODES)


@condition(OBJECTIONS_END, en="Who withdraws has asked for it", met_by=ReviewWithdrawalAsked)
def withdrawal_was_asked_for(review: Asked, today: AnyDay, decided: Asked) -> Truth:
    """异议人、申请人请求撤回的，准予撤回"""
    return ~decided.has(ReviewClosed, {"mode": WITHDRAWN}) | review.has(ReviewWithdrawalAsked)


@condition(
    NO_SECOND_REMAND, en="What was sent back once is decided and not sent back again",
    met_by=("由复议法院直接作出裁定", "a ruling by the reconsidering court itself"),
)  # fmt: skip
def not_remanded_twice(review: Asked, today: AnyDay, decided: Asked) -> Truth:
    """发回重新审查的案件作出裁定后，当事人、利害关系人申请复议的，上一级人民法院复议后不得再次发回重新审查"""
    return ~decided.has(ReviewClosed, {"mode": ReviewMode.REMANDED, "after_remand": True})


def _is_about_parties(review: Asked) -> Truth:
    """A ruling on parties goes back to the case in which it was asked for, not to a review."""
    return review.has(ReviewApplied, {"kind": ReviewKind.RECONSIDERATION, "against": ""})


@condition(
    NO_SECOND_REMAND,
    en="What is sent back or moved gets a review of its own",
    met_by=("重新审查案件", "the id of the new review"),
)
def remand_names_the_new_review(review: Asked, today: AnyDay, decided: Asked) -> Truth:
    """发回作出裁定的人民法院重新审查；移送的，由受移送的人民法院审查"""
    goes_on = decided.has(ReviewClosed, {"mode": (ReviewMode.REMANDED, ReviewMode.MOVED), "again": ""})
    return ~goes_on | (decided.has(ReviewClosed, {"mode": ReviewMode.REMANDED}) & _is_about_parties(review))


@condition(objection(11), en="The court that goes on is named", met_by=("接手的法院", "the court that goes on"))
def court_that_goes_on_is_named(review: Asked, today: AnyDay, decided: Asked) -> Truth:
    """移送管辖、提级执行、指定执行的，应当写明接手的人民法院"""
    return ~decided.has(ReviewClosed, {"mode": GOES_TO_A_COURT, "to_court": ""})


@condition(supervision(72), en="A correction has a day", met_by=("写明改正期限", "the day by which to correct"))
def correction_has_a_day(review: Asked, today: AnyDay, decided: Asked) -> Truth:
    """上级法院发现下级法院的执行行为不当或者有错误的，应当及时指令下级法院纠正"""
    orders = decided.has(ReviewClosed, {"mode": ReviewMode.CORRECTION_ORDERED})
    return ~orders | (decided.latest(ReviewClosed.do_by) >= today)


@condition(OBJECTIONS_END, en="The ruling was served", met_by=("送达裁定", "service of the ruling"))
def ruling_of_the_review_was_served(review: Asked, today: AnyDay, decided: Asked) -> Truth:
    """裁定书送达当事人后，案件可以作结案处理"""
    served = decided.latest(ReviewClosed.served_on)
    return (served <= today) & ~(served < review.last(ReviewOpened))


MAY_CLOSE_REVIEW = every(
    "review_closing", "执行审查结案", "Closing a review",
    review_is_open, mode_is_of_objections, mode_is_of_reconsiderations, mode_is_of_supervisions, mode_is_of_requests,
    mode_is_of_coordinations, withdrawal_was_asked_for, not_remanded_twice, remand_names_the_new_review,
    court_that_goes_on_is_named, correction_has_a_day, ruling_of_the_review_was_served,
    guards=ReviewClosed,
)  # fmt: skip

# --- decisions ---


@command("执行审查结案", "Close a review", kind="review")
class CloseReview(Command):
    """Rule, and close the review; `served_on` is the day on which the ruling was served (default: today)."""

    mode: ReviewMode
    served_on: date | None = None
    to_court: str = ""
    do_by: date | None = None
    again: str = ""
    wishes_considered: bool = False


@decides(CloseReview)
def close_review(review: Case, ask: CloseReview) -> list[Event]:
    """One ruling ends one review."""
    last, opened, applied = (review.last_event(kind) for kind in (ReviewClosed, ReviewOpened, ReviewApplied))
    if isinstance(last, ReviewClosed) and last.mode is ask.mode:
        return []
    began = opened.on if opened else ask.on
    closed = partial(
        ReviewClosed,
        on=ask.on, kind=applied.kind if isinstance(applied, ReviewApplied) else ReviewKind.CONDUCT, mode=ask.mode,
        served_on=ask.served_on or ask.on, opened_on=began, used_days=elapsed_days(began, ask.on),
        after_remand=isinstance(applied, ReviewApplied) and applied.after_remand, to_court=ask.to_court, do_by=ask.do_by,
        again=ask.again, wishes_considered=ask.wishes_considered,
    )  # fmt: skip
    articles = MAY_CLOSE_REVIEW.require(review, ask.on, closed())
    return [closed(relied_on=articles)]
