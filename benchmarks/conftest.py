"""Where the pairs report to: a table at the end of the run and, with `--json-out FILE`, everything as JSON."""

import json
import os
import platform
import sqlite3
import statistics
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import attrs
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks import gauge
from benchmarks.gauge import Gauge, Way
from benchmarks.pair import Outcome, measure
from benchmarks.targets import judged

LIBRARIES = (
    "eventsourcing", "attrs", "cattrs", "msgspec", "numpy", "pyarrow", "duckdb", "polars", "pytest", "pytest-benchmark",
)  # fmt: skip
OUTCOMES: list[Outcome] = []
GAUGES: list[Gauge] = []
SIZES: dict[str, Any] = {}

Pair = Callable[..., Outcome]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where to write the results."""
    parser.addoption("--json-out", default="", help="write hardware, versions, seeds, sizes and times to this file")


@pytest.fixture
def pair(benchmark: BenchmarkFixture) -> Pair:
    """Measures a pair, keeps its outcome for the table, and fails when the two sides answer differently."""

    def run(work: str, **options: Any) -> Outcome:
        outcome = measure(benchmark, work, **options)
        OUTCOMES.append(outcome)
        assert outcome.equal, f"{work}: {outcome.stock_digest} is not {outcome.ours_digest}"
        return outcome

    return run


@pytest.fixture
def race() -> Callable[..., list[Gauge]]:
    """Races several ways of one work, keeps what they came to, and fails when two of them answer differently."""

    def run(work: str, tier: str, events: int, ways: Sequence[Way]) -> list[Gauge]:
        gauges = gauge.race(work, tier, events, ways)
        GAUGES.extend(gauges)
        assert len({each.digest for each in gauges}) == 1, {each.way: each.digest for each in gauges}
        return gauges

    return run


@pytest.fixture
def note() -> Callable[..., None]:
    """Keeps sizes and seeds for the JSON file."""
    return SIZES.update


def machine() -> dict[str, Any]:
    """The hardware, as far as it says."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "cpu": models[0] if models else platform.processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "load": [round(load, 2) for load in os.getloadavg()],
    }


def versions() -> dict[str, str]:
    """The versions that count."""
    found = {name: version(name) for name in LIBRARIES}
    return {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version, **found}


def shown(seconds: list[float], outcome: Outcome) -> str:
    """A median per unit of work, in the unit that reads best."""
    each = statistics.median(seconds) / outcome.per_round
    for scale, name in ((1e-3, "µs"), (1.0, "ms")):
        if each < scale:
            return f"{each / scale * 1e3:.1f} {name}"
    return f"{each:.2f} s"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The tables, and the file."""
    if not OUTCOMES and not GAUGES:
        return
    if OUTCOMES:
        terminalreporter.section("stock eventsourcing against casestream")
        _print(
            terminalreporter, [("work", "stock median", "ours median", "ratio", "digests equal"), *map(_pair, OUTCOMES)]
        )
    if GAUGES:
        terminalreporter.section("whole logs")
        head = ("work", "tier", "way", "rounds", "median", "events/s", "peak MiB", "own MiB", "digest")
        _print(terminalreporter, [head, *map(_gauged, GAUGES)])
    if aims := judged(GAUGES):
        terminalreporter.section("aimed at and measured")
        _print(terminalreporter, [("work", "reach", "stretch", "measured", "met?"), *aims])
    if path := config.getoption("--json-out"):
        found = {
            "machine": machine(), "versions": versions(), "sizes": SIZES, "pairs": [each.as_dict() for each in OUTCOMES],
            "gauges": [attrs.asdict(each) for each in GAUGES],
        }  # fmt: skip
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        terminalreporter.write_line(f"written to {path}")


def _pair(outcome: Outcome) -> tuple[str, ...]:
    return (
        f"{outcome.work} (per {outcome.unit})", shown(outcome.stock, outcome), shown(outcome.ours, outcome),
        f"{outcome.ratio:.1f}×", f"{'yes' if outcome.equal else 'NO'} {outcome.ours_digest}",
    )  # fmt: skip


def _gauged(each: Gauge) -> tuple[str, ...]:
    return (
        each.work, each.tier, each.way, str(len(each.seconds)), f"{each.median:.3f} s", f"{each.rate:,.0f}",
        f"{each.peak:,.0f}", f"{each.own:,.0f}", each.digest,
    )  # fmt: skip


def _print(terminalreporter: pytest.TerminalReporter, rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        terminalreporter.write_line(" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
