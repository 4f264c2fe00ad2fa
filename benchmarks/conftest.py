"""Where the pairs report to: a table at the end of the run and, with `--json-out FILE`, everything as JSON."""

import json
import os
import platform
import sqlite3
import statistics
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.pair import Outcome, measure

LIBRARIES = ("eventsourcing", "attrs", "cattrs", "msgspec", "numpy", "pytest", "pytest-benchmark")
OUTCOMES: list[Outcome] = []
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
    """The table, and the file."""
    if not OUTCOMES:
        return
    head = ("work", "stock median", "ours median", "ratio", "digests equal")
    rows = [
        (
            f"{outcome.work} (per {outcome.unit})", shown(outcome.stock, outcome), shown(outcome.ours, outcome),
            f"{outcome.ratio:.1f}×", f"{'yes' if outcome.equal else 'NO'} {outcome.ours_digest}",
        )
        for outcome in OUTCOMES
    ]  # fmt: skip
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    terminalreporter.section("stock eventsourcing against casestream")
    for row in (head, *rows):
        terminalreporter.write_line(" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
    if path := config.getoption("--json-out"):
        found = {
            "machine": machine(), "versions": versions(), "sizes": SIZES, "pairs": [each.as_dict() for each in OUTCOMES]
        }  # fmt: skip
        Path(path).write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        terminalreporter.write_line(f"written to {path}")
