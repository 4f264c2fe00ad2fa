"""A chunk: some streams, whole, as columns. Every engine but the reference answers chunk by chunk.

Rows are numbered in the order of stream and version: the row of a record is where its stream starts plus its version. What
is annulled, dated later than the horizon or written after it leaves a gap; only the order of rows ever counts.
"""

from collections.abc import Sequence
from functools import cached_property, reduce
from typing import Any, cast

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from casestream.kernel.calendar import Ints
from casestream.kernel.case import AtLeast, check_where
from casestream.kernel.errors import TooMuch
from casestream.kernel.event import EVENTS, Annulled, Corrected, Event, EventClass
from casestream.kernel.words import Where
from casestream.replay.horizon import EVERYTHING, Horizon
from casestream.replay.part import Bools, Loose, Part, Vector, laid_together, spell, whole

ENTITY_BITS = 20
ALL = slice(None)
Places = NDArray[np.int64] | slice


@frozen(eq=False)
class _Rows:
    """Where the rows of one kind come from: the `parts` that have any, laid together, then `chosen` of these.

    Of a kind that is shown as it lies, `rows` is None until somebody asks: sums by group need no rows.
    """

    parts: tuple[Part, ...]
    chosen: Places
    rows: Ints | None


class Chunk:
    """The streams numbered from `first` up to, not including, `last`, as `parts` have them and as the horizon shows them.

    `starts[i]` is the first row of stream `first + i`; the last of `starts` is the number of rows, gaps included.
    """

    def __init__(self, parts: Sequence[Part], first: int, last: int, horizon: Horizon = EVERYTHING) -> None:
        self.first, self.last, self.horizon = first, last, horizon
        self._written = [part for part in parts if part.kinds()]
        self.removed, self._replaced = _mended(self._written, self)
        self.parts = [*self._written, *([self._replaced] if self._replaced else [])]
        self._rows: dict[EventClass | None, _Rows] = {}
        self._columns: dict[tuple[EventClass | None, str], Ints] = {}
        self._fields: dict[tuple[EventClass, str], Vector] = {}
        self._entities: dict[tuple[EventClass, str], Ints] = {}
        self._named: dict[tuple[str, int], dict[Any, int]] = {}
        self.answers: dict[Any, Any] = {}  # What the words have worked out about these rows, for whoever asks next.

    @cached_property
    def _lengths(self) -> list[Ints]:
        return [part.lengths(self.first, self.last) for part in self._written]

    @cached_property
    def starts(self) -> Ints:
        """The row with which each stream starts, and last the number of rows."""
        starts = np.zeros(self.last - self.first + 1, np.int64)
        np.cumsum(sum(self._lengths, np.zeros(self.last - self.first, np.int64)), out=starts[1:])
        return starts

    def __len__(self) -> int:
        return int(self.starts[-1])

    def release(self) -> None:
        """Let go of what was read and worked out at once: the rows that words keep know their chunk, and would hold it."""
        for kept in (self.answers, self._rows, self._columns, self._fields, self._entities, self._named):
            kept.clear()

    def row(self, stream: Ints, version: Ints) -> Ints:
        """The rows of records, by the numbers of their streams and their versions."""
        rows: Ints = self.starts.take(stream - self.first)
        rows += version
        rows -= 1
        return rows

    # --- what is shown of a kind (None: of all kinds) ---

    def _shown(self, kind: EventClass | None) -> _Rows:
        found = self._rows.get(kind)
        if found is None:
            found = self._rows[kind] = self._show(kind)
        return found

    def _show(self, kind: EventClass | None) -> _Rows:
        parts = tuple(part for part in self.parts if kind is None or kind in part.kinds())
        if len(parts) <= 1 and not len(self.removed) and self.horizon == EVERYTHING:
            return _Rows(parts, ALL, None)
        of_part = [self._rows_in(part, kind) for part in parts]
        rows = np.concatenate([np.zeros(0, np.int64), *of_part])
        keep = np.ones(len(rows), bool)
        if len(self.removed):
            written = sum(len(each) for part, each in zip(parts, of_part, strict=True) if part is not self._replaced)
            keep[:written] = ~np.isin(rows[:written], self.removed)
        for name, limit in (("position", self.horizon.last_position), ("on", self.horizon.as_of.toordinal())):
            if self.horizon != EVERYTHING and parts:
                keep &= np.concatenate([part.column(kind, name) for part in parts]) <= limit
        chosen = np.flatnonzero(keep)
        chosen = chosen[np.argsort(rows[chosen], kind="stable")]
        return _Rows(parts, chosen, rows[chosen])

    def _rows_in(self, part: Part, kind: EventClass | None) -> Ints:
        return self.row(part.column(kind, "stream"), part.column(kind, "version"))

    def kinds(self) -> set[EventClass]:
        """The kinds of which there may be rows."""
        return {kind for part in self.parts for kind in part.kinds()}

    def rows_of(self, kind: EventClass | None) -> Ints:
        """The rows of one kind, ascending."""
        shown = self._shown(kind)
        if shown.rows is None:
            found = self._rows_in(shown.parts[0], kind) if shown.parts else np.zeros(0, np.int64)
            shown = self._rows[kind] = evolve(shown, rows=found)
        return cast(Ints, shown.rows)

    def column(self, kind: EventClass | None, name: str) -> Ints:
        """One column of the envelope (`part.ENVELOPE`) of the rows of a kind."""
        found = self._columns.get((kind, name))
        if found is None:
            shown = self._shown(kind)
            whole = [part.column(kind, name) for part in shown.parts]
            laid = whole[0] if len(whole) == 1 else np.concatenate([np.zeros(0, np.int64), *whole])
            found = self._columns[kind, name] = laid[shown.chosen]
        return found

    def field(self, kind: EventClass, name: str) -> Vector:
        """One field of the rows of a kind, or as `round_type` the type of their case numbers."""
        found = self._fields.get((kind, name))
        if found is None:
            shown = self._shown(kind)
            vectors = [part.field(kind, name) for part in shown.parts] or [NOTHING]
            found = self._fields[kind, name] = laid_together(vectors).take(shown.chosen)
        return found

    def matching(self, kind: EventClass, where: Where) -> Places:
        """Which of the rows of a kind have their own fields as `where` says, as places among them, ascending."""
        if not where:
            return ALL
        key = ("matching", kind, tuple(where.items()))
        if key not in self.answers:
            check_where(kind, where)
            self.answers[key] = self._match(kind, where) if self._shown(kind).parts else np.zeros(0, np.int64)
        places: Places = self.answers[key]
        return places

    def _match(self, kind: EventClass, where: Where) -> Places:
        places: Places = ALL
        tests = [(self.field(kind, name), name, wanted) for name, wanted in where.items()]
        for field, name, wanted in sorted(tests, key=lambda test: not _is_short_list(test[0])):
            hint = EVENTS[kind].fields[name]
            if isinstance(places, slice) and _is_short_list(field):
                places = self._listed(kind, name).under(_fitting(field, wanted, hint))
            else:
                kept = np.flatnonzero(_is(field.take(places), wanted, hint))
                places = kept if isinstance(places, slice) else places[kept]
        return places

    def _listed(self, kind: EventClass, name: str) -> "_Listed":
        key = ("listed", kind, name)
        if key not in self.answers:
            self.answers[key] = _Listed.of(self.field(kind, name))
        found: _Listed = self.answers[key]
        return found

    def streams(self, kind: str) -> Ints:
        """The numbers of the streams of a kind of which anything is shown, ascending."""
        streams = np.unique(np.concatenate([np.zeros(0, np.int64), *(part.streams(kind) for part in self._written)]))
        if self.horizon == EVERYTHING and not len(self.removed):
            return streams
        return streams[np.isin(streams, self.column(None, "stream"))]

    @cached_property
    def bounds(self) -> dict[str, Ints]:
        """The rows with which something begins: a `case`; a `round` (or its case)."""
        openings = [self.rows_of(kind) for kind in self.kinds() if EVENTS[kind].opens]
        cases = self.starts[:-1]
        return {"case": cases, "round": np.sort(np.concatenate([cases, *openings]), kind="stable")}

    # --- debtors, assets … ---

    def entities(self, kind: EventClass, key: str) -> Ints:
        """For each row of a kind the number of the debtor, asset … that it names, the same in all kinds, ascending by stream."""
        found = self._entities.get((kind, key))
        if found is None:
            shown = self._shown(kind)
            counted = [part.entities(kind, key) for part in shown.parts]
            plain = [
                np.zeros(len(part.column(kind, "stream")), np.int64) if each is None else each
                for part, each in zip(shown.parts, counted, strict=True)
            ]
            laid = plain[0] if len(plain) == 1 else np.concatenate([np.zeros(0, np.int64), *plain])
            stream = self.column(kind, "stream") - self.first
            ordinals = self._count_tangled(kind, key, stream, laid[shown.chosen])
            if (
                int(ordinals.max(initial=0)) >> ENTITY_BITS
                or (len(self.starts) << ENTITY_BITS) * (len(self) + 1) >= 2**63
            ):
                raise TooMuch("一块中的对象过多", "a chunk names too many things", "分开统计", "count smaller parts")
            found = stream << ENTITY_BITS
            found += ordinals
            self._entities[kind, key] = found
        return found

    def _count_tangled(self, kind: EventClass, key: str, stream: Ints, ordinals: Ints) -> Ints:
        """The same ordinals, counted anew where streams lie in several parts, or where nobody has counted yet."""
        rows = np.flatnonzero(self._tangled[stream]) if self._tangled.any() else stream[:0]
        if not len(rows):
            return ordinals
        ordinals = ordinals.copy()
        named = self.field(kind, EVENTS[kind].keys[key]).take(rows).plain()
        for row, of, value in zip(rows.tolist(), stream[rows].tolist(), named, strict=True):
            known = self._named.setdefault((key, of), {})
            ordinals[row] = known.setdefault(value, len(known))
        return ordinals

    @cached_property
    def _tangled(self) -> Bools:
        """The streams of which no single part has counted all that they name."""
        sealed = [length > 0 for part, length in zip(self._written, self._lengths, strict=True) if part.counts]
        tangled: Bools = sum(sealed, np.zeros(len(self.starts) - 1, np.int64)) != 1
        for part, length in zip(self._written, self._lengths, strict=True):
            if not part.counts:
                tangled |= length > 0
        if len(self.removed):
            tangled[np.searchsorted(self.starts, self.removed, "right") - 1] = True
        return tangled


