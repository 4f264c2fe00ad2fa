"""审批 — who must approve a step before it is taken. What the step itself requires is said in its own procedure.

An approval names the very proposal that it approves: `@needs_approval` on a command says which of its fields make up the
proposal, and the step that is then taken carries the same words. Change the amount, the person or the ground, and there is
another proposal that nobody approved. Who approved a proposal does not carry it out himself.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar, cast

import attrs
from attrs import frozen

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
    field,
    gate,
    key,
)
from casestream.kernel.errors import BadRequest, DeclarationError, NotAuthorised
from casestream.kernel.event import EMPTY, CommandClass, EventClass
from casestream.kernel.law import Citation
from casestream.kernel.words import Where
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
from casestream.procedures.posts import Post as Post
from casestream.procedures.posts import post_of
from casestream.procedures.rounds import INTERFERENCE, PUNISHED_AFTER_THE_END, interference_was_removed

# --- events ---


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
    ENFORCEMENT_TERMINATION = "enforcement_termination", "终结执行", "termination of enforcement"
    ENFORCEMENT_REFUSAL = "enforcement_refusal", "不予执行", "refusal of enforcement"
    BANKRUPTCY_ENDING = "bankruptcy_ending", "因宣告破产终结执行", "endings by a declaration of bankruptcy"


@event("approval.approved", "审批", "Approved")
class Approved(Event):
    """`approver`, who has the power in his post, said yes to one `proposal`; `debtor` names whom it is against, if anybody.

    A record of before proposals were named has none.
    """

    matter: Matter
    post: Post
    debtor: str = key("debtor", default="")
    proposal: str = key("proposal", zh="拟批事项", default="", sentence=True)
    approver: str = field(zh="批准人", default="")


# --- proposals ---

C = TypeVar("C", bound=Command)
Facts = Callable[[Case, date, Bench], Mapping[str, object]]


@frozen
class Proposed:
    """What makes up the proposal of a command: the `fields` that say what is done to whom, each with its title.

    `needed` tells whether this very command needs an approval (None: always), `approved_as` which event is the approval.
    """

    matter: Matter
    fields: Mapping[str, str]
    needed: Callable[[Any], bool] | None
    approved_as: EventClass


PROPOSALS: dict[CommandClass, Proposed] = {}
FACTS: dict[Matter, Facts] = {}


def needs_approval(
    matter: Matter, fields: Mapping[str, str], *, facts: Facts | None = None,
    needed: Callable[[Any], bool] | None = None, approved_as: EventClass = Approved,
) -> Callable[[type[C]], type[C]]:  # fmt: skip
    """Declare, above `@command`, that a step needs an approval, and which `fields` (name: title) make up its proposal.

    `facts` are what of the case itself is part of the proposal: they are read when it is approved and when it is carried
    out, so that the approval is void when they changed in between.

    Raises:
        DeclarationError: the command has no such field.
    """

    def declare(cls: type[C]) -> type[C]:
        if unknown := [name for name in fields if name not in attrs.fields_dict(cast(Any, cls))]:
            raise DeclarationError(f"{cls.__qualname__} has no field {unknown} to make up a proposal")
        PROPOSALS[cls] = Proposed(matter, fields, needed, approved_as)
        if facts:
            FACTS[matter] = facts
        return cls

    return declare


def said(value: object) -> str:
    """One value as a proposal prints it; a separator in a free text is doubled, so that no text can pose as a field."""
    if isinstance(value, bool):
        return "是" if value else "否"
    text = value.zh if isinstance(value, Label) else str(value)
    return text.replace("；", "；；")


def _worded(parts: Mapping[str, object]) -> str:
    return "".join(f"；{title}={said(value)}" for title, value in parts.items() if value not in ("", None))


def proposal_of(ask: Command) -> str:
    """What a command proposes, in words that are the same whenever it proposes the same; '' when it needs no approval."""
    proposed = PROPOSALS.get(type(ask))
    if proposed is None or (proposed.needed and not proposed.needed(ask)):
        return ""
    return proposed.matter.zh + _worded({title: getattr(ask, name) for name, title in proposed.fields.items()})


def proposal_in(case: Case, ask: Command, bench: Bench) -> str:
    """What a command proposes, with the facts of the case as they stand: what its event and its approval carry."""
    proposal = proposal_of(ask)
    return _with_facts(proposal, PROPOSALS[type(ask)].matter, case, ask.on, bench) if proposal else ""


def _with_facts(proposal: str, matter: Matter, case: Case, on: date, bench: Bench) -> str:
    facts = FACTS.get(matter)
    return proposal + (_worded(facts(case, on, bench)) if facts else "")


def approval_of(ask: Command, on: date | None = None) -> "Approve":
    """The approval that a step needs, given on the day of the step or on another.

    Raises:
        BadRequest: the step needs no approval of this kind.
    """
    if not proposal_of(ask) or PROPOSALS[type(ask)].approved_as is not Approved:
        raise BadRequest(
            f"{type(ask).__name__} 无需在本案中审批", f"{type(ask).__name__} needs no approval in the case",
            "直接办理", "take the step",
        )  # fmt: skip
    return Approve(
        case=ask.case, on=on or ask.on, matter=PROPOSALS[type(ask)].matter, debtor=getattr(ask, "debtor", ""),
        proposal=proposal_of(ask),
    )  # fmt: skip


def is_approved(
    case: Asked, decided: Asked, matter: Matter, post: Post, used: EventClass, where: Where = EMPTY
) -> Truth:  # fmt: skip
    """Whether this post approved the very proposal of the decided event more often than such steps were taken.

    An approval serves once. `used` is the class of the event that the decision writes.
    """
    proposal = case.about("proposal", decided)
    return proposal.count(Approved, {"matter": matter, "post": post}) > proposal.count(used, where)


def is_approved_by_both(case: Asked, decided: Asked, matter: Matter, used: EventClass) -> Truth:
    """Whether panel and president each approved it: 三名以上执行员讨论，并报经院长批准."""
    by_panel = is_approved(case, decided, matter, Post.PANEL, used)
    return by_panel & is_approved(case, decided, matter, Post.PRESIDENT, used)


# --- law ---

BY_PRESIDENT, BY_PANEL = (Post.PRESIDENT,), (Post.PANEL, Post.PRESIDENT)
COERCIVE = coercion(119)
MAJOR_MATTERS = WORK.article("第五条")
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
    Matter.ENFORCEMENT_TERMINATION: (BY_PANEL, MAJOR_MATTERS),
    Matter.ENFORCEMENT_REFUSAL: (BY_PANEL, MAJOR_MATTERS),
    Matter.BANKRUPTCY_ENDING: (BY_PANEL, MAJOR_MATTERS),
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


def punishment_follows_interference(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行终结后排除妨害，对妨害人罚款、拘留的，由院长批准"""
    return decided.has(Approved, {"matter": (Matter.DETENTION, Matter.FINE)}) & interference_was_removed(case, today)


