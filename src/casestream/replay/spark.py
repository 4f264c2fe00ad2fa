"""Spark: the chunks of a log asked by the workers of a cluster, with the kernel that runs everywhere else.

Each chunk is one row of a DataFrame, alone in its partition; `mapInArrow` hands it to the kernel, and back comes its answer.
There go as many chunks at a time as keep the workers busy, so that neither chunks nor answers pile up here, and a replay that
is broken off has kept what it was given. Workers read the segments at the path at which this machine sees them (a shared disk),
and have casestream installed; what is not sealed yet travels with the question.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from casestream.kernel.errors import CasestreamError, EngineCannot, ExtraMissing
from casestream.replay.pool import AHEAD
from casestream.replay.sending import asked, pickled, question, unpickled
from casestream.replay.source import Plan
from casestream.replay.tasks import Answer, Task, ask

LOCAL = "local[*]"
MASTER = "CASESTREAM_SPARK_MASTER"
QUIET = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}


def session() -> Any:
    """The Spark session of the process; where there is none, a new one at $CASESTREAM_SPARK_MASTER, or on this machine.

    Raises:
        ExtraMissing: pyspark is not installed.
        EngineCannot: there is no Java to run it.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise ExtraMissing.of("pyspark", "spark") from error
    active = SparkSession.getActiveSession()
    if active is not None:
        return active
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("casestream").master(os.environ.get(MASTER, LOCAL))
    for name, value in QUIET.items():
        builder = builder.config(name, value)
    if MASTER not in os.environ:
        builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
    try:
        started = builder.getOrCreate()
    except (PySparkException, OSError) as error:
        raise EngineCannot(
            f"Spark 未能启动：{error}", f"Spark did not start: {error}",
            "安装 Java 17（Debian：openjdk-17-jre-headless）", "install Java 17 (Debian: openjdk-17-jre-headless)",
        ) from error  # fmt: skip
    started.sparkContext.setLogLevel("ERROR")
    return started


def on_spark(task: Task, plans: Iterable[Plan]) -> Iterator[Answer]:
    """Ask the chunks on the Spark session, one task a chunk; the answers in the order of the chunks, as they come.

    Raises:
        CasestreamError: what a worker raises, as it would be raised here.
        EngineCannot: a worker failed otherwise.
    """
    what, waiting = question(partial(ask, task)), iter(plans)
    while first := list(islice(waiting, 1)):  # No session is started for nothing.
        spark = session()
        wave = [*first, *islice(waiting, spark.sparkContext.defaultParallelism * AHEAD - 1)]
        for answer in _answers(one_each(spark, [pickled(plan) for plan in wave]), what):
            if isinstance(answer, CasestreamError):
                raise answer
            yield answer


def one_each(spark: Any, items: list[bytes]) -> Any:
    """A DataFrame in which every item is alone in its partition, in order: divided by ranges, where hashes would collide."""
    frame = spark.createDataFrame(list(enumerate(items)), "place long, item binary")
    return frame.repartitionByRange(len(items), "place")


def _cause(told: str) -> str:
    """The last line that says something of what a worker and the JVM around it tell: frames of the stack do not."""
    lines = [line.strip() for line in told.splitlines()]
    return next((line for line in reversed(lines) if line and not line.startswith(("at ", "... "))), "")


def _answers(frame: Any, what: bytes) -> Iterator[Answer | CasestreamError]:
    """What the workers answer to each item, or the error that it came to."""
    from pyspark.errors import PySparkException

    def answer_each(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        for batch in batches:
            for item in batch.column("item").to_pylist():
                try:
                    answer = asked(what)(unpickled(item))
                except CasestreamError as error:
                    answer = error
                yield pa.RecordBatch.from_pydict({"answer": pa.array([pickled(answer)], pa.binary())})

    try:
        rows = frame.mapInArrow(answer_each, "answer binary").collect()
    except PySparkException as error:
        said = _cause(str(error)) or type(error).__name__
        raise EngineCannot(
            f"Spark 的工作进程失败：{said}", f"a worker of Spark failed: {said}",
            "在各工作节点上安装同一版本的 casestream 和程序文件", "install this casestream and your modules on every worker",
        ) from error  # fmt: skip
    return (unpickled(bytes(row.answer)) for row in rows)
