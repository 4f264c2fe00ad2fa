"""Live views: exact at every position, whatever is corrected, whoever follows, and whatever one record does to them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import casestream
from casestream.docket import Docket
from casestream.kernel import Count, Projection
from casestream.kernel.projection import Fold
from casestream.procedures.filing import EnforcementApplied
from casestream.procedures.rounds import RoundOpened
from conftest import Demo

OPENED = Projection("opened", "立案", "opened", ("court", "month"), rounds=Count(RoundOpened, zh="立案", en="Opened"))
ALSO = Projection(
    "opened", "立案", "opened", ("court", "month"), rounds=Count(EnforcementApplied, zh="立案", en="Opened")
)


def stumble(state: int, event: object) -> int:
    if isinstance(event, EnforcementApplied) and event.claimed_fen == 666:
        raise ValueError("666 fen")
    return state + 1


def figure(state: int) -> int:
    return state


STUMBLING = Projection("stumbling", "数", "stumbling", (), seen=Fold("seen", 0, stumble, figure, zh="数", en="seen"))


@pytest.fixture
def told(demo: Demo, tmp_path: Path) -> Iterator[Docket]:
    """A new docket, to which the demo's records are written bit by bit."""
    with casestream.open(tmp_path / "told.db") as opened:
        yield opened
