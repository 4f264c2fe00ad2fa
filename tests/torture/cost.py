"""What the proof costs: appends to a docket with leaves and tree beside appends to one without, turn by turn in one run."""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from unittest.mock import patch

from attrs import frozen

import casestream
from cases import applied, envelope
from casestream.docket import Docket
from casestream.kernel import Case
from casestream.store import recorder
from casestream.store.hashing import Hash
from casestream.store.leaf import Leaves
from torture.nursery import Nursery
from torture.promise import Outcome, Scale

APPENDS_OF_A_TURN = 100
AT_MOST = 0.15
TOO_OFTEN = 50


@contextmanager
def without_proof() -> Iterator[None]:
    """The same store, with a leaf that is always the same, and no tree over it."""
    nothing = bytes(32)
    with (
        patch.object(Leaves, "data", lambda *_: b""),
        patch.object(Hash, "leaf", lambda *_: nothing),
        patch.object(recorder, "grow", lambda *_: None),
    ):
        yield


@contextmanager
def costly_proof() -> Iterator[None]:
    """The known-bad configuration: every leaf is hashed over and over again."""
    leaf = Hash.leaf

    def often(self: Hash, data: bytes) -> bytes:
        for _ in range(TOO_OFTEN):
            leaf(self, data)
        return leaf(self, data)

    with patch.object(Hash, "leaf", often):
        yield


@frozen(kw_only=True)
class How:
    """How the appends with proof are made."""

    proving: Callable[[], AbstractContextManager[None]] = nullcontext
    in_batches: bool = False


@frozen
class Cost:
    """The microseconds of one append, of the median turn, and by how much more the proof makes it, of the median pair."""

    bare_us: float
    proven_us: float
    more: float

    def __str__(self) -> str:
        return f"{self.more:+.1%} ({self.bare_us:.0f} → {self.proven_us:.0f} µs)"


def race(directory: Path, turns: int, how: How, pipe: Connection) -> None:
    """Turns of appends, one event each, with proof and without, in an order left to chance."""
    chance = random.Random(5)
    bare_us: list[float] = []
    proven_us: list[float] = []
    with casestream.open(directory / "bare.db") as bare, casestream.open(directory / "proven.db") as proven:
        sides = [(bare, without_proof, bare_us), (proven, how.proving, proven_us)]
        for turn in range(turns + 1):
            for docket, storing, took in chance.sample(sides, 2):
                with storing(), docket.batch() if how.in_batches else nullcontext():
                    took.append(_turn(docket, turn))
    pairs = list(zip(proven_us, bare_us, strict=True))[1:]  # The first turn warms up.
    pipe.send(Cost(median(bare_us[1:]), median(proven_us[1:]), median(more / less for more, less in pairs) - 1))


def _turn(docket: Docket, turn: int) -> float:
    """The microseconds of one append among many."""
    case = Case(f"{turn}")
    began = time.perf_counter()
    for index in range(APPENDS_OF_A_TURN):
        docket.log.append(case, [applied(claimed_fen=index)], envelope(f"{turn}-{index}"))
        case.version += 1
    return (time.perf_counter() - began) / APPENDS_OF_A_TURN * 1e6


def measure(scale: Scale) -> Outcome:
    """The race, each append durable; the same in batches; then one with a proof that costs too much."""
    with Nursery() as nursery:
        costs = []
        for how in (How(), How(in_batches=True), How(proving=costly_proof, in_batches=True)):
            with tempfile.TemporaryDirectory() as directory:
                costs += nursery.start(race, Path(directory), scale.of(5, 100), how).rest()
    durable, batched, control = costs
    return Outcome(
        figure=f"{durable} an append of one event, durable; {batched} in batches of {APPENDS_OF_A_TURN}, without the disk",
        kept=durable.more <= AT_MOST or scale is Scale.SHORT,  # A few turns among other tests say nothing of time.
        control=f"a leaf hashed {TOO_OFTEN} times, in batches: {control}",
        control_failed=control.more > AT_MOST,
    )
