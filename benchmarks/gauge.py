"""A race: several ways of one work in one run, their rounds in turn, their digests compared; seconds and memory of each."""

import gc
import os
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import attrs
import psutil

MIB = 1 << 20
SAMPLED = 0.05  # Seconds between two looks at the memory.


@attrs.frozen
class Way:
    """One way: `run` is timed, `answers` makes a digest of what it gave, untimed. A `warm` one has a round before."""

    name: str
    run: Callable[[], Any]
    answers: Callable[[Any], str]
    rounds: int = 3
    warm: bool = True


@attrs.frozen
class Gauge:
    """What one way came to. `peak` is the resident memory of this process and its children, in MiB, sampled meanwhile;
    `own` leaves out what is shared, which is mostly the files of the segments as the system holds them.
    """  # fmt: skip

    work: str
    tier: str
    way: str
    events: int
    seconds: list[float]
    peak: float
    own: float
    digest: str

    @property
    def median(self) -> float:
        """Seconds a round."""
        return statistics.median(self.seconds)

    @property
    def rate(self) -> float:
        """Events of the log a second."""
        return self.events / self.median


class Memory:
    """Looks at the memory of this process and its children, in a thread, as long as it is entered."""

    def __init__(self) -> None:
        self.peak = self.own = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Memory":
        self._look()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._done.wait(SAMPLED):
            self._look()

    def _look(self) -> None:
        whole = own = 0
        me = psutil.Process(os.getpid())
        for process in (me, *me.children(recursive=True)):
            try:
                memory = process.memory_info()
            except psutil.NoSuchProcess:
                continue
            whole += memory.rss
            own += memory.rss - getattr(memory, "shared", 0)
        self.peak, self.own = max(self.peak, whole / MIB), max(self.own, own / MIB)


def race(work: str, tier: str, events: int, ways: Sequence[Way]) -> list[Gauge]:
    """Run all ways, round by round in turn."""
    seconds: dict[str, list[float]] = {way.name: [] for way in ways}
    memory = {way.name: Memory() for way in ways}
    digests: dict[str, str] = {}
    for way in ways:
        if way.warm:
            digests[way.name] = way.answers(way.run())
    for turn in range(max(way.rounds for way in ways)):
        for way in (way for way in ways if turn < way.rounds):
            gc.collect()
            with Memory() as seen:
                begun = time.perf_counter()
                result = way.run()
                seconds[way.name].append(time.perf_counter() - begun)
            total = memory[way.name]
            total.peak, total.own = max(total.peak, seen.peak), max(total.own, seen.own)
            if way.name not in digests:
                digests[way.name] = way.answers(result)
            del result
    return [
        Gauge(
            work, tier, way.name, events, seconds[way.name], memory[way.name].peak, memory[way.name].own, digests[way.name]
        )
        for way in ways
    ]  # fmt: skip