NOTHING = Vector(np.zeros(0, np.int64))
SHORT = 120  # As many words as fit, with the places for none, into one byte: a list is then sorted in one pass.


def _is_short_list(field: Vector) -> bool:
    return field.dictionary is not None and len(field.dictionary) <= SHORT


@frozen(eq=False)
class _Listed:
    """The places of a kind by what one of their labels says: those of word w from `begins[w + 1]` on; -1 is none."""

    codes: NDArray[np.int8]
    places: Ints
    begins: Ints

    @classmethod
    def of(cls, field: Vector) -> "_Listed":
        codes = field.values.astype(np.int8)
        ends = np.cumsum(np.bincount(codes.astype(np.int64) + 1, minlength=len(field.dictionary or ()) + 1))
        return cls(codes, np.argsort(codes, kind="stable"), np.concatenate([np.zeros(1, np.int64), ends]))

    def under(self, fitting: Bools) -> Ints:
        """The places of all words that fit, ascending; the last of `fitting` says whether none fits."""
        words = np.flatnonzero(fitting).tolist()
        if len(words) != 1:  # A look at every row is faster than a sort.
            return np.flatnonzero(fitting[self.codes])
        word = -1 if words[0] == len(fitting) - 1 else words[0]
        return self.places[self.begins[word + 1] : self.begins[word + 2]]


