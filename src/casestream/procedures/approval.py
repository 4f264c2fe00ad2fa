"""审批 — who must approve a step before it is taken. What the step itself requires is said in its own procedure."""

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
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
    key,
)
from casestream.kernel.errors import BadRequest
from casestream.kernel.law import Citation
from casestream.procedures.filing import case_is_in_hand
from casestream.procedures.instruments import (
    AMENDED_2020,
    BANKRUPTCY,
    CONSUMPTION,
    DEFAULTERS,
    PROCEEDS,
    WORK,
    coercion,
    cpl,
    ji,
)

# --- events ---


class Post(Label):
    """The post in which somebody acts. `Actor.post` holds its code."""

    HANDLER = "handler", "承办法官", "handling judge"
    CLERK = "clerk", "书记员", "clerk"
    BAILIFF = "bailiff", "司法警察", "judicial police"
    CHIEF = "chief", "执行局局长", "head of the enforcement bureau"
    PANEL = "panel", "合议庭", "collegial panel"
    PRESIDENT = "president", "院长", "court president"
    SYSTEM = "system", "系统", "system"


class Matter(Label):
    """What needs an approval."""

    COMPELLED_APPEARANCE = "compelled_appearance", "拘传", "compelled appearance"
    DETENTION = "detention", "司法拘留", "judicial detention"
    FINE = "fine", "罚款", "fine"
    SEARCH = "search", "搜查", "search of premises"
    CONSUMPTION_RESTRICTION = "consumption_restriction", "限制消费", "restriction on consumption"
    DEFAULTER_LISTING = "defaulter_listing", "纳入失信名单", "entry on the defaulter list"
    CURRENT_TERMINATION = "current_termination", "终结本次执行程序", "termination of the current procedure"
    BANKRUPTCY_HANDOVER = "bankruptcy_handover", "移送破产审查", "hand-over to bankruptcy"
    DEFERRED_RELEASE = "deferred_release", "暂缓发放执行款", "deferral of a pay-out"
    TIME_EXTENSION = "time_extension", "延长执行期限", "extension of the time limit"


@event("approval.approved", "审批", "Approved")
class Approved(Event):
    """Somebody with the power said yes to one step; `debtor` names whom it is against, where it is against somebody."""

    matter: Matter
    post: Post
    debtor: str = key("debtor", default="")


# --- law ---

BY_PRESIDENT, BY_PANEL = (Post.PRESIDENT,), (Post.PANEL, Post.PRESIDENT)
COERCIVE = coercion(119)
POWERS: dict[Matter, tuple[tuple[Post, ...], Citation]] = {
    Matter.COMPELLED_APPEARANCE: (BY_PRESIDENT, COERCIVE),
    Matter.DETENTION: (BY_PRESIDENT, COERCIVE),
    Matter.FINE: (BY_PRESIDENT, COERCIVE),
    Matter.SEARCH: (BY_PRESIDENT, cpl(259)),
    Matter.CONSUMPTION_RESTRICTION: (BY_PRESIDENT, CONSUMPTION.article("第五条", mark="K-high")),
    Matter.DEFAULTER_LISTING: (BY_PANEL, DEFAULTERS.article("第五条", mark="K-high")),
    Matter.CURRENT_TERMINATION: (BY_PANEL, ji(517)),
    Matter.BANKRUPTCY_HANDOVER: (BY_PANEL, BANKRUPTCY.article("第五条", mark="K-high")),
    Matter.DEFERRED_RELEASE: ((Post.CHIEF, Post.PRESIDENT), PROCEEDS.article("第十条", mark="K-high")),
    Matter.TIME_EXTENSION: (BY_PRESIDENT, WORK.article("第一百零七条").renumbered(AMENDED_2020, "第六十三条")),
}

# --- conditions ---


def _may(decided: Asked, *matters: Matter) -> Truth:
    """Whether the approval is one of other matters, or comes from a post that has the power in these."""
    allowed = ~decided.has(Approved, {"matter": matters})
    for matter in matters:
        allowed = allowed | decided.has(Approved, {"matter": matter, "post": POWERS[matter][0]})
    return allowed


PRESIDENT = ("由院长批准", "the president must approve")


