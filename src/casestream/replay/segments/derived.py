"""Whether the columns that a segment derives from its records, so that replay need not, are what the records say."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np

from casestream.kernel.calendar import Ints
from casestream.kernel.event import EVENTS
from casestream.replay.part import ENVELOPE, ROUND_TYPE, Vector
from casestream.replay.rows import round_type
from casestream.replay.segments.layout import ROUNDS, STREAMS, Segment
from casestream.replay.segments.read import Sealed, integers, read_column, read_whole

Wrong = tuple[str, str]  # A file and a column of it.


def wrong_columns(segment: Segment) -> Iterator[Wrong]:
    """Every derived column that differs from its records anywhere: envelopes, types of rounds, counts and numbers.

    Raises:
        SegmentDamaged: a file cannot be read.
    """
    rounds = read_whole(segment, ROUNDS, "round", "number", "type")
    types = [round_type(number) for number in rounds["number"].to_pylist()]
    if types != rounds["type"].to_pylist():
        yield ROUNDS, "type"
    by_round = dict(zip(rounds["round"].to_pylist(), types, strict=True))
    for chunk in range(len(segment.manifest.bounds) - 1):
        yield from _of_chunk(Sealed(segment, chunk), segment, chunk, by_round)


def _of_chunk(sealed: Sealed, segment: Segment, chunk: int, types: dict[int, str]) -> Iterator[Wrong]:
    positions = sealed.column(None, "position")
    order = np.argsort(positions)
    streams, counts = np.unique(sealed.column(None, "stream"), return_counts=True)
    for name, expected in (("stream", streams), ("records", counts)):
        if not np.array_equal(integers(read_column(segment, STREAMS, chunk, name)), expected):
            yield STREAMS, name
    named: dict[str, list[tuple[str, Ints, Vector, Ints]]] = {}
    for kind in sorted(sealed.kinds(), key=lambda kind: EVENTS[kind].name):
        name = EVENTS[kind].name
        rows = order[np.searchsorted(positions, sealed.column(kind, "position"), sorter=order)]
        for column in ENVELOPE:
            if not np.array_equal(sealed.column(kind, column), sealed.column(None, column)[rows]):
                yield name, column if column == "on" else f"_{column}"
        of_rounds = [types.get(code, "") for code in sealed.column(kind, "round").tolist()]
        if sealed.field(kind, ROUND_TYPE).plain() != of_rounds:
            yield name, f"_{ROUND_TYPE}"
        for key, field in EVENTS[kind].keys.items():
            told = name, sealed.column(kind, "stream"), sealed.field(kind, field), sealed.entities(kind, key)
            named.setdefault(key, []).append(told)
    for key, each in named.items():
        yield from ((name, f"_no_{key}") for name in _not_one_to_one(each))


def _not_one_to_one(named: list[tuple[str, Ints, Vector, Ints]]) -> Iterator[str]:
    """The kinds in which a stream gives one name two numbers, or two names one, or a number beyond those of its names."""
    numbers: dict[tuple[int, Any], int] = {}
    names: dict[tuple[int, int], Any] = {}
    told = {
        kind: list(zip(streams.tolist(), words.plain(), found.tolist(), strict=True))
        for kind, streams, words, found in named
    }
    for stream, word, number in chain.from_iterable(told.values()):
        numbers.setdefault((stream, word), number)
        names.setdefault((stream, number), word)
    many = Counter(stream for stream, _ in numbers)
    for kind, each in told.items():
        if not all(
            number == numbers[stream, word] and word == names[stream, number] and 0 <= number < many[stream]
            for stream, word, number in each
        ):
            yield kind
