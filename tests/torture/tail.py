"""Eight writers on one server and one who reads behind them: who reads on from the newest record has seen every one before it."""

import time
from multiprocessing.connection import Connection
from typing import Any
from uuid import uuid4

from attrs import frozen
from eventsourcing.persistence import ApplicationRecorder, StoredEvent
from eventsourcing.postgres import PostgresFactory

import casestream
from cases import applied, envelope
from casestream.kernel import Case
from casestream.store.log import Log
from cluster import PASSWORD, Cluster, schema_of
from torture.nursery import Child, Nursery
from torture.promise import Outcome, Scale, progress
from torture.server import server

WRITERS = 8
EVENTS_OF_AN_APPEND = 10
PAGE = 500
CONTROL_ROUNDS = 20


def stock(port: int, schema: str, *, functions: bool, create: bool = False) -> PostgresFactory:
    """Stock `eventsourcing`, with its functions in the database, which take no lock, or without."""
    return PostgresFactory({
        "POSTGRES_DBNAME": "postgres", "POSTGRES_HOST": "127.0.0.1", "POSTGRES_PORT": str(port), "POSTGRES_USER": "court",
        "POSTGRES_PASSWORD": PASSWORD, "POSTGRES_SCHEMA": schema, "CREATE_TABLE": "y" if create else "n",
        "POSTGRES_ENABLE_DB_FUNCTIONS": "y" if functions else "n",
    })  # fmt: skip


def append(place: str, count: int, pipe: Connection) -> None:
    """So many events of one stream, a few an append, once the word is given."""
    with casestream.open(place) as docket:
        case = Case(str(uuid4()))
        pipe.send("ready")
        pipe.recv()
        for index in range(0, count, EVENTS_OF_AN_APPEND):
            docket.log.append(case, [applied()] * EVENTS_OF_AN_APPEND, envelope(f"{case.id}/{index}"))
            case.version += EVENTS_OF_AN_APPEND


def append_stock(port: int, schema: str, count: int, pipe: Connection) -> None:
    """The same in the known-bad configuration."""
    with stock(port, schema, functions=True) as factory:
        recorder, stream = factory.application_recorder(), uuid4()
        pipe.send("ready")
        pipe.recv()
        for index in range(0, count, EVENTS_OF_AN_APPEND):
            recorder.insert_events(
                [StoredEvent(stream, version, "topic", b"{}") for version in range(index, index + EVENTS_OF_AN_APPEND)]
            )


@frozen
class Seen:
    """What a reader saw behind the writers, and what there was in the end."""

    read: list[int]
    stored: list[int]
    seconds: float

    @property
    def missed(self) -> int:
        """How many records it never saw."""
        return len(set(self.stored) - set(self.read))

    @property
    def doubled(self) -> int:
        """How many it saw again."""
        return len(self.read) - len(set(self.read))


def behind(recorder: ApplicationRecorder, writers: list[Child]) -> Seen:
    """Read on from the newest record again and again, until the writers have ended and nothing more comes."""
    for writer in writers:
        writer.hear()
    began = time.monotonic()
    for writer in writers:
        writer.pipe.send("go")
    read: list[int] = []
    is_over = False
    while True:
        page = recorder.select_notifications(read[-1] if read else 0, PAGE, inclusive_of_start=False)
        read += [found.id for found in page]
        if not page:
            if is_over:
                break
            is_over = all(_has_ended(writer) for writer in writers)
            time.sleep(0.001)
    seconds = time.monotonic() - began
    stored = [found.id for found in recorder.select_notifications(1, 1 << 40)]
    return Seen(read, stored, seconds)


def _has_ended(writer: Child) -> bool:
    if writer.pipe.closed:
        return True
    if writer.pipe.poll():
        writer.rest()
        return True
    return False


def ours(cluster: Cluster, nursery: Nursery, count: int) -> Seen:
    """Eight writers of a docket and one who reads behind them."""
    place = cluster.address()
    log = Log(place)
    try:
        return behind(log.recorder, [nursery.start(append, place, count) for _ in range(WRITERS)])
    finally:
        log.close()


def control(cluster: Cluster, nursery: Nursery, count: int) -> Seen:
    """The same with stock."""
    schema = schema_of(cluster.address())
    cluster.ask(f'CREATE SCHEMA "{schema}"')
    with stock(cluster.port, schema, functions=True, create=True) as factory:
        recorder: Any = factory.application_recorder()
        return behind(recorder, [nursery.start(append_stock, cluster.port, schema, count) for _ in range(WRITERS)])


def measure(scale: Scale) -> Outcome:
    """Ours, then stock with functions until it misses one."""
    count = scale.of(100, 6_000)
    with server() as cluster, Nursery() as nursery:
        seen = ours(cluster, nursery, count)
        progress("8 writers and a reader", 1, 1)
        for rounds in range(1, CONTROL_ROUNDS + 1):
            stock_seen = control(cluster, nursery, count)
            progress("control: functions in the database", rounds, CONTROL_ROUNDS)
            if stock_seen.missed:
                break
    every = list(range(1, WRITERS * count + 1))
    return Outcome(
        figure=f"{len(seen.stored):,} records of 8 writers, {seen.missed} missed and {seen.doubled} doubled by who reads behind "
        f"them; {len(seen.stored) / seen.seconds:,.0f} records/s",
        kept=seen.read == seen.stored == every,
        control=f"stock with functions in the database: {stock_seen.missed} of {len(stock_seen.stored):,} missed (round {rounds})",
        control_failed=stock_seen.missed > 0,
    )
