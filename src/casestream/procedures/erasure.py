"""删除个人信息 — what a person is entitled to have erased: asked for, approved by two others, decided, carried out on the keys.

A request is a stream of its own. The law says when data is erased, and that it is only stored, and no more worked with, while
its statutory retention runs (个人信息保护法第四十七条第二款): for most records of a court that is what there is to do. Nowhere
does it say who approves; that two people do, neither of whom asked or carries it out, is this log's own safeguard under
第五十一条 (a processor's internal rules), and for the head of the bureau, the president and the judicial committee.

The decision is an event like any other. Where a docket seals its names, the person's key is then destroyed; where it does
not, nothing can be erased, for events are never edited.

Nothing in such a stream is restated, nor imported where names are sealed: what a key is destroyed for was asked, approved
and decided here, by those who say so.
"""

from collections.abc import Iterable
from datetime import date
from functools import partial

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
    key,
)
from casestream.kernel.errors import BadRequest, NotAuthorised
from casestream.kernel.event import EVENTS, Corrected, Record
from casestream.procedures.instruments import PERSONAL_INFORMATION
from casestream.procedures.posts import Post, post_of

# --- law ---

GROUNDS = PERSONAL_INFORMATION.article("第四十七条第一款")
RETENTION = PERSONAL_INFORMATION.article("第四十七条第二款")
INTERNAL_RULES = PERSONAL_INFORMATION.article("第五十一条")

# --- events ---


class ErasureGround(Label):
    """Why the person's data is to be erased (第四十七条第一款)."""

    PURPOSE_ENDED = (
        "purpose_ended",
        "处理目的已实现、无法实现或者不再必要",
        "the purpose is reached, out of reach or gone",
    )
    RETENTION_EXPIRED = "retention_expired", "保存期限已届满", "the retention period has expired"
    CONSENT_WITHDRAWN = "consent_withdrawn", "个人撤回同意", "the person withdrew consent"
    UNLAWFUL = "unlawful", "违法处理个人信息", "the data was processed unlawfully"


@event("erasure.requested", "申请删除个人信息", "Erasure requested", stream="erasure")
class ErasureRequested(Event):
    """`requester` asks that the data of `person` be erased. `retain_until`: the last day of its statutory retention."""

    person: str = key("person", zh="个人")
    ground: ErasureGround = field(zh="事由")
    retain_until: date = field(zh="保存期限届满日")
    requester: str = field(zh="申请登记人")


@event("erasure.approved", "批准删除个人信息", "Erasure approved", stream="erasure")
class ErasureApproved(Event):
    """`approver` said yes to the erasure of this very `person`."""

    person: str = key("person", zh="个人")
    approver: str = field(zh="批准人")
    post: Post


@event("erasure.decided", "决定删除个人信息", "Erasure decided", stream="erasure")
class ErasureDecided(Event):
    """The data of `person` is to be erased: the keys under which it is sealed are destroyed, its mask stays."""

    person: str = key("person", zh="个人")
    ground: ErasureGround = field(zh="事由")
    relied_on: tuple[str, ...]


@event("erasure.processing_restricted", "仅存储和保护个人信息", "Processing restricted", stream="erasure")
class ProcessingRestricted(Event):
    """The data of `person` cannot be erased before `until`: it is stored and protected, and shown no more."""

    person: str = key("person", zh="个人")
    until: date = field(zh="保存期限届满日")
    relied_on: tuple[str, ...]


# --- conditions ---


@condition(GROUNDS, en="One request under one number", met_by=("另行编号申请", "ask under another number"))
def erasure_is_asked_once(erasure: Asked, today: AnyDay) -> Truth:
    """有法定情形的，个人有权请求删除；每项请求单独编号"""
    return ~erasure.has(ErasureRequested)


@condition(GROUNDS, en="Somebody asked for the erasure", met_by=ErasureRequested)
def erasure_was_asked(erasure: Asked, today: AnyDay) -> Truth:
    """个人信息处理者应当主动删除个人信息；未删除的，个人有权请求删除"""
    return erasure.first(ErasureRequested) <= today


@condition(
    RETENTION,
    en="The statutory retention of the data has ended; until then it is only stored and protected",
    met_by=("保存期限届满后删除；此前用“仅存储”", "wait until it has ended; until then restrict its processing"),
)
def retention_has_ended(erasure: Asked, today: AnyDay) -> Truth:
    """法律、行政法规规定的保存期限未届满的，应当停止除存储和采取必要的安全保护措施之外的处理"""
    return erasure.latest(ErasureRequested.retain_until) < today


@condition(RETENTION, en="The statutory retention of the data still runs", met_by=("删除", "erase it"))
def retention_still_runs(erasure: Asked, today: AnyDay) -> Truth:
    """法律、行政法规规定的保存期限未届满"""
    return erasure.latest(ErasureRequested.retain_until) >= today


@condition(
    INTERNAL_RULES, en="Two people besides the requester approved the erasure of this person",
    met_by=("由两名不同人员批准", "the approvals of two different people"),
)  # fmt: skip
def two_people_approved_the_erasure(erasure: Asked, today: AnyDay, decided: Asked) -> Truth:
    """制定内部管理制度和操作规程，合理确定个人信息处理的操作权限"""
    return erasure.about("person", decided).count(ErasureApproved) >= 2


