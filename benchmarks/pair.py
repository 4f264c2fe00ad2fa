"""A pair: two ways of doing one work, their rounds alternating in one process, their answers compared."""

import gc
import json
import statistics
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any, cast

import attrs
from pytest_benchmark.fixture import BenchmarkFixture


@attrs.frozen
class Side:
    """One side: `run` is timed, `answers` turns what it gave into data to compare, untimed."""

    run: Callable[[], Any]
    answers: Callable[[Any], list[Any]]


@attrs.frozen
class Outcome:
    """What a pair came to: seconds a round, wall and CPU, and the digests of both answers."""

    work: str
    unit: str
    per_round: int
    stock: list[float]
    ours: list[float]
    stock_cpu: list[float]
    ours_cpu: list[float]
    stock_digest: str
    ours_digest: str

    @property
    def equal(self) -> bool:
        """Whether both sides answered alike."""
        return self.stock_digest == self.ours_digest

    @property
    def ratio(self) -> float:
        """How many times faster ours is, by the medians of wall time."""
        return statistics.median(self.stock) / statistics.median(self.ours)

    @property
    def cpu_ratio(self) -> float:
        """The same by CPU time, which other load on the machine touches less."""
        return statistics.median(self.stock_cpu) / statistics.median(self.ours_cpu)

    def as_dict(self) -> dict[str, Any]:
        """Everything, for the JSON file."""
        return {**attrs.asdict(self), "ratio": self.ratio, "cpu_ratio": self.cpu_ratio}


def digest(answers: list[Any]) -> str:
    """A fingerprint of one side's answers, in whatever order they came."""
    lines = sorted(json.dumps(answer, ensure_ascii=False, sort_keys=True) for answer in answers)
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


class Clock:
    """Runs one side, keeps its times, and reduces each result to a digest once the clock has stopped."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.wall: list[float] = []
        self.cpu: list[float] = []
        self.digest = ""
        self._result: Any = None

    def run(self) -> None:
        """One timed round."""
        wall, cpu = time.perf_counter(), time.process_time()
        self._result = self.side.run()
        self.wall.append(time.perf_counter() - wall)
        self.cpu.append(time.process_time() - cpu)

    def settle(self) -> None:
        """Take the answers of the last round, and let go of what it built."""
        if len(self.wall) > 0:
            self.digest = digest(self.side.answers(self._result))
        self._result = None
        gc.collect()


def measure(
    benchmark: BenchmarkFixture, work: str, stock: Side, ours: Side, *, rounds: int, per_round: int, unit: str,
    prepare: Callable[[], None] = lambda: None,
) -> Outcome:  # fmt: skip
    """Run a pair under `benchmark.pedantic`, after one round of each to warm up.

    pedantic times ours; its `setup`, called before each round, runs and times the stock round. So the rounds
    alternate: stock, ours, stock, ours … `prepare` comes before each two, untimed.
    """
    theirs, mine = Clock(stock), Clock(ours)

    def before() -> None:
        mine.settle()
        prepare()
        gc.collect()
        theirs.run()
        theirs.settle()

    cast(Any, benchmark).pedantic(mine.run, setup=before, rounds=rounds, warmup_rounds=1)
    mine.settle()
    outcome = Outcome(
        work, unit, per_round, theirs.wall[1:], mine.wall[1:], theirs.cpu[1:], mine.cpu[1:], theirs.digest, mine.digest
    )
    benchmark.extra_info.update(outcome.as_dict())
    return outcome
