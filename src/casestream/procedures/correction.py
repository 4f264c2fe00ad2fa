"""更正与撤销记载 — a record is never edited: a later one says how it should have read, or that it should not stand.

Every stream may be corrected, except that of an erasure: what was asked and approved there destroys a key. Beside the
kernel's `Corrected` or `Annulled` the review is written down, because who allowed a restatement, and what it was about, is
what an auditor asks first.
"""

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
)
from casestream.kernel.errors import BadRequest
from casestream.kernel.event import EVENTS, Annulled, Corrected
from casestream.procedures.instruments import RECORD_KEEPING
from casestream.procedures.posts import Post, post_of

# --- law ---

NEVER_EDITED = RECORD_KEEPING.article("第一条", mark="DERIVED")
SAME_FACT = RECORD_KEEPING.article("第二条", mark="DERIVED")
WHO_AND_WHY = RECORD_KEEPING.article("第三条", mark="DERIVED")

# --- events ---


class Target(Label):
    """What the version to be restated turned out to be."""

    STANDING = "standing", "现行记载", "a record that stands"
    OPENING = "opening", "立案、登记等开启记载", "a record that opens a round or a stream"
    RESTATEMENT = "restatement", "更正或者撤销记载本身", "itself a correction"
    ANNULLED = "annulled", "已撤销的记载", "annulled already"
    MISSING = "missing", "不存在", "no record"


class Restatement(Label):
    """What is to happen to it."""

    CORRECTION = "correction", "更正", "correction"
    ANNULMENT = "annulment", "撤销", "annulment"


@event("correction.reviewed", "更正审核", "Restatement reviewed", stream="any")
class RestatementReviewed(Event):
    """Somebody in `post` allowed version `of` to be restated. `same_type`: the replacement tells the same kind of fact."""

    of: int
    what: Restatement
    target: Target
    same_type: bool
    post: Post
    reason: str


# --- conditions ---


@condition(
    NEVER_EDITED,
    en="The record to be restated exists and stands",
    met_by=("指明现行有效记载的版本号", "give the version of a record that stands"),
)
def record_stands(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被更正、撤销的记载存在且未被撤销"""
    return ~decided.has(RestatementReviewed, {"target": (Target.MISSING, Target.ANNULLED)})


@condition(
    NEVER_EDITED,
    en="A correction is not itself corrected; the original record is restated again",
    met_by=("再次更正原记载", "restate the original record again"),
)
def record_is_an_original(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """更正、撤销记载本身不得再行更正、撤销"""
    return ~decided.has(RestatementReviewed, {"target": Target.RESTATEMENT})


@condition(
    NEVER_EDITED,
    en="What opened the round or the stream may be corrected, not annulled",
    met_by=("更正该记载，或者依法销案", "correct it, or strike the case off as the law provides"),
)
def opening_is_not_annulled(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """开启程序的记载不得撤销"""
    return ~decided.has(RestatementReviewed, {"target": Target.OPENING, "what": Restatement.ANNULMENT})


@condition(
    SAME_FACT,
    en="The replacement tells the same kind of fact",
    met_by=(
        "以同类事件更正；事实类别有误的，撤销后另行记载",
        "give an event of the same type, or annul and record anew",
    ),
)
def replacement_is_of_the_same_type(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """更正后的记载与原记载为同一类事件"""
    return decided.has(RestatementReviewed, {"same_type": True})


@condition(
    WHO_AND_WHY,
    en="The head of the enforcement bureau or the president allows it",
    met_by=("由执行局局长或者院长审核", "the head of the bureau or the president must act"),
)
def reviewer_has_the_power(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """更正、撤销记载由执行局局长或者院长审核"""
    return decided.has(RestatementReviewed, {"post": (Post.CHIEF, Post.PRESIDENT)})


@condition(WHO_AND_WHY, en="A reason is given", met_by=("写明理由", "say why"))
def reason_is_given(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """更正、撤销记载应当写明理由"""
    return ~decided.has(RestatementReviewed, {"reason": ""})


MAY_RESTATE = every(
    "restatement", "更正或者撤销记载", "Restating a record",
    record_stands, record_is_an_original, opening_is_not_annulled, replacement_is_of_the_same_type,
    reviewer_has_the_power, reason_is_given,
    guards=RestatementReviewed,
)  # fmt: skip

# --- decisions ---


@command("更正记载", "Correct a record", kind="any")
class CorrectRecord(Command):
    """Version `of` of the stream should have read `event`."""

    of: int
    event: Event
    reason: str


@command("撤销记载", "Annul a record", kind="any")
class AnnulRecord(Command):
    """Version `of` of the stream should not stand."""

    of: int
    reason: str


@decides(CorrectRecord)
def correct_record(case: Case, ask: CorrectRecord, bench: Bench) -> list[Event]:
    """The record is replaced at its own place in the history; correcting it to what it already says is quiet.

    Raises:
        BadRequest: it is about an erasure.
    """
    _not_of_an_erasure(case)
    stands = standing(case, ask.of)
    if stands == ask.event:
        return []
    same_type = stands is None or type(stands) is type(ask.event)
    review = _review(case, ask, Restatement.CORRECTION, same_type, bench)
    MAY_RESTATE.require(case, ask.on, review)
    return [review, Corrected(on=ask.on, of=ask.of, event=ask.event, reason=review.reason)]


@decides(AnnulRecord)
def annul_record(case: Case, ask: AnnulRecord, bench: Bench) -> list[Event]:
    """The record is left out of the history; annulling it again is quiet.

    Raises:
        BadRequest: it is about an erasure.
    """
    _not_of_an_erasure(case)
    if case.all(Annulled, {"of": ask.of}):
        return []
    review = _review(case, ask, Restatement.ANNULMENT, True, bench)
    MAY_RESTATE.require(case, ask.on, review)
    return [review, Annulled(on=ask.on, of=ask.of, reason=review.reason)]


def _not_of_an_erasure(case: Case) -> None:
    if case.kind == "erasure":
        raise BadRequest(
            f"{case.id} 是删除个人信息的申请，其记载不得更正、撤销", f"{case.id} is a request for an erasure: nothing in it is restated",
            "另行编号申请", "ask anew under another number",
        )  # fmt: skip


def standing(case: Case, version: int) -> Event | None:
    """The event that stands under a version: `case.events` holds every version but those annulled, in order."""
    annulled = sorted({gone.of for gone in case.all(Annulled)})
    if version in annulled or not 1 <= version <= case.version:
        return None
    return case.events[version - 1 - sum(gone < version for gone in annulled)]


def _target(case: Case, version: int) -> Target:
    if not 1 <= version <= case.version:
        return Target.MISSING
    stands = standing(case, version)
    if stands is None:
        return Target.ANNULLED
    if isinstance(stands, Corrected | Annulled | RestatementReviewed):
        return Target.RESTATEMENT
    return Target.OPENING if EVENTS[type(stands)].opens else Target.STANDING


def _review(
    case: Case, ask: CorrectRecord | AnnulRecord, what: Restatement, same_type: bool, bench: Bench
) -> RestatementReviewed:
    return RestatementReviewed(
        on=ask.on, of=ask.of, what=what, target=_target(case, ask.of), same_type=same_type,
        post=post_of(bench.actor), reason=ask.reason.strip(),
    )  # fmt: skip
