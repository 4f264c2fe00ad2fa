"""Where the facts of one stream stand in the docket: what is wrong with their places, and what the rules find in them.

No rule is asked whether a fact may be recorded. Only what no log can hold is a problem: an event of another kind of
stream, a day before the stream began or still to come, a number of another case, a correction of what is not there.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from attrs import frozen

from casestream.importing.reading import Fact, Problem
from casestream.importing.staging import numbers_given, taken
from casestream.kernel.case import Case
from casestream.kernel.errors import (
    BadRequest,
    CasestreamError,
    DatedBeforeFiling,
    DatedInFuture,
    NotAValue,
    UnknownCase,
)
from casestream.kernel.event import EVENTS, Annulled, Corrected, Event, EventClass, Record, effective
from casestream.kernel.rule import RULES, Rule, Unmet, only
from casestream.procedures.erasure import is_of_an_erasure
from casestream.store.log import Log

Written = list[tuple[int, Event]]


@frozen
class Place:
    """A stream of the docket as it was before an import, and whether the import has already been there."""

    stream: str
    kind: str
    history: Written
    is_done: bool

    @property
    def version(self) -> int:
        """The version of its newest record."""
        return self.history[-1][0] if self.history else 0

    def case(self, later: Written | None = None) -> Case:
        """The stream as today's knowledge has it, with what was written `later`."""
        written = self.history + (later or [])
        case = Case(self.stream, self.kind)
        case.apply(*(event for _, event in effective(written)))
        case.version = written[-1][0] if written else 0
        return case


def place_of(log: Log, stream: str, import_id: str, facts: Sequence[Fact]) -> Place:
    """The place of these facts."""
    records = log.history(stream) if log.stream(stream) else []
    ours = [record for record in records if is_ours(record, import_id)]
    before = [record for record in records if not ours or record.version < ours[0].version]
    kinds = [record.kind for record in records] + [EVENTS[type(fact.event)].stream for fact in facts]
    kind = next((kind for kind in kinds if kind != "any"), "case")
    return Place(stream, kind, [(record.version, record.event) for record in before], bool(ours))


def is_ours(record: Record, import_id: str) -> bool:
    """Whether this import wrote the record."""
    return record.command_id.startswith(f"{import_id}/")


# --- what is wrong ---


def misplaced(place: Place, facts: Sequence[Fact], log: Log, today: date) -> Iterator[Problem]:
    """The facts that no log can hold where they stand, each with the first reason."""
    case, began, later = place.case(), _began(place.history), place.history[:]
    opened = any(EVENTS[type(event)].opens for _, event in place.history)
    for version, fact in enumerate(facts, place.version + 1):
        error = (
            _of_an_erasure(place, fact, log)
            or _of_another_kind(place, fact, later)
            or _wrong_day(place, fact.event, began, today)
            or _wrong_number(place, fact, log)
            or _wrong_recording(case, fact)
            or _restates_nothing(fact.event, version)
        )
        if error:
            yield Problem(line=fact.line, error=error, stream=place.stream)
        later.append((version, fact.event))
        if isinstance(fact.event, Corrected | Annulled):
            case = place.case(later[len(place.history) :])
        else:
            case.apply(fact.event)
        if began is None or (EVENTS[type(fact.event)].opens and not opened):
            began = fact.event.on
        opened = opened or EVENTS[type(fact.event)].opens


def _began(history: Written) -> date | None:
    """The day of the opening of the stream's first round, else of its first event."""
    events = [event for _, event in effective(history)]
    opening = [event for event in events if EVENTS[type(event)].opens]
    return next((event.on for event in opening + events), None)


def _of_an_erasure(place: Place, fact: Fact, log: Log) -> CasestreamError | None:
    """Where names are sealed, a line destroys no key: whoever it says asked and approved has done neither here."""
    if log.seal.sealer is not None and (place.kind == "erasure" or is_of_an_erasure(fact.event)):
        return BadRequest(
            f"“{place.stream}”是删除个人信息的申请，不能导入", f"{place.stream!r} is a request for an erasure and cannot be imported",
            "在本案卷中另行申请、批准、决定；其余记载用 --keep-going 导入",
            "ask, approve and decide in this docket; import the rest with --keep-going",
        )  # fmt: skip
    return None


