"""A docket in PostgreSQL: what is refused before it is touched, what a session keeps, and what becomes of a broken commit."""

import os
import threading
import traceback
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from psycopg import Connection

import casestream
from cases import applied, applying, basis, envelope, filing
from casestream.docket import Docket
from casestream.kernel import Case
from casestream.kernel.errors import (
    CommitUnknown,
    KeysMissing,
    LogError,
    NewerDocket,
    NotADocket,
    NotDurable,
    NotWritable,
    OlderDocket,
    StoreFailed,
)
from casestream.store import sessions
from casestream.store.log import Log
from casestream.store.server import Server, shown
from casestream.testing import CLERK
from cluster import PASSWORD, Cluster, schema_of
from places import query

SECRETS = (PASSWORD, quote(PASSWORD, safe=""), "geheim")


@pytest.fixture
def place(cluster: Cluster) -> str:
    """A schema of the server."""
    return cluster.address()


@pytest.fixture
def log(place: str) -> Iterator[Log]:
    """An empty log in the server."""
    opened = Log(place)
    yield opened
    opened.close()


def append(log: Log, name: str) -> None:
    """One event of a new stream."""
    log.append(Case(name), [applied()], envelope(name))


# --- addresses and what is shown of them ---


def test_no_password_is_shown_anywhere(place: str, cluster: Cluster) -> None:
    with casestream.open(place) as docket:
        docket.handle(applying(1), CLERK)
        factory: Any = docket.log.factory
        told = [
            docket.log.place, repr(docket.log), repr(docket.log.env), repr(vars(factory)), repr(vars(docket.log)),
            repr(factory.datastore.server), shown(place), shown(place.replace("postgresql:", "postgres:")),
        ]  # fmt: skip
    for wrong in (cluster.address("s", database="nix"), cluster.address("s", user="nobody"), cluster.address("s") + "&x=y",
                  "postgresql://court:geheim%zz@localhost/x"):  # fmt: skip
        with pytest.raises(LogError) as refused:
            casestream.open(wrong)
        told += [str(refused.value), "".join(traceback.format_exception(refused.value)), shown(wrong)]
    for secret in SECRETS:
        assert [text for text in told if secret in text] == []
    assert told[0] == f"postgresql://court@127.0.0.1:{cluster.port}/postgres?schema={schema_of(place)}"


@pytest.mark.parametrize(
    ("parameters", "schema", "told"),
    [
        ({"host": "::1", "user": "书记员", "password": "x", "dbname": "a/b"}, "法院 1",
         "postgresql://%E4%B9%A6%E8%AE%B0%E5%91%98@[::1]/a%2Fb?schema=%E6%B3%95%E9%99%A2%201"),
        ({"host": "/run/postgresql", "port": "5433"}, "", "postgresql://%2Frun%2Fpostgresql:5433/"),
        ({}, "", "postgresql:///"),
    ],
)  # fmt: skip
def test_an_address_is_shown_as_it_can_be_given_again(parameters: dict[str, str], schema: str, told: str) -> None:
    assert str(Server(parameters, schema)) == told
    again = Server.at(told)
    assert again.schema == schema
    assert str(again) == told


@pytest.mark.parametrize("password", ["s3cr/et", "s3cr@et", "12/s3cr", "a/s3cr/b"])
def test_a_password_that_is_not_written_as_it_should_be_is_never_shown(password: str) -> None:
    address = f"postgresql://user:{password}@host/db"
    with pytest.raises(NotADocket) as refused:
        casestream.open(address)
    told = [str(refused.value), shown(address), "".join(traceback.format_exception(refused.value))]
    assert [text for text in told if "s3cr" in text] == []


def test_the_schema_is_the_first_that_the_role_looks_into_unless_it_is_named(cluster: Cluster) -> None:
    cluster.ask("CREATE DATABASE plain")
    cluster.ask("CREATE SCHEMA other", database="plain")
    plain = cluster.address(database="plain").partition("?")[0]
    for place, schema in ((plain, "public"), (f"{plain}?options=-csearch_path%3Dother", "other")):
        with casestream.open(place) as docket:
            docket.handle(applying(1), CLERK)
            assert docket.log.place.endswith(f"?schema={schema}")
    assert cluster.ask("SELECT count(*) FROM public.events", database="plain") == [(3,)]
    assert cluster.ask("SELECT count(*) FROM other.events", database="plain") == [(3,)]


