"""What was aimed at before anything was built: `reach`, and `stretch`, which would be fine."""

from collections.abc import Sequence
from typing import Literal

from attrs import frozen

from benchmarks.gauge import Gauge

FIGURES, COURT, STATE = "court statistics", "court statistics with the qualified rate", "state of every case"
LEDGER, RECHECK, TWO = "ledger of every case", "re-check of every 终本", "two conditions of every 终本"
SEALING, TAIL = "sealing the log", "court statistics after one more event"
STOCK, TOPICS, ROWS, COLUMNS, POOL = "stock", "stock with topics=", "rows", "columns", "pool"
DUCKDB, POLARS, SCAN, SCAN_POOL = "DuckDB", "Polars", "raw scan", "raw scan, pool"


@frozen
class Target:
    """One aim. `times`: how many times faster than `against`; `s`: seconds; `MiB`: memory. The last two are limits."""

    work: str
    tier: str
    way: str
    unit: Literal["times", "s", "MiB"]
    reach: float
    stretch: float
    against: str = ""

    @property
    def title(self) -> str:
        """The aim in words."""
        what = {"times": f"faster than {self.against}", "s": "seconds", "MiB": "peak memory"}[self.unit]
        return f"{self.work}, {self.tier}, {self.way}: {what}"

    def measured(self, gauges: Sequence[Gauge]) -> float | None:
        """What it came to; None when it was not run."""
        mine, theirs = (
            next((each for each in gauges if (each.work, each.tier, each.way) == (self.work, self.tier, way)), None)
            for way in (self.way, self.against)
        )
        if mine is None or (self.unit == "times" and theirs is None):
            return None
        if self.unit == "times" and theirs is not None:
            return theirs.median / mine.median
        return mine.median if self.unit == "s" else mine.peak

    def verdict(self, value: float) -> str:
        """Which of the two was met."""
        reached, stretched = (
            value >= aim if self.unit == "times" else value <= aim for aim in (self.reach, self.stretch)
        )
        return "stretch" if stretched else "reach" if reached else "no"

    def shown(self, value: float) -> str:
        """A figure in the aim's unit."""
        return {"times": f"{value:,.1f}×", "s": f"{value:.2f} s", "MiB": f"{value:,.0f} MiB"}[self.unit]


TARGETS = (
    Target(FIGURES, "T2", POOL, "times", 500, 1000, STOCK),
    Target(FIGURES, "T2", POOL, "times", 1, 2, TOPICS),
    Target(STATE, "T3", POOL, "times", 200, 1000, STOCK),
    Target(RECHECK, "T3", POOL, "times", 100, 500, ROWS),
    Target(RECHECK, "T3", POOL, "s", 0.49, 0.1),  # 20 million events a second.
    *(
        Target(work, tier, POOL, "times", 1, 2, other)
        for tier in ("T2", "T3", "T4") for work in (FIGURES, LEDGER, TWO) for other in (DUCKDB, POLARS)
    ),
    *(Target(FIGURES, tier, POOL, "times", 1 / 3, 1 / 1.5, SCAN_POOL) for tier in ("T2", "T3", "T4")),
    Target(FIGURES, "T4", POOL, "s", 4, 1),
    Target(LEDGER, "T4", POOL, "s", 4, 1),
    Target(RECHECK, "T4", POOL, "s", 5, 1),
    Target(STATE, "T4", POOL, "s", 10, 1),
    *(Target(work, "T4", POOL, "MiB", 1536, 1024) for work in (FIGURES, LEDGER, RECHECK, STATE)),
)  # fmt: skip


def judged(gauges: Sequence[Gauge]) -> list[tuple[str, str, str, str, str]]:
    """Each aim that was measured: work, reach, stretch, measured, met?"""
    found = ((target, target.measured(gauges)) for target in TARGETS)
    return [
        (target.title, target.shown(target.reach), target.shown(target.stretch), target.shown(value), target.verdict(value))
        for target, value in found if value is not None
    ]  # fmt: skip
