"""Ten million events and a hundred million. Run by `make bench-large`; it needs some 12 GB of disk and half an hour."""

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import large, stamped, targets
from benchmarks.data import Data
from benchmarks.large import Race, Tier
from benchmarks.ways import QUESTIONS

OWN_RACES = (targets.STATE, targets.RECHECK)


@pytest.fixture(scope="module")
def data() -> Data:
    """Where the tiers are kept."""
    return Data()


@pytest.fixture(scope="module")
def t3(data: Data) -> Tier:
    """Sixty-seven courts."""
    return Tier.of("T3", data)


@pytest.fixture(scope="module")
def t4(data: Data) -> Tier:
    """Six hundred and sixty-seven courts, straight to segments."""
    return Tier.of("T4", data)


@pytest.mark.parametrize("work", [work for work in QUESTIONS if work not in OWN_RACES])
def test_t3(work: str, t3: Tier, race: Race, note: Callable[..., None]) -> None:
    """Every question, beside DuckDB and Polars where it was written for them."""
    note(T3=t3.sizes())
    large.ask(race, t3, work)


@pytest.mark.parametrize("work", list(QUESTIONS))
def test_t4(work: str, t4: Tier, race: Race, note: Callable[..., None]) -> None:
    """Every question over a hundred million events."""
    note(T4={**t4.sizes(), "left_out": stamped.LEFT_OUT})
    large.ask(race, t4, work)


@pytest.mark.parametrize("tier", ["t3", "t4"])
def test_raw_scan(tier: str, race: Race, request: pytest.FixtureRequest) -> None:
    """The limit of the court statistics and of the ledger."""
    for work in (targets.FIGURES, targets.LEDGER):
        large.scan(race, request.getfixturevalue(tier), work)


def test_tail(t3: Tier, race: Race) -> None:
    """One more event, and the statistics are up to date."""
    before, after = large.tail(race, t3)
    assert after == before + 1


def test_recheck(t3: Tier, race: Race) -> None:
    """Against our own rows, one round: it takes minutes."""
    large.rechecked(race, t3)


def test_state(t3: Tier, race: Race) -> None:
    """Against the stock fold, one round: it takes minutes."""
    large.state(race, t3)


def test_sealing(t3: Tier, race: Race, tmp_path: Path) -> None:
    """From the docket to segments."""
    large.sealing(race, t3, tmp_path)
