"""司惩复议 — the one reconsideration of a decision by the court above; nothing stands still meanwhile."""

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
    reacts,
)
from casestream.kernel.errors import BadRequest
from casestream.procedures.coercion import Decision, NoteReview, ReviewOutcome
from casestream.procedures.cross_enforcement import is_superior
from casestream.procedures.instruments import DEFAULTERS, JI, OBJECTIONS, TIME_LIMITS
from casestream.procedures.sanction.decision import ONCE, PUNISHMENTS, SanctionDecided, SanctionServed, numbered

# --- law ---

THREE_DAYS_TO_ASK = JI.article("第一百八十五条", mark="K-high")
FIVE_DAYS_TO_DECIDE = TIME_LIMITS.article("第二条")
EXIT_BAN_REVIEW = OBJECTIONS.article("第九条")
LISTING_REVIEW = DEFAULTERS.article("第十二条", since=date(2017, 5, 1))
TO_DECIDE = {
    Decision.DETENTION: Period(days=5), Decision.FINE: Period(days=5), Decision.EXIT_BAN: Period(days=15),
    Decision.LISTING: Period(days=15),
}  # fmt: skip

# --- events ---


@event("sanction.review_filed", "复议立案", "Reconsideration filed", stream="sanction", opens=True)
class ReviewFiled(Event):
    """The superior `court` took the application under `number`; it decides by `decide_by`."""

    court: str
    number: str
    decision: Decision = field(zh="决定种类")
    decide_by: date
    calendar: str


@event("sanction.review_decided", "复议决定", "Reconsideration decided", stream="sanction")
class ReviewDecided(Event):
    """The superior court upheld, changed or revoked the decision."""

    decision: Decision = field(zh="决定种类")
    outcome: ReviewOutcome = field(zh="复议结果")


# --- deadlines ---

for _decision, _name, _citation in (
    (Decision.DETENTION, "detention", FIVE_DAYS_TO_DECIDE), (Decision.FINE, "fine", FIVE_DAYS_TO_DECIDE),
    (Decision.EXIT_BAN, "exit_ban", EXIT_BAN_REVIEW), (Decision.LISTING, "listing", LISTING_REVIEW),
):  # fmt: skip
    deadline(
        f"{_name}_review", f"{_decision.zh}复议期限", f"reconsideration of {_decision.en}",
        begins=ReviewFiled, kept_by=ReviewDecided, due="decide_by", where={"decision": _decision}, citation=_citation,
    )  # fmt: skip

# --- conditions ---


@condition(ONCE, en="The decision was served", met_by=SanctionServed)
def decision_was_served(sanction: Asked, today: AnyDay) -> Truth:
    """对决定不服的，可以向上一级人民法院申请复议"""
    return sanction.has(SanctionServed)


@condition(ONCE, en="Reconsideration is asked for once", met_by=("复议一次为限", "there is one reconsideration only"))
def review_is_the_first(sanction: Asked, today: AnyDay) -> Truth:
    """对决定不服的，可以向上一级人民法院申请复议一次"""
    return ~sanction.has(ReviewFiled)


def _asked_in_time(sanction: Asked, today: AnyDay, decisions: tuple[Decision, ...]) -> Truth:
    late = ~(today <= sanction.latest(SanctionServed.ask_by))
    return ~(sanction.has(SanctionDecided, {"decision": decisions}) & sanction.has(SanctionServed) & late)


@condition(
    THREE_DAYS_TO_ASK, en="It is asked for within three days", met_by=("收到决定书之日起三日内", "within 3 days")
)
def punishment_review_is_asked_in_time(sanction: Asked, today: AnyDay) -> Truth:
    """不服罚款、拘留决定申请复议的，应当自收到决定书之日起三日内提出"""
    return _asked_in_time(sanction, today, PUNISHMENTS)


@condition(EXIT_BAN_REVIEW, en="It is asked for within ten days", met_by=("收到决定之日起十日内", "within 10 days"))
def exit_ban_review_is_asked_in_time(sanction: Asked, today: AnyDay) -> Truth:
    """被限制出境的人可以自收到限制出境决定之日起十日内向上一级人民法院申请复议"""
    return _asked_in_time(sanction, today, (Decision.EXIT_BAN,))


@condition(LISTING_REVIEW, en="It is asked for within ten days", met_by=("决定书送达之日起十日内", "within 10 days"))
def listing_review_is_asked_in_time(sanction: Asked, today: AnyDay) -> Truth:
    """对驳回决定不服的，可以自决定书送达之日起十日内向上一级人民法院申请复议"""
    return _asked_in_time(sanction, today, (Decision.LISTING,))


