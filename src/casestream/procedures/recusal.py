"""回避 — an officer who may not act in a case: asked for, decided within three days, and out of the case from then on."""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
    Label,
    Period,
    Truth,
    command,
    condition,
    deadline,
    decides,
    event,
    every,
    field,
    key,
)
from casestream.kernel.case import Keyed
from casestream.kernel.errors import BadRequest
from casestream.kernel.law import Citation, article
from casestream.kernel.words import Where
from casestream.procedures.approval import Approved
from casestream.procedures.filing import HandlerAssigned, case_is_in_hand
from casestream.procedures.instruments import CPL, CPL_2021
from casestream.procedures.posts import Post, post_of

# --- law ---


def _recusal(number: int) -> Citation:
    """An article of 民事诉讼法 on recusal by its number of 2021 and 2023. None of them is in the verified sources."""
    first = CPL.article(article(number - 3), mark="K-high", since=date(2013, 1, 1))
    return first.renumbered(CPL_2021, article(number))


GROUNDS, WHO_DECIDES, IN_THREE_DAYS = _recusal(47), _recusal(49), _recusal(50)
THREE_DAYS = Period(days=3)

# --- events ---


class RecusalGround(Label):
    """Why an officer may not act (民事诉讼法第四十七条)."""

    PARTY = "party", "本案当事人或者当事人、诉讼代理人近亲属", "a party, or a close relative of a party or an agent"
    INTEREST = "interest", "与本案有利害关系", "an interest in the case"
    RELATION = "relation", "与当事人、诉讼代理人有其他关系", "another relation to a party or an agent"
    GIFTS = "gifts", "接受当事人、诉讼代理人请客送礼或者违规会见", "gifts, treats or improper meetings"


@event("recusal.requested", "申请回避", "Recusal requested")
class RecusalRequested(Event):
    """A party asked that an officer step aside, or the officer did. `officer` is the actor id, `post` what he is here.

    Until the decision, due by `decide_by`, the officer takes no step but urgent ones.
    """

    officer: str = key("officer", zh="人员")
    post: Post
    ground: RecusalGround
    by_himself: bool = field(zh="自行回避", default=False)
    decide_by: date
    calendar: str


@event("recusal.granted", "决定回避", "Officer recused")
class OfficerRecused(Event):
    """The officer is out of the case: nothing that he asks for in it is done any more."""

    officer: str = key("officer", zh="人员")
    post: Post
    ground: RecusalGround
    by: Post = field(zh="决定人")


@event("recusal.denied", "驳回回避申请", "Recusal denied")
class RecusalDenied(Event):
    """The officer goes on with the case."""

    officer: str = key("officer", zh="人员")
    post: Post
    by: Post = field(zh="决定人")


RECUSAL_DECISION = deadline(
    "recusal_decision", "回避申请的决定", "decision on a recusal", begins=RecusalRequested,
    kept_by=(OfficerRecused, RecusalDenied), citation=IN_THREE_DAYS, due="decide_by", key="officer",
)  # fmt: skip

# --- state ---


def recusal_is_asked(officer: Asked) -> Truth:
    """Whether a request against the officer waits for its decision."""
    return officer.during(RecusalRequested, OfficerRecused) & officer.during(RecusalRequested, RecusalDenied)


def about_officer(case: Case, officer: str) -> Asked:
    """The words of conditions about one officer, for decisions."""
    return Keyed(case, "officer", officer)


# --- conditions ---