@condition(COERCIVE, en="Compelled appearance, fine and detention need the president's approval", met_by=PRESIDENT)
def coercion_is_for_the_president(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拘传、罚款、拘留必须经院长批准"""
    return _may(decided, Matter.COMPELLED_APPEARANCE, Matter.DETENTION, Matter.FINE)


@condition(POWERS[Matter.SEARCH][1], en="The president issues the warrant to search", met_by=PRESIDENT)
def search_is_for_the_president(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """采取搜查措施，由院长签发搜查令"""
    return _may(decided, Matter.SEARCH)


@condition(
    POWERS[Matter.CONSUMPTION_RESTRICTION][1], en="The president signs the order on consumption", met_by=PRESIDENT
)
def consumption_order_is_for_the_president(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """限制消费令由人民法院院长签发"""
    return _may(decided, Matter.CONSUMPTION_RESTRICTION)


@condition(POWERS[Matter.TIME_EXTENSION][1], en="The president of the court approves more time", met_by=PRESIDENT)
def extension_is_for_the_president(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """有特殊情况需要延长执行期限的，由本院院长批准"""
    return _may(decided, Matter.TIME_EXTENSION)


@condition(
    POWERS[Matter.DEFERRED_RELEASE][1],
    en="The head of the enforcement bureau or the president in charge approves the deferral of a pay-out",
    met_by=("由执行局局长或者主管院领导批准", "the head of the bureau or the president in charge must approve"),
)
def deferral_is_for_the_head_of_the_bureau(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """具有延缓发放情形的，经执行局局长或者主管院领导批准，可以延缓发放执行款"""
    return _may(decided, Matter.DEFERRED_RELEASE)


REVIEW = ("由合议庭审查或者院长批准", "the panel reviews, or the president approves")


@condition(
    POWERS[Matter.CURRENT_TERMINATION][1], en="The panel reviews an ending, the president approves it", met_by=REVIEW
)
def ending_is_for_panel_and_president(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """终结本次执行程序，经合议庭审查核实并报院长批准"""
    return _may(decided, Matter.CURRENT_TERMINATION)


@condition(POWERS[Matter.DEFAULTER_LISTING][1], en="The panel reviews a listing, the president signs it", met_by=REVIEW)
def listing_is_for_panel_and_president(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """纳入失信被执行人名单的决定书由院长签发"""
    return _may(decided, Matter.DEFAULTER_LISTING)


@condition(
    POWERS[Matter.BANKRUPTCY_HANDOVER][1], en="The panel reviews a hand-over, the president signs it", met_by=REVIEW
)
def handover_is_for_panel_and_president(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """移送破产审查由合议庭评议、院长签署"""
    return _may(decided, Matter.BANKRUPTCY_HANDOVER)


MAY_APPROVE = every(
    "approval", "审批", "Approval",
    case_is_in_hand, coercion_is_for_the_president, search_is_for_the_president,
    consumption_order_is_for_the_president, extension_is_for_the_president, deferral_is_for_the_head_of_the_bureau,
    ending_is_for_panel_and_president, listing_is_for_panel_and_president, handover_is_for_panel_and_president,
)  # fmt: skip

# --- decisions ---


@command("审批", "Approve")
class Approve(Command):
    """Say yes to one step of the case, in the post of whoever acts."""

    matter: Matter
    debtor: str = ""


def acting_post(bench: Bench) -> Post:
    """The post in which the actor acts.

    Raises:
        BadRequest: there is no such post.
    """
    try:
        return Post.of(bench.actor.post)
    except ValueError:
        raise BadRequest(
            f"未知职务“{bench.actor.post}”", f"unknown post {bench.actor.post!r}",
            "、".join(f"{post.value}（{post.zh}）" for post in Post), ", ".join(post.value for post in Post),
        ) from None  # fmt: skip


@decides(Approve)
def approve(case: Case, ask: Approve, bench: Bench) -> list[Event]:
    """The approval carries the post of the actor. Each approval serves one step, so it may be given again."""
    post = acting_post(bench)
    approved = Approved(on=ask.on, matter=ask.matter, post=post, debtor=ask.debtor)
    MAY_APPROVE.require(case, ask.on, approved)
    return [approved]