@condition(ONCE, en="The reconsideration waits for its decision", met_by=ReviewFiled)
def review_is_pending(sanction: Asked, today: AnyDay) -> Truth:
    """上一级人民法院受理复议申请后作出决定"""
    return sanction.during(ReviewFiled, ReviewDecided)


def _decided_in_time(sanction: Asked, today: AnyDay, decided: Asked, decisions: tuple[Decision, ...]) -> Truth:
    in_time = today <= sanction.latest(ReviewFiled.decide_by)
    return in_time | ~decided.has(ReviewDecided, {"decision": decisions})


@condition(FIVE_DAYS_TO_DECIDE, en="The superior decides in five days", met_by=("五日内", "within 5 days"), soft=True)
def punishment_review_is_in_time(sanction: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对罚款、拘留民事决定不服申请复议的，审理期限为五日"""
    return _decided_in_time(sanction, today, decided, PUNISHMENTS)


@condition(EXIT_BAN_REVIEW, en="The superior decides in fifteen days", met_by=("十五日内", "within 15 days"), soft=True)
def exit_ban_review_is_in_time(sanction: Asked, today: AnyDay, decided: Asked) -> Truth:
    """上一级人民法院应当自收到复议申请之日起十五日内作出决定"""
    return _decided_in_time(sanction, today, decided, (Decision.EXIT_BAN,))


@condition(LISTING_REVIEW, en="The superior decides in fifteen days", met_by=("十五日内", "within 15 days"), soft=True)
def listing_review_is_in_time(sanction: Asked, today: AnyDay, decided: Asked) -> Truth:
    """上一级人民法院应当自收到复议申请之日起十五日内作出决定（失信纠正）"""
    return _decided_in_time(sanction, today, decided, (Decision.LISTING,))


MAY_FILE_REVIEW = every(
    "sanction_review", "申请复议", "Reconsideration",
    decision_was_served, review_is_the_first, punishment_review_is_asked_in_time, exit_ban_review_is_asked_in_time,
    listing_review_is_asked_in_time,
    guards=ReviewFiled,
)  # fmt: skip
MAY_DECIDE_REVIEW = every(
    "sanction_review_decision", "复议决定", "Decision on reconsideration",
    review_is_pending, punishment_review_is_in_time, exit_ban_review_is_in_time, listing_review_is_in_time,
    guards=ReviewDecided,
)  # fmt: skip

# --- decisions ---


@command("受理复议申请", "File the reconsideration", kind="sanction")
class FileReview(Command):
    """The superior court takes the application under a number of its own."""

    number: str


@command("复议决定", "Decide the reconsideration", kind="sanction")
class DecideReview(Command):
    """Uphold, change or revoke."""

    outcome: ReviewOutcome


@decides(FileReview)
def file_review(sanction: Case, ask: FileReview, bench: Bench) -> list[Event]:
    """Once, at the court above; nothing stands still (民事诉讼法第一百一十九条)."""
    decided = sanction.all(SanctionDecided)[-1]
    number = numbered(ask.number, decided.decision, "司惩复", "执复", document=False)
    if not is_superior(number.court, decided.court, bench):
        raise BadRequest(
            f"{number.court} 不是 {decided.court} 的上一级法院", f"{number.court} is not above {decided.court}",
            "向上一级人民法院申请复议", "ask the court above",
        )  # fmt: skip
    last = sanction.last_event(ReviewFiled)
    if last and last.number == str(number):
        return []
    MAY_FILE_REVIEW.require(sanction, ask.on)
    due = bench.calendar.due(ask.on, TO_DECIDE[decided.decision])
    return [
        ReviewFiled(
            on=ask.on, court=number.court, number=str(number), decision=decided.decision, decide_by=due.on,
            calendar=due.calendar,
        )
    ]  # fmt: skip


@decides(DecideReview)
def decide_review(sanction: Case, ask: DecideReview) -> list[Event]:
    """A late decision is a decision; the case is told of it."""
    last = sanction.last_event(ReviewDecided)
    if last and last.outcome is ask.outcome:
        return []
    first = sanction.all(SanctionDecided)[-1]
    reviewed = ReviewDecided(on=ask.on, decision=first.decision, outcome=ask.outcome)
    MAY_DECIDE_REVIEW.require(sanction, ask.on, reviewed)
    return [reviewed]


@reacts(ReviewDecided)
def tell_the_case(reviewed: Event, sanction: Case) -> list[Command]:
    """The enforcement case hears of the outcome, where it was about one of its debtors."""
    first, review = sanction.all(SanctionDecided)[-1], sanction.all(ReviewFiled)[-1]
    if not isinstance(reviewed, ReviewDecided) or not first.debtor:
        return []
    return [
        NoteReview(
            case=first.case, on=reviewed.on, debtor=first.debtor, decision=reviewed.decision,
            outcome=reviewed.outcome, review=review.number,
        )
    ]  # fmt: skip
