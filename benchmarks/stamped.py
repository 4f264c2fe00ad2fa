"""A tier straight to segments: what `tiers.stamp` and the builder would give together, without a docket between them.

Each year of the pool is sealed once, by casestream's own build. Every chunk of the tier is then made of rows of these
tables: which ones, and in which order, follows from `tiers.plan`. Numbers of streams, positions, rounds and courts are
moved, amounts multiplied, the court's code put into every text that names it; days stay. A row group holds whole streams,
as casestream seals them.

One file is left out: `records.parquet`, the envelope of every record with the ids of its command. It is three quarters of
a segment and nothing but SHA-1 of texts; only rebuilding a docket, `Span(within="round")` and corrections read it.
"""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from shutil import rmtree

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from attrs import Factory, frozen

from benchmarks.pool import Pool
from benchmarks.sheet import Sheet, said
from benchmarks.tiers import Plan, plan, sheets_of
from casestream.kernel.calendar import Ints
from casestream.kernel.errors import ForeignSegment, SegmentDamaged
from casestream.kernel.event import EVENTS
from casestream.replay import seal
from casestream.replay.segments.build import Writer
from casestream.replay.segments.layout import (
    ACTORS,
    BUILDING,
    COURTS,
    FORMAT,
    ROUNDS,
    STREAMS,
    Manifest,
    Segment,
    definition,
    folder_of,
    sealed,
)
from casestream.replay.source import CHUNK_RECORDS
from casestream.store.log import Log

LEFT_OUT = "records.parquet is left out: the ids of commands and events are not stamped"
ORIGIN = "stamped"  # Instead of a fingerprint: there is no docket.

Tables = dict[str, pa.Table]


# --- the pool, sealed ---


def sealed_years(pool: Pool) -> list[Segment]:
    """The one segment of each year of the pool, beside its docket; sealed anew where what lies there is not of it."""
    found = []
    for file in pool.files:
        log = Log(file, create=False)
        try:
            try:
                segments = sealed(log)
            except (ForeignSegment, SegmentDamaged):
                segments = []
            if len(segments) != 1:
                rmtree(folder_of(log) or file, ignore_errors=True)
                seal(log)
                segments = sealed(log)
        finally:
            log.close()
        (segment,) = segments
        found.append(segment)
    return found


@frozen(eq=False, slots=False)
class Words:
    """The dictionary of a text column, taken apart where the code of a court stands."""

    before: pa.Array
    after: pa.Array
    named: Ints  # The year whose code the word has; -1: none, it is the same in every copy.
    odd: dict[int, bytes]  # Those in which more than one code, or an amount, has to be replaced.

    @classmethod
    def of(cls, words: Sequence[str], codes: Sequence[str]) -> "Words":
        """These words, in which the courts of the pool may be named."""
        before, after, named, odd = [], [], [], {}
        for place, word in enumerate(words):
            year = next((year for year, code in enumerate(codes) if code in word), -1)
            head, _, tail = word.partition(codes[year]) if year >= 0 else (word, "", "")
            if "_fen" in word or (year >= 0 and codes[year] in tail):
                odd[place] = word.encode()
            before.append(head)
            after.append(tail)
            named.append(year)
        return cls(pa.array(before, pa.string()), pa.array(after, pa.string()), np.array(named, np.int64), odd)

    @cached_property
    def vary(self) -> bool:
        """Whether any word is another one in a copy."""
        return bool((self.named >= 0).any()) or bool(self.odd)

    def told(self, words: Ints, courts: Ints, laid: Plan, codes: Sequence[str]) -> pa.Array:
        """Each of these words as its court says it."""
        places = pa.array(words)
        named = pa.array([*laid.codes, ""], pa.string()).take(
            pa.array(np.where(self.named[words] >= 0, courts, len(laid.codes)))
        )
        texts = pc.binary_join_element_wise(self.before.take(places), named, self.after.take(places), "")
        if not self.odd:
            return texts
        plain = texts.to_pylist()
        for at, (word, k) in enumerate(zip(words.tolist(), courts.tolist(), strict=True)):
            if word in self.odd:
                former = codes[laid.year[k]].encode()
                plain[at] = said([self.odd[word]], former, laid.codes[k].encode(), int(laid.factor[k]))[0].decode()
        return pa.array(plain, pa.string())


