"""A docket on a real file, with a clock that a test can set."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import frozen

import casestream
from casestream.demo import Story, play
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


@frozen
class Demo:
    """The demo's docket, which no test changes, and the story as it was told."""

    place: str
    story: Story


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo, played once for all tests."""
    place = str(tmp_path_factory.mktemp("demo") / "demo.db")
    return Demo(place, play(place))
