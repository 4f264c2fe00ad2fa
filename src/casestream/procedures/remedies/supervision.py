"""执行监督中的改正 — a superior court orders a correction; the court below corrects, or asks within five days to think again."""

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
from casestream.procedures.instruments import supervision
from casestream.procedures.remedies.kinds import ReviewClosed, ReviewMode

# --- law ---

ORDERED_TO_CORRECT = supervision(72)
FIVE_DAYS = Period(days=5)

# --- events ---


@event("review.order_questioned", "请求复议监督指令", "Order questioned", stream="review")
class OrderQuestioned(Event):
    """The court below thinks the order wrong. `ask_by` was the last of the five days after it was received."""

    reason: str
    ask_by: date = field(zh="请求复议期限")
    calendar: str


@event("review.order_confirmed", "监督指令复议结果", "Order confirmed or withdrawn", stream="review")
class OrderAnswered(Event):
    """The superior court stands by its order, or takes it back."""

    stands: bool = field(zh="维持指令")


@event("review.correction_made", "依指令改正", "Correction made", stream="review")
class CorrectionMade(Event):
    """The court below corrected what was wrong."""


CORRECTION_TERM = deadline(
    "supervision_correction", "限期改正", "Correction ordered by a superior court",
    begins=ReviewClosed, where={"mode": ReviewMode.CORRECTION_ORDERED}, kept_by=CorrectionMade, due="do_by",
    citation=ORDERED_TO_CORRECT,
)  # fmt: skip

# --- conditions ---


@condition(ORDERED_TO_CORRECT, en="A correction was ordered", met_by=ReviewClosed)
def correction_was_ordered(review: Asked, today: AnyDay) -> Truth:
    """下级法院收到上级法院的指令后必须立即纠正"""
    return review.has(ReviewClosed, {"mode": ReviewMode.CORRECTION_ORDERED})


@condition(
    ORDERED_TO_CORRECT,
    en="The court below asks within five days of receiving the order",
    met_by=("收到指令后五日内请求复议", "a request within five days"),
)
def questioned_within_five_days(review: Asked, today: AnyDay, decided: Asked) -> Truth:
    """认为上级法院的指令有错误的，可以在收到该指令后五日内请求上级法院复议"""
    return decided.latest(OrderQuestioned.ask_by) >= today


@condition(ORDERED_TO_CORRECT, en="The order was questioned", met_by=OrderQuestioned)
def order_was_questioned(review: Asked, today: AnyDay) -> Truth:
    """上级法院认为请求复议的理由不成立，而下级法院仍不纠正的，上级法院可直接作出裁定或决定予以纠正"""
    return review.has(OrderQuestioned)


MAY_QUESTION = every(
    "order_question", "请求复议监督指令", "Questioning an order", correction_was_ordered, questioned_within_five_days,
    guards=OrderQuestioned,
)  # fmt: skip
MAY_ANSWER = every(
    "order_answer", "监督指令复议结果", "Answer about an order", order_was_questioned, guards=OrderAnswered
)
MAY_CORRECT_ACT = every("order_obeyed", "依指令改正", "Correction", correction_was_ordered, guards=CorrectionMade)

# --- decisions ---


@command("请求复议监督指令", "Question an order", kind="review")
class QuestionOrder(Command):
    """Ask the superior court to think again."""

    reason: str


@command("答复监督指令复议", "Answer about an order", kind="review")
class AnswerQuestion(Command):
    """Say whether the order stands."""

    stands: bool


@command("依指令改正", "Make the correction", kind="review")
class MakeCorrection(Command):
    """Say that what was wrong is corrected."""


@decides(QuestionOrder)
def question_order(review: Case, ask: QuestionOrder, bench: Bench) -> list[Event]:
    """Asked once (执行工作规定第七十二条)."""
    if review.has(OrderQuestioned):
        return []
    closed = review.last_event(ReviewClosed)
    ask_by = bench.calendar.due(closed.served_on if closed else ask.on, FIVE_DAYS)
    questioned = OrderQuestioned(on=ask.on, reason=ask.reason, ask_by=ask_by.on, calendar=ask_by.calendar)
    MAY_QUESTION.require(review, ask.on, questioned)
    return [questioned]


@decides(AnswerQuestion)
def answer_question(review: Case, ask: AnswerQuestion) -> list[Event]:
    """Answered once."""
    if review.has(OrderAnswered):
        return []
    MAY_ANSWER.require(review, ask.on)
    return [OrderAnswered(on=ask.on, stands=ask.stands)]


@decides(MakeCorrection)
def make_correction(review: Case, ask: MakeCorrection) -> list[Event]:
    """Corrected once."""
    if review.has(CorrectionMade):
        return []
    MAY_CORRECT_ACT.require(review, ask.on)
    return [CorrectionMade(on=ask.on)]