@frozen(eq=False, slots=False)
class Kind:
    """One file of every year of the pool, year after year, sorted by stream and version."""

    table: pa.Table
    starts: Ints  # For each stream of the pool its first row,
    counts: Ints  # and how many it has.
    words: dict[str, Words] = Factory(dict)

    def rows(self, streams: Ints) -> tuple[Ints, Ints]:
        """The rows of these streams of the pool, in this order, and for each of them how many."""
        counts = self.counts[streams]
        ends = np.cumsum(counts)
        total = int(ends[-1]) if len(ends) else 0
        return np.arange(total) + np.repeat(self.starts[streams] - (ends - counts), counts), counts


class Originals:
    """The sealed years of a pool as one: streams, rounds and events of year y begin at `streams[y]` and so on."""

    def __init__(self, segments: Sequence[Segment], codes: Sequence[str]) -> None:
        self.segments, self.codes = segments, codes
        tables = [pq.read_table(each.file(STREAMS)) for each in segments]
        self.streams = np.cumsum([0, *(len(table) for table in tables)])
        self.lengths: Ints = np.concatenate([table["records"].to_numpy() for table in tables]).astype(np.int64)
        names = sorted({name for each in segments for name in each.manifest.definitions})
        self.kinds = {name: self._kind(name, "_stream") for name in names}
        self.of_streams = self._kind(STREAMS, "stream")
        self.of_rounds = self._kind(ROUNDS, "")

    def _kind(self, name: str, stream: str) -> Kind:
        """A file of all years in one table."""
        tables = {y: pq.read_table(each.file(name)) for y, each in enumerate(self.segments) if each.file(name).exists()}
        if name == ROUNDS:
            tables = {y: table.sort_by("round") for y, table in tables.items()}
        # Dictionaries of the years become one.
        table = pa.concat_tables(tables.values()).unify_dictionaries().combine_chunks()
        counts = np.zeros(self.streams[-1], np.int64)
        if stream:
            for y, each in tables.items():
                bounds = self.streams[y : y + 2]
                counts[bounds[0] : bounds[1]] = np.bincount(
                    each[stream].to_numpy() - 1, minlength=bounds[1] - bounds[0]
                )
        words = {
            column.name: Words.of(_dictionary(table[column.name]), self.codes)
            for column in table.schema
            if pa.types.is_dictionary(column.type) or pa.types.is_string(column.type)
        }
        return Kind(table, np.cumsum(counts) - counts, counts, words)


def _dictionary(column: pa.ChunkedArray) -> list[str]:
    whole = column.combine_chunks()
    found: list[str] = (whole.dictionary if pa.types.is_dictionary(whole.type) else whole).to_pylist()
    return found


# --- the tier ---


