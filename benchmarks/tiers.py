"""Tiers: dockets of many courts, stamped from a pool of court years that were played under the rules.

Court k is a copy of a year of the pool under its own code, with every amount multiplied by its own small factor, the same
for the whole court: every condition of the law that compares amounts compares them with one another or with zero, so what
was lawful stays lawful (a test judges every decision of every copy again). The logs of the courts are interleaved moment
by moment, and within a moment court by court, so positions never go back in time.

`plan` says where everything goes, as arrays; `stamp` writes it.
"""

import gc
import multiprocessing
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen

from benchmarks.pool import Pool
from benchmarks.sheet import Sheet, Stretch, read, said
from casestream.kernel.calendar import Ints
from casestream.store.schema import APPLICATION_ID, NUMBER_SLOTS, SCHEMA_VERSION, TABLES

TIERS = {"T1": 1, "T2": 11, "T3": 67, "T4": 667}  # Courts: about 150,000, 1.6, 10 and 100 million events.
FIRST_CODE = 701  # Made up: 内0701, 内0702 …
CHUNK = 200_000  # Events in memory at a time.
SHARE = 0.7  # Of the events, where another process writes the rest and the commands.
LATER = tuple(statement for statement in TABLES if not statement.startswith("CREATE TABLE"))
fork = multiprocessing.get_context("fork")  # The other process is given the years as they are in memory.
INSERT = (
    f"INSERT INTO events VALUES ({','.join('?' * 20)}, NULL, zeroblob(32))"  # Its leaves are empty: nobody verifies it.
)


@frozen(eq=False)
class Plan:
    """Where every event of every copy goes, as plain arrays over moments `d`, courts `k` and years of the pool `y`.

    `year[k]`, `factor[k]`, `codes[k]` and `court[k]` (its number in the docket) say what court k is. Of year y, the events
    with indexes `events[y, d]` up to, not including, `events[y, d + 1]` were written at `moments[d]`; `streams` and
    `rounds` say the same of the streams and rounds that begin then. Event i of year y, written at d, has the position
    `first_event[d, k] + i - events[y, d]` in the docket; stream j (from 0) of year y, begun at d, is number
    `first_stream[d, k] + j - streams[y, d]`; rounds likewise. Positions and numbers count from 1.
    """

    codes: tuple[str, ...]
    year: Ints
    factor: Ints
    court: Ints
    moments: Ints
    events: Ints
    streams: Ints
    rounds: Ints
    first_event: Ints
    first_stream: Ints
    first_round: Ints

    def __len__(self) -> int:
        return int((self.events[self.year, -1]).sum())

    def positions(self, k: int, indexes: Ints) -> Ints:
        """The positions of these events of court k's year."""
        return _moved(indexes, self.events[self.year[k]], self.first_event[:, k])

    def stream_numbers(self, k: int) -> Ints:
        """The number of each stream of court k's year."""
        return self._numbers(self.streams[self.year[k]], self.first_stream[:, k])

    def round_numbers(self, k: int) -> Ints:
        """The number of each round of court k's year."""
        return self._numbers(self.rounds[self.year[k]], self.first_round[:, k])

    @staticmethod
    def _numbers(bounds: Ints, first: Ints) -> Ints:
        return _moved(np.arange(bounds[-1], dtype=np.int64), bounds, first)


def _moved(indexes: Ints, bounds: Ints, first: Ints) -> Ints:
    at = np.searchsorted(bounds, indexes, side="right") - 1
    moved: Ints = first[at] + indexes - bounds[at]
    return moved


def sheets_of(pool: Pool) -> list[Sheet]:
    """The years of the pool, read from their dockets."""
    return [read(year.code, file) for year, file in zip(pool.years, pool.files, strict=True)]


