"""The parity check kills every mutant of the columns engine: each gives some answer that the reference does not."""

from collections.abc import Iterator
from itertools import chain

import numpy as np
import pytest
from attrs import frozen

from casestream.kernel.errors import CasestreamError
from casestream.replay import Horizon, columns, tasks
from casestream.store.log import Log

from .logs import CORPUS, day
from .mutants import MUTANTS, Mutant
from .parity import Subject
from .projections import EVERYTHING, GROUPINGS, SCOPES
from .questions import QUESTIONS
from .ways import WAYS, Way, fractions

SOME_READINGS = tuple(
    (EVERYTHING.grouped(GROUPINGS[at]), SCOPES[scope])
    for at, scope in ((0, 0), (0, 1), (7, 4), (16, 3), (15, 0), (3, 2), (17, 0), (21, 1), (24, 0), (25, 4))
)
PIECES = "sealed in pieces, row groups of a few streams, a tail read chunk by chunk"
WHOLE = "all of them interleaved"
MENDED = "a correction that tells another kind of fact"
FOREIGN = "corrections of versions that the stream does not have"
RENAMED = "corrections that name another debtor, in a later round"
OPEN = "a span left open before a case that begins with an end"
HORIZON = Horizon(as_of=day(41), last_position=78)


@frozen(eq=False)
class Laid:
    """A log as it lies in some way, and the subject that knows what the reference says of it."""

    log: Log
    subject: Subject

    def differences(self, *, measures_first: bool) -> Iterator[str]:
        """All differences, beginning with those that are likely."""
        words = self.subject.word_differences(self.log)
        rest = chain(
            self.subject.survey_differences(self.log),
            self.subject.finding_differences(self.log),
            self.subject.table_differences(self.log),
            self.subject.trace_differences(self.log),
            self.subject.judging_differences(self.log),
        )
        return chain(rest, words) if measures_first else chain(words, rest)


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Laid]]:
    """Logs in several ways, on which the reference is asked once: the small and decisive ones first."""
    place, found = tmp_path_factory.mktemp("laid"), list[Laid]()
    ways: list[tuple[str, Way, Horizon]] = [
        (WHOLE, WAYS["unsealed"], Horizon()), (WHOLE, WAYS[PIECES], Horizon()), (MENDED, WAYS["unsealed"], Horizon()),
        (MENDED, Way(fractions(0.5)), Horizon()), (FOREIGN, WAYS["unsealed"], Horizon()),
        (OPEN, WAYS["unsealed"], Horizon()),
        (WHOLE, WAYS["sealed in pieces, and a tail"], HORIZON), (WHOLE, WAYS["unsealed"], HORIZON),
        (WHOLE, WAYS["sealed"], HORIZON), (WHOLE, WAYS["sealed"], Horizon(last_position=60)), (WHOLE, WAYS["sealed"], Horizon()),
        (WHOLE, Way(fractions(0.5)), Horizon()), (OPEN, WAYS["unsealed"], Horizon(as_of=day(3))),
        (RENAMED, WAYS["sealed"], Horizon()),
    ]  # fmt: skip
    for number, (name, way, horizon) in enumerate(ways):
        with pytest.MonkeyPatch.context() as patch:
            log = way.lay(place / f"{number}.db", CORPUS[name], patch)
        found.append(Laid(log, Subject(log, QUESTIONS, SOME_READINGS, horizon=horizon)))
    yield found
    for each in found:
        each.log.close()


def first_difference(laid: list[Laid], *, measures_first: bool) -> str | None:
    """The first of all differences; an engine that cannot answer at all differs as well."""
    with np.errstate(all="ignore"):
        try:
            return next((told for each in laid for told in each.differences(measures_first=measures_first)), None)
        except (
            CasestreamError,
            ArithmeticError,
            AssertionError,
            AttributeError,
            LookupError,
            TypeError,
            ValueError,
        ) as error:
            return f"{type(error).__name__}: {error}"


def test_the_engine_itself_passes(laid: list[Laid]) -> None:
    assert [told for each in laid for told in each.differences(measures_first=False)] == []


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.lie)
def test_no_mutant_survives(mutant: Mutant, laid: list[Laid], monkeypatch: pytest.MonkeyPatch) -> None:
    mutant.seed(monkeypatch)
    assert first_difference(laid, measures_first=mutant.module in (columns, tasks))