def _of_another_kind(place: Place, fact: Fact, before: Written) -> CasestreamError | None:
    event_type = EVENTS[type(fact.event)]
    if event_type.stream not in ("any", place.kind):
        return BadRequest(
            f"“{place.stream}”是 {place.kind}，不能有 {event_type.name}（{event_type.stream}）",
            f"{place.stream!r} is a {place.kind} and cannot have {event_type.name}, of a {event_type.stream}",
            "核对案号与事件类型", "check the number and the type of the event",
        )  # fmt: skip
    if not before and (event_type.stream == "any" or not (fact.court or getattr(fact.event, "court", ""))):
        return UnknownCase(
            f"本案卷中没有“{place.stream}”，而首条记载 {event_type.name} 未写明法院",
            f"this docket holds no {place.stream!r}, and its first record, {event_type.name}, names no court",
            "核对案号，补上立案记载，或者写明 court", "check the number, give the record that opened it, or say the court",
        )  # fmt: skip
    return None


def _wrong_day(place: Place, event: Event, began: date | None, today: date) -> CasestreamError | None:
    label = EVENTS[type(event)]
    latest = max(event.on, event.event.on) if isinstance(event, Corrected) else event.on
    if latest > today:
        return DatedInFuture(
            f"{label.zh}的日期 {latest} 晚于今天 {today}", f"{label.en} is dated {latest}, after today, {today}",
            "未发生的事不能记录", "what has not happened cannot be recorded",
        )  # fmt: skip
    if began is not None and event.on < began:
        return DatedBeforeFiling(
            f"{label.zh}的日期 {event.on} 早于 {place.stream} 的起始 {began}",
            f"{label.en} is dated {event.on}, before {place.stream} began on {began}",
            "核对日期；立案之前的记载放在立案之前", "check the day; what came before the opening goes before it",
        )  # fmt: skip
    return None


def _wrong_number(place: Place, fact: Fact, log: Log) -> CasestreamError | None:
    for number in numbers_given(fact.event):
        bearer = log.stream(number) or place.stream
        again = number in _borne(place.history) and not isinstance(fact.event, Corrected)
        if bearer != place.stream or again:
            return taken(number, f" {bearer} ", bearer)
    return None


def _borne(history: Written) -> set[str]:
    """The numbers that a stream bears or bore."""
    return {number for _, event in history for number in numbers_given(event)}


def _wrong_recording(case: Case, fact: Fact) -> CasestreamError | None:
    """The line says under which number, or in which court, it was recorded, and that is not where it stands."""
    opening: Any = fact.event if EVENTS[type(fact.event)].opens else case
    for said, due, key in ((fact.round, opening.number, "round"), (fact.court, opening.court, "court")):
        if said and due and said != due:
            return NotAValue(
                f"{key} = {said!r}，而此处是 {due}", f"{key} = {said!r}, but here it is {due}",
                "把该行放到相应的立案记载之后，或者删去", "put the line behind the opening that it means, or leave it out",
            )  # fmt: skip
    return None


def _restates_nothing(event: Event, version: int) -> CasestreamError | None:
    if isinstance(event, Corrected | Annulled) and not 1 <= event.of < version:
        return NotAValue(
            f"更正的是第 {event.of} 版，而该条之前只有 {version - 1} 版",
            f"it restates version {event.of}, and there are {version - 1} before it", "核对版本号", "check the version",
        )  # fmt: skip
    return None


# --- what the rules find ---


def guarding() -> dict[EventClass, list[Rule]]:
    """The rules that guard each kind of event."""
    rules: dict[EventClass, list[Rule]] = {}
    for rule in RULES.values():
        if rule.guards is not None:
            rules.setdefault(rule.guards, []).append(rule)
    return rules


def judged(
    place: Place, facts: Sequence[Fact], rules: dict[EventClass, list[Rule]]
) -> Iterator[tuple[int, int, Rule, Unmet]]:
    """Each condition that did not hold just before a fact that needed it: line, version, rule, condition.

    The same that a check of the docket finds when the facts are in it.
    """
    lines = {version: fact.line for version, fact in enumerate(facts, place.version + 1)}
    written = place.history + [(version, fact.event) for version, fact in enumerate(facts, place.version + 1)]
    case = Case(place.stream, place.kind)
    for version, event in effective(written):
        if version in lines:
            for rule in rules.get(type(event), ()):
                for unmet in rule.unmet(case, event.on, only(event)):
                    yield lines[version], version, rule, unmet
        case.apply(event)
