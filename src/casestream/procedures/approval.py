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
from casestream.procedures.instruments import coercion, ji
from casestream.procedures.rounds import is_open

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


# --- conditions ---

PRESIDENT_MATTERS = tuple(Matter)
PANEL_MATTERS = (Matter.CURRENT_TERMINATION, Matter.BANKRUPTCY_HANDOVER, Matter.DEFAULTER_LISTING)


@condition(
    coercion(119),
    en="Compelled appearance, fine and detention need the approval of the court president; a panel reviews where the law says so",
    met_by=(
        "由院长批准（应由合议庭审查的事项由合议庭审查）",
        "the president (or, where a panel reviews, the panel) must approve",
    ),
)
def approver_has_the_power(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拘传、罚款、拘留必须经院长批准"""
    by_president = decided.has(Approved, {"matter": PRESIDENT_MATTERS, "post": Post.PRESIDENT})
    return by_president | decided.has(Approved, {"matter": PANEL_MATTERS, "post": Post.PANEL})


@condition(ji(480), en="The case is open", met_by=("案件须在办", "the case must be open"))
def case_is_in_hand(case: Asked, today: AnyDay) -> Truth:
    """案件已立案且尚未结案"""
    return is_open(case)


MAY_APPROVE = every("approval", "审批", "Approval", case_is_in_hand, approver_has_the_power)

# --- decisions ---


@command("审批", "Approve")
class Approve(Command):
    """Say yes to one step of the case, in the post of whoever acts."""

    matter: Matter
    debtor: str = ""


@decides(Approve)
def approve(case: Case, ask: Approve, bench: Bench) -> list[Event]:
    """The approval carries the post of the actor. Each approval serves one step, so it may be given again."""
    try:
        post = Post.of(bench.actor.post)
    except ValueError:
        raise BadRequest(
            f"未知职务“{bench.actor.post}”", f"unknown post {bench.actor.post!r}",
            "、".join(f"{post.value}（{post.zh}）" for post in Post), ", ".join(post.value for post in Post),
        ) from None  # fmt: skip
    approved = Approved(on=ask.on, matter=ask.matter, post=post, debtor=ask.debtor)
    MAY_APPROVE.require(case, ask.on, approved)
    return [approved]
