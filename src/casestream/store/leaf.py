"""What the leaf of a record covers: every byte that is stored of it, in one order, each with its length.

The data of a leaf is a bencoded list (numbers `i42e`, bytes `5:hello`, what is absent `le`), a format that any language
reads and writes in a few lines. Text is UTF-8. Bytes are hashed as they are stored, never written anew.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from casestream.kernel.event import Record
from casestream.store.records import micros
from casestream.store.schema import SLOTS

FORMAT = b"12:casestream/1"
# What a leaf covers, in this order. `round`, labels, numbers and `sealed` may be absent.
FIELDS = (
    "position", "stream", "kind", "version", "event_id", "type", "schema", "day", "recorded_at", "court", "round",
    "label_1", "label_2", "number_1", "number_2", "number_3", "number_4", "actor", "actor_court", "actor_post",
    "command_id", "correlation_id", "causation_id", "payload", "sealed",
)  # fmt: skip
# The same fields as they are stored, then the leaf, then the codes of stream and type. LEFT JOIN: a record whose names are
# gone is a fault to be told, not a record to be passed over.
PROVEN = f"""
    SELECT position, streams.id, streams.kind, version, event_id, types.name, types.schema, day, recorded_at, courts.code,
        rounds.number, {", ".join(SLOTS)}, actors.id, actors.court, actors.post, command_id, correlation_id, causation_id,
        payload, sealed, leaf, events.stream, events.type
    FROM events LEFT JOIN streams ON streams.stream = events.stream LEFT JOIN types ON types.type = events.type
    LEFT JOIN courts ON courts.court = events.court LEFT JOIN rounds ON rounds.round = events.round
    LEFT JOIN actors ON actors.actor = events.actor
"""
ABSENT = b"le"


def bencoded(value: int | str | bytes | None) -> bytes:
    """One value: a whole number, bytes or text, or nothing."""
    if value is None:
        return ABSENT
    if isinstance(value, int):
        return b"i%de" % value
    told = value.encode() if isinstance(value, str) else value
    return b"%d:%b" % (len(told), told)


_text = lru_cache(maxsize=65_536)(bencoded)  # Courts, numbers, labels and types come again and again.


def leaf_data(values: Sequence[Any]) -> bytes:
    """The data of a leaf from its values in the order of `FIELDS`."""
    return b"l%b%be" % (FORMAT, b"".join(map(bencoded, values)))


class Leaves:
    """The leaves of one command: so of one stream, actor and moment, which are written once."""

    __slots__ = ("_actor", "_recorded_at", "_stream")

    def __init__(self, first: Record) -> None:
        actor = first.actor
        self._stream = bencoded(first.stream) + _text(first.kind)
        self._recorded_at = bencoded(micros(first.recorded_at))
        names = (actor.id, actor.court, actor.post)
        ids = (first.command_id, first.correlation_id, first.causation_id)
        self._actor = b"".join(map(_text, names)) + b"".join(map(bencoded, ids))

    def data(
        self, record: Record, event_id: bytes, day: int, slots: Sequence[Any], payload: bytes, sealed: bytes | None
    ) -> bytes:
        """The data of the leaf of one record, with its id and day as they are stored and its promoted columns."""
        told = (
            FORMAT, record.position, self._stream, record.version, event_id, _text(record.type), record.schema, day,
            self._recorded_at, _text(record.court), _text(record.round or None), _promoted(slots), self._actor,
            len(payload), payload, ABSENT if sealed is None else bencoded(sealed),
        )  # fmt: skip
        return b"l%bi%de%bi%de16:%b%bi%dei%de%b%b%b%b%b%d:%b%be" % told


def _promoted(slots: Sequence[Any]) -> bytes:
    """The labels, then the numbers: written out, for they are a fifth of what a leaf costs."""
    label_1, label_2, number_1, number_2, number_3, number_4 = slots
    if number_1 is None and number_2 is None and number_3 is None and number_4 is None:
        return b"%b%blelelele" % (_text(label_1), _text(label_2))
    numbers = b"".join([ABSENT if number is None else b"i%de" % number for number in slots[2:]])
    return b"%b%b%b" % (_text(label_1), _text(label_2), numbers)
