"""Backends ended and wires cut at a commit: what is stored is acknowledged, what is not is tried again, nothing conflicts with itself."""

import random
import time
from collections import Counter
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any
from uuid import uuid4

import psycopg
from attrs import frozen
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
from torture.wire import Wire

WRITERS = 4
LATEST_SECONDS = 0.02
COMMITS_A_CUT = 10
CONTROL_ROUNDS = 10
COMMITTING = "query = 'COMMIT' AND state = 'active'"


def keep_writing(place: str, first: int, pipe: Connection) -> None:
    """Batch after batch, tried again until it is acknowledged; what it met on the way is said in the end."""
    met: Counter[str] = Counter()
    decide: Any = Datastore._is_committed

    def decided(*arguments: Any) -> bool:
        outcome: bool = decide(*arguments)
        met["committed" if outcome else "not committed"] += 1
        return outcome

    Datastore._is_committed = decided  # type: ignore[assignment, method-assign]  # In a process of its own.
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
    with tail.stock(port, schema, functions=False) as factory:
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
class UnderFire:
    """How many backends were ended and wires cut; how many writers lived on, what they acknowledged and what they met."""

    ended: int
    cut: int
    writers: int
    acknowledged: set[int]
    met: Counter[str]


def end_backends(cluster: Cluster, count: int, label: str) -> None:
    """End so many backends of writers while they commit, and now and then one at any other moment."""
    chance, ended = random.Random(11), 0
    with psycopg.connect(
        host="127.0.0.1", port=cluster.port, user="court", password=PASSWORD, dbname="postgres", autocommit=True
    ) as session:
        while ended < count:
            time.sleep(chance.uniform(0, LATEST_SECONDS))
            which = COMMITTING if chance.random() < 0.98 else "true"
            hit = session.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND {which} ORDER BY random() LIMIT 1".encode()
            ).fetchall()
            if hit and which == COMMITTING:
                ended += 1
                progress(label, ended, count)


def under_fire(cluster: Cluster, nursery: Nursery, count: int, *, place: str = "", schema: str = "") -> UnderFire:
    """Four writers, of the docket at a place or stock in a schema, over a wire that breaks, whose backends are ended."""
    met: Counter[str] = Counter()
    acknowledged: set[int] = set()
    with Wire(cluster.port, one_in=COMMITS_A_CUT) as wire:
        place = place.replace(f":{cluster.port}/", f":{wire.port}/")
        writers = [
            nursery.start(keep_writing, place, first) if place else nursery.start(keep_writing_stock, wire.port, schema)
            for first in range(1, WRITERS + 1)
        ]
        for writer in writers:
            writer.hear()
        end_backends(cluster, count, "backends ended" if place else "control: stock")
        for writer in writers:
            with suppress(OSError):
                writer.pipe.send("enough")
        said = [each for writer in writers for each in writer.rest()]
    for numbers, each in said:
        acknowledged.update(numbers)
        met.update(each)
    return UnderFire(count, wire.cut, len(said), acknowledged, met)


def measure(scale: Scale) -> Outcome:
    """Ours under fire, then stock, until it has conflicted with itself."""
    count = scale.of(25, 500)
    with server() as cluster, Nursery() as nursery:
        place, schema = cluster.address(), schema_of(cluster.address())
        casestream.open(place).close()
        ours = under_fire(cluster, nursery, count, place=place)
        wrong = is_whole(place, ours.acknowledged)
        cluster.ask(f'CREATE SCHEMA "{schema}"')
        with tail.stock(cluster.port, schema, functions=False, create=True) as factory:
            factory.application_recorder()
        for _ in range(CONTROL_ROUNDS):
            control = under_fire(cluster, nursery, count, schema=schema)
            if conflicts := control.met["false conflicts"]:
                break
    met = ours.met
    return Outcome(
        figure=f"{ours.ended:,} backends ended while they committed, {ours.cut:,} wires cut; {len(ours.acknowledged):,} batches "
        f"acknowledged, {wrong or 'none lost, none double'}, {met['false conflicts']} false conflicts; of broken commits "
        f"{met['committed']} were found committed and acknowledged, {met['not committed']} not and tried again, "
        f"{met['unknown']} never known",
        kept=not wrong and ours.writers == WRITERS and met["false conflicts"] == 0 and met["committed"] > 0,
        control=f"stock: {conflicts:,} false conflicts with {control.ended:,} backends ended, {control.cut:,} wires cut",
        control_failed=conflicts > 0,
    )