MAY_REQUEST_ERASURE = every(
    "erasure_request", "申请删除个人信息", "Request for an erasure", erasure_is_asked_once, guards=ErasureRequested
)
MAY_APPROVE_ERASURE = every(
    "erasure_approval", "批准删除个人信息", "Approval of an erasure", erasure_was_asked, guards=ErasureApproved
)
MAY_ERASE = every(
    "erasure", "删除个人信息", "Erasure",
    erasure_was_asked, retention_has_ended, two_people_approved_the_erasure, guards=ErasureDecided,
)  # fmt: skip
MAY_RESTRICT_PROCESSING = every(
    "processing_restriction", "仅存储个人信息", "Restriction to storage",
    erasure_was_asked, retention_still_runs, guards=ProcessingRestricted,
)  # fmt: skip

# --- decisions ---


@command("申请删除个人信息", "Request an erasure", kind="erasure", begins=True)
class RequestErasure(Command):
    """Open the file of a request. `case` is its number. `retain_until`: past, where no retention is left."""

    person: str
    ground: ErasureGround
    retain_until: date


@command("批准删除个人信息", "Approve an erasure", kind="erasure")
class ApproveErasure(Command):
    """Say yes to the request, as one of two people."""


@command("决定删除个人信息", "Decide an erasure", kind="erasure")
class DecideErasure(Command):
    """Erase the person's data."""


@command("仅存储个人信息", "Restrict processing", kind="erasure")
class RestrictProcessing(Command):
    """While retention runs: keep the data, and show it no more."""


@decides(RequestErasure)
def request_erasure(erasure: Case, ask: RequestErasure, bench: Bench) -> list[Event]:
    """The same request again changes nothing."""
    asked = ErasureRequested(
        on=ask.on, person=ask.person, ground=ask.ground, retain_until=ask.retain_until, requester=bench.actor.id
    )
    if erasure.last_event(ErasureRequested) == asked:
        return []
    if not ask.person.strip():
        raise BadRequest("未写明个人", "no person is named", "写明姓名", "name the person")
    MAY_REQUEST_ERASURE.require(erasure, ask.on, asked)
    return [asked]


@decides(ApproveErasure)
def approve_erasure(erasure: Case, ask: ApproveErasure, bench: Bench) -> list[Event]:
    """One of two voices; the same voice twice is one. An approval is of the person that the request names now.

    Raises:
        NotAuthorised: who asked for it approves it.
    """
    MAY_APPROVE_ERASURE.require(erasure, ask.on)
    asked = erasure.all(ErasureRequested)[-1]
    _other_than(bench, asked.requester, "登记了该申请", "asked for it")
    if erasure.has(ErasureApproved, {"person": asked.person, "approver": bench.actor.id}):
        return []
    return [ErasureApproved(on=ask.on, person=asked.person, approver=bench.actor.id, post=post_of(bench.actor))]


@decides(DecideErasure)
def decide_erasure(erasure: Case, ask: DecideErasure, bench: Bench) -> list[Event]:
    """Decided once. Who approved it does not carry it out.

    Raises:
        NotAuthorised: one of the two who approved it decides it.
    """
    MAY_APPROVE_ERASURE.require(erasure, ask.on)
    asked = erasure.all(ErasureRequested)[-1]
    if erasure.has(ErasureDecided, {"person": asked.person}):
        return []
    for approved in erasure.all(ErasureApproved, {"person": asked.person}):
        _other_than(bench, approved.approver, "批准了该申请", "approved it")
    decided = partial(ErasureDecided, on=ask.on, person=asked.person, ground=asked.ground)
    return [decided(relied_on=MAY_ERASE.require(erasure, ask.on, decided(relied_on=())))]


@decides(RestrictProcessing)
def restrict_processing(erasure: Case, ask: RestrictProcessing) -> list[Event]:
    """While the retention runs. It needs no approval, for nothing is lost by it."""
    if erasure.has(ProcessingRestricted):
        return []
    articles = MAY_RESTRICT_PROCESSING.require(erasure, ask.on)
    asked = erasure.all(ErasureRequested)[-1]
    return [ProcessingRestricted(on=ask.on, person=asked.person, until=asked.retain_until, relied_on=articles)]


# --- carrying out ---


def is_of_an_erasure(event: Event) -> bool:
    """Whether an event belongs into the stream of a request, or restates one that does."""
    return EVENTS[type(event.event if isinstance(event, Corrected) else event)].stream == "erasure"


def may_be_carried_out(decision: Record, before: Iterable[Record]) -> bool:
    """Whether a decision follows, in its own stream, a request and, for an erasure, two approvals by others.

    Each counts for whoever recorded it: what was imported, or restated, names somebody who did not.
    """
    person: str = getattr(decision.event, "person", "")
    asked, approved = set(), set()
    for record in before:
        match record.event:
            case ErasureRequested(person=whom, requester=by) if (whom, by) == (person, record.actor.id):
                asked.add(by)
            case ErasureApproved(person=whom, approver=by) if (whom, by) == (person, record.actor.id):
                approved.add(by)
    others = approved - asked - {decision.actor.id}
    return bool(asked) and (isinstance(decision.event, ProcessingRestricted) or len(others) >= 2)


def _other_than(bench: Bench, other: str, zh: str, en: str) -> None:
    """Refuse whoever has had another part in it."""
    if bench.actor.id == other:
        raise NotAuthorised(
            f"{other} {zh}，不得再行办理", f"{other} {en} and takes no other part in it",
            "由其他人员办理", "somebody else does it",
        )  # fmt: skip
