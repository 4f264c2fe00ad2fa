"""kill -9 while appending: what was acknowledged is there, whole; what was not is there whole or not at all."""

import random
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

import casestream
from torture import batches
from torture.nursery import Nursery
from torture.promise import Outcome, Scale, progress

# Killed between so many acknowledgements after the round's first and so many: 47 on average.
ACKNOWLEDGED = range(36, 58)
LATEST_SECONDS = 0.002
GROUP = 10


def keep_writing(place: Path, first: int, too_early: bool, pipe: Connection) -> None:
    """Batch after batch, each said when it has been acknowledged; or, `too_early`, when it waits to be committed with others."""
    with casestream.open(place) as docket:
        number = first
        while True:
            if too_early:
                with docket.batch():
                    for _ in range(GROUP):
                        pipe.send((number, batches.write(docket, number)))
                        number += 1
            else:
                pipe.send((number, batches.write(docket, number)))
                number += 1


class Rounds:
    """Writers on one file, killed one after the other; each begins with what its predecessor had not acknowledged."""

    def __init__(self, place: Path, nursery: Nursery, *, too_early: bool) -> None:
        self.place, self.nursery, self.too_early = place, nursery, too_early
        self.chance = random.Random(5)
        self.rounds = self.acknowledged = self.lost = self.partial = self.resolved = 0
        self._next, self._position = 1, 0

    def play(self) -> None:
        """Start one, kill it, look at what is there."""
        self.rounds += 1
        child = self.nursery.start(keep_writing, self.place, self._next, self.too_early)
        wanted = self.chance.choice(ACKNOWLEDGED)
        said = [child.hear() for _ in range(wanted)]
        time.sleep(self.chance.uniform(0, LATEST_SECONDS))
        said += child.kill()
        numbers = [number for number, _ in said]
        self.resolved += said[0][1]  # The first was unacknowledged before: it was there, and was not written again.
        self.acknowledged += len(numbers)
        with casestream.open(self.place) as docket:  # Recovers what the dead left.
            last = docket.log.last_position()
        kept = batches.found(self.place, self._position)
        self.partial += len(batches.partial(kept))
        self.lost += len(set(numbers[1 if said[0][1] else 0 :]) - set(kept))
        self._next, self._position = numbers[-1] + 1, last


def play(nursery: Nursery, place: Path, rounds: int, *, too_early: bool) -> Rounds:
    """So many rounds on one file."""
    played = Rounds(place, nursery, too_early=too_early)
    for number in range(rounds):
        played.play()
        progress("control: acknowledged before the commit" if too_early else "kill -9", number + 1, rounds)
    return played


def measure(scale: Scale) -> Outcome:
    """The rounds, then the same with a writer that acknowledges before it commits."""
    with tempfile.TemporaryDirectory() as directory, Nursery() as nursery:
        place = Path(directory) / "court.db"
        kept = play(nursery, place, scale.of(100, 1_000), too_early=False)
        every = batches.found(place)
        is_whole = not batches.partial(every) and sorted(every) == list(range(1, len(every) + 1))
        is_sound = batches.is_sound(place)
        early = play(nursery, Path(directory) / "early.db", scale.of(5, 100), too_early=True)
    return Outcome(
        figure=f"{kept.rounds:,} rounds, {kept.acknowledged:,} acknowledged batches, {kept.lost} lost, {kept.partial} partial; "
        f"{kept.resolved} were committed unacknowledged and were answered from the log",
        kept=kept.lost == kept.partial == 0 and is_whole and is_sound and kept.acknowledged >= scale.of(4_000, 40_000),
        control=f"acknowledging before the commit: {early.lost} of {early.acknowledged:,} lost",
        control_failed=early.lost > 0,
    )
