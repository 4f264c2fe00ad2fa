"""The parity check kills every mutant of the columns engine: each gives some answer that the reference does not."""

from collections.abc import Iterator
from typing import Any

import pytest

from casestream.store.log import Log

from .logs import CORPUS, write
from .mutants import MUTANTS, Mutant
from .parity import Subject

DECISIVE = (
    "all of them interleaved", "a span left open before a case that begins with an end",
    "a correction of a version before the first",
    "corrections of versions that the stream does not have", "a correction that tells another kind of fact",
)  # fmt: skip


@pytest.fixture(scope="module")
def subjects() -> Iterator[list[Subject]]:
    """Logs on which the reference is asked once."""
    asked = [Subject(write(Log(), CORPUS[name])) for name in DECISIVE]
    yield asked
    for subject in asked:
        subject.log.close()


def test_the_engine_itself_passes(subjects: list[Subject]) -> None:
    assert [difference for subject in subjects for difference in subject.differences()] == []


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.lie)
def test_no_mutant_survives(mutant: Mutant, subjects: list[Subject], monkeypatch: pytest.MonkeyPatch) -> None:
    lying: Any = mutant.function()
    for place in mutant.places():
        monkeypatch.setattr(place, mutant.name, lying)
    assert next((difference for subject in subjects for difference in subject.differences()), None)
