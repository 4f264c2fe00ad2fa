"""A log as chunks: what is sealed comes from segments, what is not from the store; together they are never stale."""

from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen

from casestream.kernel.errors import ExtraMissing
from casestream.kernel.event import EVENTS
from casestream.replay.chunk import Chunk
from casestream.replay.horizon import EVERYTHING, Horizon
from casestream.replay.part import Loose, Part
from casestream.replay.segments.layout import Hold, Segment, definition, fingerprint, held, read_manifest
from casestream.replay.tail import Store
from casestream.store.log import Log

CHUNK_RECORDS = 1 << 20
TAIL_RECORDS = 1 << 19  # A longer tail is read chunk by chunk.


@frozen(eq=False)
class Plan:
    """One chunk, before it is read: its streams, its number in each segment, its share of the tail."""

    number: int
    first: int
    last: int
    segments: tuple[Segment, ...]
    tail: Loose | None
    horizon: Horizon

    def __reduce__(self) -> tuple[Any, ...]:
        """To another process a segment travels as its place; its manifest is read there once, not sent with every chunk."""
        places = tuple((each.folder, hash(repr(each.manifest.files))) for each in self.segments)
        return _plan, (self.number, self.first, self.last, places, self.tail, self.horizon)

    def chunk(self) -> Chunk:
        """The chunk, ready to be asked."""
        return Chunk(self.parts(), self.first, self.last, self.horizon)

    def parts(self) -> list[Part]:
        """What is at hand without the store."""
        if not self.segments:
            return [self.tail] if self.tail else []
        try:  # Parquet is needed only where something is sealed.
            from casestream.replay.segments.read import Sealed
        except ImportError as error:
            raise ExtraMissing.of("pyarrow", "columns") from error
        return [*(Sealed(segment, self.number) for segment in self.segments), *([self.tail] if self.tail else [])]


@lru_cache(maxsize=64)
def _segment(folder: Path, files: int) -> Segment:  # `files` tells one that was sealed anew in the same place.
    return Segment(folder, read_manifest(folder))


def _plan(
    number: int, first: int, last: int, places: tuple[tuple[Path, int], ...], tail: Loose | None, horizon: Horizon
) -> Plan:
    return Plan(number, first, last, tuple(_segment(*place) for place in places), tail, horizon)


class Source:
    """One state of a log up to a horizon, as plans of chunks: of what is sealed of it, and of the store.

    `courts` names every court code in it; `after` is the last sealed position, `last_position` the last of all. `hold` keeps
    the segments of a docket where they are for as long as the source lives.
    """

    hold: Hold | None = None

    def __init__(self, segments: Sequence[Segment], store: Store, horizon: Horizon = EVERYTHING) -> None:
        self.segments, self.store = tuple(segments), store
        self.after = self.segments[-1].manifest.last if self.segments else 0
        self.last_position = store.last_position
        self.asked = horizon
        # A horizon that hides nothing need not be looked for in every row.
        hides = horizon.as_of != EVERYTHING.as_of or self.last_position < self.after
        self.horizon = horizon if hides else EVERYTHING
        sealed_courts = {int(code): name for each in segments for code, name in each.manifest.courts.items()}
        self.courts: dict[int, str] = sealed_courts | store.courts
        left = self.last_position - self.after
        self._tail = store.tail(self.after) if 0 < left <= TAIL_RECORDS else None
        self.bounds = self._bounds(left)

    @classmethod
    def of(cls, log: Log, horizon: Horizon = EVERYTHING) -> "Source":
        """A docket's log, with whatever of it is sealed.

        Raises:
            SegmentDamaged, ForeignSegment: what lies there is not what was sealed from this docket.
        """
        segments, hold = held(log)
        source = cls(segments, Store(log, horizon.last_position), horizon)
        source.hold = hold
        return source

    def _bounds(self, left: int) -> list[int]:
        """The streams with which chunks begin: as in the segments, then those of the streams that began later."""
        bounds = list(self.segments[-1].manifest.bounds) if self.segments else [1]
        if left <= 0:
            return bounds
        if self._tail is not None:
            newest = int(self._tail.touched.max(initial=0)) + 1
            return bounds if newest <= bounds[-1] else [*bounds, newest]
        return [*bounds, *chunk_ends(self.store.sizes(self.after, bounds[-1]))]

    def plans(self, but: Container[int] = ()) -> Iterator[Plan]:
        """Every chunk `but` some, in the order of its streams. The share of a long tail is read here, chunk by chunk."""
        for number, (first, last) in enumerate(pairwise(self.bounds)):
            if number in but:
                continue
            segments = tuple(each for each in self.segments if number < len(each.manifest.bounds) - 1)
            tail = self._share(first, last)
            yield Plan(number, first, last, segments, tail, self.horizon)

    def _share(self, first: int, last: int) -> Loose | None:
        if self._tail is not None:
            touched = self._tail.touched
            low, high = np.searchsorted(touched, [first, last])
            return self._tail.within(first, last) if low < high else None
        return self.store.streams(first, last, self.after) if self.last_position > self.after else None

    def __len__(self) -> int:
        return len(self.bounds) - 1

    @property
    def seen(self) -> Horizon:
        """The horizon with its last position made definite: what is written meanwhile is for the next replay."""
        return Horizon(as_of=self.asked.as_of, last_position=self.last_position)

    def state(self) -> str:
        """What tells this state of the log from any other, for answers that are kept."""
        return state_of(self.store.log, self.seen, self.courts)

    def stream_ids(self, wanted: set[int]) -> dict[int, str]:
        """The ids of these streams."""
        return self.store.names("streams", "stream, id", wanted)

    def round_numbers(self, wanted: set[int]) -> dict[int, str]:
        """The numbers of these rounds; 0, which is none, has no number."""
        return self.store.names("rounds", "round, number", wanted)


def state_of(log: Log, seen: Horizon, courts: dict[int, str]) -> str:
    """The records up to a horizon, and what this program makes of them: docket, courts, definitions of events, version."""
    kinds = [definition(kind) for _, kind in sorted(EVENTS.by_name.items())]
    anchors = [fingerprint(log, 1), fingerprint(log, seen.last_position)]
    whole = [seen.as_of, seen.last_position, anchors, sorted(courts.items()), kinds, version("casestream")]
    return sha256(repr(whole).encode()).hexdigest()


def chunk_ends(sizes: Iterable[tuple[int, int]]) -> list[int]:
    """Where chunks end: after the stream with which each is full; the last ends with the last stream."""
    ends, filled, stream = [], 0, 0
    for stream, size in sizes:
        filled += size
        if filled >= CHUNK_RECORDS:
            ends.append(stream + 1)
            filled = 0
    return [*ends, stream + 1] if filled else ends
