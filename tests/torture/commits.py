"""Backends ended while they commit: what is stored is acknowledged, what is not is tried again, nothing conflicts with itself."""

import random
import time
from collections import Counter
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any
from uuid import uuid4

import psycopg
from attrs import field, frozen
from eventsourcing import persistence
from eventsourcing.persistence import StoredEvent

import casestream
from casestream.kernel.errors import CasestreamError, CommitUnknown, StoreFailed
from casestream.store.sessions import Datastore
from cluster import PASSWORD, Cluster, schema_of
from torture import batches, tail
from torture.nursery import Nursery
from torture.promise import Outcome, Scale, progress
from torture.server import is_whole, server

WRITERS = 4
LATEST_SECONDS = 0.02
COMMITTING = "query = 'COMMIT' AND state = 'active'"


def keep_writing(place: str, first: int, pipe: Connection) -> None:
    """Batch after batch, tried again until it is acknowledged; what it met on the way is said in the end."""
    met: Counter[str] = Counter()
    decide: Any = Datastore._is_committed

    def decided(*arguments: Any) -> bool:
        outcome: bool = decide(*arguments)
        met["committed" if outcome else "not committed"] += 1
        return outcome

    Datastore._is_committed = decided  # type: ignore[method-assign]  # In a process of its own.
    acknowledged = []
    with casestream.open(place) as docket:
        pipe.send("ready")
        number = first
        while not pipe.poll():
            try:
                met["answered"] += batches.write(docket, number)
            except CommitUnknown:
                met["unknown"] += 1
            except StoreFailed:
                met["tried again"] += 1
            except CasestreamError:
                met["false conflicts"] += 1
                break
            else:
                acknowledged.append(number)
                number += WRITERS
    pipe.send((acknowledged, met))


def keep_writing_stock(port: int, schema: str, pipe: Connection) -> None:
    """The same as stock does it, which itself tries again: events that conflict with nothing but themselves."""
    met: Counter[str] = Counter()
    with tail.stock(port, schema) as factory:
        factory.datastore.enable_db_functions = False  # Stock as it comes.
        recorder = factory.application_recorder()
        pipe.send("ready")
        while not pipe.poll():
            stream = uuid4()
            try:
                recorder.insert_events([StoredEvent(stream, 1, "topic", b"{}")])
            except persistence.IntegrityError:
                met["false conflicts"] += bool(recorder.select_events(stream))
            except persistence.PersistenceError:
                met["tried again"] += 1
    pipe.send(([], met))


@frozen
class Killed:
    """How many backends were ended, how many of them while they committed; what the writers acknowledged and met."""

    killed: int
    acknowledged: set[int] = field(repr=False)
    met: Counter[str]


def end_backends(cluster: Cluster, kills: int, enough: Any, label: str) -> int:
    """End so many backends of writers, most of them while they commit, some at any moment; `enough` may end it before."""
    chance, killed = random.Random(11), 0
    with psycopg.connect(
        host="127.0.0.1", port=cluster.port, user="court", password=PASSWORD, dbname="postgres", autocommit=True
    ) as session:
        while killed < kills and not enough():
            time.sleep(chance.uniform(0, LATEST_SECONDS))
            which = COMMITTING if chance.random() < 0.9 else "true"
            ended = session.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND {which} ORDER BY random() LIMIT 1".encode()
            ).fetchall()
            killed += len(ended)
            if ended:
                progress(label, killed, kills)
    return killed


def under_fire(cluster: Cluster, nursery: Nursery, kills: int, *, place: str = "", schema: str = "") -> Killed:
    """Writers whose backends are ended: of a docket at a place, or stock in a schema until it has conflicted with itself."""
    writers = [
        nursery.start(keep_writing, place, first) if place else nursery.start(keep_writing_stock, cluster.port, schema)
        for first in range(1, WRITERS + 1)
    ]
    for writer in writers:
        writer.hear()
    killed = end_backends(cluster, kills, lambda: False, "backends ended" if place else "control: stock")
    met: Counter[str] = Counter()
    acknowledged: set[int] = set()
    for writer in writers:
        with suppress(OSError):
            writer.pipe.send("enough")
    for writer in writers:
        for numbers, each in writer.rest():
            acknowledged.update(numbers)
            met.update(each)
    return Killed(killed, acknowledged, met)


def measure(scale: Scale) -> Outcome:
    """Ours under fire, then stock."""
    kills, control_rounds = scale.of(25, 500), scale.of(10, 1)
    with server() as cluster, Nursery() as nursery:
        place = cluster.address()
        casestream.open(place).close()
        ours = under_fire(cluster, nursery, kills, place=place)
        wrong = is_whole(place, ours.acknowledged)
        schema = schema_of(cluster.address())
        cluster.ask(f'CREATE SCHEMA "{schema}"')
        conflicts = killed = 0
        for _ in range(control_rounds):
            control = under_fire(cluster, nursery, kills, schema=schema)
            conflicts, killed = conflicts + control.met["false conflicts"], killed + control.killed
            if conflicts:
                break
    met = ours.met
    return Outcome(
        figure=f"{ours.killed:,} backends ended, {len(ours.acknowledged):,} batches acknowledged, {wrong or 'none lost, none double'}, "
        f"{met['false conflicts']} false conflicts; {met['committed']} broken commits found committed, "
        f"{met['not committed']} not, {met['unknown']} never known",
        kept=not wrong and met["false conflicts"] == 0 and bool(ours.acknowledged),
        control=f"stock: {conflicts} false conflicts in {killed:,}",
        control_failed=conflicts > 0,
    )  # fmt: skip