def test_a_schema_may_have_any_name(cluster: Cluster) -> None:
    place = cluster.address(quote('法院 "1"; --', safe=""))
    for _ in range(2):  # Made, then found again.
        with casestream.open(place) as docket:
            docket.handle(applying(1), CLERK, command_id="one")
            assert docket.log.last_position() == 3


# --- what is refused ---


def test_a_server_that_cannot_be_asked_is_told(cluster: Cluster) -> None:
    free = cluster.address("s").replace(str(cluster.port), "1")
    for place, said in (
        (cluster.address("s", password="wrong"), "password authentication failed"),  # noqa: S106
        (cluster.address("s", database="nix"), 'database "nix" does not exist'),
        (free, "refused"),
    ):
        with pytest.raises(StoreFailed, match=said) as refused:
            casestream.open(place)
        assert "check that PostgreSQL runs" in refused.value.cure_en


def test_a_schema_without_a_docket_is_left_alone(place: str, cluster: Cluster) -> None:
    with pytest.raises(NotADocket, match="there is no docket"):
        casestream.open(place, create=False)
    assert cluster.ask("SELECT 1 FROM pg_namespace WHERE nspname = %s", schema_of(place)) == []


@pytest.mark.parametrize("table", ["events", "docket", "commands"])
def test_tables_of_others_under_our_names_are_refused_and_left_alone(place: str, cluster: Cluster, table: str) -> None:
    schema = schema_of(place)
    cluster.ask(f'CREATE SCHEMA "{schema}"')
    cluster.ask(f'CREATE TABLE "{schema}".{table} (x int)')
    with pytest.raises(NotADocket, match=f"other tables named {table}"):
        casestream.open(place)
    assert query(place, "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()") == [
        (table,)
    ]


def test_tables_of_others_beside_ours_are_none_of_our_business(place: str, cluster: Cluster) -> None:
    schema = schema_of(place)
    cluster.ask(f'CREATE SCHEMA "{schema}"')
    cluster.ask(f'CREATE TABLE "{schema}".invoices (x int)')
    with casestream.open(place) as docket:
        docket.handle(applying(1), CLERK)
    with casestream.open(place, create=False) as docket:
        assert docket.log.last_position() == 3