class Stamping:
    """The tables of one tier in the making."""

    def __init__(self, sheets: Sequence[Sheet], segments: Sequence[Segment], courts: int) -> None:
        self.sheets, self.plan = sheets, plan(sheets, courts)
        self.originals = Originals(segments, [sheet.code for sheet in sheets])
        laid, streams = self.plan, self.originals.streams
        many = int(laid.first_stream[-1, -1] + np.diff(laid.streams, axis=1)[laid.year[-1], -1])  # One past the last.
        # For each stream of the tier, from number 1 on: its court, and which one of the pool it copies.
        self.court, self.copied = np.zeros(many, np.int32), np.zeros(many, np.int32)
        for k, year in enumerate(laid.year.tolist()):
            numbers = laid.stream_numbers(k)
            self.court[numbers] = k
            self.copied[numbers] = np.arange(streams[year], streams[year + 1])
        # For each event and each round of the pool, the moment when it was written, and which one of this moment it is.
        self._events = [_moments(bounds) for bounds in laid.events]
        self._rounds = [_moments(bounds) for bounds in laid.rounds]
        self._event_offset = np.cumsum([0, *(len(moments) for moments, _ in self._events)])
        self._round_offset = np.cumsum([0, *(len(moments) for moments, _ in self._rounds)])
        self._moved_event = [np.concatenate(each) for each in zip(*self._events, strict=True)]
        self._moved_round = [np.concatenate(each) for each in zip(*self._rounds, strict=True)]

    @cached_property
    def bounds(self) -> list[int]:
        """The streams with which chunks begin, and one past the last: as casestream divides a log."""
        filled = np.cumsum(self.originals.lengths[self.copied[1:]])
        bounds, done = [1], 0
        while len(filled) and done < filled[-1]:
            last = min(int(np.searchsorted(filled, done + CHUNK_RECORDS)), len(filled) - 1)
            bounds.append(last + 2)
            done = int(filled[last])
        return bounds

    def chunk(self, first: int, last: int) -> Tables:
        """The tables of the streams from `first` up to, not including, `last`."""
        numbers = np.arange(first, last)
        courts, copied = self.court[first:last].astype(np.int64), self.copied[first:last].astype(np.int64)
        tables = {STREAMS: self._streams(numbers, courts, copied)}
        for name, kind in self.originals.kinds.items():
            rows, counts = kind.rows(copied)
            if len(rows):
                tables[name] = self._of_kind(kind, rows, np.repeat(numbers, counts), np.repeat(courts, counts))
        return tables

    def _streams(self, numbers: Ints, courts: Ints, copied: Ints) -> pa.Table:
        kind = self.originals.of_streams
        taken = kind.table.take(pa.array(copied))
        ids = kind.words["id"].told(copied, courts, self.plan, self.originals.codes)
        return _with(taken, {"stream": pa.array(numbers, pa.int32()), "id": ids})

    def _of_kind(self, kind: Kind, rows: Ints, streams: Ints, courts: Ints) -> pa.Table:
        taken = kind.table.take(pa.array(rows)).combine_chunks()
        years = self.plan.year[courts]
        new: dict[str, pa.Array] = {
            "_stream": pa.array(streams, pa.int32()),
            "_position": pa.array(self._positions(taken["_position"].to_numpy() - 1, years, courts)),
            "_court": pa.array(self.plan.court[courts], pa.int32()),
            "_round": pa.array(self._round_numbers(taken["_round"].to_numpy(), years, courts), pa.int32()),
        }
        for column in taken.schema:
            if column.name.endswith("_fen"):
                factors = pa.array(self.plan.factor[courts])
                new[column.name] = pc.multiply(taken[column.name].combine_chunks(), factors)
            elif column.name in kind.words:
                array = taken[column.name].combine_chunks()
                words = kind.words[column.name]
                new[column.name] = self._texts(array, words, courts) if words.vary else _only_used(array)
        return _with(taken, new)

    def _positions(self, indexes: Ints, years: Ints, courts: Ints) -> Ints:
        moments, offsets = self._moved_event
        events = indexes + self._event_offset[years]
        positions: Ints = self.plan.first_event[moments[events], courts] + offsets[events]
        return positions

    def _round_numbers(self, numbers: Ints, years: Ints, courts: Ints) -> Ints:
        moments, offsets = self._moved_round
        rounds = np.maximum(numbers.astype(np.int64) - 1, 0) + self._round_offset[years]
        moved = self.plan.first_round[moments[rounds], courts] + offsets[rounds]
        return np.where(numbers == 0, 0, moved)

    def _texts(self, array: pa.DictionaryArray, words: Words, courts: Ints) -> pa.DictionaryArray:
        """A text column in which courts are named: each pair of court and word is spelled once."""
        many = len(self.plan.codes)
        codes = array.indices.fill_null(0).to_numpy().astype(np.int64)
        pairs = pa.array(codes * many + courts).dictionary_encode()
        told = pairs.dictionary.to_numpy()
        texts = words.told(told // many, told % many, self.plan, self.originals.codes)
        places = pairs.indices
        if array.null_count:
            places = pc.if_else(array.is_valid(), places, pa.scalar(None, places.type))
        made = pa.DictionaryArray.from_arrays(places, texts)
        # Words that differed in their court may have become one: `内0701` of two years.
        return made if len(pc.unique(texts)) == len(texts) else made.dictionary_decode().dictionary_encode()

    def common(self) -> Tables:
        """The rounds, actors and courts of the tier."""
        laid = self.plan
        return {ROUNDS: self._rounds_table(), ACTORS: self._actors(), COURTS: pa.table({
            "court": pa.array(np.sort(laid.court), pa.int64()),
            "code": pa.array([laid.codes[k] for k in np.argsort(laid.court).tolist()], pa.string()),
        })}  # fmt: skip

    def _rounds_table(self) -> pa.Table:
        laid, kind = self.plan, self.originals.of_rounds
        many = sum(int(laid.rounds[year, -1]) for year in laid.year)
        court, copied = np.zeros(many + 1, np.int64), np.zeros(many + 1, np.int64)
        for k, year in enumerate(laid.year.tolist()):
            numbers = laid.round_numbers(k)
            court[numbers] = k
            copied[numbers] = np.arange(len(numbers)) + self._round_offset[year]
        taken = kind.table.take(pa.array(copied[1:]))
        numbers = kind.words["number"].told(copied[1:], court[1:], laid, self.originals.codes)
        return _with(taken, {"round": pa.array(np.arange(1, many + 1)), "number": numbers})

    def _actors(self) -> pa.Table:
        laid, posts = self.plan, []
        for k, code in enumerate(laid.codes):
            sheet = self.sheets[int(laid.year[k])]
            places = laid.positions(k, sheet.begins["actor"]).tolist()
            for place, key in zip(places, sorted(sheet.actors), strict=True):
                posts.append((place, *(text.replace(sheet.code, code) for text in sheet.actors[key])))
        _, *columns = zip(*sorted(posts), strict=True)
        return pa.table({
            "actor": pa.array(range(1, len(posts) + 1), pa.int64()),
            **{name: pa.array(column, pa.string()) for name, column in zip(("id", "court", "post"), columns, strict=True)},
        })  # fmt: skip


def _moments(bounds: Ints) -> tuple[Ints, Ints]:
    """Of everything that was written: at which moment, and the how-manieth of it."""
    indexes = np.arange(bounds[-1], dtype=np.int64)
    at = np.searchsorted(bounds, indexes, side="right") - 1
    return at, indexes - bounds[at]


def _only_used(array: pa.DictionaryArray) -> pa.DictionaryArray:
    """The same column with no word that nobody says."""
    if array.null_count:
        return array.dictionary_decode().dictionary_encode()
    codes = array.indices.to_numpy()
    used = np.bincount(codes, minlength=len(array.dictionary)) > 0
    if used.all():
        return array
    places = (np.cumsum(used) - 1).astype(np.int32)
    return pa.DictionaryArray.from_arrays(
        pa.array(places[codes]), array.dictionary.take(pa.array(np.flatnonzero(used)))
    )


def _with(table: pa.Table, new: dict[str, pa.Array]) -> pa.Table:
    """The table with other columns in the place of those of the same names."""
    return pa.table({name: new.get(name, table[name]) for name in table.column_names})


def stamp_segments(pool: Pool, courts: int, folder: Path) -> Segment:
    """Write a tier of so many courts as one segment into a folder of segments; `casestream.replay.Source` can read it."""
    stamping = Stamping(sheets_of(pool), sealed_years(pool), courts)
    last = len(stamping.plan)
    half, final = folder / f"{BUILDING}stamped", folder / f"{1:012}-{last:012}"
    for path in (half, final):
        rmtree(path, ignore_errors=True)
    half.mkdir(parents=True)
    writer = Writer(half)
    for chunk, tables in enumerate(_ahead(stamping)):
        writer.write(chunk, [tables])
    writer.write_common(stamping.common())
    files = writer.close()
    manifest = Manifest(
        format=FORMAT, origin=ORIGIN, anchor=ORIGIN, first=1, last=last, bounds=stamping.bounds,
        definitions={name: definition(EVENTS.by_name[name]) for name in files if name in EVENTS.by_name},
        groups=writer.groups, files=files,
        courts={str(court): code for court, code in sorted(zip(stamping.plan.court.tolist(), stamping.plan.codes, strict=True))},
        made_by={"casestream": version("casestream"), "pyarrow": pa.__version__},
    )  # fmt: skip
    manifest.write(half)
    half.replace(final)
    return Segment(final, Manifest(**json.loads((final / "manifest.json").read_text(encoding="utf-8"))))


def _ahead(stamping: Stamping) -> Iterator[Tables]:
    """The tables of all chunks; the next one is made in a thread of its own while one is written."""
    bounds = stamping.bounds
    with ThreadPoolExecutor(1) as maker:
        waiting = None
        for first, last in pairwise(bounds):
            following = maker.submit(stamping.chunk, first, last)
            if waiting is not None:
                yield waiting.result()
            waiting = following
        if waiting is not None:
            yield waiting.result()