@condition(GROUNDS, en="A request to recuse this officer waits for its decision", met_by=RecusalRequested)
def recusal_was_requested(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """当事人申请或者审判人员自行回避"""
    return recusal_is_asked(case.about("officer", decided))


@condition(
    WHO_DECIDES,
    en="The judicial committee decides on the president, the president on officers of the court, the panel on other staff",
    met_by=(
        "院长的回避由审判委员会决定，审判人员的回避由院长决定，其他人员的回避由合议庭（审判长）决定",
        "the committee for the president, the president for judges, president or panel for other staff",
    ),
)
def decider_has_the_power(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """院长的回避由审判委员会决定；审判人员的回避由院长决定；其他人员的回避由审判长决定"""
    of_officers, of_staff = (Post.HANDLER, Post.CHIEF, Post.PANEL), (Post.CLERK, Post.BAILIFF)
    return (
        _is_decided(decided, {"post": Post.PRESIDENT, "by": Post.COMMITTEE})
        | _is_decided(decided, {"post": of_officers, "by": Post.PRESIDENT})
        | _is_decided(decided, {"post": of_staff, "by": (Post.PANEL, Post.PRESIDENT)})
    )


def _is_decided(decided: Asked, where: Where) -> Truth:
    return decided.has(OfficerRecused, where) | decided.has(RecusalDenied, where)


MAY_ASK_RECUSAL = every(
    "recusal_request", "申请回避", "Request for a recusal", case_is_in_hand, guards=RecusalRequested
)
MAY_RECUSE = every(
    "recusal", "决定回避", "Recusal",
    recusal_was_requested, decider_has_the_power,
    guards=OfficerRecused,
)  # fmt: skip
MAY_DENY_RECUSAL = every(
    "recusal_denial", "驳回回避申请", "Denial of a recusal",
    recusal_was_requested, decider_has_the_power,
    guards=RecusalDenied,
)  # fmt: skip

# --- decisions ---


@command("申请回避", "Ask for a recusal")
class AskForRecusal(Command):
    """Register that an officer (`officer`: the actor id) is asked to step aside, or does so himself."""

    officer: str
    post: Post
    ground: RecusalGround


@command("决定回避申请", "Decide on a recusal")
class DecideRecusal(Command):
    """Grant or deny what was asked about this officer."""

    officer: str
    granted: bool


@decides(AskForRecusal)
def ask_for_recusal(case: Case, ask: AskForRecusal, bench: Bench) -> list[Event]:
    """Asked already, or recused already, nothing more is to be asked; the decision is due in three days."""
    officer = about_officer(case, ask.officer)
    if recusal_is_asked(officer) or officer.has(OfficerRecused):
        return []
    due = bench.calendar.due(ask.on, THREE_DAYS)
    requested = RecusalRequested(
        on=ask.on, officer=ask.officer, post=ask.post, ground=ask.ground, by_himself=bench.actor.id == ask.officer,
        decide_by=due.on, calendar=due.calendar,
    )  # fmt: skip
    if requested in case.all(RecusalRequested):
        return []
    MAY_ASK_RECUSAL.require(case, ask.on, requested)
    _check_post(case, ask)
    return [requested]


def _check_post(case: Case, ask: AskForRecusal) -> None:
    """Who decides on a recusal turns on the post, so the post is that in which the officer is known to the case.

    Raises:
        BadRequest: the case knows him in another post.
    """
    posts = {approved.post for approved in case.all(Approved, {"approver": ask.officer})}
    if any(assigned.handler == ask.officer for assigned in case.all(HandlerAssigned)):
        posts.add(Post.HANDLER)
    if not posts or ask.post in posts:
        return
    zh, en = "、".join(post.zh for post in posts), ", ".join(post.en for post in posts)
    raise BadRequest(
        f"{ask.officer} 在本案中的职务为{zh}，不是{ask.post.zh}", f"in this case {ask.officer} is {en}, not {ask.post.en}",
        "按其在本案中的职务申请回避", "name the post that the officer holds in the case",
    )  # fmt: skip


@decides(DecideRecusal)
def decide_recusal(case: Case, ask: DecideRecusal, bench: Bench) -> list[Event]:
    """Decided so already, it is not decided again; a late decision is recorded all the same."""
    kind = OfficerRecused if ask.granted else RecusalDenied
    officer = about_officer(case, ask.officer)
    if not recusal_is_asked(officer) and officer.has(kind):
        return []
    requested, by = case.last_event(RecusalRequested, {"officer": ask.officer}), post_of(bench.actor)
    post, ground = (requested.post, requested.ground) if requested else (Post.HANDLER, RecusalGround.RELATION)
    if ask.granted:
        recused = OfficerRecused(on=ask.on, officer=ask.officer, post=post, ground=ground, by=by)
        MAY_RECUSE.require(case, ask.on, recused)
        return [recused]
    denied = RecusalDenied(on=ask.on, officer=ask.officer, post=post, by=by)
    MAY_DENY_RECUSAL.require(case, ask.on, denied)
    return [denied]
