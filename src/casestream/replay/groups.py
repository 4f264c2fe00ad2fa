"""Groups over columns: for each row of a kind its group as one number, exact sums by group, and what groups are called.

Courts, times and types of rounds have the same codes in every chunk. What is said in words (a handler, a cause) or in days
each chunk numbers in its own way; before the sums of chunks are added up, they are put into one dictionary.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from math import prod
from typing import cast

import numpy as np
from attrs import field, frozen

from casestream.kernel.calendar import EPOCH, Ints
from casestream.kernel.errors import TooMuch
from casestream.kernel.event import EVENTS, EventClass
from casestream.kernel.number import TYPE_CODES, region_of
from casestream.kernel.projection import Attribute, Dimension, Measure, Scope, Stage
from casestream.replay.chunk import Chunk
from casestream.replay.part import ROUND_TYPE, Bools

LIMB_BITS = 26
DENSE = 1 << 16
FIRST_YEAR, YEARS = 1900, 300
LARGEST = 1 << 62
WORDS = ("handler", "cause", "cross_mode", "age", "used_days")

Words = tuple[tuple[str, ...], ...]


@frozen
class Question:
    """What is asked of every chunk: plain measures over periods, in the groups of a projection.

    Court codes are below `courts`; `regions` gives for each the code that stands for its region. `attributes` say which
    events name the groups of a dimension.
    """

    measures: tuple[Measure, ...]
    by: tuple[Dimension, ...]
    scopes: tuple[Scope, ...]
    courts: int
    regions: tuple[int, ...] = ()
    attributes: tuple[tuple[Dimension, Attribute], ...] = ()

    def sizes(self, words: Words = ()) -> list[int]:
        """For each dimension how many values it may have; `words` are those of the dimensions that are said in words."""
        known = {
            "court": self.courts, "region": self.courts, "year": YEARS, "quarter": YEARS * 4, "month": YEARS * 12,
            "round_type": len(TYPE_CODES), **dict(zip(self.in_words, map(len, words), strict=False)),
        }  # fmt: skip
        return [known[dimension] for dimension in self.by]

    @cached_property
    def in_words(self) -> tuple[Dimension, ...]:
        """The dimensions whose values each chunk numbers by itself."""
        return tuple(dimension for dimension in self.by if dimension in WORDS)


@frozen(eq=False)
class Groups:
    """The group of each row of a kind, as one number below `size`; `words` are what its dimensions in words may say."""

    codes: Ints
    size: int
    words: Words = ()


@frozen(eq=False)
class Sums:
    """Exact sums by group: the sum of a group is `high << 26` plus `low`, so that no partial sum can overflow."""

    groups: Ints
    low: Ints
    high: Ints
    words: Words = field(default=())


# --- groups ---


def groups_of(chunk: Chunk, measure: Measure, question: Question, scope: Scope) -> Groups:
    """For each row of the kind that a measure counts its group; worked out once for a chunk."""
    kind: EventClass = measure.kind  # type: ignore[attr-defined]  # What is grouped here counts events of a kind.
    ages = isinstance(measure, Stage) and "age" in question.by
    key = ("groups", kind, question.by, *((measure.when, scope) if isinstance(measure, Stage) and ages else ()))
    if key not in chunk.answers:
        chunk.answers[key] = _grouped(chunk, kind, question, _day_of(measure, scope))
    return cast(Groups, chunk.answers[key])


def _day_of(measure: Measure, scope: Scope) -> int | None:
    """The day, as its ordinal, on which a Stage is looked at; None for measures of events."""
    if not isinstance(measure, Stage):
        return None
    return scope.until.toordinal() if measure.when == "to_date" else scope.since.toordinal() - 1


def _grouped(chunk: Chunk, kind: EventClass, question: Question, day: int | None) -> Groups:
    said = {dimension: _in_words(chunk, kind, dimension, question, day) for dimension in question.in_words}
    words = tuple(words for words, _ in said.values())
    sizes = question.sizes(words)
    groups = np.zeros(len(chunk.column(kind, "on")), np.int64)
    for dimension, size in zip(question.by, sizes, strict=True):
        codes = said[dimension][1] if dimension in said else _dimension(chunk, kind, dimension, question)
        groups = groups * size + codes
    return Groups(groups, _within_64_bits(sizes), words)


def _within_64_bits(sizes: Sequence[int]) -> int:
    """How many groups there may be.

    Raises:
        TooMuch: more than fit into a number.
    """
    if (size := prod(sizes)) > LARGEST:
        raise TooMuch("分组过多", "these are too many groups", "减少分组", "group by less")
    return size


def _dimension(chunk: Chunk, kind: EventClass, dimension: Dimension, question: Question) -> Ints:
    if dimension == "court":
        return chunk.column(kind, "court")
    if dimension == "region":
        regions: Ints = np.array(question.regions, np.int64)[chunk.column(kind, "court")]
        return regions
    if dimension == "round_type":
        types = chunk.field(kind, ROUND_TYPE)
        codes: Ints = np.array([*map(TYPE_CODES.index, types.dictionary or ()), 0], np.int64)[types.values]
        return codes
    days = (chunk.column(kind, "on") - EPOCH).astype("datetime64[D]")
    months = days.astype("datetime64[M]").astype(np.int64) + (1970 - FIRST_YEAR) * 12
    found: Ints = months // {"year": 12, "quarter": 3, "month": 1}[dimension]
    return found


def _in_words(
    chunk: Chunk, kind: EventClass, dimension: Dimension, question: Question, day: int | None
) -> tuple[tuple[str, ...], Ints]:
    """What a dimension may say in this chunk, and for each row of a kind which of it; '' is always first."""
    if dimension == "age" and day is not None:
        return _numbers(day - chunk.column(kind, "on"))
    if dimension in ("age", "used_days"):
        return _own_days(chunk, kind, dimension)
    attribute = dict(question.attributes).get(dimension)
    return _said(chunk, kind, attribute) if attribute else _nothing(chunk, kind)


def _own_days(chunk: Chunk, kind: EventClass, dimension: Dimension) -> tuple[tuple[str, ...], Ints]:
    """The days of which events of a kind tell themselves."""
    name, hint = ("opened_on", date) if dimension == "age" else ("used_days", int)
    if EVENTS[kind].fields.get(name) not in (hint, hint | None):
        return _nothing(chunk, kind)
    told = chunk.field(kind, name)
    days = told.filled(0)
    words, codes = _numbers(chunk.column(kind, "on") - days if dimension == "age" else days)
    return words, codes if told.valid is None else np.where(told.valid, codes, 0)


def _nothing(chunk: Chunk, kind: EventClass) -> tuple[tuple[str, ...], Ints]:
    return ("",), np.zeros(len(chunk.column(kind, "on")), np.int64)


def _numbers(values: Ints) -> tuple[tuple[str, ...], Ints]:
    found, places = np.unique(values, return_inverse=True)
    return ("", *map(str, found.tolist())), places + 1


def _said(chunk: Chunk, kind: EventClass, attribute: Attribute) -> tuple[tuple[str, ...], Ints]:
    """The value of a field of another kind of event where it was said last in the round or case of each row."""
    said = chunk.field(attribute.kind, attribute.name)
    units, wanted = (_units(chunk, each, attribute) for each in (attribute.kind, kind))
    if not len(units):
        return _nothing(chunk, kind)
    order = np.argsort(units, kind="stable")
    units = units[order]
    after = np.searchsorted(units, wanted, "right")
    last = np.maximum(after - 1, 0)
    codes = np.where((after > 0) & (units[last] == wanted), said.values[order[last]] + 1, 0)
    return ("", *(said.dictionary or ())), codes.astype(np.int64)


def _units(chunk: Chunk, kind: EventClass, attribute: Attribute) -> Ints:
    """A number for the round (or case) of each row of a kind."""
    stream = chunk.column(kind, "stream") - chunk.first
    if attribute.within == "case":
        return stream
    rounds = 1 + int(chunk.column(None, "round").max(initial=0))
    units: Ints = stream * rounds + chunk.column(kind, "round")
    return units


# --- exact sums ---


def summed(groups: Groups, places: Ints, values: Ints | None = None) -> Sums:
    """Sums by group over some rows of a kind (None: how many), in two limbs."""
    low, high = (None, None) if values is None else (values & ((1 << LIMB_BITS) - 1), values >> LIMB_BITS)
    return _added(groups.codes[places], low, high, groups.size, groups.words)


def _added(groups: Ints, low: Ints | None, high: Ints | None, size: int, words: Words) -> Sums:
    """Both limbs added up by group; those of None are 1 and 0."""
    names, place = (None, groups) if size <= DENSE else np.unique(groups, return_inverse=True)
    size = size if names is None else len(names)
    lows = np.bincount(place, minlength=size) if low is None else np.zeros(size, np.int64)
    highs = np.zeros(size, np.int64)
    for added, limb in ((lows, low), (highs, high)):
        if limb is not None:
            np.add.at(added, place, limb)
    there = np.flatnonzero(lows | highs)
    return Sums(there if names is None else names[there], lows[there], highs[there], words)


def total(sums: Iterable[Sums], question: Question) -> Sums:
    """The sums of several chunks as one."""
    nothing: Ints = np.zeros(0, np.int64)
    every = [Sums(nothing, nothing, nothing, tuple(("",) for _ in question.in_words)), *sums]
    words = _one_dictionary(every)
    sizes = question.sizes(words)
    size = _within_64_bits(sizes)
    groups = [_recoded(each, words, question, sizes) if words else each.groups for each in every]
    low, high = np.concatenate([each.low for each in every]), np.concatenate([each.high for each in every])
    return _added(np.concatenate(groups), low, high, size, words)


def _one_dictionary(every: Sequence[Sums]) -> Words:
    """What the dimensions in words say in any of the chunks, each word once."""
    by_dimension = zip(*(each.words for each in every), strict=True)
    return tuple(tuple(dict.fromkeys(word for words in spoken for word in words)) for spoken in by_dimension)


def _recoded(sums: Sums, words: Words, question: Question, sizes: Sequence[int]) -> Ints:
    """The groups of a chunk in the codes of one dictionary."""
    known = iter(zip(sums.words, words, strict=True))
    translated: list[Ints | None] = []
    for dimension in question.by:
        if dimension in WORDS:
            own, common = next(known)
            place = {word: code for code, word in enumerate(common)}
            translated.append(np.array([place[word] for word in own], np.int64))
        else:
            translated.append(None)
    left, digits = sums.groups, []
    for size, codes in zip(reversed(question.sizes(sums.words)), reversed(translated), strict=True):
        left, code = np.divmod(left, size)
        digits.append(code if codes is None else codes[code])
    groups = np.zeros(len(sums.groups), np.int64)
    for size, code in zip(sizes, reversed(digits), strict=True):
        groups = groups * size + code
    return groups


# --- names ---


def named(sums: Sums, question: Question, courts: dict[int, str]) -> dict[tuple[str, ...], int]:
    """Sums by the names of their groups, in integers of any size."""
    dimensions = _dimensions(question, sums.words)
    return {
        _names(group, dimensions, courts): (high << LIMB_BITS) + low
        for group, low, high in zip(sums.groups.tolist(), sums.low.tolist(), sums.high.tolist(), strict=True)
    }


def in_group(groups: Groups, question: Question, group: tuple[str, ...], courts: dict[int, str]) -> Bools:
    """For each row of a kind whether it belongs to a group of this name, or of one that begins with it."""
    dimensions = _dimensions(question, groups.words)
    own = [code for code in np.unique(groups.codes).tolist() if _names(code, dimensions, courts)[: len(group)] == group]
    return np.isin(groups.codes, own)


def days_left_out(groups: Groups, question: Question, group: tuple[str, ...]) -> Ints:
    """For each row of a kind the days that the last dimension says, if the name of the group leaves it out; or 0."""
    if len(group) == len(question.by):
        return np.zeros(len(groups.codes), np.int64)
    words = groups.words[-1]
    days: Ints = np.array([int(word or 0) for word in words], np.int64)[groups.codes % len(words)]
    return days


Sized = tuple[Dimension, int, tuple[str, ...]]


def _dimensions(question: Question, words: Words) -> list[Sized]:
    """Each dimension with its size and its words, last to first, as the number of a group is taken apart."""
    known = dict(zip(question.in_words, words, strict=True))
    sizes = zip(question.by, question.sizes(words), strict=True)
    return [(dimension, size, known.get(dimension, ())) for dimension, size in sizes][::-1]


def _names(group: int, dimensions: list[Sized], courts: dict[int, str]) -> tuple[str, ...]:
    names = []
    for dimension, size, words in dimensions:
        group, code = divmod(group, size)
        match dimension:
            case "court":
                names.append(courts[code])
            case "region":
                names.append(region_of(courts[code]))
            case "year":
                names.append(f"{FIRST_YEAR + code}")
            case "quarter":
                names.append(f"{FIRST_YEAR + code // 4}Q{code % 4 + 1}")
            case "month":
                names.append(f"{FIRST_YEAR + code // 12}-{code % 12 + 1:02}")
            case "round_type":
                names.append(TYPE_CODES[code])
            case _:
                names.append(words[code])
    return tuple(reversed(names))
