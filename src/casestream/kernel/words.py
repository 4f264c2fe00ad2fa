"""The types of the vocabulary that conditions are written in: what may be asked, and what may be done with the answer.

An answer stands for one case or for a column of cases; a condition cannot tell and need not.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Protocol, overload

from casestream.kernel.event import EMPTY, EventClass

Where = Mapping[str, Any]


class Truth(Protocol):
    """A yes or no, or a column of them. Combine with `&`, `|` and `~`; `and`, `or`, `not` work on one answer only."""

    def __and__(self, other: "Truth", /) -> "Truth": ...
    def __or__(self, other: "Truth", /) -> "Truth": ...
    def __invert__(self) -> "Truth": ...


class Number(Protocol):
    """An integer, or a column of them."""

    def __int__(self) -> int: ...
    def __add__(self, other: Any, /) -> "Number": ...
    def __sub__(self, other: Any, /) -> "Number": ...
    def __mul__(self, other: Any, /) -> "Number": ...
    def __lt__(self, other: Any, /) -> Truth: ...
    def __le__(self, other: Any, /) -> Truth: ...
    def __gt__(self, other: Any, /) -> Truth: ...
    def __ge__(self, other: Any, /) -> Truth: ...


class AnyDay(Protocol):
    """A day, or a column of days. A comparison with NEVER is false, whichever way it goes."""

    def __lt__(self, other: Any, /) -> Truth: ...
    def __le__(self, other: Any, /) -> Truth: ...
    def __gt__(self, other: Any, /) -> Truth: ...
    def __ge__(self, other: Any, /) -> Truth: ...
    def plus_days(self, days: int) -> "AnyDay": ...
    def plus_months(self, months: int) -> "AnyDay": ...
    def rolled(self) -> "AnyDay": ...
    def days_off_before(self) -> Number: ...
    def came(self) -> Truth: ...


class Asked(Protocol):
    """What a condition may ask, of one case or of a column of cases."""

    @property
    def this_round(self) -> "Asked":
        """The same words, within the current round only."""

    def has(self, kind: EventClass, where: Where = EMPTY) -> Truth:
        """Whether it ever happened."""

    def count(self, kind: EventClass, where: Where = EMPTY) -> Number:
        """How often it happened."""

    def total(self, field: int, where: Where = EMPTY) -> Number:
        """The sum of an integer field, written `SomeEvent.some_field`."""

    def first(self, kind: EventClass, where: Where = EMPTY) -> AnyDay:
        """The earliest legal day on which it happened, or NEVER."""

    def last(self, kind: EventClass, where: Where = EMPTY) -> AnyDay:
        """The latest legal day on which it happened, or NEVER."""

    @overload
    def latest(self, field: int, where: Where = EMPTY) -> Number: ...
    @overload
    def latest(self, field: date | None, where: Where = EMPTY) -> AnyDay: ...
    def latest(self, field: Any, where: Where = EMPTY) -> Number | AnyDay:
        """A day or integer field of the event written down last: NEVER or 0 when there is none."""

    def during(self, start: EventClass, end: EventClass) -> Truth:
        """Whether a span is open: a `start` was written down after the last `end`."""

    def span_days(self, start: EventClass, end: EventClass, today: AnyDay) -> Number:
        """Days within spans that begin with `start` and end with `end`; an open span runs to `today`."""

    def for_every(self, population: EventClass, test: Callable[["Asked"], Truth], where: Where = EMPTY) -> Truth:
        """Whether `test` holds for each key (debtor, asset) that `population` events name. True when there is none."""

    def about(self, key: str, decided: "Asked") -> "Asked":
        """The same words about the one debtor, asset … that the decided event names under `key`."""
