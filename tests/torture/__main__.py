"""Put every promise to the torture and print the table: `PYTHONPATH=tests python -m torture [--short] [--only NAME]`."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from attrs import asdict

from torture.promise import NotMeasured, Promise, Scale
from torture.promises import PROMISES


def put(promise: Promise, scale: Scale) -> dict[str, Any]:
    """What came out for one promise, as one row of the table."""
    row: dict[str, Any] = {"name": promise.name, "promise": promise.says}
    began = time.monotonic()
    try:
        outcome = promise.measure(scale)
    except NotMeasured as reason:
        row |= {"holds": False, "figure": f"NOT MEASURED: {reason}", "control": ""}
    else:
        row |= {"holds": outcome.holds, **asdict(outcome)}
    return row | {"seconds": round(time.monotonic() - began)}


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as a Markdown table."""
    lines = ["| promise | measured | control: must fail | kept | s |", "|---|---|---|---|---|"]
    for row in rows:
        kept = "yes" if row["holds"] else "**NO**"
        lines.append(f"| {row['promise']} | {row['figure']} | {row['control']} | {kept} | {row['seconds']} |")
    return "\n".join(lines)


def main() -> int:
    """0 when every promise that was asked for is kept, else 1."""
    parser = argparse.ArgumentParser(prog="python -m torture", description=__doc__)
    parser.add_argument("--short", action="store_true", help="the version that the tests run: a minute in all")
    parser.add_argument("--only", action="append", metavar="NAME", choices=[promise.name for promise in PROMISES])
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table there too, for a machine")
    asked = parser.parse_args()
    chosen = [promise for promise in PROMISES if not asked.only or promise.name in asked.only]
    rows = [put(promise, Scale.SHORT if asked.short else Scale.FULL) for promise in chosen]
    sys.stdout.write(table(rows) + "\n")
    if asked.json:
        asked.json.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 0 if all(row["holds"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
