"""Every example runs as its first lines say."""

import subprocess
import sys
from pathlib import Path

import pytest

import casestream
from cases import applying, filing
from casestream.testing import CLERK

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.py"))
AGREE = "engines agree: True"
TELLS = {"every_case.py": AGREE, "first_case.py": "round.closed", "own_projection.py": AGREE}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_example_runs_and_tells_what_it_promises(path: Path, tmp_path: Path) -> None:
    docket = tmp_path / "docket.db"
    with casestream.open(docket) as opened:
        opened.handle(applying(1), CLERK)
        opened.handle(filing(1), CLERK)
    done = subprocess.run([sys.executable, str(path), str(docket)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert TELLS[path.name] in done.stdout
