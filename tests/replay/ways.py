"""Every way in which a log can lie: unsealed or sealed, in one chunk or in many, in one segment or in several with a tail."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from attrs import frozen

from casestream.replay import source
from casestream.replay.segments import build as building
from casestream.replay.segments.build import build
from casestream.store.log import Log

from .logs import Step, write


@frozen
class Way:
    """How a log of so many records is laid: built after each of the `cuts`, chunks of so many `records`.

    `tail` is the longest tail that is read at once. With `merging` a new segment may take in a shorter neighbour.
    """

    cuts: Callable[[int], Sequence[int]] = lambda _: ()
    records: int = source.CHUNK_RECORDS
    tail: int = source.TAIL_RECORDS
    merging: bool = True

    def lay(self, place: Path, steps: Sequence[Step], patch: pytest.MonkeyPatch) -> Log:
        """The log of these steps at a place; what is patched must stay so while it is asked."""
        patch.setattr(source, "CHUNK_RECORDS", self.records)
        patch.setattr(source, "TAIL_RECORDS", self.tail)
        if not self.merging:
            patch.setattr(building, "_not_shorter", lambda used, _: list(used))
        log, done = Log(place), 0
        for cut in sorted({*self.cuts(len(steps))}):
            write(log, steps[done:cut], after=done)
            done = cut
            build(log)
        return write(log, steps[done:], after=done)


def fractions(*parts: float) -> Callable[[int], Sequence[int]]:
    """Cuts after these parts of the log."""
    return lambda length: [int(length * part) for part in parts]


WAYS: dict[str, Way] = {
    "unsealed": Way(),
    "unsealed, a chunk a stream": Way(records=1, tail=0),
    "sealed": Way(fractions(1)),
    "sealed, a row group a stream": Way(fractions(1), records=1),
    "sealed in pieces, and a tail": Way(fractions(0.2, 0.3, 0.65, 0.8), merging=False),
    "sealed in pieces, row groups of a few streams, a tail read chunk by chunk": (
        Way(fractions(0.35, 0.6, 0.7), records=12, tail=0, merging=False)
    ),
    "sealed in pieces that take each other in, and a tail": Way(fractions(0.1, 0.5, 0.75), records=5, tail=0),
}
