"""执行标的存在争议 — an object to which a third party lays claim, or about which a court halts, is not disposed of meanwhile.

How an objection is raised, reviewed and sued upon is decided later, in `remedies`. What it means for the object is here,
early, because every disposal must know of it.
"""

from datetime import date

from casestream.kernel import AnyDay, Asked, Event, Label, Truth, condition, event, field, key
from casestream.procedures.instruments import ji, objection

# --- law ---

NO_DISPOSAL_IN_REVIEW = objection(15)
NO_DISPOSAL_AFTER_DISMISSAL = ji(463)
NO_DISPOSAL_IN_SUIT = ji(313, mark="K-high")
CLAIM_UPHELD = ji(463, "第一款第（二）项")

# --- events ---


class Contest(Label):
    """Why an object is not disposed of for the time being."""

    THIRD_PARTY = "third_party", "案外人异议审查期间", "a third party's claim is under review"
    SECURITY = "security", "提供担保停止处分", "the objector gave security and the court halts the disposal"


@event("remedies.object_contested", "执行标的存在争议", "Object contested")
class ObjectContested(Event):
    """From now on the object is not disposed of, because of what is under review as `review`."""

    asset: str = key("asset")
    review: str = key("review", zh="审查案件")
    why: Contest = field(zh="不得处分的原因")


@event("remedies.continued_on_security", "申请执行人提供担保继续执行", "Continued on the applicant's security")
class ContinuedOnSecurity(Event):
    """The applicant gave full and effective security, so the object is disposed of all the same."""

    asset: str = key("asset")
    review: str = field(zh="审查案件")


@event("remedies.contest_settled", "争议审查结束", "Contest settled")
class ContestSettled(Event):
    """The review ended. `upheld`: the claim bars enforcement; if not, nothing is disposed of until after `sue_by`.

    `sue_by` is the last of the fifteen days after service in which whoever lost may sue; None where no suit is open. What is
    upheld is let go by `release_by`, seven days after that, unless the applicant sues.
    """

    asset: str = key("asset")
    review: str = field(zh="审查案件")
    upheld: bool = field(zh="异议成立")
    sue_by: date | None = field(zh="起诉期限")
    calendar: str
    release_by: date | None = field(zh="解除措施期限", default=None)


class Plaintiff(Label):
    """Who sues over an object (执行异议之诉)."""

    THIRD_PARTY = "third_party", "案外人", "the third party whose claim was dismissed"
    APPLICANT = "applicant", "申请执行人", "the applicant, where the claim was upheld"


@event("remedies.object_sued_over", "执行异议之诉", "Object sued over")
class ObjectSuedOver(Event):
    """A court took a suit over the object. `sue_by` was the last day for it, as `calendar` counted."""

    asset: str = key("asset")
    plaintiff: Plaintiff = field(zh="原告")
    number: str
    sue_by: date | None = field(zh="起诉期限")
    calendar: str


@event("remedies.object_suit_decided", "执行异议之诉判决", "Suit over an object decided")
class ObjectSuitDecided(Event):
    """The judgment took effect: the object may be enforced against, or not."""

    asset: str = key("asset")
    may_enforce: bool = field(zh="准许执行")


# --- state ---


def is_contested(asset: Asked) -> Truth:
    """Whether a review about this object is under way: more were begun than settled."""
    return asset.count(ObjectContested) > asset.count(ContestSettled)


def is_sued_over(asset: Asked) -> Truth:
    """Whether a suit over this object is under way."""
    return asset.count(ObjectSuedOver) > asset.count(ObjectSuitDecided)


def is_excluded(asset: Asked) -> Truth:
    """Whether the last word about this object, a ruling or a judgment, bars enforcement."""
    by_ruling = asset.during(ContestSettled, ObjectSuitDecided) & (asset.latest(ContestSettled.upheld) > 0)
    by_judgment = asset.during(ObjectSuitDecided, ContestSettled) & (asset.latest(ObjectSuitDecided.may_enforce) < 1)
    return by_ruling | by_judgment


# --- conditions ---


def applicant_gave_security(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请执行人提供充分、有效的担保请求继续执行的，应当继续执行"""
    return case.about("asset", decided).during(ContinuedOnSecurity, ObjectContested)


@condition(NO_DISPOSAL_IN_REVIEW, en="No claim to the object is under review", met_by=ContestSettled)
def object_is_not_under_review(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """案外人异议审查期间，人民法院不得对执行标的进行处分；被执行人等提供担保请求停止处分并经准许的亦同"""
    return ~is_contested(case.about("asset", decided))


@condition(
    NO_DISPOSAL_AFTER_DISMISSAL,
    en="Fifteen days have passed since the dismissal was served on the third party",
    met_by=("驳回裁定送达案外人之日起十五日届满", "wait until fifteen days after the service have passed"),
)
def third_party_had_time_to_sue(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """驳回案外人执行异议裁定送达案外人之日起十五日内，人民法院不得对执行标的进行处分"""
    return ~(case.about("asset", decided).latest(ContestSettled.sue_by, {"upheld": False}) >= today)


@condition(NO_DISPOSAL_IN_SUIT, en="No suit over the object is under way", met_by=ObjectSuitDecided)
def object_is_not_sued_over(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """案外人执行异议之诉审理期间，人民法院不得对执行标的进行处分"""
    return ~is_sued_over(case.about("asset", decided))


@condition(
    CLAIM_UPHELD,
    en="No ruling or judgment bars enforcement against the object",
    met_by=("准许执行该标的的判决", "a judgment that allows enforcement against the object"),
)
def object_is_not_excluded(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """案外人对执行标的享有足以排除强制执行的权益的，裁定中止执行"""
    return ~is_excluded(case.about("asset", decided))


ON_SECURITY = "The applicant gave security for going on"
OBJECT_IS_FREE = (
    object_is_not_under_review.unless(applicant_gave_security, NO_DISPOSAL_IN_REVIEW, en=ON_SECURITY),
    third_party_had_time_to_sue,
    object_is_not_sued_over.unless(applicant_gave_security, NO_DISPOSAL_IN_SUIT, en=ON_SECURITY),
    object_is_not_excluded,
)
