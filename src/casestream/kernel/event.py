"""Events, records and commands: what happened, how it was written down, and what is asked for.

An event is a frozen fact in the past tense with a name that never changes; events never subclass events. A record is an
event with its envelope. A command is the wish that a decision turns into events, into nothing, or into a refusal.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from types import MappingProxyType
from typing import Any, Self, TypeVar, cast, dataclass_transform, get_type_hints
from uuid import UUID

import attrs

from casestream.kernel.errors import DeclarationError

KEY = "casestream.key"
ZH = "casestream.zh"
SENTENCE = "casestream.sentence"
STREAM = "casestream.stream"
V = TypeVar("V")
EMPTY: Mapping[Any, Any] = MappingProxyType({})


class Label(Enum):
    """A closed list of choices. Each member is `NAME = "code", "中文", "English"`; the code is stored for ever."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        self.code, self.zh, self.en = code, zh, en

    def __new__(cls, code: str, zh: str, en: str) -> "Label":
        member = object.__new__(cls)
        member._value_ = code
        return member

    def label(self, lang: str) -> str:
        """The name that a person reads."""
        return self.zh if lang == "zh" else self.en

    @classmethod
    def of(cls, code: str) -> Self:
        """The member with this stored code.

        Raises:
            ValueError: there is none.
        """
        for member in cls:
            if member.code == code:
                return member
        raise ValueError(code)


def field(*, zh: str, default: Any = attrs.NOTHING) -> Any:
    """A field that says what it is called in Chinese. One without it bears the name that the reports know, or its own."""
    return attrs.field(default=default, metadata={ZH: zh})


def key(name: str, *, zh: str = "", default: Any = attrs.NOTHING, sentence: bool = False) -> Any:
    """A field that names one of several things in the stream (a debtor, an asset), so that `for_every` can ask each.

    A `sentence` names it in so many words that no store should keep it a second time beside the event.
    """
    return attrs.field(default=default, metadata={KEY: name, SENTENCE: sentence} | ({ZH: zh} if zh else {}))


def stream_name() -> Any:
    """A field of a command that names another stream, by its id or by a number: what is decided bears the id."""
    return attrs.field(metadata={STREAM: True})


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(attrs.field, field))
def value(cls: type[V]) -> type[V]:
    """Freeze a class of named values."""
    frozen: type[V] = attrs.frozen(kw_only=True, slots=True)(cls)
    return frozen


@value
class Event:
    """What every event has: `on`, the legal day on which it takes effect. Who wrote it down, and when, is envelope."""

    on: date


EventClass = type[Event]
E = TypeVar("E", bound=Event)
Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


@attrs.frozen(kw_only=True)
class EventType:
    """An event class as the log knows it: its permanent name, labels, kind of stream, schema and fields.

    `keys` are the fields that name a thing, `sentences` those of them that do so at length. `opens` marks an event that
    begins a new round: it has the fields `court` and `number`, and the words *this round* start from it. `upcasters[n]`
    turns a payload of schema `n` into one of schema `n + 1`.
    """

    name: str
    zh: str
    en: str
    stream: str
    opens: bool
    schema: int
    event_class: EventClass
    fields: Mapping[str, Any]
    keys: Mapping[str, str]
    sentences: frozenset[str]
    upcasters: Mapping[int, Upcaster]

    def label(self, lang: str) -> str:
        """The name that a person reads."""
        return self.zh if lang == "zh" else self.en


class Registry:
    """The closed list of event types. Nothing is ever imported because a row names it."""

    def __init__(self) -> None:
        self.by_name: dict[str, EventType] = {}
        self.by_class: dict[EventClass, EventType] = {}
        self.opening: set[EventClass] = set()

    def add(self, event_type: EventType) -> None:
        """Register a type.

        Raises:
            DeclarationError: the name is taken by another class. The same class of a module run again takes its place.
        """
        known = self.by_name.get(event_type.name)
        if known and _full_name(known.event_class) != _full_name(event_type.event_class):
            raise DeclarationError(f"event name {event_type.name!r} is taken by {_full_name(known.event_class)}")
        self.by_name[event_type.name] = event_type
        self.by_class[event_type.event_class] = event_type
        if event_type.opens:
            self.opening.add(event_type.event_class)

    def __getitem__(self, event_class: EventClass) -> EventType:
        try:
            return self.by_class[event_class]
        except KeyError:
            raise DeclarationError(f"{event_class.__qualname__} is not declared with @event") from None


def _full_name(event_class: EventClass) -> str:
    return f"{event_class.__module__}.{event_class.__qualname__}"


