"""Hostile bytes into whatever reads bytes: only declared errors come out, and what is accepted is what would be written.

The full version is led by the code that it reaches (atheris); the short one edits good bytes (Hypothesis).
"""

import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from torture.parsers import PARSERS
from torture.promise import NotMeasured, Outcome, Scale, progress

RUNS = {
    "payload": 400_000, "lines": 250_000, "register": 120_000, "note": 150_000, "key": 50_000, "evidence": 30_000,
}  # fmt: skip
EDITS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 8), st.binary(max_size=8)), min_size=1, max_size=4)
CONTROL = "unguarded"


def fuzzed(name: str, runs: int) -> tuple[int, str]:
    """How many runs a parser stood, and what it said at the undeclared error that ended them, if any."""
    with tempfile.TemporaryDirectory() as directory:
        seeds = Path(directory) / "seeds"
        seeds.mkdir()
        done = subprocess.run(
            [sys.executable, "-m", "torture.fuzz", name, str(seeds), str(runs)], capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}, check=False,
        )  # fmt: skip
    finished = re.search(r"Done (\d+) runs", done.stderr)
    if done.returncode == 0 and finished:
        return int(finished[1]), ""
    counted = [int(number) for number in re.findall(r"^#(\d+)", done.stderr, re.MULTILINE)]
    return max(counted, default=0), done.stderr[done.stderr.find("=== Uncaught") :]


def edited(name: str, runs: int) -> tuple[int, str]:
    """The same for good bytes with a few edits."""
    parser, stood = PARSERS[name], 0

    @settings(max_examples=runs, database=None, deadline=None, derandomize=True, phases=[Phase.generate])
    @given(st.sampled_from(parser.seeds()), EDITS)
    def stand(data: bytes, edits: list[tuple[int, int, bytes]]) -> None:
        nonlocal stood
        for at, length, new in edits:
            at %= len(data) + 1
            data = data[:at] + new + data[at + length :]
        parser.read(data)
        stood += 1

    try:
        stand()
    except Exception as error:  # noqa: BLE001  # Which ones come is what is asked.
        return stood, repr(error)
    return stood, ""


def measure(scale: Scale) -> Outcome:
    """Every parser, then the one that trusts its bytes."""
    if scale is Scale.FULL and importlib.util.find_spec("atheris") is None:
        raise NotMeasured("atheris is not installed: it has no wheel for this machine")
    stand = fuzzed if scale is Scale.FULL else edited
    stood, undeclared = 0, []
    for number, (name, runs) in enumerate(RUNS.items(), 1):
        survived, said = stand(name, scale.of(500, runs))
        stood += survived
        if said:
            undeclared.append(name)
            sys.stderr.write(said)
        progress("parsers that stood hostile bytes", number, len(RUNS))
    _, said = stand(CONTROL, scale.of(500, 10_000))
    return Outcome(
        figure=f"{stood:,} runs into {len(RUNS)} parsers, "
        + (f"undeclared errors in {', '.join(undeclared)}" if undeclared else "only declared errors"),
        kept=not undeclared and (scale is Scale.SHORT or stood >= sum(RUNS.values())),
        control="a reader that trusts its bytes: an undeclared error"
        if said
        else "a reader that trusts its bytes: none",
        control_failed=bool(said),
    )
