"""Append, load, and replay of a whole log: casestream against stock `eventsourcing`, the same events, one process."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from benchmarks import logs, ours, stock
from benchmarks.conftest import Pair
from benchmarks.pair import Side
from casestream.kernel import Case, Event
from casestream.store.log import Log
from casestream.store.records import Envelope

SEED = 20250623
FULL = 2
APPENDED_CASES = {1: 20, 100: 4}  # Events a commit: commits a round. Short rounds, for a disk has moods.
LOADED_CASES = {15: 100, 150: 20, 1500: 4}  # Events a case: loads a round.
FOLDED_EVENTS = 300_000


class Both:
    """The same histories in a docket and in a stock application, each in a file of its own."""

    def __init__(self, folder: Path, steps: list[logs.Step]) -> None:
        self.log = Log(folder / "ours.db")
        self.court = stock.open_court(folder / "stock.db")
        self.cases = ours.write(self.log, steps)
        self.aggregates = stock.write(self.court, steps)

    def close(self) -> None:
        """Give back both files."""
        self.log.close()
        self.court.close()


Open = Callable[[list[logs.Step]], Both]


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Open]:
    """Opens both sides on the same histories."""
    opened = []

    def open_both(steps: list[logs.Step]) -> Both:
        opened.append(Both(tmp_path, steps))
        return opened[-1]

    yield open_both
    for each in opened:
        each.close()


class Appending:
    """The next events of some cases, ready on both sides, so that only the writing of them is timed."""

    def __init__(self, both: Both, events: int) -> None:
        self.both = both
        self.events = events
        self.serials = {case: serial for serial, case in enumerate(both.cases, 1)}
        self.rounds = count(1)
        self.ready: list[tuple[Case, list[Event], Envelope]] = []

    def prepare(self) -> None:
        """Both sides take in the last round's events, and get new ones: triggered and pending on the stock side."""
        for case, happened, _ in self.ready:
            ours.take_in(case, logs.Step(case.id, tuple(happened)))
        turn = next(self.rounds)
        self.ready = [
            (case, logs.instalments(SEED + turn, self.serials[id], self.events), ours.envelope())
            for id, case in self.both.cases.items()
        ]
        for case, happened, _ in self.ready:
            for each in happened:
                stock.trigger(self.both.aggregates[case.id], each)

    def ours(self) -> None:
        """One commit a case."""
        for case, happened, envelope in self.ready:
            self.both.log.append(case, happened, envelope)

    def stock(self) -> None:
        """One commit a case."""
        for aggregate in self.both.aggregates.values():
            self.both.court.save(aggregate)


class Making:
    """The field values of the next events of some cases: making, applying and writing them are timed together."""

    def __init__(self, both: Both, events: int) -> None:
        self.both = both
        self.events = events
        self.serials = {case: serial for serial, case in enumerate(both.cases, 1)}
        self.rounds = count(1)
        self.ready: list[tuple[str, list[logs.Fields], Envelope]] = []
        self.plain: list[tuple[str, list[stock.Fields]]] = []

    def prepare(self) -> None:
        """New field values, the same for both sides; the stock side gets its labels as codes."""
        turn = next(self.rounds)
        self.ready = [
            (id, [logs.fields(event) for event in logs.instalments(SEED + turn, serial, self.events)], ours.envelope())
            for id, serial in self.serials.items()
        ]
        self.plain = [(id, [stock.plain(kind, fields) for kind, fields in told]) for id, told, _ in self.ready]

    def ours(self) -> None:
        """One commit a case: made, written, applied."""
        for id, told, envelope in self.ready:
            case, happened = self.both.cases[id], [kind(**fields) for kind, fields in told]
            self.both.log.append(case, happened, envelope)
            case.apply(*happened)
            case.version += len(happened)

    def stock(self) -> None:
        """One commit a case: made and applied, written."""
        for id, told in self.plain:
            aggregate = self.both.aggregates[id]
            for kind, fields in told:
                aggregate.trigger_event(kind, **fields)
            self.both.court.save(aggregate)


