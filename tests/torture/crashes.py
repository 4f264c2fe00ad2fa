"""A server that crashes while it is written to: what was acknowledged is there, whole; the rest is tried again."""

import random
import time
from contextlib import suppress
from multiprocessing.connection import Connection

import psycopg

import casestream
from casestream.kernel.errors import CommitUnknown, StoreFailed
from cluster import PASSWORD, Cluster
from torture import batches
from torture.nursery import Child, Nursery
from torture.promise import Outcome, Scale, progress
from torture.server import is_whole, server

ACKNOWLEDGED = range(5, 40)  # So many batches before the crash.
LATEST_SECONDS = 0.01
PAUSE_SECONDS = 0.05
CONTROL_ROUNDS = 20


def keep_writing(place: str, pipe: Connection) -> None:
    """Batch after batch, each said when it has been acknowledged, tried again while the server is away."""
    number = 1
    with casestream.open(place) as docket:
        while True:
            try:
                batches.write(docket, number)
            except (StoreFailed, CommitUnknown):
                time.sleep(PAUSE_SECONDS)
            else:
                pipe.send(number)
                number += 1


def keep_writing_without_the_disk(port: int, pipe: Connection) -> None:
    """The known-bad configuration: a session that acknowledges before the disk has it."""
    number = 1
    session = psycopg.connect(
        host="127.0.0.1", port=port, user="court", password=PASSWORD, dbname="postgres", autocommit=True,
        options="-csynchronous_commit=off",
    )  # fmt: skip
    with session, suppress(psycopg.OperationalError):
        while True:
            session.execute("INSERT INTO numbers VALUES (%s)", (number,))
            pipe.send(number)
            number += 1


def crash(cluster: Cluster, writer: Child, chance: random.Random) -> list[int]:
    """Let the writer write, crash the server, start it; what had been acknowledged before."""
    said = [writer.hear() for _ in range(chance.choice(ACKNOWLEDGED))]
    time.sleep(chance.uniform(0, LATEST_SECONDS))
    cluster.stop("immediate")
    cluster.start()
    return said


def control(cluster: Cluster, nursery: Nursery, chance: random.Random) -> tuple[int, int]:
    """How many crashes it took until a number that was acknowledged was lost, and how many were."""
    for rounds in range(1, CONTROL_ROUNDS + 1):
        cluster.ask("DROP TABLE IF EXISTS numbers")
        cluster.ask("CREATE TABLE numbers (number bigint)")
        writer = nursery.start(keep_writing_without_the_disk, cluster.port)
        said = crash(cluster, writer, chance) + writer.rest()
        kept = {number for (number,) in cluster.ask("SELECT number FROM numbers")}
        if lost := len(set(said) - kept):
            return rounds, lost
    return CONTROL_ROUNDS, 0


def measure(scale: Scale) -> Outcome:
    """The crashes, then the same with a session that does not wait for the disk."""
    rounds, chance = scale.of(3, 100), random.Random(7)
    with server() as cluster, Nursery() as nursery:
        place = cluster.address()
        writer = nursery.start(keep_writing, place)
        said: list[int] = []
        for number in range(rounds):
            said += crash(cluster, writer, chance)
            progress("crashes", number + 1, rounds)
        said += writer.kill()
        wrong = is_whole(place, set(said))
        is_resumed = said == list(range(1, len(said) + 1))
        control_rounds, lost = control(cluster, nursery, chance)
    return Outcome(
        figure=f"{rounds} crashes, {len(said):,} batches acknowledged, {wrong or 'none lost, none partial, none double'}",
        kept=not wrong and is_resumed,
        control=f"synchronous_commit=off: {lost} lost in crash {control_rounds}",
        control_failed=lost > 0,
    )
