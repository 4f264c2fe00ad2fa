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
from types import CodeType, FunctionType, MemberDescriptorType
from typing import Any, Literal, Self, get_args

from attrs import evolve, field, frozen

from casestream.kernel.case import NUMBER_TYPES, check_where, member
from casestream.kernel.errors import DeclarationError
from casestream.kernel.event import EMPTY, EVENTS, Event, EventClass, Label
from casestream.kernel.rule import Condition, Rule
from casestream.kernel.values import check_period
from casestream.kernel.words import Where

When = Literal["period", "before", "to_date"]
Per = Literal["event", "case", "round"]
Within = Literal["round", "case"]
Unit = Literal["%", "d", "x"]
Dimension = Literal[
    "court", "region", "year", "quarter", "month", "round_type", "handler", "cause", "cross_mode", "age", "used_days"
]


@frozen(kw_only=True)
class Attribute:
    """What groups are named by that another event of the case says: the value of a field where it was said last.

    It is looked for `within` the round under whose number an event stands, or within its whole case; '' where nobody said
    it. A label goes by its code.
    """

    kind: EventClass
    name: str
    within: Within


ATTRIBUTES: dict[str, Attribute] = {}


def attribute(dimension: Dimension, kind: EventClass, name: str, *, within: Within) -> None:
    """Declare which event says what a dimension groups by.

    Raises:
        DeclarationError: the field is no text and no label.
    """
    hint = EVENTS[kind].fields.get(name)
    if hint is not str and not (isinstance(hint, type) and issubclass(hint, Label)):
        raise DeclarationError(f"{kind.__name__}.{name} is no text and no label, so it names no groups")
    ATTRIBUTES[dimension] = Attribute(kind=kind, name=name, within=within)


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

    def __attrs_post_init__(self) -> None:
        if any(isinstance(term, Ratio) for _, term in self.terms):
            raise DeclarationError("a ratio is no number to add or subtract; add its numerators and its denominators")


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
    `where` and `round_type` keep the spans whose closing event fits.
    """

    start: EventClass
    end: EventClass
    within: Within = field(default="round", kw_only=True)
    where: Where = field(default=EMPTY, kw_only=True)
    round_type: tuple[str, ...] = field(default=(), kw_only=True)
    when: When = field(default="period", kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_where(self.end, self.where)
        if self.start is self.end:
            raise DeclarationError(
                f"a Span must begin and end with different events, not both with {self.start.__name__}"
            )

    @property
    def kind(self) -> EventClass:
        """The event class that closes a span, and is counted by its days."""
        return self.end


@frozen
class Stage(Measure):
    """How many rounds (or cases) stand at `kind` when the period ends: the last written of the kinds in `among`.

    `where` tests the fields of the event at which they stand; `when="before"` looks at the day before the period.
    """

    kind: EventClass
    among: tuple[EventClass, ...]
    within: Within = field(default="round", kw_only=True)
    round_type: tuple[str, ...] = field(default=(), kw_only=True)
    where: Where = field(default=EMPTY, kw_only=True)
    when: Literal["before", "to_date"] = field(default="to_date", kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_where(self.kind, self.where)
        if self.kind not in self.among:
            raise DeclarationError(f"{self.kind.__name__} must be among the kinds of its Stage")


@frozen
class Fold(Measure):
    """The escape hatch: `step(state, event)` over each case to the end of the period, then `value(state)`, an integer.

    It belongs to the group of the case's last event. Every engine runs it row by row, so it means one thing. `name` is
    what the definition is known by; `step` and `value` are plain functions.
    """

    name: str
    initial: Any
    step: Callable[[Any, Event], Any]
    value: Callable[[Any], int]

    def __attrs_post_init__(self) -> None:
        if not (isinstance(self.name, str) and self.name):
            raise DeclarationError(f"a Fold needs a name, not {self.name!r}")
        if not (isinstance(self.step, FunctionType) and isinstance(self.value, FunctionType)):
            raise DeclarationError(f"step and value of the Fold {self.name!r} must be plain functions")

    def figure(self, state: Any) -> int:
        """The integer for a state.

        Raises:
            DeclarationError: `value` gives something else.
        """
        figure = self.value(state)
        if type(figure) is not int:
            raise DeclarationError(f"the Fold {self.name!r} must give an integer, not {figure!r}")
        return figure


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

    A `region` is an intermediate court with those below it, by the codes alone. `age` is the days that what a Stage counts
    has stood there when the period ends, or that an event with the field `opened_on` came after that day; `used_days` is
    the field of that name. `handler`, `cause` and `cross_mode` are said by other events (`attribute`).

    Raises:
        DeclarationError: `by` holds no dimension, a measure is none, a ratio names none or another ratio.
    """

    name: str
    zh: str
    en: str
    by: tuple[Dimension, ...]
    measures: Mapping[str, Measure]

    def __init__(self, name: str, zh: str, en: str, by: tuple[Dimension, ...] = (), **measures: Measure) -> None:
        if not isinstance(by, tuple | list) or not set(by) <= set(get_args(Dimension)):
            raise DeclarationError(f"projection {name!r} is grouped by some of {get_args(Dimension)}, not by {by!r}")
        for label, measure in measures.items():
            if not isinstance(measure, Measure):
                raise DeclarationError(f"{label!r} of projection {name!r} is no measure: {measure!r}")
            if isinstance(measure, Ratio):
                _check_ratio(f"ratio {label!r} of projection {name!r}", measure, measures)
        self.__attrs_init__(name, zh, en, tuple(by), measures)

    def grouped(self, by: tuple[Dimension, ...]) -> "Projection":
        """The same measures in other groups."""
        return Projection(self.name, self.zh, self.en, by, **self.measures)

    def definition_hash(self) -> str:
        """A SHA-256 over what is counted, for receipts: the same hash means the same measures, written the same way.

        Functions, and the tests of conditions, count with their name, their bytecode and what they close over; what
        they call in turn counts by its name. Bytecode is that of one Python version, and so is the hash.
        """
        return hashlib.sha256(f"{self.name}|{self.by}|{spell_out(dict(self.measures))}".encode()).hexdigest()


