"""Whole logs of one and of eleven courts: from columns, event by event, in the stock library, and by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import large, targets
from benchmarks.data import Data
from benchmarks.large import Race, Tier
from benchmarks.stock import open_court
from benchmarks.ways import QUESTIONS

ROUNDS = 5


@pytest.fixture(scope="module")
def data() -> Data:
    """Where the tiers are kept."""
    return Data()


@pytest.fixture(scope="module")
def t2(data: Data) -> Tier:
    """Eleven courts."""
    return Tier.of("T2", data)


@pytest.mark.parametrize("name", ["T1", "T2"])
def test_questions(name: str, data: Data, race: Race, note: Callable[..., None]) -> None:
    """Every question, in one process and in the pool, beside DuckDB, Polars and the raw scan."""
    tier = Tier.of(name, data)
    note(**{name: tier.sizes()})
    for work in QUESTIONS:
        if name == "T1" or work not in (targets.FIGURES, targets.STATE, targets.RECHECK):  # Those have their own races.
            large.ask(race, tier, work, rounds=ROUNDS)
    large.scan(race, tier, targets.FIGURES)


def test_statistics(t2: Tier, race: Race) -> None:
    """Against the stock projection, which hears of every event, and with `topics` only of the kinds that it needs."""
    court = open_court(t2.data.stock("T2"))
    try:
        stock = [large.stock_figures(court, with_topics=topics) for topics in (False, True)]
        large.ask(race, t2, targets.FIGURES, *stock, rounds=ROUNDS)
    finally:
        court.close()


def test_state(t2: Tier, race: Race) -> None:
    """Against the stock fold."""
    large.state(race, t2)


def test_recheck(t2: Tier, race: Race) -> None:
    """Against our own rows: the stock library has no rules."""
    large.rechecked(race, t2)


def test_sealing(t2: Tier, race: Race, tmp_path: Path) -> None:
    """From the docket to segments."""
    large.sealing(race, t2, tmp_path)
