"""The page and the plot of the benchmarks say what was measured, and nothing else."""

import attrs
import pytest

pytest.importorskip("psutil")

from benchmarks import report, targets
from benchmarks.gauge import Gauge, Way, race


def gauge(way: str, tier: str, events: int, seconds: float) -> Gauge:
    """A gauge of the court statistics."""
    return Gauge(targets.FIGURES, tier, way, events, [seconds, seconds * 2, seconds / 2], 100.0, 50.0, "abc")


GAUGES = [
    gauge(targets.STOCK, "T2", 1_600_000, 20.0),
    gauge(targets.POOL, "T2", 1_600_000, 0.02),
    gauge(targets.POOL, "T4", 98_000_000, 2.0),
]
RESULT = {
    "machine": {"cpu": "a cpu", "cores": 2, "system": "a system", "load": [0.0, 0.0, 0.0]},
    "versions": {"python": "3"}, "pairs": [], "gauges": [attrs.asdict(each) for each in GAUGES],
    "sizes": {"seed": 7, "T2": {"events": 1_600_000, "streams": 43_000, "courts": 11, "bytes": 1 << 27, "row_groups": 2}},
}  # fmt: skip


def test_the_page_has_medians_ratios_and_aims() -> None:
    page, plot = report.written([RESULT])
    assert "| T2 | pool | 20.0 ms | 3 | 80.00 M | 1,000.0× stock | 100 | 50 | `abc` |" in page
    assert "| court statistics, T2, pool: faster than stock | 500.0× | 1,000.0× | 1,000.0× | stretch |" in page
    assert "| court statistics | 12.5 | 20.4 |" in page
    assert plot.count("<circle") == 3


def test_of_two_runs_the_later_counts() -> None:
    later = RESULT | {"gauges": [attrs.asdict(gauge(targets.POOL, "T2", 1_600_000, 0.05))]}
    page, _ = report.written([RESULT, later])
    assert "| court statistics, T2, pool: faster than stock | 500.0× | 1,000.0× | 400.0× | no |" in page


def test_what_was_not_measured_is_not_judged() -> None:
    assert targets.judged(GAUGES[:1]) == []


def test_a_race_runs_every_way_in_turn_and_keeps_its_digest() -> None:
    turns: list[str] = []
    ways = [
        Way("once", lambda: turns.append("once"), lambda _: "same", rounds=1, warm=False),
        Way("twice", lambda: turns.append("twice"), lambda _: "same", rounds=2),
    ]
    once, twice = race("work", "T0", 10, ways)
    assert turns == ["twice", "once", "twice", "twice"]
    assert (len(once.seconds), len(twice.seconds), once.digest, twice.digest) == (1, 2, "same", "same")
    assert once.peak >= once.own > 0