BOTH = ("三名以上执行员（合议庭）讨论并报院长批准", "the panel's discussion and the president's approval")


@condition(
    MAJOR_MATTERS, en="Three officers or more, the panel, discuss a major matter, the president approves", met_by=REVIEW
)
def major_matter_is_for_panel_and_president(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行程序中重大事项的办理，应由三名以上执行员讨论，并报经院长批准"""
    return _may(decided, Matter.ENFORCEMENT_TERMINATION, Matter.ENFORCEMENT_REFUSAL, Matter.BANKRUPTCY_ENDING)


MAY_APPROVE = every(
    "approval", "审批", "Approval",
    case_is_in_hand.unless(punishment_follows_interference, INTERFERENCE, en=PUNISHED_AFTER_THE_END),
    coercion_is_for_the_president, search_is_for_the_president,
    consumption_order_is_for_the_president, extension_is_for_the_president, deferral_is_for_the_head_of_the_bureau,
    ending_is_for_panel_and_president, listing_is_for_panel_and_president, handover_is_for_panel_and_president,
    major_matter_is_for_panel_and_president,
)  # fmt: skip

# --- decisions ---


@command("审批", "Approve")
class Approve(Command):
    """Say yes to one proposal in the case, in the post of whoever acts. `approval_of(step)` makes it."""

    matter: Matter
    debtor: str = ""
    proposal: str = ""


@decides(Approve)
def approve(case: Case, ask: Approve, bench: Bench) -> list[Event]:
    """The approval carries actor and post. Each approval serves one step, so it may be given again."""
    if not ask.proposal.strip():
        raise BadRequest(
            f"审批“{ask.matter.zh}”未写明拟批事项", f"the approval of {ask.matter.en} names no proposal",
            "写明对谁、作何处理、数额或者期限", "say what is done to whom, how much or how long: approval_of(step)",
        )  # fmt: skip
    approved = Approved(
        on=ask.on, matter=ask.matter, post=post_of(bench.actor), debtor=ask.debtor, approver=bench.actor.id,
        proposal=_with_facts(ask.proposal, ask.matter, case, ask.on, bench),
    )  # fmt: skip
    MAY_APPROVE.require(case, ask.on, approved)
    check_other_voice(case, approved)
    return [approved]


def check_other_voice(case: Case, approved: Any) -> None:
    """Panel and president are two: who approved a proposal in one post does not approve it in another.

    Raises:
        NotAuthorised: he did, in this round.
    """
    known = {"proposal": approved.proposal, "approver": approved.approver}
    others = tuple(post for post in Post if post is not approved.post)
    if bool(case.this_round.has(type(approved), {**known, "post": others})):
        raise NotAuthorised(
            f"{approved.approver} 已以其他职务批准该事项：{approved.proposal}",
            f"{approved.approver} approved this proposal in another post: {approved.proposal}",
            "由其他人员审批", "somebody else approves",
        )  # fmt: skip


@gate
def requester_is_not_the_approver(case: Case, ask: Command, bench: Bench) -> None:
    """Who approved a proposal does not take the step himself.

    Raises:
        NotAuthorised: he approved this very proposal.
    """
    proposed = PROPOSALS.get(type(ask))
    if proposed is None or not (proposal := proposal_in(case, ask, bench)):
        return
    if case.has(proposed.approved_as, {"proposal": proposal, "approver": bench.actor.id}):
        raise NotAuthorised(
            f"{bench.actor.id} 批准了该事项，不得自行实施：{proposal}",
            f"{bench.actor.id} approved this proposal and may not carry it out: {proposal}",
            "由其他承办人员实施", "another officer takes the step",
        )  # fmt: skip