@pytest.mark.parametrize("events", APPENDED_CASES)
@pytest.mark.parametrize(("act", "work"), [("save only", Appending), ("make, apply and append", Making)])
def test_append(
    act: str, work: type[Appending | Making], events: int, both: Open, pair: Pair, note: Callable[..., None]
) -> None:
    """Durable commits: both sides flush each to the disk."""
    cases = APPENDED_CASES[events]
    sides = both([step for serial in range(1, cases + 1) for step in logs.long_case(SEED, serial, logs.OPENING_EVENTS)])
    assert ours.synchronous(sides.log) == stock.synchronous(sides.court) == FULL
    assert ours.journal(sides.log) == stock.journal(sides.court) == "wal"
    turns = work(sides, events)
    note(seed=SEED, appended={str(key): value for key, value in APPENDED_CASES.items()}, synchronous="FULL")
    pair(
        f"{act}, {events} a commit",
        stock=Side(turns.stock, lambda _: [stock.answer(case) for case in stock.load(sides.court, sides.cases)]),
        ours=Side(turns.ours, lambda _: [ours.answer(case) for case in ours.load(sides.log, sides.cases)]),
        prepare=turns.prepare, rounds=41, per_round=cases, unit="commit",
    )  # fmt: skip


def answers_of_stock(cases: list[stock.EnforcementCase]) -> list[stock.Answer]:
    """What these cases came to."""
    return [stock.answer(case) for case in cases]


def answers_of_ours(cases: list[Case]) -> list[stock.Answer]:
    """What these cases came to."""
    return [ours.answer(case) for case in cases]


LOADS = {
    "and ask it": (True, ours.load),
    "unasked (ours: only what opens a round is decoded)": (False, ours.load),
    "every event decoded": (False, ours.load_whole),
}


@pytest.mark.parametrize("how", LOADS)
@pytest.mark.parametrize("events", LOADED_CASES)
def test_load(events: int, how: str, both: Open, pair: Pair, note: Callable[..., None]) -> None:
    """One case from the file: with its questions, without, and without but with every event decoded."""
    cases, (asks, load) = LOADED_CASES[events], LOADS[how]
    sides = both([step for serial in range(1, cases + 1) for step in logs.long_case(SEED, serial, events)])
    ids = list(sides.cases)
    note(seed=SEED, loaded={str(key): value for key, value in LOADED_CASES.items()})
    stock_side = Side(lambda: stock.load(sides.court, ids), lambda loaded: [stock.answer(case) for case in loaded])
    ours_side = Side(lambda: load(sides.log, ids), lambda loaded: [ours.answer(case) for case in loaded])
    if asks:
        stock_side = Side(lambda: [stock.answer(case) for case in stock.load(sides.court, ids)], list)
        ours_side = Side(lambda: [ours.answer(case) for case in load(sides.log, ids)], list)
    pair(f"load a case of {events}, {how}", stock=stock_side, ours=ours_side, rounds=7, per_round=cases, unit="case")


FOLDS = {"decoding what is asked": ours.answer, "decoding all": ours.answer_whole}


@pytest.mark.parametrize("how", FOLDS)
def test_fold(how: str, both: Open, pair: Pair, note: Callable[..., None]) -> None:
    """The whole log from the file: scan, decode, fold every case, and ask each what it came to."""
    sides, answer = both(logs.docket(SEED, FOLDED_EVENTS)), FOLDS[how]
    note(seed=SEED, folded_events=FOLDED_EVENTS, folded_cases=len(sides.cases))
    sides.cases.clear()
    sides.aggregates.clear()
    pair(
        f"scan, fold, ask {FOLDED_EVENTS:,} events, ours {how}",
        stock=Side(lambda: [stock.answer(case) for case in stock.fold(sides.court)], list),
        ours=Side(lambda: list(sides.log.fold(answer).values()), list),
        rounds=3, per_round=1, unit="log",
    )  # fmt: skip
