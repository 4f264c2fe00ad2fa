"""A case from the rows of its stream: of which kind an event is says the type code; what is in it, its payload."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from casestream.kernel.case import Case
from casestream.kernel.event import Annulled, Corrected, Event, EventClass, effective
from casestream.store.transactions import among

MENDING = frozenset((Corrected, Annulled))

Decoder = Callable[[bytes], Event]
Decoders = dict[int, Decoder]
Row = tuple[Any, ...]  # Begins with type code and payload.


class Needed(NamedTuple):
    """Which events somebody needs: those of `kinds`, and every event of a stream that holds one of the kinds `wholly`."""

    kinds: frozenset[EventClass]
    wholly: frozenset[EventClass]


class Types:
    """The type codes of a docket: the class behind each and its decoder, and the codes (one a schema) of each class."""

    def __init__(self) -> None:
        self.classes: dict[int, EventClass] = {}
        self.decoders: Decoders = {}
        self.codes: dict[EventClass, list[int]] = {}
        self.mending: set[int] = set()

    def add(self, code: int, event_class: EventClass, decoder: Decoder) -> None:
        """One more."""
        self.classes[code], self.decoders[code] = event_class, decoder
        self.codes.setdefault(event_class, []).append(code)
        if event_class in MENDING:
            self.mending.add(code)

    def selecting(self, needed: Needed) -> str:
        """In SQL: an event is needed. A stream with a correction is needed wholly, for it may bring any kind about."""
        return (
            f"(type IN ({self._codes(needed.kinds)}) OR events.stream IN "
            f"(SELECT stream FROM events WHERE type IN ({self._codes(needed.wholly | MENDING)})))"
        )

    def _codes(self, kinds: Iterable[EventClass]) -> str:
        return among(code for kind in kinds for code in self.codes.get(kind, ()))


class Rows:
    """The past of a stream in its rows: the events of a kind are decoded when somebody asks for them.

    Raises:
        KeyError: a type code that is not among `types`.
    """

    __slots__ = ("_codes", "_present", "_rows", "_types")

    def __init__(self, rows: Sequence[Row], types: Types) -> None:
        self._rows, self._types = rows, types
        self._codes = [row[0] for row in rows]
        self._present = set(self._codes)
        if not types.decoders.keys() >= self._present:
            raise KeyError(self._present - types.decoders.keys())

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def kinds(self) -> dict[EventClass, int]:
        """How many events there are of each kind, in the order in which the kinds came first."""
        classes = self._types.classes
        kinds: dict[EventClass, int] = {}
        for code, times in Counter(self._codes).items():  # Small numbers are counted faster than classes.
            kind = classes[code]
            kinds[kind] = kinds.get(kind, 0) + times
        return kinds

    def of(self, kind: EventClass, /) -> list[tuple[int, Event]]:
        """The events of a kind, each with its ordinal in the stream."""
        rows, codes, found = self._rows, self._codes, []
        wanted = self._types.codes.get(kind, ())
        for code in wanted:
            decode, ordinal = self._types.decoders[code], -1
            for _ in range(codes.count(code)):
                ordinal = codes.index(code, ordinal + 1)
                found.append((ordinal, decode(rows[ordinal][1])))
        return found if len(wanted) < 2 else sorted(found, key=lambda pair: pair[0])

    @property
    def is_mended(self) -> bool:
        """Whether an event corrects or annuls another."""
        return not self._types.mending.isdisjoint(self._present)


def case(stream: str, kind: str, rows: Sequence[Row], types: Types, until: date = date.max) -> Case:
    """A stream from its rows as written, folded as today's knowledge has it, up to a legal day.

    Events are decoded when somebody asks for their kind; all at once where one of them mends another, or a day ends it.

    Raises:
        KeyError: a type code that is not among `types`.
    """
    past = Rows(rows, types)
    if until == date.max and not past.is_mended:
        return Case(stream, kind, past)
    case, written = Case(stream, kind), Case(stream, kind, past).events
    case.apply(*(event for _, event in effective(list(enumerate(written, 1))) if event.on <= until))
    case.version = len(written)
    return case
