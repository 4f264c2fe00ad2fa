"""How long a statistician and an auditor wait: every statistic of a court year and of a province, the lineage of cells, the
whole log judged again, a log for process mining. `python -m benchmarks.waits` prints a table; logs are simulated.

Each is done three times in one process; the first time, with nothing in memory yet, stands apart.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import casestream
from benchmarks.data import Data
from benchmarks.figures import SINCE, UNTIL
from casestream.docket import Docket
from casestream.exporting import export
from casestream.kernel.errors import EmptyCell
from casestream.replay import Table
from casestream.reports.tables import STATISTICS

ROUNDS = 3
LISTS = ("stock", "durations")  # Reports that are no plain tables.


def all_statistics(docket: Docket) -> int:
    """Every statistics table by court, the stock and the durations: how many cells they have."""
    cells = 0
    for name in (*STATISTICS, *LISTS):
        found: Any = docket.report(name, since=SINCE, until=UNTIL)
        cells += len(found.rows)
    return cells


def each_cell(docket: Docket, name: str) -> list[float]:
    """Seconds until a cell of a statistics table has told its events and cases, for each cell of one court that has any."""
    table = docket.report(name, since=SINCE, until=UNTIL)
    assert isinstance(table, Table)  # It was asked for by the name of one.
    waits: list[float] = []
    if not table.rows:
        return waits
    for column in table.projection.measures:
        began = time.perf_counter()
        try:
            table.cases(len(table.rows) // 2, column)
        except EmptyCell:
            continue
        waits.append(time.perf_counter() - began)
    return waits


def explained(docket: Docket, name: str, column: str) -> int:
    """A cell of a report that is no plain table: 1."""
    found: Any = docket.report(name, since=SINCE, until=UNTIL)
    found.explain(len(found.rows) // 2, column)
    return 1


def judged(docket: Docket) -> int:
    """Every rule over the whole log: how many decisions."""
    return docket.recheck_all().decisions


def mined(docket: Docket) -> int:
    """The log as XES: how many records."""
    with tempfile.TemporaryDirectory() as folder:
        export(docket, "xes", str(Path(folder) / "log.xes.gz"))
    return docket.log.last_position()


def row(work: str, tier: str, aim: str, run: Callable[[], int]) -> tuple[int, float]:
    """Do it three times and print a line; what it gave, and the median."""
    seconds, given = [], 0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        given = run()
        seconds.append(time.perf_counter() - began)
    median = statistics.median(seconds)
    print(f"| {work} | {tier} | {aim} | {seconds[0]:.2f} s | {median:.2f} s | {given:,} |", flush=True)
    return given, median


def main(folder: Path | None = None) -> None:
    """Print the table."""
    data = Data(folder)
    print("| work | tier | aim | first | median of 3 | of |\n|---|---|---|---|---|---|")
    for tier, aim in (("T1", "1 s"), ("T3", "5 s")):
        data.sealed(tier)
        with casestream.open(data.docket(tier), create=False) as docket:
            row("every statistic", tier, aim, partial(all_statistics, docket))
            if tier == "T3":
                waits = [wait for name in STATISTICS for wait in each_cell(docket, name)]
                worst, median = max(waits), statistics.median(waits)
                print(f"| lineage of a cell | {tier} | 1 s | worst {worst:.2f} s | {median:.2f} s | {len(waits)} |")
                for name, column in zip(LISTS, ("stock", "P50"), strict=True):
                    row(f"{name}, and the lineage of a cell", tier, "1 s", partial(explained, docket, name, column))
    data.sealed("T2")
    with casestream.open(data.docket("T2"), create=False) as docket:
        row("every decision judged again", "T2", "10 s", partial(judged, docket))
        records, median = row("the log as XES", "T2", "100,000/s", partial(mined, docket))
        print(f"\n{records / median:,.0f} events a second as XES.")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else None)