def plan(pool: Pool | Sequence[Sheet], courts: int) -> Plan:
    """The plan of a docket of so many courts."""
    sheets = sheets_of(pool) if isinstance(pool, Pool) else pool
    moments = np.unique(np.concatenate([sheet.moments for sheet in sheets]))
    year = np.arange(courts, dtype=np.int64) % len(sheets)
    written = [np.array(sheet.columns["recorded_at"], np.int64) for sheet in sheets]
    events = _bounds(moments, written)
    streams = _bounds(moments, [at[sheet.begins["stream"]] for at, sheet in zip(written, sheets, strict=True)])
    rounds = _bounds(moments, [at[sheet.begins["round"]] for at, sheet in zip(written, sheets, strict=True)])
    first_event = _firsts(events, year)
    begins = [int(first_event[np.argmax(np.diff(events[y]) > 0), k]) for k, y in enumerate(year)]
    court = np.empty(courts, np.int64)
    court[np.argsort(begins)] = np.arange(1, courts + 1)
    return Plan(
        codes=tuple(f"内{FIRST_CODE + k:04}" for k in range(courts)),
        year=year, factor=1 + np.arange(courts, dtype=np.int64) // len(sheets), court=court, moments=moments,
        events=events, streams=streams, rounds=rounds,
        first_event=first_event, first_stream=_firsts(streams, year), first_round=_firsts(rounds, year),
    )  # fmt: skip


def _bounds(moments: Ints, written: list[Ints]) -> Ints:
    """For each year and moment, how many were written before it."""
    edges = np.append(moments, moments[-1] + 1)
    return np.array([np.searchsorted(each, edges) for each in written], np.int64)


def _firsts(bounds: Ints, year: Ints) -> Ints:
    """The running number, from 1, with which each court begins at each moment."""
    counts = np.diff(bounds, axis=1)[year].T  # [moment, court]
    ends = np.cumsum(counts.ravel()).reshape(counts.shape)
    firsts: Ints = ends - counts + 1
    return firsts


def stamp(pool: Pool | Sequence[Sheet], courts: int, place: Path, *, workers: int = 1) -> Plan:
    """Write a docket of so many courts to a new file, and give the plan that it was written by.

    With two workers a second process, forked, writes the commands and the later part of the events into a file of its
    own; SQLite then takes these over page by page, without looking into the rows.
    """
    sheets = sheets_of(pool) if isinstance(pool, Pool) else pool
    laid = plan(sheets, courts)
    part, more = Path(f"{place}.part"), Path(f"{place}.more")
    stretches = list(_stretches(laid))
    mine = stretches if workers == 1 else stretches[: round(len(stretches) * SHARE)]
    helper = fork.Process(target=_write_more, args=(more, sheets, laid, stretches[len(mine) :]))
    with _written(part) as docket:
        stamping = _Stamping(docket, sheets, laid)
        if workers == 1:
            stamping.commands()
        else:
            helper.start()
        stamping.names()
        stamping.events(mine)
        docket.execute("COMMIT")
        if workers > 1:
            helper.join()
            if helper.exitcode != 0:
                raise RuntimeError(f"the process that wrote {more} ended with {helper.exitcode}")
            docket.execute("ATTACH ? AS more", (str(more),))
            for table in ("events", "commands"):
                docket.execute(f"INSERT INTO {table} SELECT * FROM more.{table}")
            docket.execute("DETACH more")
        for statement in LATER:  # An index made of all rows at the end is made in a fraction of the time.
            docket.execute(statement)
        for pragma in (f"application_id={APPLICATION_ID}", f"user_version={SCHEMA_VERSION}"):
            docket.execute(f"PRAGMA {pragma}")
    more.unlink(missing_ok=True)
    part.replace(place)
    return laid


def _write_more(file: Path, sheets: Sequence[Sheet], laid: Plan, stretches: list[tuple[int, int]]) -> None:
    with _written(file) as docket:
        stamping = _Stamping(docket, sheets, laid)
        stamping.commands()
        stamping.events(stretches)
        docket.execute("COMMIT")