def _fitting(field: Vector, wanted: Any, hint: Any) -> Bools:
    """Which words of a field's dictionary are as an entry of a `where` says, and last, whether none is."""
    options = wanted if isinstance(wanted, tuple) else (wanted,)
    plain = {None if option is None else spell(option, hint) for option in options}
    return np.array([*(word in plain for word in field.dictionary or ()), None in plain])


def _is(field: Vector, wanted: Any, hint: Any) -> Bools:
    """Where a field is as one entry of a `where` says."""
    found: Bools
    if field.dictionary is not None:
        found = _fitting(field, wanted, hint)[field.values]
        return found
    if isinstance(wanted, AtLeast):
        found = field.values >= whole(wanted.bound, hint)
        return found if field.valid is None else found & field.valid
    options = wanted if isinstance(wanted, tuple) else (wanted,)
    plain = {whole(option, hint) for option in options if option is not None}
    found = reduce(np.logical_or, (field.values == option for option in plain), np.zeros(len(field.values), bool))
    return found if field.valid is None else np.where(field.valid, found, None in options)


def _mended(parts: Sequence[Part], chunk: Chunk) -> tuple[Ints, Loose | None]:
    """The rows that do not stand as written, and what stands in their place. The last word about a version counts."""
    verdicts: list[tuple[int, int, int, Event]] = []
    for kind in (Corrected, Annulled):
        for part in parts:
            if kind in part.kinds():
                known = part.column(kind, "position") <= chunk.horizon.last_position
                envelope = [part.column(kind, name).tolist() for name in ("stream", "version")]
                told = zip(*envelope, part.events(kind), known.tolist(), strict=True)
                verdicts += [
                    (stream, version, event.of, event) for stream, version, event, is_known in told if is_known
                ]
    last = {(stream, of): event for stream, _, of, event in sorted(verdicts, key=lambda verdict: verdict[:2])}
    if not verdicts:
        return np.zeros(0, np.int64), None
    lengths = np.diff(chunk.starts)
    stands = {
        int(chunk.starts[stream - chunk.first]) + of - 1: event
        for (stream, of), event in last.items() if 1 <= of <= lengths[stream - chunk.first]
    }  # fmt: skip
    removed = np.array(sorted(stands), np.int64)
    events = {row: verdict.event for row, verdict in stands.items() if isinstance(verdict, Corrected)}
    return removed, Loose.of_events(*_envelopes(parts, chunk, events)) if events else None


def _envelopes(parts: Sequence[Part], chunk: Chunk, events: dict[int, Event]) -> tuple[Any, ...]:
    """The corrected events in the order of rows, with the envelopes of those in whose place they stand."""
    wanted = np.array(sorted(events), np.int64)
    names = ("stream", "version", "position", "court", "round")
    laid = {name: np.concatenate([part.column(None, name) for part in parts]) for name in names}
    rows = chunk.row(laid["stream"], laid["version"])
    order = np.argsort(rows, kind="stable")
    places = order[np.searchsorted(rows[order], wanted)]
    types = {int(code): name for part in parts for code, name in part.types_of_rounds(laid["round"][places]).items()}
    return {name: column[places] for name, column in laid.items()}, [events[row] for row in wanted.tolist()], types
