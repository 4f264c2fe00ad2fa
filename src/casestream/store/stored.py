"""A case from the rows of its stream: which event is of which kind says the type code; what is in it, its payload."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from casestream.kernel.case import Case
from casestream.kernel.event import Annulled, Corrected, Event, EventClass, effective

MENDING = frozenset((Corrected, Annulled))

Decoders = dict[int, Callable[[bytes], Event]]
Row = tuple[Any, ...]  # Begins with type code and payload.


class Types:
    """The type codes of a docket: for each its event class, and the function that decodes it."""

    def __init__(self) -> None:
        self.classes: dict[int, EventClass] = {}
        self.decoders: Decoders = {}

    def add(self, code: int, event_class: EventClass, decoder: Callable[[bytes], Event]) -> None:
        """One more."""
        self.classes[code], self.decoders[code] = event_class, decoder


def case(stream: str, kind: str, rows: Sequence[Row], types: Types, until: date = date.max) -> Case:
    """A stream from its rows as written, folded as today's knowledge has it, up to a legal day.

    Events are decoded when somebody asks for their kind; all at once where one of them mends another, or a day ends it.

    Raises:
        KeyError: a type code that is not among `types`.
    """
    classes, decoders = types.classes, types.decoders
    places: defaultdict[EventClass, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        places[classes[row[0]]].append(place)

    def read(wanted: list[int]) -> list[Event]:
        return [decoders[rows[place][0]](rows[place][1]) for place in wanted]

    if until == date.max and MENDING.isdisjoint(places):
        return Case.stored(stream, kind, dict(places), read)
    return _mended(stream, kind, read(list(range(len(rows)))), until)


def _mended(stream: str, kind: str, events: list[Event], until: date) -> Case:
    case = Case(stream, kind)
    case.apply(*(event for _, event in effective(list(enumerate(events, 1))) if event.on <= until))
    case.version = len(events)
    return case
