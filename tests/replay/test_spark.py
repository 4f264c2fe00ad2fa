"""Spark, a real session on this machine, gives what the reference gives: tables, findings, rolls; sealed or not."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from casestream.kernel import Count, Projection
from casestream.kernel.errors import EngineCannot, ExtraMissing, SegmentDamaged
from casestream.kernel.projection import Fold, Scope
from casestream.kernel.survey import Survey
from casestream.replay import recheck, replay, seal, survey
from casestream.replay import source as sources
from casestream.replay.horizon import EVERYTHING as EVERYWHERE
from casestream.replay.pool import AHEAD
from casestream.replay.spark import MASTER, _cause, on_spark, one_each, session
from casestream.replay.tasks import TallyTask
from casestream.store.log import Log
from conftest import Demo

from .logs import CORPUS, day, write
from .parity import whole
from .projections import EVERYTHING, RULES
from .scratch import Decided, Named, Opened, Paid, Stopped, Went

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


class Failing:
    """A task with a fault."""

    def ask(self, chunk: Any) -> Any:
        """No answer."""
        return 1 // 0


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


@pytest.mark.filterwarnings("ignore")
def test_every_item_is_alone_in_its_partition_and_in_order(spark: Any) -> None:
    for many in (1, 2, 7, 40):
        items = [b"%d" % number for number in range(many)]
        partitions = [[bytes(row["item"]) for row in part] for part in one_each(spark, items).rdd.glom().collect()]
        assert partitions == [[item] for item in items]


@pytest.mark.filterwarnings("ignore")
def test_a_wave_of_chunks_is_answered_before_the_next_is_read(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "CHUNK_RECORDS", 5)
    monkeypatch.setattr(sources, "TAIL_RECORDS", 1)
    with closing(Log(tmp_path / "court.db")) as log:
        write(log, CORPUS["all of them interleaved"])
        source = sources.Source.of(log)
        task = TallyTask.of([Count(Decided)], PLAIN, [Scope()], source)
        read: list[int] = []

        def plans() -> Iterator[sources.Plan]:
            for plan in source.plans():
                read.append(plan.number)
                yield plan

        answers = on_spark(task, plans())
        assert not read
        next(answers)
        wave = len(read)
        assert wave == spark.sparkContext.defaultParallelism * AHEAD < len(source)
        assert len(list(answers)) == len(source) - 1
        assert read == list(range(len(source)))


@pytest.mark.filterwarnings("ignore")
def test_what_a_worker_says_no_with_is_what_would_be_said_here(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Log(tmp_path / "court.db")) as log:
        write(log, CORPUS["spans"])
        segment = seal(log)
        assert segment is not None
        (file,) = segment.folder.glob("scratch.opened.parquet")
        file.write_bytes(b"\0" * file.stat().st_size)
        rounds = Projection("rounds", "件", "rounds", (), opened=Count(Opened))
        with pytest.raises(SegmentDamaged, match=r"scratch\.opened") as told:
            replay(log, rounds, engine="spark")
        assert told.value.cure_en
    with pytest.raises(EngineCannot, match="ZeroDivisionError") as failed:
        list(on_spark(Failing(), [sources.Plan(0, 1, 2, (), None, EVERYWHERE)]))
    assert failed.value.__cause__ is not None


BROKEN_OFF = """
import sys
from casestream.replay import source
source.CHUNK_RECORDS, source.TAIL_RECORDS = 2_000, 100
import casestream
from casestream.reports.statistics import COURT
def watch(done, total):
    print(done, flush=True)
    if sys.argv[2] == "wait":
        sys.stdin.readline()
with casestream.open(sys.argv[1], create=False) as docket:
    print(docket.replay(COURT, engine=sys.argv[3], watch=watch, resumable=True).digest())
"""


def test_a_replay_on_spark_survives_kill_9(spark: Any, tmp_path: Path, demo: Demo) -> None:
    copy = tmp_path / "demo.db"
    shutil.copy(demo.place, copy)

    def script(*words: str) -> Any:
        return subprocess.Popen(
            [sys.executable, "-c", BROKEN_OFF, str(copy), *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip

    with script("wait", "spark") as first:
        assert first.stdout.readline()
        for _ in range(4):
            first.stdin.write("\n")
            first.stdin.flush()
            assert first.stdout.readline()
        first.send_signal(signal.SIGKILL)
    kept = {path: path.stat().st_mtime_ns for path in Path(f"{copy}.replay").glob("*/*.answer")}
    assert len(kept) == 5
    with script("wait", "spark") as second:
        for _ in range(6):
            assert second.stdout.readline()
            second.stdin.write("\n")
            second.stdin.flush()
        assert {path: path.stat().st_mtime_ns for path in kept} == kept  # Not asked anew.
        said, _ = second.communicate("\n" * 100)
    with script("run", "columns") as columns:
        assert columns.communicate()[0].split()[-1] == said.split()[-1]


@pytest.mark.parametrize(
    ("told", "cause"),
    [
        ("Job aborted.\n  ValueError: no such court\n\tat org.apache.spark.X(Y.scala:1)\n\t... 1 more\n", "ValueError: no such court"),
        ("", ""),
    ],
)  # fmt: skip
def test_of_what_the_jvm_tells_the_cause_is_passed_on(told: str, cause: str) -> None:
    assert _cause(told) == cause


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
