"""Names as an export shows them: masked as published judgments are, the same person alike throughout a stream.

What is personal says `procedures.personal`, how it is masked `procedures.masking`. In free text, where names do not belong,
the names that the stream knows are masked all the same.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator
from functools import cache
from typing import Any, TypeVar, cast

import attrs

from casestream.kernel.event import Event, Record
from casestream.procedures.masking import PUBLISHED, masked
from casestream.procedures.personal import NAME, NAMED_STREAMS, NOBODYS, PROPOSALS_IN, Place, layout_of

T = TypeVar("T")
FREE_TEXT = (
    "act", "cause", "content", "matter", "missing", "note", "obligation", "offence", "opinion", "reason", "result", "tip",
    "what", PROPOSALS_IN,
)  # fmt: skip
SHORTEST = 2  # A name of one character is found in any text.


def names_of(event: Event) -> Iterator[tuple[str, str]]:
    """Every name of somebody in an event, with the field of the event in which it stands."""
    known = layout_of(event)
    for field in (*(field for field, place in known.fields if place == NAME), *known.values):
        found: list[str] = []
        _Names(found.append).in_field(event, field)
        yield from ((field, name) for name in found)


def shown(records: list[Record], number: int) -> list[Record]:
    """The records of one stream with masks for names, and whatever else is personal taken out.

    A stream that bears somebody's name bears its mask, and `number`, for masks may be alike.
    """
    names = [name for record in records for _, name in names_of(record.event)]
    if records and records[0].kind in NAMED_STREAMS:
        names.append(records[0].stream)
    masks = _Masks(masked(names))
    return [_evolved(record, {
        "event": masks.over(record.event), "stream": shown_id(record.stream, record.kind, number)
    }) for record in records]  # fmt: skip


def shown_id(stream: str, kind: str, number: int) -> str:
    """What a stream is called where names are masked."""
    return f"{PUBLISHED.mask(stream)}#{number}" if kind in NAMED_STREAMS else stream


@cache
def _free_text(cls: Any) -> tuple[str, ...]:
    """The fields of a class that may hold free text."""
    return tuple(field.name for field in attrs.fields(cls) if field.name in FREE_TEXT)


class _Walk(ABC):
    """Goes over every personal text of an event, and over free text, and says what stands there instead."""

    @abstractmethod
    def personal(self, text: str, place: Place) -> str:
        """What stands for a personal text."""

    def free(self, text: str) -> str:
        """What stands for free text."""
        return text

    def over(self, owner: T) -> T:
        """An event, or a value inside one, with what stands there instead; the very same where nothing changes."""
        known = layout_of(owner)
        told = {field: self.in_field(owner, field) for field in (*(field for field, _ in known.fields), *known.values)}
        texts = ((field, getattr(owner, field)) for field in _free_text(cast(Hashable, type(owner))))
        told |= {field: self.free(text) for field, text in texts if isinstance(text, str)}
        return _evolved(owner, told)

    def in_field(self, owner: Any, field: str) -> Any:
        """What stands in a field: a text, a value that holds texts, or several of either."""
        place = next((place for name, place in layout_of(owner).fields if name == field), None)

        def one(value: Any) -> Any:
            if isinstance(value, str):
                return self.personal(value, place) if place and value.strip() and value not in NOBODYS else value
            return self.over(value) if attrs.has(type(value)) else value

        value = getattr(owner, field)
        return tuple(map(one, value)) if isinstance(value, tuple) else one(value)


class _Names(_Walk):
    """Tells the names that it meets, and leaves them as they are."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell

    def personal(self, text: str, place: Place) -> str:
        if place == NAME:
            self._tell(text)
        return text


class _Masks(_Walk):
    """Puts masks in the place of names."""

    def __init__(self, masks: dict[str, str]) -> None:
        self._masks = masks
        hidden = (name for name, mask in masks.items() if name != mask and len(name) >= SHORTEST)
        self._longest_first = sorted(hidden, key=len, reverse=True)

    def personal(self, text: str, place: Place) -> str:
        return self._masks[text] if place == NAME else PUBLISHED.masked(text, place.kind.code)

    def free(self, text: str) -> str:
        for name in self._longest_first:
            text = text.replace(name, self._masks[name])
        return text


def _evolved(owner: T, told: dict[str, Any]) -> T:
    """The same, where nothing is told otherwise."""
    changes = {field: value for field, value in told.items() if value != getattr(owner, field)}
    return cast(T, attrs.evolve(cast(Any, owner), **changes)) if changes else owner
