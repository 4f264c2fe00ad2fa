"""Spark, a real session on this machine, gives what the reference gives: tables, findings, rolls; sealed or not."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from casestream.kernel import Projection
from casestream.kernel.errors import EngineCannot, ExtraMissing
from casestream.kernel.projection import Fold, Scope
from casestream.kernel.survey import Survey
from casestream.replay import recheck, replay, seal, survey
from casestream.replay import source as sources
from casestream.replay.spark import MASTER, session
from casestream.store.log import Log

from .logs import CORPUS, day, write
from .parity import whole
from .projections import EVERYTHING, RULES
from .scratch import Decided, Named, Paid, Stopped, Went

PLAIN = Projection(
    "scratch", "试", "scratch", ("court", "month"),
    **{name: each for name, each in EVERYTHING.measures.items() if not isinstance(each, Fold)},
)  # fmt: skip
ROLL = Survey(
    "roll", "册", "roll", "case",
    decided=lambda case: case.count(Decided), stands=lambda case: case.during(Stopped, Went),
    paid=lambda case: case.total(Paid.amount), due=lambda case, today: (case.last(Paid) < today) & (case.count(Paid) > 1),
    all_paid=lambda case: case.for_every(Named, lambda one: one.has(Paid)),
)  # fmt: skip


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A session with two workers. Without Java it is skipped loudly, but never where CI says that all must run."""
    if shutil.which("java") is None and not os.environ.get("CI"):
        pytest.skip("NO JAVA: the Spark engine is not tested; install openjdk-17-jre-headless")
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv(MASTER, "local[2]")
        changed.setenv("PYTHONPATH", os.pathsep.join(sys.path))  # Workers must find the scratch events, as any module.
        started = session()
        yield started
        started.stop()


@pytest.mark.filterwarnings("ignore")  # What Spark's own code warns of is not ours to mend.
@pytest.mark.parametrize("sealed", [False, True], ids=["unsealed", "sealed but for a tail"])
def test_spark_agrees_with_the_reference(
    sealed: bool, spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "CHUNK_RECORDS", 30)
    steps = CORPUS["all of them interleaved"]
    with closing(Log(tmp_path / "court.db")) as log:
        write(log, steps[:70])
        if sealed:
            seal(log)
        write(log, steps[70:], after=70)
        for scope in (Scope(), Scope(since=day(5), until=day(90))):
            tables = [replay(log, PLAIN, engine=engine, scope=scope) for engine in ("rows", "spark")]
            assert tables[0].digest() == tables[1].digest()
        for rule in RULES:
            found = [[whole(one) for one in recheck(log, rule, engine=engine)] for engine in ("rows", "spark")]
            assert found[0] == found[1]
        rolls = [survey(log, ROLL, day(200), engine=engine) for engine in ("rows", "spark")]
        assert rolls[0].digest() == rolls[1].digest()
        assert len(rolls[0]) == 4  # One of the five streams is no case.
        with pytest.raises(EngineCannot, match="folded"):
            replay(log, EVERYTHING, engine="spark")


def test_a_missing_pyspark_is_told_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    with pytest.raises(ExtraMissing, match=r"casestream\[spark\]"):
        session()


def test_a_missing_pyarrow_is_told_with_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Log(tmp_path / "court.db")) as log:
        write(log, CORPUS["spans"])
        seal(log)
        modules = sys.modules
        for name in [
            name for name in modules if name.startswith("casestream.replay.segments.") and "layout" not in name
        ]:
            monkeypatch.delitem(modules, name)
        monkeypatch.setitem(modules, "pyarrow", None)
        with pytest.raises(ExtraMissing, match=r"casestream\[columns\]"):
            replay(log, PLAIN, engine="columns")
        with pytest.raises(ExtraMissing, match=r"casestream\[columns\]"):
            seal(log)
        assert replay(log, PLAIN, engine="rows").rows