@contextmanager
def _written(file: Path) -> Iterator[sqlite3.Connection]:
    """A new file with the tables of a docket, in a transaction, as fast as it goes: who loses it, stamps again."""
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file, isolation_level=None)) as docket, _not_collecting():
        for pragma in (
            "journal_mode=OFF",
            "synchronous=OFF",
            "locking_mode=EXCLUSIVE",
            "cache_size=-262144",
            "threads=2",
        ):
            docket.execute(f"PRAGMA {pragma}")
        for statement in (*(each for each in TABLES if each not in LATER), "BEGIN"):
            docket.execute(statement)
        yield docket


def _stretches(laid: Plan) -> Iterator[tuple[int, int]]:
    """Moments, in stretches that hold about so many events."""
    first, begin = laid.first_event[:, 0], 0
    for d in range(1, len(first)):
        if first[d] - first[begin] > CHUNK:
            yield begin, d
            begin = d
    yield begin, len(first)


@contextmanager
def _not_collecting() -> Iterator[None]:
    """Without the cyclic garbage collector, which would walk millions of rows and find nothing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Stamping:
    """One docket being written."""

    def __init__(self, docket: sqlite3.Connection, sheets: Sequence[Sheet], laid: Plan) -> None:
        self.docket, self.sheets, self.plan = docket, sheets, laid
        self.streams = [laid.stream_numbers(k) for k in range(len(laid.codes))]
        self.rounds = [laid.round_numbers(k) for k in range(len(laid.codes))]
        self.kinds, self.posts = self._numbered()
        self.types = [[0, *(self.kinds[each.types[key]] for key in sorted(each.types))] for each in sheets]
        self.actors = [
            [0, *(self.posts[k, key] for key in sorted(self._sheet(k).actors))] for k in range(len(laid.codes))
        ]

    def events(self, stretches: Iterable[tuple[int, int]]) -> None:
        """The events of these stretches of moments."""
        for begin, end in stretches:
            self.docket.executemany(INSERT, self._events(begin, end))

    def commands(self) -> None:
        """All commands, in the order of their ids."""
        for k in range(len(self.plan.codes)):
            self.docket.executemany("INSERT INTO commands VALUES (?,?,?,?,?)", self._commands(k))

    def _sheet(self, k: int) -> Sheet:
        return self.sheets[int(self.plan.year[k])]

    # --- tables of names ---

    def _numbered(self) -> tuple[dict[tuple[str, int, str], int], dict[tuple[int, int], int]]:
        """The numbers of types and of actors, each court's own: in the order in which they first appear."""
        kinds: dict[tuple[str, int, str], int] = {}
        actors: dict[tuple[int, int], int] = {}
        for k in range(len(self.plan.codes)):
            sheet = self._sheet(k)
            for key, place in zip(sorted(sheet.actors), self._places(k, "actor"), strict=True):
                actors[k, key] = place
            for key, place in zip(sorted(sheet.types), self._places(k, "type"), strict=True):
                kind = sheet.types[key]
                kinds[kind] = min(place, kinds.get(kind, place))
        return (
            {kind: number for number, kind in enumerate(sorted(kinds, key=lambda kind: kinds[kind]), 1)},
            {actor: number for number, actor in enumerate(sorted(actors, key=lambda key: actors[key]), 1)},
        )

    def _places(self, k: int, name: str) -> list[int]:
        places: list[int] = self.plan.positions(k, self._sheet(k).begins[name]).tolist()
        return places

    def names(self) -> None:
        """Types, courts, actors, streams and rounds."""
        laid = self.plan
        actors: list[tuple[int, str, str, str]] = []
        streams: list[tuple[int, str, str]] = []
        rounds: list[tuple[int, str, int]] = []
        for (k, key), number in self.posts.items():
            id, court, post = (text.replace(self._sheet(k).code, laid.codes[k]) for text in self._sheet(k).actors[key])
            actors.append((number, id, court, post))
        for k, code in enumerate(laid.codes):
            sheet, numbers = self._sheet(k), self.streams[k].tolist()
            for number, (id, kind) in zip(numbers, sheet.streams, strict=True):
                streams.append((number, id.replace(sheet.code, code), kind))
            for number, (name, stream) in zip(self.rounds[k].tolist(), sheet.rounds, strict=True):
                rounds.append((number, name.replace(sheet.code, code), numbers[stream - 1]))
        many = self.docket.executemany
        many("INSERT INTO docket VALUES (?,?)", [("id", "0" * 32), ("hash", "sha256"), ("keys", "")])
        many("INSERT INTO types VALUES (?,?,?,?)", [(number, *kind) for kind, number in self.kinds.items()])
        many("INSERT INTO courts VALUES (?,?)", sorted(zip(laid.court.tolist(), laid.codes, strict=True)))
        many("INSERT INTO actors VALUES (?,?,?,?)", actors)
        many("INSERT INTO streams VALUES (?,?,?)", sorted(streams))
        many("INSERT INTO rounds VALUES (?,?,?)", sorted(rounds))

    def _commands(self, k: int) -> Iterator[tuple[str, str, int, int, str]]:
        """The commands of one court, by their ids."""
        sheet, laid = self._sheet(k), self.plan
        ids, asked, firsts, lasts, refusals = zip(*sheet.commands, strict=True)
        names = (sheet.code.encode(), laid.codes[k].encode(), int(laid.factor[k]))
        return zip(
            [id.replace(sheet.code, laid.codes[k]) for id in ids],
            [text.decode() for text in said([text.encode() for text in asked], *names)],
            laid.positions(k, np.array(firsts, np.int64) - 1).tolist(),
            laid.positions(k, np.array(lasts, np.int64) - 1).tolist(),
            refusals,
            strict=True,
        )

    # --- events ---

    def _events(self, begin: int, end: int) -> list[Any]:
        """The rows of all courts for a stretch of moments, in the order of their positions."""
        laid = self.plan
        copies = [Stretch(sheet, laid.events[y], begin, end) for y, sheet in enumerate(self.sheets)]
        offset = int(laid.first_event[begin, 0])
        last = int(laid.first_event[end, 0]) if end < len(laid.moments) else len(laid) + 1
        rows: list[Any] = [None] * (last - offset)
        for k in range(len(laid.codes)):
            of_year = copies[laid.year[k]]
            if of_year.low == of_year.high:
                continue
            mine = self._of_court(k, of_year)
            bounds = (laid.events[laid.year[k], begin : end + 1] - of_year.low).tolist()
            firsts = (laid.first_event[begin:end, k] - offset).tolist()
            for first, low, high in zip(firsts, bounds, bounds[1:], strict=False):
                if low < high:
                    rows[first : first + high - low] = mine[low:high]
        return rows

    def _of_court(self, k: int, copies: Stretch) -> list[Any]:
        """The rows of one court for a stretch of moments."""
        laid, sheet = self.plan, copies.sheet
        code, factor = laid.codes[k].encode(), int(laid.factor[k])
        low, high = copies.low, copies.high
        column = {name: values[low:high] for name, values in sheet.columns.items()}
        amounts = copies.amounts(factor)
        numbers = [amounts.get(name, column[name]) for name in NUMBER_SLOTS]
        types, actors = np.array(self.types[laid.year[k]]), np.array(self.actors[k])
        command_ids = copies.command_ids(code)
        rounds: list[int | None] = np.append(0, self.rounds[k])[sheet.numbered[low:high]].tolist()
        for index in copies.unnumbered:
            rounds[index] = None
        return list(
            zip(
                laid.positions(k, np.arange(low, high)).tolist(),
                self.streams[k][copies.array("stream") - 1].tolist(), column["version"],
                types[copies.array("type")].tolist(), column["day"], column["recorded_at"],
                [int(laid.court[k])] * (high - low), rounds, column["label_1"], column["label_2"], *numbers,
                copies.payloads(code, factor), actors[copies.array("actor")].tolist(), copies.event_ids(code),
                command_ids, command_ids, [""] * (high - low), strict=True,
            )
        )  # fmt: skip
