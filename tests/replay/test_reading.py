"""A docket that may only be read is replayed like any other; what would keep answers or segments beside it does without."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from casestream.replay import recheck, replay, seal
from casestream.store.log import Log
from listening import said_by

from . import reading
from .logs import CORPUS, write
from .projections import RULES
from .test_spark import PLAIN


@pytest.fixture
def shelf() -> Iterator[Path]:
    """A directory that everybody may look into."""
    shelf = Path(tempfile.mkdtemp())
    shelf.chmod(0o755)
    yield shelf
    shelf.chmod(0o755)
    shutil.rmtree(shelf)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions are other things there")
@pytest.mark.parametrize("sealed", [False, True], ids=["unsealed", "sealed but for a tail"])
def test_a_docket_that_may_only_be_read_is_replayed(sealed: bool, shelf: Path) -> None:
    steps = CORPUS["all of them interleaved"]
    with closing(Log(shelf / "court.db")) as log:
        write(log, steps[:70])
        if sealed:
            seal(log)
        write(log, steps[70:], after=70)
        wanted = [replay(log, PLAIN).digest(), [found.position for found in recheck(log, RULES[0])]]
    before = sorted(shelf.rglob("*"))
    (shelf / "court.db").chmod(0o444)
    shelf.chmod(0o555)
    told = as_nobody(shelf / "court.db")
    assert told[:2] == told[2:4] == wanted
    assert wanted[1]
    assert "permission" in told[4]
    assert sorted(shelf.rglob("*")) == before


def as_nobody(place: Path) -> list[Any]:
    """What somebody without rights is told."""
    return said_by(reading.replays, str(place))
