"""`python -m benchmarks.report results.json …` writes docs/benchmarks.md and docs/benchmarks.svg from what was measured.

Several files may be given, of `make bench` and of `make bench-large`; of what two of them measured the later one counts.
"""

import json
import statistics
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import targets
from benchmarks.gauge import Gauge
from benchmarks.plot import drawn
from benchmarks.pool import UNLAWFUL, YEARS

DOCS = Path(__file__).parent.parent / "docs"
BASELINES = (targets.STOCK, targets.TOPICS, targets.ROWS)
PLOTTED = (targets.POOL, targets.STOCK, targets.ROWS)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table in Markdown."""
    return [
        f"| {' | '.join(head)} |", f"|{'---|' * len(head)}",
        *(f"| {' | '.join(row)} |" for row in rows), "",
    ]  # fmt: skip


def merged(results: Sequence[dict[str, Any]]) -> list[Gauge]:
    """Every gauge of these runs, the later one of two alike."""
    found = {
        (gauge["work"], gauge["tier"], gauge["way"]): Gauge(**gauge)
        for result in results
        for gauge in result.get("gauges", [])
    }
    return list(found.values())


def _runs(results: Sequence[dict[str, Any]]) -> list[str]:
    """Each machine and its libraries once, with the loads that the runs ended under."""
    loads: dict[tuple[str, str], list[float]] = {}
    for result in results:
        machine = result["machine"]
        where = f"{machine['cpu']}, {machine['cores']} cores, {machine['system']}"
        libraries = ", ".join(f"{name} {version}" for name, version in result["versions"].items())
        loads.setdefault((where, libraries), []).append(machine["load"][0])
    lines = ["## Where", ""]
    for (where, libraries), found in loads.items():
        lines.append(f"- {where}; {len(found)} runs, load at their ends {min(found)} to {max(found)}")
        lines.append(f"  {libraries}")
    return [*lines, "", *_sizes(results)]


def _sizes(results: Sequence[dict[str, Any]]) -> list[str]:
    sizes: dict[str, Any] = {}
    for result in results:
        sizes |= result["sizes"]
    tiers = {name: size for name, size in sorted(sizes.items()) if isinstance(size, dict) and "events" in size}
    lines = ["## What", "", "Simulated courts, stamped from a pool of court years that were played under the rules; seeds: "
             f"{', '.join(f'{year.seed} ({year.year})' for year in YEARS)}. {UNLAWFUL[:1].upper()}{UNLAWFUL[1:]}.", ""]  # fmt: skip
    lines += table(
        ("tier", "courts", "streams", "events", "segments, MiB", "row groups"),
        [
            (name, f"{size['courts']:,}", f"{size['streams']:,}", f"{size['events']:,}", f"{size['bytes'] / 2**20:,.0f}",
             f"{size['row_groups']:,}")
            for name, size in tiers.items()
        ],
    )  # fmt: skip
    left_out = [f"{name}: {size['left_out']}." for name, size in tiers.items() if "left_out" in size]
    others = {name: size for name, size in sizes.items() if name not in tiers}
    return [*lines, *left_out, "", *(f"- {name}: {value}" for name, value in others.items()), ""]


def _pairs(results: Sequence[dict[str, Any]]) -> list[str]:
    pairs = {pair["work"]: pair for result in results for pair in result["pairs"]}
    if not pairs:
        return []
    head = ("work", "per", "stock", "casestream", "ratio", "by CPU", "digest")
    return ["## Append, load, fold", "", *table(head, [
        (work, pair["unit"], *(_spelled(statistics.median(pair[side]) / pair["per_round"]) for side in ("stock", "ours")),
         f"{pair['ratio']:.1f}×", f"{pair['cpu_ratio']:.1f}×", f"`{pair['ours_digest']}`")
        for work, pair in pairs.items()
    ])]  # fmt: skip


def _spelled(seconds: float) -> str:
    for scale, name in ((1e-3, "µs"), (1.0, "ms")):
        if seconds < scale:
            return f"{seconds / scale * 1e3:.1f} {name}"
    return f"{seconds:.2f} s"


def _gauges(gauges: Sequence[Gauge]) -> list[str]:
    lines = []
    for work in dict.fromkeys(gauge.work for gauge in gauges):
        lines += [f"### {work[:1].upper()}{work[1:]}", ""]
        rows = []
        for gauge in sorted((each for each in gauges if each.work == work), key=lambda each: each.tier):
            beside = [each for each in gauges if (each.work, each.tier) == (work, gauge.tier) and each.way in BASELINES]
            ratios = [f"{each.median / gauge.median:,.1f}× {each.way}" for each in beside if gauge.way not in BASELINES]
            rows.append(
                (gauge.tier, gauge.way, _spelled(gauge.median), str(len(gauge.seconds)), f"{gauge.rate / 1e6:,.2f} M",
                 ", ".join(ratios), f"{gauge.peak:,.0f}", f"{gauge.own:,.0f}", f"`{gauge.digest}`")
            )  # fmt: skip
        head = ("tier", "way", "median", "rounds", "events/s", "faster than", "peak RSS, MiB", "own, MiB", "digest")
        lines += table(head, rows)
    return lines


def _cost(gauges: Sequence[Gauge]) -> list[str]:
    """Nanoseconds an event, tier by tier."""
    pooled = [each for each in gauges if each.way == targets.POOL]
    tiers = sorted({each.tier for each in pooled})
    rows = []
    for work in dict.fromkeys(each.work for each in pooled):
        of = {each.tier: each for each in pooled if each.work == work}
        if len(of) > 1:
            rows.append((work, *(f"{1e9 / of[tier].rate:.1f}" if tier in of else "" for tier in tiers)))
    return ["## Cost against size", "", "Nanoseconds for each event of the log, in the pool.", "",
            *table(("work", *tiers), rows), "![Seconds against events](benchmarks.svg)", ""]  # fmt: skip


def written(results: Sequence[dict[str, Any]]) -> tuple[str, str]:
    """The page and the plot."""
    gauges = merged(results)
    lines = [
        "# Benchmarks", "",
        "Written by `python -m benchmarks.report` from what `make bench` and `make bench-large` measured; nothing here was "
        "typed in. Every pair is measured in one process, its rounds in turn, its answers compared by digest. Files are warm "
        "in the page cache.", "",
        *_runs(results), "## Aimed at and measured", "",
        *table(("work", "reach", "stretch", "measured", "met?"), targets.judged(gauges)),
        *_pairs(results), "## Whole logs", "",
        "Peak memory is that of the process and its children together, sampled; *own* is without what they share, which is "
        "mostly mapped files. *Raw scan* reads the columns that the question reads, sums each and does nothing else.", "",
        *_gauges(gauges), *_cost(gauges),
    ]  # fmt: skip
    lines_of_plot: dict[str, list[tuple[float, float]]] = {}
    for way in PLOTTED:
        for gauge in sorted((each for each in gauges if each.way == way), key=lambda each: each.events):
            name = gauge.work if way == targets.POOL else f"{gauge.work}, {way}"
            # A picture draws its letters with the reader's fonts, which may have no Chinese.
            lines_of_plot.setdefault(name.replace("终本", "termination"), []).append((gauge.events, gauge.median))
    plotted = {name: points for name, points in lines_of_plot.items() if ": " not in name}
    return "\n".join(lines), drawn("Seconds for a whole log", "events in the log", "seconds, median", plotted)


def main(paths: Sequence[str]) -> None:
    """Read the results, write the page and the plot."""
    results = [json.loads(Path(path).read_text(encoding="utf-8")) for path in paths]
    page, plot = written(results)
    (DOCS / "benchmarks.md").write_text(page, encoding="utf-8")
    (DOCS / "benchmarks.svg").write_text(plot, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
