"""Projections: what is counted, as data. How it is run is the engines' business.

```python
COURT = Projection(
    "court", "法院执行情况", "Enforcement by court", by=("court",),
    received=Count(RoundOpened),
    closed=Count(RoundClosed),
    closing_rate=Ratio("closed", "accepted"),
)
```
Every measure is an integer; a ratio keeps its numerator and denominator and is rounded only when shown.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from types import MemberDescriptorType
from typing import Any, Literal, Self

from attrs import evolve, field, frozen

from casestream.kernel.case import NUMBER_TYPES, check_where, member
from casestream.kernel.errors import DeclarationError
from casestream.kernel.event import EMPTY, EVENTS, Event, EventClass
from casestream.kernel.rule import Condition, Rule
from casestream.kernel.words import Where

When = Literal["period", "before", "to_date"]
Per = Literal["event", "case", "round"]
Within = Literal["round", "case"]
Unit = Literal["%", "d", "x"]
Dimension = Literal["court", "year", "quarter", "month", "round_type"]


@frozen(kw_only=True)
class Measure:
    """A number per group. `zh`/`en` head its column, `note` says its formula and source."""

    zh: str = ""
    en: str = ""
    note: str = ""

    def __add__(self, other: "Measure") -> "Sumwise":
        return Sumwise(((1, self), (1, other)))

    def __sub__(self, other: "Measure") -> "Sumwise":
        return Sumwise(((1, self), (-1, other)))

    def named(self, zh: str, en: str, note: str = "") -> Self:
        """The same measure with a heading: for sums and differences."""
        return evolve(self, zh=zh, en=en, note=note)


@frozen
class Sumwise(Measure):
    """A sum or difference of measures, for instance 受理 = 旧存 + 新收."""

    terms: tuple[tuple[int, Measure], ...]


@frozen
class Count(Measure):
    """How many events of a kind (or `per` how many cases or rounds have at least one).

    `where` tests the event's own fields. `round_type` keeps events of rounds of these types (执, 执恢 …). `given` keeps
    events before which a condition or a rule held: the qualified among all. `when` says which days count: those of the
    period, those before it, or all to its end.
    """

    kind: EventClass
    where: Where = field(default=EMPTY, kw_only=True)
    per: Per = field(default="event", kw_only=True)
    round_type: tuple[str, ...] = field(default=(), kw_only=True)
    given: Condition | Rule | None = field(default=None, kw_only=True)
    when: When = field(default="period", kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_where(self.kind, self.where)


@frozen
class Sum(Measure):
    """The sum of an integer field, written `SomeEvent.some_field`; the other words are those of `Count`."""

    of: Any
    where: Where = field(default=EMPTY, kw_only=True)
    round_type: tuple[str, ...] = field(default=(), kw_only=True)
    given: Condition | Rule | None = field(default=None, kw_only=True)
    when: When = field(default="period", kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_where(self.kind, self.where)
        if EVENTS[self.kind].fields[self.name] not in NUMBER_TYPES:
            raise DeclarationError(f"{self.kind.__name__}.{self.name} is not an integer, so it cannot be summed")

    @property
    def kind(self) -> EventClass:
        """The event class whose field is summed."""
        return member(self.of)[0]

    @property
    def name(self) -> str:
        """The field that is summed."""
        return member(self.of)[1]


@frozen
class Span(Measure):
    """Days of the spans that `start` opens and `end` closes; a span belongs to the group of the event that closes it.

    Within a `round` a span that the round leaves open is never closed; within the `case` a later round may close it.
    """

    start: EventClass
    end: EventClass
    within: Within = field(default="round", kw_only=True)
    when: When = field(default="period", kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.start is self.end:
            raise DeclarationError(
                f"a Span must begin and end with different events, not both with {self.start.__name__}"
            )


@frozen
class Stage(Measure):
    """How many rounds (or cases) stand at `kind` when the period ends: the last written of the kinds in `among`."""

    kind: EventClass
    among: tuple[EventClass, ...]
    within: Within = field(default="round", kw_only=True)
    round_type: tuple[str, ...] = field(default=(), kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.kind not in self.among:
            raise DeclarationError(f"{self.kind.__name__} must be among the kinds of its Stage")


@frozen
class Fold(Measure):
    """The escape hatch: `step(state, event)` over each case to the end of the period, then `value(state)`, an integer.

    It belongs to the group of the case's last event. Every engine runs it row by row, so it means one thing.
    """

    initial: Any
    step: Callable[[Any, Event], Any]
    value: Callable[[Any], int]


@frozen
class Ratio(Measure):
    """Numerator over denominator, both names of measures of the same projection. A zero denominator gives no figure.

    `unit` says how it is read: "%" for a share, "d" for days each, "x" for a plain quotient.
    """

    numerator: str
    denominator: str
    unit: Unit = field(default="%", kw_only=True)


@frozen(init=False)
class Projection:
    """Named measures, grouped. `by` lists dimensions; with none there is one group.

    Raises:
        DeclarationError: a ratio names a measure that is not there.
    """

    name: str
    zh: str
    en: str
    by: tuple[Dimension, ...]
    measures: Mapping[str, Measure]

    def __init__(self, name: str, zh: str, en: str, by: tuple[Dimension, ...] = (), **measures: Measure) -> None:
        for label, measure in measures.items():
            if isinstance(measure, Ratio) and not {measure.numerator, measure.denominator} <= measures.keys():
                raise DeclarationError(f"ratio {label!r} of projection {name!r} names a measure that is not there")
        self.__attrs_init__(name, zh, en, by, measures)

    def grouped(self, by: tuple[Dimension, ...]) -> "Projection":
        """The same measures in other groups."""
        return Projection(self.name, self.zh, self.en, by, **self.measures)

    def definition_hash(self) -> str:
        """A SHA-256 over what is counted, for receipts: the same hash means the same definition."""
        return hashlib.sha256(f"{self.name}|{self.by}|{_spell(dict(self.measures))}".encode()).hexdigest()


def _spell(value: Any) -> str:
    """A definition in words that do not depend on the process: functions by their names, classes by theirs."""
    match value:
        case Condition() | Rule():
            return value.name
        case MemberDescriptorType():
            return f"{_spell(value.__objclass__)}.{value.__name__}"
        case type():
            return EVENTS.by_class[value].name if value in EVENTS.by_class else value.__qualname__
        case Measure():
            fields = {name: getattr(value, name) for name in type(value).__annotations__ if not name.startswith("_")}
            return f"{type(value).__name__}({_spell(fields)})"
        case tuple() | list():
            return f"[{','.join(map(_spell, value))}]"
        case Mapping():
            return f"{{{','.join(f'{name}:{_spell(value[name])}' for name in sorted(value))}}}"
        case _ if callable(value):
            return f"{value.__module__}.{value.__qualname__}"
        case _:
            return repr(value)


@frozen(kw_only=True)
class Scope:
    """Which part of the log a projection reads: legal days from `since` to `until`, both included."""

    since: date = date.min
    until: date = date.max