EVENTS = Registry()


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(attrs.field, field, key))
def event(
    name: str,
    zh: str,
    en: str,
    *,
    stream: str = "case",
    opens: bool = False,
    schema: int = 1,
    upcasters: Mapping[int, Upcaster] = EMPTY,
) -> Callable[[type[E]], type[E]]:
    """Declare an event: freeze the class, name it for ever, and list it.

    Raises:
        DeclarationError: it subclasses another event, lacks the fields that `opens` needs, lacks an upcaster, or its
            name is taken.
    """

    def declare(cls: type[E]) -> type[E]:
        if cls.__bases__ != (Event,):
            raise DeclarationError(f"{cls.__qualname__} must derive from Event and nothing else")
        # `on` comes first and stays inherited; slots make an event small, hash=False keeps it cheap.
        frozen: type[E] = attrs.frozen(kw_only=True, slots=True)(cls)
        hints = get_type_hints(frozen)
        fields = attrs.fields_dict(cast(Any, frozen))
        if opens and not {"court", "number"} <= fields.keys():
            raise DeclarationError(f"{cls.__qualname__} opens a round, so it needs the fields court and number")
        if missing := [old for old in range(1, schema) if old not in upcasters]:
            raise DeclarationError(f"{cls.__qualname__} has schema {schema} but no upcaster from {missing}")
        sentences = {field for field, attribute in fields.items() if attribute.metadata.get(SENTENCE)}
        keys = {attribute.metadata[KEY]: field for field, attribute in fields.items() if KEY in attribute.metadata}
        EVENTS.add(
            EventType(
                name=name, zh=zh, en=en, stream=stream, opens=opens, schema=schema, event_class=frozen,
                fields={field: hints[field] for field in fields}, keys=keys, upcasters=dict(upcasters),
                sentences=frozenset(sentences),
            )
        )  # fmt: skip
        return frozen

    return declare


@attrs.frozen
class Actor:
    """Who acts: an id that the host's login gives, the court served, and the post held there."""

    id: str
    court: str
    post: str


@attrs.frozen(kw_only=True, slots=False)  # Fifteen frozen slots take twice as long to fill as a dict.
class Record:
    """An event with its envelope: how it entered the log.

    `position` counts the whole log from 1 without gaps, `version` the stream from 1 without gaps. `on` inside the event
    is the legal day (valid time), `recorded_at` the UTC instant of writing (transaction time). `court` and `round` say
    under which case number the step was taken. `command_id` lets a repeated command be answered instead of repeated;
    `correlation_id` ties together what one request set off, `causation_id` names the event that caused this one.
    """

    position: int
    stream: str
    kind: str
    version: int
    event_id: UUID
    type: str
    recorded_at: datetime
    court: str
    round: str
    actor: Actor
    command_id: str
    correlation_id: str
    causation_id: str
    schema: int
    event: Event

    @property
    def on(self) -> date:
        """The legal day."""
        return self.event.on

    # The two names under which the library eventsourcing knows a stream and its version.
    @property
    def originator_id(self) -> str:
        """The stream, as `eventsourcing` calls it."""
        return self.stream

    @property
    def originator_version(self) -> int:
        """The version, as `eventsourcing` calls it."""
        return self.version


@value
class Command:
    """What every command has: the stream it is for (an id, or a case number) and the legal day of the step."""

    case: str
    on: date

    @property
    def stream(self) -> str:
        """The id or the case number of the stream that decides."""
        return self.case


CommandClass = type[Command]
C = TypeVar("C", bound=Command)


@attrs.frozen(kw_only=True)
class CommandType:
    """A command class, its labels, and the kind of stream that decides it. `begins` marks one that may start a stream.

    `naming` are its fields that name another stream.
    """

    zh: str
    en: str
    kind: str
    begins: bool
    command_class: CommandClass
    naming: tuple[str, ...] = ()


COMMANDS: dict[CommandClass, CommandType] = {}

S = TypeVar("S", bound=Command | Event)


def evolve(said: S, **changes: Any) -> S:
    """The same command or event with some fields changed: `attrs.evolve`, in the words of the type checker."""
    return cast(S, attrs.evolve(cast(Any, said), **changes))


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(attrs.field, stream_name))
def command(zh: str, en: str, *, kind: str = "case", begins: bool = False) -> Callable[[type[C]], type[C]]:
    """Declare a command: freeze the class and list it with its labels."""

    def declare(cls: type[C]) -> type[C]:
        frozen: type[C] = attrs.frozen(kw_only=True, slots=True)(cls)
        naming = tuple(each.name for each in attrs.fields(cast(Any, frozen)) if STREAM in each.metadata)
        COMMANDS[frozen] = CommandType(zh=zh, en=en, kind=kind, begins=begins, command_class=frozen, naming=naming)
        return frozen

    return declare


@event("record.corrected", "更正", "Corrected", stream="any")
class Corrected(Event):
    """An earlier event of the stream should have read otherwise. Replay puts `event` in the place of version `of`."""

    of: int
    event: Event
    reason: str


@event("record.annulled", "撤销记载", "Annulled", stream="any")
class Annulled(Event):
    """An earlier event of the stream should not stand. Replay goes on as if version `of` had not been written."""

    of: int
    reason: str


History = list[tuple[int, Event]]


def effective(history: History) -> History:
    """One stream, as (version, event) pairs, the way today's knowledge has it.

    Corrected events are replaced in place, annulled ones left out; the last word about a version counts. The
    corrections themselves stay, so that a reader sees them.
    """
    verdicts = {event.of: event for _, event in history if isinstance(event, Corrected | Annulled)}
    if not verdicts:
        return history
    result: History = []
    for version, event in history:
        match verdicts.get(version):
            case None:
                result.append((version, event))
            case Corrected(event=replacement):
                result.append((version, replacement))
    return result
