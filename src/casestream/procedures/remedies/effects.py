"""审查案件与执行案件的往来 — what an objection in a case asks of a review, and what a review does to the case.

All of it goes by reactions, so each effect names the event that caused it.
"""

from collections import Counter
from datetime import date

from casestream.kernel import Bench, Case, Command, Event, Period, command, deadline, decides, reacts
from casestream.procedures.contested import Contest, ContestSettled, ObjectContested, ObjectSuedOver
from casestream.procedures.control import AssetReleased
from casestream.procedures.cross_enforcement import CrossMode, DecisionForm, OrderCross, Trigger
from casestream.procedures.instruments import ji
from casestream.procedures.remedies.kinds import ReviewApplied, ReviewClosed, ReviewKind, ReviewMode, ReviewOpened
from casestream.procedures.remedies.party_rulings import ContestOutcome, DecidePartyContest
from casestream.procedures.remedies.raising import ObjectionRaised
from casestream.procedures.remedies.reconsideration import ReconsiderationSought
from casestream.procedures.remedies.reviews import ApplyForReview
from casestream.procedures.rounds import ANY_CLOSING

# --- law ---

FIFTEEN_DAYS = Period(days=15)  # 民事诉讼法第二百三十八条, 民诉法解释第四百六十三条
SEVEN_DAYS = Period(days=7)
LIFTING_TERM = deadline(
    "lift_after_claim", "异议成立后解除执行措施", "Lifting the measure after a claim was upheld",
    begins=ContestSettled, kept_by=(AssetReleased, ObjectSuedOver), due="release_by", key="asset",
    citation=ji(314, mark="K-high"), outlives=ANY_CLOSING,
)  # fmt: skip
POWER_MOVES = {ReviewMode.ELEVATED: CrossMode.ELEVATED, ReviewMode.DESIGNATED: CrossMode.INSTRUCTED}

PARTY_OUTCOMES = {
    ReviewMode.REVERSED: ContestOutcome.TURNED, ReviewMode.RULED_ANEW: ContestOutcome.TURNED,
    ReviewMode.REMANDED: ContestOutcome.SENT_BACK,
}  # fmt: skip

# --- decisions ---


@command("案外人异议期间停止处分", "Hold an object during a claim")
class HoldObject(Command):
    """A third party's claim was filed as `review`: its object is let alone."""

    asset: str
    review: str


@command("争议审查结束", "Settle a contest")
class SettleContest(Command):
    """`review` ended; `upheld`: the claim bars enforcement. `may_sue`: whoever lost may sue within fifteen days of service."""

    review: str
    upheld: bool
    may_sue: bool
    served_on: date


@decides(HoldObject)
def hold_object(case: Case, ask: HoldObject) -> list[Event]:
    """案外人异议审查期间，人民法院不得对执行标的进行处分 (执行程序解释第十五条); no condition stands before it."""
    if case.all(ObjectContested, {"asset": ask.asset, "review": ask.review}):
        return []
    return [ObjectContested(on=ask.on, asset=ask.asset, review=ask.review, why=Contest.THIRD_PARTY)]


@decides(SettleContest)
def settle_contest(case: Case, ask: SettleContest, bench: Bench) -> list[Event]:
    """Each object that was held because of the review is settled once; quiet where none was."""
    about = {"review": ask.review}
    settled = Counter(one.asset for one in case.all(ContestSettled, about))
    held = Counter(one.asset for one in case.all(ObjectContested, about)) - settled
    due = bench.calendar.due(ask.served_on, FIFTEEN_DAYS)
    release = bench.calendar.due(due.on, SEVEN_DAYS) if ask.upheld and ask.may_sue else None
    return [
        ContestSettled(
            on=ask.on, asset=asset, review=ask.review, upheld=ask.upheld, sue_by=due.on if ask.may_sue else None,
            calendar=due.calendar, release_by=release.on if release else None,
        )
        for asset in held
    ]  # fmt: skip


# --- reactions ---


@reacts(ObjectionRaised)
def begin_review(_: Event, case: Case) -> list[Command]:
    """The objection goes to the court that reviews it."""
    raised = case.all(ObjectionRaised)[-1]
    return [
        ApplyForReview(
            case=raised.review, on=raised.on, kind=raised.kind, court=raised.court, concerns=case.id,
            applicant=raised.objector, matter=raised.matter, asset=raised.asset,
        )
    ]  # fmt: skip


