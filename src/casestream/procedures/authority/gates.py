"""职权的把关 — four gates before every step: post, court, the officer who has the case, the officer who stepped aside."""

from operator import itemgetter

from casestream.kernel import Bench, Case, Command, gate
from casestream.kernel.errors import NotAuthorised
from casestream.kernel.event import COMMANDS, CommandClass
from casestream.procedures import control
from casestream.procedures.authority.courts import FROM
from casestream.procedures.authority.table import MAY
from casestream.procedures.filing import HandlerAssigned
from casestream.procedures.posts import Post
from casestream.procedures.recusal import OfficerRecused, about_officer, recusal_is_asked
from casestream.procedures.rounds import RoundOpened

# A request to recuse stops the officer's work but for what cannot wait (民事诉讼法第四十八条, K-high).
URGENT = (control.SealAsset, control.RenewSeal, control.ActivateQueuedMeasure)

# --- gates ---


def who_may(ask: CommandClass) -> tuple[Post, ...]:
    """The posts that may give a command; nobody where no row names it."""
    return MAY.get(ask, ())


@gate
def post_may_ask_for_it(case: Case, ask: Command, bench: Bench) -> None:
    """Default deny: the command stands in a row, and the actor holds one of its posts.

    Raises:
        NotAuthorised: who may.
    """
    posts = who_may(type(ask))
    if bench.actor.post in {post.code for post in posts}:
        return
    titles, held = COMMANDS[type(ask)], next((post for post in Post if post.code == bench.actor.post), None)
    zh, en = (held.zh, held.en) if held else (f"未知职务“{bench.actor.post}”", f"the unknown post {bench.actor.post!r}")
    raise NotAuthorised(
        f"{zh}无权办理“{titles.zh}”", f"{en} may not do this: {titles.en}",
        "、".join(post.zh for post in posts) or "职权表未列该事项，任何人不得办理",
        ", ".join(post.en for post in posts) or "no row of the table of authority names it, so nobody may",
    )  # fmt: skip


@gate
def court_is_in_charge(case: Case, ask: Command, bench: Bench) -> None:
    """Officers act in the cases of their own court, but for the steps that the table of courts gives to another one too.

    Raises:
        NotAuthorised: which court is in charge, and who may.
    """
    here, court, others = case.court, bench.actor.court, FROM.get(type(ask))
    if not here or court == here or bench.actor.post == Post.SYSTEM.code:
        return
    if others and others.admits(case, ask, court):
        return
    titles = COMMANDS[type(ask)]
    raise NotAuthorised(
        f"{case.number or case.id} 由 {here} 办理，{court} 无权办理“{titles.zh}”",
        f"{here} is in charge of {case.number or case.id}; {court} may not do this: {titles.en}",
        f"由 {here} 的人员办理" + (f"，或者由{others.zh}办理" if others else ""),
        f"an officer of {here} acts" + (f", or one of {others.en}" if others else ""),
    )  # fmt: skip


@gate
def officer_has_the_case(case: Case, ask: Command, bench: Bench) -> None:
    """Once the court in charge gave the case to a handler, its other handlers do not act as such.

    Raises:
        NotAuthorised: the case was never his, or is no longer.
    """
    if bench.actor.post != Post.HANDLER.code or bench.actor.court != case.court or not case.has(HandlerAssigned):
        return
    handlers = _handlers_here(case)
    if handlers and bench.actor.id != handlers[-1]:
        zh, en = ("已不再承办", "no longer handles") if bench.actor.id in handlers else ("不承办", "does not handle")
        raise NotAuthorised(
            f"{bench.actor.id} {zh}本案，现由 {handlers[-1]} 承办", f"{bench.actor.id} {en} this case",
            f"由 {handlers[-1]} 办理，或者重新分案", f"{handlers[-1]} acts, or the case is assigned anew",
        )  # fmt: skip


def _handlers_here(case: Case) -> list[str]:
    """Everybody to whom the court in charge gave the case since it came there, in the order of the log."""
    handlers: list[str] = []
    court = ""
    for _, happened in sorted([*case._find(RoundOpened), *case._find(HandlerAssigned)], key=itemgetter(0)):
        if isinstance(happened, HandlerAssigned):
            handlers.append(happened.handler)
        elif isinstance(happened, RoundOpened) and happened.court != court:
            handlers, court = [], happened.court
    return handlers


@gate
def officer_is_not_recused(case: Case, ask: Command, bench: Bench) -> None:
    """Who was recused acts no more; who is asked to step aside takes urgent steps only until the decision.

    Raises:
        NotAuthorised: he was recused, or the decision is awaited.
    """
    officer = about_officer(case, bench.actor.id)
    if officer.has(OfficerRecused):
        raise NotAuthorised(
            f"{bench.actor.id} 已被决定回避，不得参与本案", f"{bench.actor.id} was recused from this case",
            "由其他人员办理", "another officer acts",
        )  # fmt: skip
    if recusal_is_asked(officer) and not isinstance(ask, URGENT):
        raise NotAuthorised(
            f"{bench.actor.id} 被申请回避，决定作出前暂停参与本案", f"{bench.actor.id} awaits the decision on a recusal",
            "先决定是否回避；需要采取紧急措施的除外", "decide on the recusal first; urgent measures excepted",
        )  # fmt: skip
