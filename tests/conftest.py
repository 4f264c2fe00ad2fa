"""A docket on a real file, with a clock that a test can set."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import casestream
from casestream.docket import Docket


class Clock:
    """The moment of writing, as the test wants it. It stands still until it is set."""

    def __init__(self) -> None:
        self.now = datetime(2025, 9, 16, 4, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Noon of 16 September 2025, court time."""
    return Clock()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where the docket's file is."""
    return tmp_path / "court.db"


@pytest.fixture
def docket(place: Path, clock: Clock) -> Iterator[Docket]:
    """An empty docket in a file."""
    with casestream.open(place, clock=clock) as opened:
        yield opened
