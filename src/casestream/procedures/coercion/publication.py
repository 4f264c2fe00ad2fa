"""媒体公布 — that a debtor does not perform is told in newspapers, on the air or on the net, at the debtor's cost."""

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Label,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    field,
    key,
)
from casestream.procedures.coercion.exit_ban import debtor_did_not_perform
from casestream.procedures.filing import case_is_in_hand
from casestream.procedures.instruments import AMENDED_2020, PROCEDURE
from casestream.procedures.notice import debtor_is_a_party

# --- law ---

IN_THE_MEDIA = PROCEDURE.article("第三十九条").renumbered(AMENDED_2020, "第二十六条")

# --- events ---


class Medium(Label):
    """Where it is told."""

    NEWSPAPER = "newspaper", "报纸", "newspaper"
    RADIO = "radio", "广播", "radio"
    TELEVISION = "television", "电视", "television"
    INTERNET = "internet", "互联网", "the internet"


@event("coercion.published", "媒体公布", "Published in the media")
class DefaultPublished(Event):
    """The default was made public; `cost_fen` is the debtor's, `advanced` by the applicant where the applicant asked."""

    debtor: str = key("debtor")
    medium: Medium = field(zh="媒体")
    on_application: bool = field(zh="依申请")
    cost_fen: int = field(zh="公布费用")
    advanced: bool = field(zh="申请执行人垫付")


# --- conditions ---


@condition(
    IN_THE_MEDIA,
    en="The applicant who asks for it advances the cost",
    met_by=("申请执行人垫付费用", "the applicant advances the cost"),
)
def cost_is_advanced(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请执行人申请在媒体公布的，应当垫付有关费用"""
    return ~decided.has(DefaultPublished, {"on_application": True, "advanced": False})


@condition(IN_THE_MEDIA, en="The cost is not negative", met_by=("费用不小于零", "a cost of zero or more"))
def cost_is_not_negative(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """媒体公布的有关费用，由被执行人负担"""
    return decided.total(DefaultPublished.cost_fen) >= 0


MAY_PUBLISH = every(
    "media_publication", "媒体公布", "Publication in the media",
    case_is_in_hand, debtor_is_a_party, debtor_did_not_perform, cost_is_advanced, cost_is_not_negative,
    guards=DefaultPublished,
)  # fmt: skip

# --- decisions ---


@command("媒体公布", "Publish the default")
class PublishDefault(Command):
    """Tell the public that a debtor does not perform."""

    debtor: str
    medium: Medium
    cost_fen: int = 0
    on_application: bool = False
    advanced: bool = False


@decides(PublishDefault)
def publish_default(case: Case, ask: PublishDefault) -> list[Event]:
    """In one medium once a day (民事诉讼法第二百六十六条, 执行程序解释第二十六条)."""
    published = DefaultPublished(
        on=ask.on, debtor=ask.debtor, medium=ask.medium, on_application=ask.on_application, cost_fen=ask.cost_fen,
        advanced=ask.advanced,
    )  # fmt: skip
    if published in case.all(DefaultPublished):
        return []
    MAY_PUBLISH.require(case, ask.on, published)
    return [published]
