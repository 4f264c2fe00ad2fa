"""Spark: the chunks of a log asked by the workers of a cluster, with the kernel that runs everywhere else.

Each chunk is one row of a DataFrame; `mapInArrow` hands it to the kernel and back come the chunk's answers, to be put together
here, exactly. Workers read the segments at the path at which this machine sees them (a shared disk), and have casestream
installed; what is not sealed yet travels with the question.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from casestream.kernel.errors import EngineCannot, ExtraMissing
from casestream.replay.pool import pickled, unpickled
from casestream.replay.source import Plan
from casestream.replay.tasks import Answer, Task

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
    """Ask the chunks on the Spark session, one task a chunk."""
    what, rows = pickled(task), [(place, pickled(plan)) for place, plan in enumerate(plans)]
    if not rows:
        return

    def ask(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        for batch in batches:
            for place, plan in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                answer = pickled(unpickled(what).ask(unpickled(plan).chunk()))
                yield pa.RecordBatch.from_pydict({
                    "place": pa.array([place], pa.int64()), "answer": pa.array([answer], pa.binary())
                })  # fmt: skip

    frame = session().createDataFrame(rows, "place long, plan binary").repartition(len(rows), "place")
    answers = {row.place: row.answer for row in frame.mapInArrow(ask, "place long, answer binary").toLocalIterator()}
    yield from (unpickled(bytes(answers[place])) for place in range(len(rows)))
