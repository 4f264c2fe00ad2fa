"""Names as an export shows them: masked as published judgments are, the same person alike throughout a stream.

What is personal says `procedures.personal`, how it is masked `procedures.masking`. In free text, where names do not belong,
the names that the stream knows are masked all the same.
"""

from collections.abc import Callable, Iterable, Iterator
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

Change = Callable[[str, Place], str]


def names_of(event: Event) -> Iterator[tuple[str, str]]:
    """Every name of somebody in an event, with the field of the event in which it stands."""
    known = layout_of(event)
    for field in (*(field for field, place in known.fields if place == NAME), *known.values):
        found: list[str] = []

        def note(text: str, place: Place, found: list[str] = found) -> str:
            if place == NAME:
                found.append(text)
            return text

        _each_in(event, field, note)
        yield from ((field, name) for name in found)


def shown(records: list[Record], number: int) -> list[Record]:
    """The records of one stream with masks for names, and whatever else is personal taken out.

    A stream that bears somebody's name bears its mask, and `number`, for masks may be alike.
    """
    names = [name for record in records for _, name in names_of(record.event)]
    if records and records[0].kind in NAMED_STREAMS:
        names.append(records[0].stream)
    masks = masked(names)
    return [_masked(record, masks, number) for record in records]


def shown_id(stream: str, kind: str, number: int) -> str:
    """What a stream is called where names are masked."""
    return f"{PUBLISHED.mask(stream)}#{number}" if kind in NAMED_STREAMS else stream


def _masked(record: Record, masks: dict[str, str], number: int) -> Record:
    def change(text: str, place: Place) -> str:
        return masks[text] if place == NAME else PUBLISHED.masked(text, place.kind.code)

    event, stream = _in_free_text(_changed(record.event, change), masks), shown_id(record.stream, record.kind, number)
    is_same = event is record.event and stream == record.stream
    return record if is_same else attrs.evolve(record, event=event, stream=stream)


def _changed(owner: T, change: Change) -> T:
    """An event, or a value inside one, with every personal text changed."""
    known = layout_of(owner)
    return _evolved(owner, {
        field: _each_in(owner, field, change) for field in (*(field for field, _ in known.fields), *known.values)
    })  # fmt: skip


def _evolved(owner: T, told: dict[str, Any]) -> T:
    """The same, where nothing is told otherwise."""
    changes = {field: value for field, value in told.items() if value != getattr(owner, field)}
    return cast(T, attrs.evolve(cast(Any, owner), **changes)) if changes else owner


def _each_in(owner: Any, field: str, change: Change) -> Any:
    """What stands in a field, changed: a text, a value that holds texts, or several of either."""
    places = dict(layout_of(owner).fields)

    def one(value: Any) -> Any:
        if isinstance(value, str):
            place = places.get(field)
            return change(value, place) if place and value.strip() and value not in NOBODYS else value
        return _changed(value, change) if attrs.has(type(value)) else value

    value = getattr(owner, field)
    return tuple(map(one, value)) if isinstance(value, tuple) else one(value)


def _in_free_text(event: Event, masks: dict[str, str]) -> Event:
    hidden = [name for name, mask in masks.items() if name != mask and len(name) >= SHORTEST]
    if not hidden:
        return event
    longest_first = sorted(hidden, key=len, reverse=True)
    texts = ((field, getattr(event, field, None)) for field in FREE_TEXT)
    return _evolved(event, {
        field: _replaced(text, longest_first, masks) for field, text in texts if isinstance(text, str)
    })  # fmt: skip


def _replaced(text: str, names: Iterable[str], masks: dict[str, str]) -> str:
    for name in names:
        text = text.replace(name, masks[name])
    return text