def _check_ratio(where: str, ratio: Ratio, measures: Mapping[str, Measure]) -> None:
    for part in (ratio.numerator, ratio.denominator):
        if part not in measures:
            raise DeclarationError(f"{where} names the measure {part!r}, which is not there")
        if isinstance(measures[part], Ratio):
            raise DeclarationError(f"{where} is of {part!r}, which is a ratio itself")


def spell_out(value: Any) -> str:
    """A definition in words that do not depend on the process: classes by their names, functions by name and code."""
    match value:
        case Condition():
            grounds = [[ground.test, ground.citation] for ground in value.exemptions]
            return f"{value.name}({spell_out([value.test, value.citation, *grounds])})"
        case Rule():
            return f"{value.name}({spell_out(value.conditions)})"
        case MemberDescriptorType():
            return f"{spell_out(value.__objclass__)}.{value.__name__}"
        case type():
            return EVENTS.by_class[value].name if value in EVENTS.by_class else value.__qualname__
        case Measure():
            fields = {name: getattr(value, name) for name in type(value).__annotations__ if not name.startswith("_")}
            return f"{type(value).__name__}({spell_out(fields)})"
        case tuple() | list():
            return f"[{','.join(map(spell_out, value))}]"
        case Mapping():
            return f"{{{','.join(f'{name}:{spell_out(value[name])}' for name in sorted(value))}}}"
        case set() | frozenset():
            return f"{{{','.join(sorted(map(spell_out, value)))}}}"
        case FunctionType():
            closed = [cell.cell_contents for cell in value.__closure__ or ()]
            # A function may close over itself, so those that it closes over count without what they close over.
            inner = [each.__code__ if isinstance(each, FunctionType) else each for each in closed]
            parts = [value.__code__, value.__defaults__, value.__kwdefaults__, inner]
            return f"{value.__module__}.{value.__qualname__}({spell_out(parts)})"
        case CodeType():
            words = [value.co_code.hex(), value.co_consts, value.co_names, value.co_varnames, value.co_freevars]
            return hashlib.sha256(spell_out(words).encode()).hexdigest()
        case _:
            return repr(value)


@frozen(kw_only=True)
class Scope:
    """Which part of the log a projection reads: legal days from `since` to `until`, both included.

    Raises:
        NotAValue, NaiveMoment: one of them is no day.
        BadRequest: it ends before it begins.
    """

    since: date = date.min
    until: date = date.max

    def __attrs_post_init__(self) -> None:
        check_period(self.since, self.until)
