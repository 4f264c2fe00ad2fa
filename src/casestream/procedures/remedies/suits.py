"""执行异议之诉 — after the ruling on a third party's claim, whoever lost may sue within fifteen days over the object."""

from casestream.kernel import AnyDay, Asked, Case, Command, Event, Truth, command, condition, decides, every
from casestream.procedures.contested import (
    ContestSettled,
    ObjectSuedOver,
    ObjectSuitDecided,
    Plaintiff,
    is_sued_over,
)
from casestream.procedures.control.sealing import about_asset
from casestream.procedures.instruments import cpl, ji

# --- law ---

FIFTEEN_DAYS_TO_SUE = cpl(238)
SUITS = ji(310, mark="K-high")

# --- conditions ---


@condition(FIFTEEN_DAYS_TO_SUE, en="A ruling on the claim came first", met_by=ContestSettled)
def claim_was_ruled_on(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """案外人、当事人对裁定不服的，可以自裁定送达之日起十五日内向人民法院提起诉讼"""
    return case.about("asset", decided).has(ContestSettled)


@condition(
    FIFTEEN_DAYS_TO_SUE,
    en="The suit comes within fifteen days of the service of the ruling",
    met_by=("裁定送达之日起十五日内起诉", "a suit within fifteen days of service"),
)
def suit_is_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """自裁定送达之日起十五日内向人民法院提起诉讼"""
    return ~case.about("asset", decided).has(ContestSettled) | (decided.latest(ObjectSuedOver.sue_by) >= today)


@condition(
    FIFTEEN_DAYS_TO_SUE,
    en="The third party sues where the claim was dismissed, the applicant where it was upheld",
    met_by=("由不服裁定的一方起诉", "a suit by the side that lost"),
)
def loser_sues(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """案外人对驳回异议的裁定不服的提起案外人执行异议之诉；申请执行人对中止执行的裁定不服的提起许可执行之诉"""
    upheld = case.about("asset", decided).latest(ContestSettled.upheld) > 0
    by_applicant = decided.has(ObjectSuedOver, {"plaintiff": Plaintiff.APPLICANT})
    return (by_applicant & upheld) | (~by_applicant & ~upheld)


@condition(SUITS, en="A suit over the object is under way", met_by=ObjectSuedOver)
def suit_is_under_way(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院对执行异议之诉作出判决"""
    return is_sued_over(case.about("asset", decided))


MAY_SUE_OVER_OBJECT = every(
    "object_suit", "执行异议之诉", "Suit over an object", claim_was_ruled_on, suit_is_in_time, loser_sues,
    guards=ObjectSuedOver,
)  # fmt: skip
MAY_DECIDE_SUIT = every(
    "object_suit_decided", "执行异议之诉判决", "Judgment over an object", suit_is_under_way, guards=ObjectSuitDecided
)

# --- decisions ---


@command("提起执行异议之诉", "Sue over an object")
class SueOverObject(Command):
    """A court took a suit over the object under `number`."""

    asset: str
    plaintiff: Plaintiff
    number: str


@command("执行异议之诉判决生效", "Record the judgment over an object")
class DecideObjectSuit(Command):
    """The judgment took effect."""

    asset: str
    may_enforce: bool


@decides(SueOverObject)
def sue_over_object(case: Case, ask: SueOverObject) -> list[Event]:
    """The last day is that of the ruling (民事诉讼法第二百三十八条)."""
    if case.all(ObjectSuedOver, {"number": ask.number}):
        return []
    settled = case.last_event(ContestSettled, {"asset": ask.asset})
    sued = ObjectSuedOver(
        on=ask.on, asset=ask.asset, plaintiff=ask.plaintiff, number=ask.number, sue_by=settled.sue_by if settled else None,
        calendar=settled.calendar if settled else "",
    )  # fmt: skip
    MAY_SUE_OVER_OBJECT.require(case, ask.on, sued)
    return [sued]


@decides(DecideObjectSuit)
def decide_object_suit(case: Case, ask: DecideObjectSuit) -> list[Event]:
    """The judgment has the last word about the object, until another claim is ruled on."""
    decided = ObjectSuitDecided(on=ask.on, asset=ask.asset, may_enforce=ask.may_enforce)
    last = case.last_event(ObjectSuitDecided, {"asset": ask.asset})
    if last and last.may_enforce is ask.may_enforce and not bool(is_sued_over(about_asset(case, ask.asset))):
        return []
    MAY_DECIDE_SUIT.require(case, ask.on, decided)
    return [decided]
