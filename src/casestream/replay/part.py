"""Parts: records of some streams as columns, wherever they lie. A chunk is one part, or several laid together.

A part answers for one kind of event at a time, its rows sorted by stream and version. `Loose` is the part in memory: the
tail of a log read from the store, or events put in the place of others. Sealed parts are in `casestream.replay.segments`.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Protocol, get_args

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from casestream.kernel.calendar import Ints
from casestream.kernel.event import EVENTS, Event, EventClass, Label
from casestream.store.codec import Codec

Bools = NDArray[np.bool_]
CODEC = Codec()
ROUND_TYPE = "round_type"
ENVELOPE = ("stream", "version", "position", "on", "court", "round")


@frozen(eq=False)
class Vector:
    """One field of every event of a kind.

    `values` are whole numbers (days as ordinals, truths as 0 and 1), or places in the `dictionary`, for text and labels.
    `valid` tells which are there at all; None: every one.
    """

    values: NDArray[Any]
    valid: Bools | None = None
    dictionary: Sequence[Any] | None = None

    def take(self, chosen: NDArray[Any] | slice) -> "Vector":
        """Some of its places."""
        return Vector(self.values[chosen], None if self.valid is None else self.valid[chosen], self.dictionary)

    def filled(self, missing: int) -> Ints:
        """The whole numbers, with `missing` where there is none."""
        values = self.values.astype(np.int64, copy=False)
        return values if self.valid is None else np.where(self.valid, values, missing)

    def plain(self) -> list[Any]:
        """The values one by one: text, whole numbers, None."""
        found: list[Any] = self.values.tolist()
        if self.dictionary is not None:
            words = self.dictionary
            found = [words[code] if code >= 0 else None for code in found]
        if self.valid is None:
            return found
        return [value if there else None for value, there in zip(found, self.valid.tolist(), strict=True)]


def vector(values: Sequence[Any], hint: Any) -> Vector:
    """A column of the values of a field with this type."""
    if hint in (int, bool):
        return Vector(np.array(values, np.int64))
    if hint is date:
        return Vector(np.array([value.toordinal() for value in values], np.int64))
    if hint in (int | None, bool | None, date | None):
        plain = [0 if value is None else value.toordinal() if isinstance(value, date) else value for value in values]
        return Vector(np.array(plain, np.int64), np.array([value is not None for value in values], bool))
    words: dict[Any, int] = {}
    texts = values if hint is str else [spell(value, hint) for value in values]
    codes = [-1 if text is None else words.setdefault(text, len(words)) for text in texts]
    found = np.array(codes, np.int64)
    return Vector(found, found >= 0 if -1 in codes else None, list(words))


def spell(value: Any, hint: Any) -> Any:
    """A value of a field as a dictionary holds it: a label by its code, what is nested as JSON, text as it is."""
    if value is None or isinstance(value, str):
        return value
    return value.code if isinstance(value, Label) else CODEC.text(value, hint)


def whole(value: Any, hint: Any) -> int:
    """A value of a field as a whole number: a day as its ordinal, a truth as 0 or 1."""
    return value.toordinal() if hint in (date, date | None) else int(value)


def unspelled(text: str, hint: Any) -> Any:
    """The value that `spell` has spelled so."""
    if hint in (str, str | None):
        return text
    label = next((part for part in (hint, *get_args(hint)) if isinstance(part, type) and issubclass(part, Label)), None)
    return label.of(text) if label and hint in (label, label | None) else CODEC.value(text, hint)


def from_whole(value: int, hint: Any) -> Any:
    """The value that `whole` has made this number of."""
    return (
        date.fromordinal(value)
        if hint in (date, date | None)
        else bool(value)
        if hint in (bool, bool | None)
        else value
    )


def laid_together(vectors: Sequence[Vector]) -> Vector:
    """One vector after the other, in one dictionary."""
    if len(vectors) == 1:
        return vectors[0]
    valid = None
    if any(each.valid is not None for each in vectors):
        valid = np.concatenate([
            np.ones(len(each.values), bool) if each.valid is None else each.valid for each in vectors
        ])  # fmt: skip
    if vectors[0].dictionary is None:
        return Vector(np.concatenate([each.values.astype(np.int64) for each in vectors]), valid)
    words: dict[Any, int] = {}
    codes = []
    for each in vectors:
        # The place after the last stands for "nothing there", which is written -1.
        places = np.array([*(words.setdefault(word, len(words)) for word in each.dictionary or ()), -1], np.int64)
        codes.append(places[each.values])
    return Vector(np.concatenate(codes), valid, list(words))


class Part(Protocol):
    """Records of the streams of one chunk. `kind` None asks of the records of all kinds."""

    counts: bool  # Whether it has counted the debtors, assets … of its streams.

    def lengths(self, first: int, last: int) -> Ints:
        """For each stream number from `first` up to, not including, `last`: how many records of it are here."""

    def streams(self, kind: str) -> Ints:
        """The numbers of the streams of a kind (case, debtor …) that have records here."""

    def kinds(self) -> "set[EventClass]":
        """The kinds of which it has any."""

    def column(self, kind: EventClass | None, name: str) -> Ints:
        """One column of the envelope, by a name in `ENVELOPE`."""

    def field(self, kind: EventClass, name: str) -> Vector:
        """One field of the events of a kind; `round_type`: the type (执, 执恢 …; '' outside a round) of their numbers."""

    def events(self, kind: EventClass) -> Sequence[Any]:
        """The events of a kind themselves."""

    def entities(self, kind: EventClass, key: str) -> Ints | None:
        """For each event of a kind which debtor, asset … of its stream it names, counted from 0; None: not counted."""

    def types_of_rounds(self, rounds: Ints) -> dict[int, str]:
        """The types of these rounds, as far as it knows them."""


@frozen(slots=False)
class Reader:
    """How the payloads of one type code are read: as events of a kind, written in a schema. 0: they are the events."""

    kind: EventClass
    schema: int = 0

    @cached_property
    def read(self) -> Callable[[Any], Event]:
        """The decoder, made where it is needed: it cannot be sent to another process."""
        return CODEC.decoder(EVENTS[self.kind].name, self.schema) if self.schema else lambda event: event

    def __getstate__(self) -> dict[str, Any]:
        return {"kind": self.kind, "schema": self.schema}


Readers = dict[int, Reader]


class Loose:
    """Records in memory, sorted by stream and version; their payloads are decoded kind by kind, when somebody asks.

    `envelope` holds one array for each name in `ENVELOPE`; `codes` says for each record which of `readers`
    reads its payload; `types` maps a round to its type, `kinds_of` a stream to its kind.
    """

    counts = False

    def __init__(
        self, envelope: dict[str, Ints], codes: Ints, payloads: Sequence[Any], readers: Readers, types: dict[int, str],
        kinds_of: dict[int, str],
    ) -> None:  # fmt: skip
        self._envelope, self.codes, self._payloads = envelope, codes, payloads
        self._types, self._kinds_of = types, kinds_of
        self._readers = {code: readers[code] for code in np.unique(codes).tolist()}
        self._events: dict[EventClass, list[Event]] = {}
        self._places: dict[EventClass, Ints] = {}

    @classmethod
    def of_events(cls, envelope: dict[str, Ints], events: list[Event], types: dict[int, str]) -> "Loose":
        """Events with the envelopes of others; their days are their own."""
        kinds = list(dict.fromkeys(map(type, events)))
        envelope = envelope | {"on": np.array([event.on.toordinal() for event in events], np.int64)}
        codes = np.array([kinds.index(type(event)) for event in events], np.int64)
        return cls(envelope, codes, events, {code: Reader(kind) for code, kind in enumerate(kinds)}, types, {})

    def lengths(self, first: int, last: int) -> Ints:
        """How many records of each stream are here."""
        return np.bincount(self._envelope["stream"] - first, minlength=last - first)

    def kinds(self) -> set[EventClass]:
        """The kinds of which it has any."""
        return {reader.kind for reader in self._readers.values()}

    def _of_kind(self, kind: EventClass) -> Ints:
        found = self._places.get(kind)
        if found is None:
            codes = [code for code, reader in self._readers.items() if reader.kind is kind]
            found = self._places[kind] = np.flatnonzero(np.isin(self.codes, codes))
        return found

    def column(self, kind: EventClass | None, name: str) -> Ints:
        """One column of the envelope."""
        return self._envelope[name] if kind is None else self._envelope[name][self._of_kind(kind)]

    def events(self, kind: EventClass) -> list[Event]:
        """The events of a kind, decoded once."""
        found = self._events.get(kind)
        if found is None:
            codes, payloads = self.codes, self._payloads
            read = {code: reader.read for code, reader in self._readers.items()}
            places = self._of_kind(kind).tolist()
            found = self._events[kind] = [read[int(codes[place])](payloads[place]) for place in places]
        return found

    def field(self, kind: EventClass, name: str) -> Vector:
        """One field of the events of a kind."""
        if name == ROUND_TYPE:
            rounds, inverse = np.unique(self.column(kind, "round"), return_inverse=True)
            return vector([self._types.get(code, "") for code in rounds.tolist()], str).take(inverse)
        return vector([getattr(event, name) for event in self.events(kind)], EVENTS[kind].fields[name])

    def entities(self, kind: EventClass, key: str) -> None:
        """Not counted: a record in memory has neighbours elsewhere."""

    def types_of_rounds(self, rounds: Ints) -> dict[int, str]:
        """The types of these rounds."""
        return {code: self._types[code] for code in rounds.tolist() if code in self._types}

    def streams(self, kind: str) -> Ints:
        """The numbers of the streams of a kind that have records here."""
        return np.array([stream for stream in self.touched.tolist() if self._kinds_of.get(stream) == kind], np.int64)

    @cached_property
    def touched(self) -> Ints:
        """The streams of which it has any record, ascending."""
        return np.unique(self._envelope["stream"])

    def within(self, first: int, last: int) -> "Loose":
        """What it has of the streams from `first` up to, not including, `last`."""
        low, high = np.searchsorted(self._envelope["stream"], [first, last])
        envelope = {name: values[low:high] for name, values in self._envelope.items()}
        codes, payloads = self.codes[low:high], self._payloads[low:high]
        return Loose(envelope, codes, payloads, self._readers, self._types, self._kinds_of)


def fields_of(kind: EventClass) -> list[str]:
    """The fields of an event besides its day, in order."""
    return [name for name in EVENTS[kind].fields if name != "on"]