@reacts(ReconsiderationSought)
def begin_reconsideration(_: Event, review: Case) -> list[Command]:
    """The superior court gets a case of its own; what was sent back once is known to it."""
    sought = review.all(ReconsiderationSought)[-1]
    applied = review.all(ReviewApplied)[-1]
    return [
        ApplyForReview(
            case=sought.review, on=sought.on, kind=ReviewKind.RECONSIDERATION, court=sought.to_court,
            concerns=applied.concerns, applicant=sought.applicant, objector=applied.applicant, matter=applied.matter,
            against=review.id, from_court=applied.court, after_remand=applied.after_remand,
        )
    ]  # fmt: skip


@reacts(ReviewOpened)
def hold_what_is_claimed(opened: Event, review: Case) -> list[Command]:
    """From the filing of a third party's claim on, its object is not disposed of; a claim that was moved goes on with it."""
    applied = review.all(ReviewApplied)[-1]
    if applied.kind is not ReviewKind.THIRD_PARTY:
        return []
    hold = HoldObject(case=applied.concerns, on=opened.on, asset=applied.asset, review=review.id)
    if not applied.against:
        return [hold]
    return [hold, _settled(applied.concerns, applied.against, opened.on)]


def _settled(case: str, review: str, on: date) -> SettleContest:
    """The end of a review that says nothing about who may enforce against the object."""
    return SettleContest(case=case, on=on, review=review, upheld=False, may_sue=False, served_on=on)


@reacts(ReviewClosed)
def carry_out_the_ruling(_: Event, review: Case) -> list[Command]:
    """What the ruling means elsewhere: for the object, for the court that has to review again, for who enforces."""
    closed = review.all(ReviewClosed)[-1]
    applied = review.all(ReviewApplied)[-1]
    if closed.mode is ReviewMode.MOVED:  # A claim that moves keeps its object until the other court has filed it.
        ended = [] if applied.kind is ReviewKind.THIRD_PARTY else [_settled(applied.concerns, review.id, closed.on)]
        return [*ended, _reviewed_by(closed.to_court, applied, closed, review.id)]
    if applied.kind in (ReviewKind.CONDUCT, ReviewKind.THIRD_PARTY):
        claimed = applied.kind is ReviewKind.THIRD_PARTY
        upheld = claimed and closed.mode in (ReviewMode.GRANTED, ReviewMode.PARTLY_GRANTED)
        may_sue = claimed and (upheld or closed.mode is ReviewMode.DISMISSED)
        return [
            SettleContest(
                case=applied.concerns, on=closed.on, review=review.id, upheld=upheld, may_sue=may_sue,
                served_on=closed.served_on,
            )
        ]  # fmt: skip
    if applied.kind is ReviewKind.RECONSIDERATION and applied.against:
        ended = [_settled(applied.concerns, applied.against, closed.on)]
        remanded = closed.mode is ReviewMode.REMANDED
        return [*ended, _reviewed_by(applied.from_court, applied, closed)] if remanded else [*ended]
    if applied.kind is ReviewKind.RECONSIDERATION:
        outcome = PARTY_OUTCOMES.get(closed.mode, ContestOutcome.STANDS)
        return [DecidePartyContest(case=applied.concerns, on=closed.on, number=review.id, outcome=outcome)]
    if closed.mode in POWER_MOVES:
        return [
            OrderCross(
                case=applied.concerns, on=closed.on, mode=POWER_MOVES[closed.mode], form=DecisionForm.RULING,
                decided_by=applied.court, to_court=closed.to_court, trigger=Trigger.SCREENING,
                wishes_considered=closed.wishes_considered,
            )
        ]  # fmt: skip
    return []


def _reviewed_by(court: str, applied: ReviewApplied, closed: ReviewClosed, against: str = "") -> ApplyForReview:
    """The same objection or claim, of the same objector, before a court that has to review it (again)."""
    remanded = closed.mode is ReviewMode.REMANDED
    return ApplyForReview(
        case=closed.again, on=closed.on, kind=ReviewKind.CONDUCT if remanded else applied.kind, court=court,
        concerns=applied.concerns, applicant=applied.objector or applied.applicant, matter=applied.matter,
        asset=applied.asset, against=against, after_remand=remanded or applied.after_remand,
    )  # fmt: skip