def test_a_database_that_cannot_hold_chinese_is_refused(cluster: Cluster) -> None:
    cluster.ask("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(NotWritable, match="LATIN1"):
        casestream.open(cluster.address("s", database="latin"))


@pytest.mark.parametrize(("version", "refused"), [("99", NewerDocket), ("1", OlderDocket)])
def test_a_docket_of_another_version_is_refused(place: str, log: Log, version: str, refused: type[LogError]) -> None:
    psycopg.connect(place.partition("?")[0], autocommit=True).execute(
        f"UPDATE \"{schema_of(place)}\".docket SET value = '{version}' WHERE key = 'schema'".encode()
    ).connection.close()
    with pytest.raises(refused, match=version):
        casestream.open(place)


def test_functions_that_take_no_lock_are_refused(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", "y")
    with pytest.raises(NotDurable, match="misses records"):
        casestream.open(place)


def test_a_server_that_does_not_keep_what_it_acknowledges_is_refused(place: str, cluster: Cluster) -> None:
    with casestream.open(place) as docket:
        try:
            cluster.ask("ALTER SYSTEM SET fsync = off")
            cluster.reload("fsync", "off")
            with pytest.raises(NotDurable, match="fsync=off"):
                casestream.open(place)
            assert docket.log.durability() == ("off", "on")
            assert [check.ok for check in docket.health() if check.en == "writes are durable"] == [False]
        finally:
            cluster.ask("ALTER SYSTEM RESET fsync")
            cluster.reload("fsync", "on")
    casestream.open(place).close()


def test_a_role_that_does_not_wait_for_the_disk_waits_here(place: str, cluster: Cluster) -> None:
    cluster.ask("ALTER ROLE court SET synchronous_commit = off")
    try:
        assert cluster.ask("SHOW synchronous_commit") == [("off",)]
        with casestream.open(place) as docket:
            assert docket.log.durability() == ("on", "on")
    finally:
        cluster.ask("ALTER ROLE court RESET synchronous_commit")


# --- what the tables keep ---


@pytest.mark.parametrize("replica", [False, True])
@pytest.mark.parametrize(
    "statement", ["UPDATE events SET day = 1", "DELETE FROM events WHERE position = 3", "TRUNCATE events"]
)
def test_events_are_neither_edited_nor_deleted(place: str, log: Log, statement: str, *, replica: bool) -> None:
    append(log, "a")
    role = "SET session_replication_role = replica; " if replica else ""
    with pytest.raises(psycopg.errors.RaiseException, match="never"):
        query(place, role + statement)
    assert log.last_position() == 1


def test_what_is_written_meanwhile_is_not_seen(place: str, log: Log) -> None:
    append(log, "a")
    with log.reading() as cursor:
        cursor.execute("SELECT count(*) FROM events")
        assert cursor.fetchone() == (1,)
        with casestream.open(place) as other:
            append(other.log, "b")
        cursor.execute("SELECT count(*) FROM events")
        assert cursor.fetchone() == (1,)
    assert log.last_position() == 2


def test_a_scan_that_is_forgotten_touches_no_session_that_has_been_given_back(log: Log) -> None:
    log.append(Case("a"), [applied()] * 10, envelope("a"))
    with log.reading() as cursor:
        scanned = cursor.scan("SELECT position FROM events ORDER BY position", size=3)
        assert next(scanned) == [(1,), (2,), (3,)]
    with log.batch():
        scanned.close()
        append(log, "b")
        with log.reading() as cursor:
            pages = list(cursor.scan("SELECT position FROM events WHERE position > ? ORDER BY position", (5,), size=4))
        assert pages == [[(6,), (7,), (8,), (9,)], [(10,), (11,)]]
    assert log.last_position() == 11


def test_what_waits_too_long_for_another_writer_is_told(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casestream.store.server.SESSION", sessions_with("lock_timeout", "200ms"))
    with casestream.open(place) as one, casestream.open(place) as other, one.batch():
        append(one.log, "a")
        with pytest.raises(StoreFailed, match="lock timeout") as refused:
            append(other.log, "b")
        assert "whoever holds the docket" in refused.value.cure_en
        append(one.log, "c")
    with casestream.open(place) as docket:
        assert docket.log.streams() == ["a", "c"]


def sessions_with(setting: str, value: str) -> str:
    """What a session is told, with another value for a setting."""
    from casestream.store.server import SESSION

    assert f"'{setting}', '60s'" in SESSION
    return SESSION.replace(f"'{setting}', '60s'", f"'{setting}', '{value}'")


def test_a_statement_that_fails_in_a_batch_undoes_the_batch_even_if_it_is_caught(log: Log) -> None:
    append(log, "before")

    def batch() -> None:
        with log.batch():
            append(log, "a")
            with pytest.raises(StoreFailed), log.reading() as cursor:
                cursor.execute("SELECT nothing")
            with pytest.raises(StoreFailed, match="failed"):
                append(log, "b")

    with pytest.raises(StoreFailed, match="a statement failed, and with it the transaction"):
        batch()
    assert log.streams() == ["before"]
    append(log, "after")
    assert log.last_position() == 2


# --- sessions that end ---


def end_sessions(cluster: Cluster) -> None:
    """End every session of casestream, as a restart would."""
    cluster.ask("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'casestream'")


def test_sessions_that_ended_in_their_idleness_are_replaced_unseen(log: Log, cluster: Cluster) -> None:
    for act in (
        lambda: append(log, "a"),
        lambda: log.case("a"),
        lambda: log.streams(),
        log.recorder.max_notification_id,
    ):
        end_sessions(cluster)
        act()
    assert log.last_position() == 1


def test_a_session_that_ends_in_a_batch_leaves_nothing(log: Log, cluster: Cluster) -> None:
    def batch() -> None:
        with log.batch():
            append(log, "a")
            end_sessions(cluster)
            append(log, "b")

    with pytest.raises(StoreFailed):
        batch()
    assert log.last_position() == 0
    append(log, "c")
    assert log.streams() == ["c"]


def test_a_fork_has_sessions_of_its_own(log: Log) -> None:
    append(log, "parent")
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # A fork beside threads: the child takes none of their locks.
        child = os.fork()
    if child == 0:
        try:
            append(log, "child")
            os._exit(0 if log.last_position() == 2 else 2)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    append(log, "parent again")
    assert log.streams() == ["parent", "child", "parent again"]


def test_a_server_that_crashes_loses_nothing_acknowledged(place: str, cluster: Cluster) -> None:
    with casestream.open(place) as docket:
        for crash in range(2):
            append(docket.log, f"before {crash}")
            cluster.stop("immediate")
            with pytest.raises(StoreFailed, match=r"refused|not accept"):
                append(docket.log, f"during {crash}")
            cluster.start()
        assert docket.log.streams() == ["before 0", "before 1"]


# --- a commit that breaks off ---


@contextmanager
def at_commit(monkeypatch: pytest.MonkeyPatch, act: Any) -> Iterator[None]:
    """Have the next commit done by `act`, which gets the session and what would commit."""
    execute: Any = Connection.execute

    def executed(self: Connection[Any], statement: Any, *arguments: Any, **how: Any) -> Any:
        if statement != "COMMIT":
            return execute(self, statement, *arguments, **how)
        patched.undo()
        return act(self, lambda: execute(self, statement))

    with monkeypatch.context() as patched:
        patched.setattr(Connection, "execute", executed)
        yield


def broken(session: Connection[Any]) -> psycopg.OperationalError:
    """A session whose network has just gone."""
    session.pgconn.finish()
    return psycopg.OperationalError("the connection is lost")


def never_sent(session: Connection[Any], commit: Any) -> None:
    """The wish to commit does not reach the server."""
    raise broken(session)


def never_answered(session: Connection[Any], commit: Any) -> None:
    """The server has committed, but its answer is lost."""
    commit()
    raise broken(session)


def test_what_was_committed_though_the_answer_was_lost_is_acknowledged(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with casestream.open(place) as docket:
        with at_commit(monkeypatch, never_answered):
            receipt = docket.handle(applying(1), CLERK, command_id="one")
        assert receipt.positions == (1, 2, 3)
        assert not receipt.repeated
        assert docket.handle(applying(1), CLERK, command_id="one").repeated
        docket.handle(filing(1), CLERK)  # Nothing that the process had learnt was forgotten.
        assert docket.log.is_gapless()


def test_what_was_not_committed_is_told_and_can_be_tried_again(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with casestream.open(place) as docket:
        with at_commit(monkeypatch, never_sent), pytest.raises(StoreFailed, match="nothing was written") as refused:
            docket.handle(applying(1), CLERK, command_id="one")
        assert "same command id" in refused.value.cure_en
        assert docket.log.last_position() == 0
        assert not docket.handle(applying(1), CLERK, command_id="one").repeated
        assert docket.cases() == [basis(1)]


def test_a_backend_that_is_ended_while_it_commits_is_in_no_doubt(
    place: str, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(session: Connection[Any], commit: Any) -> None:
        cluster.ask("SELECT pg_terminate_backend(%s)", session.info.backend_pid)
        commit()

    with casestream.open(place) as docket:
        with at_commit(monkeypatch, ended), pytest.raises(StoreFailed, match="nothing was written"):
            docket.handle(applying(1), CLERK, command_id="one")
        assert docket.handle(applying(1), CLERK, command_id="one").positions == (1, 2, 3)


@pytest.mark.parametrize(("act", "repeated"), [(never_sent, False), (never_answered, True)])
def test_what_nobody_can_tell_is_told_by_a_retry(
    place: str, monkeypatch: pytest.MonkeyPatch, act: Any, *, repeated: bool
) -> None:
    with casestream.open(place) as docket:
        monkeypatch.setattr(sessions, "DOUBT_SECONDS", 0)
        with at_commit(monkeypatch, act), pytest.raises(CommitUnknown) as refused:
            docket.handle(applying(1), CLERK, command_id="one")
        assert "same command id" in refused.value.cure_en
        assert docket.handle(applying(1), CLERK, command_id="one").repeated == repeated
        assert docket.log.last_position() == 3


def test_the_number_of_a_transaction_that_a_crash_gave_to_another_is_not_believed(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with casestream.open(place) as docket:
        fetch = sessions.Datastore.fetch

        def fetched(self: Any, statement: str, parameters: Any = ()) -> list[Any]:
            return [("committed",)] if "pg_xact_status" in statement else fetch(self, statement, parameters)

        monkeypatch.setattr(sessions.Datastore, "fetch", fetched)
        with at_commit(monkeypatch, never_sent), pytest.raises(StoreFailed, match="nothing was written"):
            docket.handle(applying(1), CLERK, command_id="one")
        assert docket.log.last_position() == 0


def test_a_transaction_that_a_crash_has_lost_lies_in_the_future(log: Log) -> None:
    datastore: Any = log.recorder.datastore
    assert not datastore._is_committed("999999999", lambda: True, ZeroDivisionError())


def test_what_a_step_wrote_that_was_undone_says_nothing_of_the_commit(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with casestream.open(place) as docket:

        def undone() -> None:
            with docket.batch():
                docket.handle(applying(2), CLERK, command_id="two")
                raise ZeroDivisionError

        with at_commit(monkeypatch, never_answered), docket.batch():
            docket.handle(applying(1), CLERK, command_id="one")
            with pytest.raises(ZeroDivisionError):
                undone()
        assert docket.cases() == [basis(1)]


# --- what is wrong with it, and what lies beside it ---


def examined(docket: Docket) -> list[str]:
    from casestream.store.faults import faults

    return [f"{fault.position}: {fault.en}" for fault in faults(docket.log)]


def test_what_is_wrong_in_the_tables_is_found(place: str) -> None:
    with casestream.open(place) as docket:
        docket.handle(applying(1), CLERK)
        docket.handle(filing(1), CLERK)
        assert examined(docket) == []
        forge = "SET session_replication_role = replica; ALTER TABLE events DISABLE TRIGGER ALL; "
        query(place, forge + "UPDATE events SET day = day + 1 WHERE position = 2; DELETE FROM rounds")
        found = examined(docket)
    assert "0: events_stay is missing" in found
    assert any(line.startswith("2: ") and "leaf" in line for line in found)
    assert "5: row 5 of events refers to no row of rounds" in found


def test_segments_and_views_lie_in_the_cache_of_the_user(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with casestream.open(place) as docket:
        docket.handle(applying(1), CLERK)
        segment = docket.seal()
        assert segment is not None
        assert segment.folder.parent == tmp_path / "casestream" / f"{docket.log.recorder.says('id')}.segments"
        assert segment.manifest.records == 3


def test_names_are_sealed_in_a_server_too(place: str, tmp_path: Path) -> None:
    name = "吴某"
    with casestream.open(place, keys=tmp_path / "keys") as docket:
        docket.handle(applying(1), CLERK)
    for table in ("events", "commands", "streams"):
        assert name not in repr(query(place, f"SELECT * FROM {table}"))
        assert name.encode() not in b"".join(
            value for row in query(place, f"SELECT * FROM {table}") for value in row if isinstance(value, bytes)
        )
    with casestream.open(place, keys=tmp_path / "keys") as docket:
        assert any(name in repr(record.event) for record in docket.history(basis(1)))
        assert examined(docket) == []
    with pytest.raises(KeysMissing), casestream.open(place) as plain:
        plain.handle(applying(2), CLERK)


def test_whoever_waits_is_told_when_something_was_committed(place: str, log: Log) -> None:
    listening = threading.Event()
    original = sessions.Datastore.listening

    @contextmanager
    def heard(self: Any) -> Iterator[Any]:
        with original(self) as hear:

            def told(seconds: float) -> object:
                listening.set()
                return hear(60)  # Never asked of itself: only the server's word ends this.

            yield told

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sessions.Datastore, "listening", heard)
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(log.recorder.wait_for_more, 0, threading.Event(), 60)
            assert listening.wait(60)
            with casestream.open(place) as other:
                append(other.log, "a")
            assert waiting.result(50) == 1
