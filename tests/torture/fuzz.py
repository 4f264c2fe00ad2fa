"""Hostile bytes for one parser, led by what of the code they reach: `python -m torture.fuzz PARSER SEEDS RUNS`.

libFuzzer takes over the process: it ends with 0 after so many runs, with another code at the first undeclared error.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["casestream"]):
    from torture.parsers import PARSERS

LONGEST_BYTES = 8_192
TIMEOUT_SECONDS = 20


def main(name: str, seeds: Path, runs: int) -> None:
    """Feed the parser, from its seeds on."""
    parser = PARSERS[name]
    for index, seed in enumerate(parser.seeds()):
        (seeds / str(index)).write_bytes(seed)
    options = [f"-runs={runs}", "-seed=5", f"-max_len={LONGEST_BYTES}", f"-timeout={TIMEOUT_SECONDS}"]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={seeds.parent}/", str(seeds)], parser.read)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
