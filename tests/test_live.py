"""Live views: whoever follows, whatever is corrected, and whatever one record does to them."""

import json
import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

import casestream
from cases import DAY, applied, applying, assigning, basis, envelope, filing
from casestream.docket import Docket
from casestream.kernel import Case, Count, Event, Projection
from casestream.kernel.errors import NotReached, NotWritable, StoreFailed, UnknownName
from casestream.kernel.projection import Fold, Scope
from casestream.procedures.filing import EnforcementApplied, HandlerAssigned
from casestream.procedures.rounds import RoundOpened
from casestream.replay.live import LiveView
from casestream.store import tracking
from casestream.store.tracking import LIVE, views_beside
from casestream.testing import CLERK
from conftest import Clock
from places import query
from torture.nursery import Nursery

OPENED = Projection("rounds", "立案", "opened", ("court", "month"), counted=Count(RoundOpened, zh="数", en="Number"))
ASSIGNED = Projection(
    "rounds", "立案", "opened", ("court", "month"), counted=Count(HandlerAssigned, zh="数", en="Number")
)
STUMBLES = [True]


def step(state: int, event: Event) -> int:
    if isinstance(event, EnforcementApplied) and event.claimed_fen == 666 and STUMBLES[0]:
        raise ValueError(f"666 fen of {event.basis}")
    return state + 1


def value(state: int) -> int:
    return state


STUMBLING = Projection("stumbling", "数", "stumbling", (), seen=Fold("seen", 0, step, value, zh="数", en="seen"))


@pytest.fixture
def place(any_place: Path | str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path | str:
    """A place in each store; what saves work for one on a server lies in the user's cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return any_place


@pytest.fixture
def stumbling() -> Iterator[None]:
    """The projection stumbles, until it is mended."""
    STUMBLES[0] = True
    yield
    STUMBLES[0] = True


def fill(docket: Docket, first: int, last: int) -> None:
    for n in range(first, last + 1):
        docket.handle(applying(n), CLERK)
        docket.handle(filing(n), CLERK)


def number(view: LiveView) -> int:
    """The one number of a view of one number."""
    (row,) = view.table().rows
    (cell,) = row.cells.values()
    assert isinstance(cell, int)
    return cell


# --- current ---


def test_is_current_after_every_step_and_its_receipt_says_where(docket: Docket) -> None:
    with docket.live(OPENED) as view:
        for n in range(1, 4):
            fill(docket, n, n)
            assert view.catch_up() == docket.log.last_position()
            table = view.table()
            assert table.receipt is not None
            assert table.receipt.last_position == docket.log.last_position()
            assert table.receipt.anchor == docket.replay(OPENED).receipt.anchor  # type: ignore[union-attr]
            assert table.digest() == docket.replay(OPENED).digest()
        assert number(view) == 3


def test_what_one_process_counted_another_reads_and_goes_on(docket: Docket, place: Path | str) -> None:
    fill(docket, 1, 2)
    with docket.live(OPENED) as view:
        view.catch_up()
    fill(docket, 3, 3)
    with casestream.open(place) as other, other.live(OPENED) as view:
        assert number(view) == 2
        assert view.lag().records == 5
        view.catch_up()
        assert number(view) == 3


def test_many_followers_of_one_view_count_every_record_once(docket: Docket, place: Path | str) -> None:
    stopping = threading.Event()
    errors: list[BaseException] = []

    def follow() -> None:
        try:
            with (
                casestream.open(place) as own,
                LiveView(own.log, OPENED, views_beside(own.log), page_records=3) as view,
            ):
                view.follow(stopping)
        except BaseException as error:  # noqa: BLE001 # It is told to the test.
            errors.append(error)

    followers = [threading.Thread(target=follow) for _ in range(4)]
    for follower in followers:
        follower.start()
    fill(docket, 1, 30)
    with docket.live(OPENED) as view:
        view.wait_for(docket.log.last_position())
        stopping.set()
        for follower in followers:
            follower.join()
        assert errors == []
        assert number(view) == 30
        assert view.rebuilt_differently() == []


def keep_following(place: Path | str, tells: bool, pipe: Connection) -> None:
    """One record a step; where it `tells`, each step is announced."""
    with casestream.open(place) as own, LiveView(own.log, OPENED, views_beside(own.log), page_records=1) as view:
        while True:
            if tells:
                pipe.send("stepping")
            if not view.step():
                time.sleep(0.001)


def test_followers_may_be_killed_at_any_moment(docket: Docket, place: Path | str) -> None:
    chance, cases = random.Random(4), range(1, 17)
    with Nursery() as nursery:
        steady = nursery.start(keep_following, place, False)
        for n in cases:
            victim = nursery.start(keep_following, place, True)
            victim.hear()
            fill(docket, n, n)
            victim.hear()
            time.sleep(chance.uniform(0, 0.02))
            victim.kill()
        with docket.live(OPENED) as view:
            view.wait_for(docket.log.last_position())
            steady.kill()
            assert number(view) == len(cases)
            assert view.rebuilt_differently("rows") == []


def test_only_one_of_two_that_step_at_once_is_counted(docket: Docket) -> None:
    fill(docket, 1, 1)
    with docket.live(OPENED) as view:
        before = view.views.standing(view.version)
        after, changes = view._counted(before, 5)
        assert view.views.advance(view.version, before, after, changes)
        assert not view.views.advance(view.version, before, after, changes)
        assert number(view) == 1


def test_a_step_that_fails_half_way_leaves_nothing(docket: Docket, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(docket, 1, 1)
    with docket.live(OPENED) as view:
        with monkeypatch.context() as broken:
            broken.setattr(tracking, "_rows", lambda *_: 1 / 0)
            broken.setattr(view, "_counted", lambda before, last: _with_a_letter(view, before, last))
            with pytest.raises(ZeroDivisionError):
                view.step()
        assert view.views.result(view.version) == (tracking.Standing(), {})
        view.catch_up()
        assert number(view) == 1


def _with_a_letter(view: LiveView, before: tracking.Standing, last: int) -> object:
    after, changes = LiveView._counted(view, before, last)
    return tracking.Standing(after.position, after.anchor, (tracking.DeadLetter(1, 1, 0, "", 0),)), changes


def test_waits_for_whoever_follows(docket: Docket) -> None:
    fill(docket, 1, 1)
    with docket.live(OPENED) as view:
        with pytest.raises(NotReached) as late:
            view.wait_for(5, timeout_seconds=0.01)
        assert "came to 0, not to 5" in late.value.message("en")
        view.catch_up()
        view.wait_for(5, timeout_seconds=0.01)


def test_lag_is_how_many_records_wait_and_how_long(docket: Docket, clock: Clock) -> None:
    fill(docket, 1, 1)
    assert docket.lag() == []
    with docket.live(OPENED) as view:
        view.catch_up()
        (lag,) = docket.lag()
        assert (lag.name, lag.in_use, lag.position, lag.records, lag.seconds, lag.dead_letters) == (
            "rounds",
            True,
            5,
            0,
            0.0,
            0,
        )
        fill(docket, 2, 2)
        clock.now += timedelta(seconds=90)
        (lag,) = docket.lag()
        assert (lag.records, lag.seconds) == (5, 90.0)


def test_who_only_reads_makes_nothing(docket: Docket, place: Path | str) -> None:
    fill(docket, 1, 1)
    assert docket.lag() == []
    assert all(check.ok for check in docket.health())
    if isinstance(place, Path):
        assert not Path(f"{place}.{LIVE}").exists()
    else:
        tables = query(place, "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace")
        assert not tracking.NAMES & {name for (name,) in tables}


def test_views_of_a_docket_in_memory_end_with_it() -> None:
    with casestream.open() as docket, docket.live(OPENED) as view:
        fill(docket, 1, 2)
        view.catch_up()
        assert number(view) == 2
        assert docket.lag() == []


def test_a_period_has_a_view_of_its_own(docket: Docket) -> None:
    fill(docket, 1, 1)
    with docket.live(OPENED, until=DAY - timedelta(days=1)) as before, docket.live(OPENED) as always:
        before.catch_up()
        always.catch_up()
        assert before.table().rows == ()
        assert number(always) == 1
        assert always.scope == Scope()


# --- what one record does ---


def test_a_record_that_a_projection_cannot_take_sets_its_stream_aside_and_stops_nobody(
    docket: Docket, stumbling: None
) -> None:
    docket.log.append(Case("good"), [applied(), applied()], envelope("1"))
    docket.log.append(Case("bad"), [applied(), applied(claimed_fen=666), applied()], envelope("2"))
    docket.log.append(Case("other"), [applied()], envelope("3"))
    with docket.live(STUMBLING) as view:
        assert view.catch_up() == 6
        assert number(view) == 4  # Of the bad stream what came before.
        (letter,) = view.dead_letters()
        assert (letter.stream, letter.position, letter.counted_to) == (2, 4, 3)
        assert "ValueError: 666 fen" in letter.error
        docket.log.append(docket.log.case("good"), [applied()], envelope("4"))
        docket.log.append(docket.log.case("bad"), [applied()], envelope("5"))
        assert view.catch_up() == 8
        assert number(view) == 5
        assert docket.lag()[0].dead_letters == 1


def test_what_was_set_aside_is_taken_up_again_when_it_is_mended(docket: Docket, stumbling: None) -> None:
    events = [applied(), applied(claimed_fen=666), applied()]
    docket.log.append(Case("bad"), events, envelope("1"))
    with docket.live(STUMBLING) as view:
        view.catch_up()
        (still,) = view.retry()
        assert (still.position, number(view)) == (2, 1)
        docket.log.append(docket.log.case("bad"), [applied()], envelope("2"))
        view.catch_up()
        STUMBLES[0] = False
        assert view.retry() == ()
        assert number(view) == 4
        assert view.rebuilt_differently("rows") == []


def _raise(error: Exception) -> None:
    raise error


def test_what_a_record_says_stops_no_database(docket: Docket, stumbling: None, monkeypatch: pytest.MonkeyPatch) -> None:
    docket.log.append(Case("bad"), [applied(claimed_fen=666)], envelope("1"))
    with docket.live(STUMBLING) as view:
        monkeypatch.setattr(view._increments, "change", lambda *_: _raise(ValueError("\0 \ud800")))
        view.catch_up()
        (letter,) = view.dead_letters()
        assert letter.error == "ValueError: \\0 \\ud800"


def test_two_bad_records_are_found_one_after_the_other(docket: Docket, stumbling: None) -> None:
    docket.log.append(Case("bad"), [applied(), applied(claimed_fen=666)], envelope("1"))
    with docket.live(OPENED) as other, docket.live(STUMBLING) as view:
        other.catch_up()
        view.catch_up()
        assert view.retry()[0].counted_to == 1
        assert other.retry() == ()


def spoil(place: Path, position: int, *, unknown: bool = False) -> None:
    """Make a record unreadable, or of a type that no program knows."""
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("DROP TRIGGER IF EXISTS events_stay")
        if unknown:
            connection.execute("INSERT INTO types VALUES (99, 'no.such_event', 1, '{}')")
            connection.execute("UPDATE events SET type=99 WHERE position=?", (position,))
        else:
            connection.execute("UPDATE events SET payload=x'7b' WHERE position=?", (position,))
        connection.commit()


@pytest.mark.parametrize("unknown", [False, True])
def test_a_record_that_cannot_be_read_sets_its_stream_aside(tmp_path: Path, clock: Clock, unknown: bool) -> None:
    place = tmp_path / "bad.db"
    with casestream.open(place, clock=clock) as docket:
        fill(docket, 1, 3)
        opened = [record for record in docket.history(basis(2)) if isinstance(record.event, RoundOpened)]
    spoil(place, opened[0].position, unknown=unknown)
    with casestream.open(place) as other, other.live(OPENED) as view:
        view.catch_up()
        assert number(view) == 2
        (letter,) = view.dead_letters()
        assert letter.position == opened[0].position
        assert ("CS207" if unknown else "CS208") in letter.error


# --- another definition ---


def test_a_changed_definition_is_built_beside_compared_and_switched_to(docket: Docket) -> None:
    fill(docket, 1, 2)
    docket.handle(assigning(1, "甲法官"), CLERK)
    with docket.live(OPENED) as old, docket.live(ASSIGNED) as new:
        assert (old.view, old.is_in_use, new.is_in_use) == (new.view, True, False)
        old.catch_up()
        new.catch_up()
        assert (number(old), number(new)) == (2, 1)
        (difference,) = new.differences_from_the_one_in_use()
        assert (difference.measure, difference.before, difference.after) == ("counted", 2, 1)
        new.switch()
        assert new.is_in_use
        assert [lag.version for lag in docket.lag()] == [new.version]
        with pytest.raises(UnknownName):
            old.step()
        assert number(new) == 1


def lay_beside(views_of: Path | str, place: Path | str) -> None:
    """Move the live views of one docket to another that has none."""
    if isinstance(views_of, Path):
        Path(f"{views_of}.{LIVE}").rename(f"{place}.{LIVE}")
        return
    for table in tracking.NAMES:
        query(views_of, f"ALTER TABLE {table} SET SCHEMA {str(place).partition('schema=')[2]}")


def test_a_view_of_another_log_is_counted_anew(docket: Docket, place: Path | str, clock: Clock) -> None:
    fill(docket, 1, 3)
    with docket.live(OPENED) as view:
        view.catch_up()
    with casestream.open(f"{place}_other", clock=clock) as other:
        fill(other, 7, 8)
        lay_beside(place, f"{place}_other")
        with other.live(OPENED) as view:
            assert number(view) == 3
            view.catch_up()
            assert number(view) == 2
            assert view.rebuilt_differently() == []


def test_a_wrong_number_is_found_and_set_right(docket: Docket) -> None:
    fill(docket, 1, 2)
    with docket.live(OPENED) as view:
        view.catch_up()
        with view.views.writing() as cursor:
            cursor.execute("UPDATE tallies SET number = number + 1")
        (difference,) = view.rebuilt_differently()
        assert (difference.before, difference.after) == (3, 2)
        view.rebuild()
        assert number(view) == 2


def test_every_group_is_kept_as_it_is_spelled(docket: Docket) -> None:
    fill(docket, 1, 1)
    with docket.live(OPENED) as view:
        view.catch_up()
        ((_, cells),) = [view.views.result(view.version)]
        assert [json.loads(json.dumps(group)) for _, group in cells] == [["内0624", "2025-03"]]
        assert basis(1) in docket.cases()


def test_a_group_may_have_a_name_of_any_length(docket: Docket) -> None:
    chance = random.Random(3)  # What repeats itself would be pressed together.
    name = "".join(chr(chance.randrange(0x4E00, 0x9FFF)) for _ in range(6_000))
    for n, handler in enumerate((f"{name}甲", f"{name}乙", f"{name}甲"), 1):
        fill(docket, n, n)
        docket.handle(assigning(n, handler), CLERK)
    with docket.live(OPENED.grouped(("handler",))) as view:
        view.catch_up()
        assert {row.group: row.cells for row in view.table().rows} == {
            row.group: row.cells for row in docket.replay(OPENED.grouped(("handler",))).rows
        }
        assert len(view.table().rows) == 2


# --- on a server ---


@pytest.fixture
def address(cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A schema of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    found: str = cluster.address()
    return found


def test_every_host_sees_the_same_views(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with casestream.open(address) as docket:
        fill(docket, 1, 2)
        with docket.live(OPENED) as view:
            view.catch_up()
    assert not list(tmp_path.rglob(f"*{LIVE}*"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another host"))
    with casestream.open(address) as docket, docket.live(OPENED) as view:
        assert (number(view), view.lag().records) == (2, 0)


@pytest.mark.parametrize("isolation", ["repeatable read", "serializable"])
def test_is_exact_whatever_isolation_is_the_default_of_the_server(address: str, isolation: str) -> None:
    option = f"-cdefault_transaction_isolation={isolation}".replace(" ", "\\ ")
    strict = f"{address}&options={quote(option)}"
    stopping = threading.Event()

    def follow() -> None:
        with casestream.open(strict) as own, LiveView(own.log, OPENED, views_beside(own.log), page_records=1) as view:
            view.follow(stopping)

    def write(first: int) -> None:
        with casestream.open(strict) as own:
            fill(own, first, first + 7)

    with casestream.open(strict) as docket, docket.live(OPENED) as view, ThreadPoolExecutor(5) as pool:
        following = [pool.submit(follow) for _ in range(3)]
        try:
            for writing in [pool.submit(write, first) for first in (1, 101)]:
                writing.result()
            view.wait_for(docket.log.last_position())
        finally:
            stopping.set()
        for each in following:
            each.result()
        assert number(view) == 16
        assert view.rebuilt_differently("rows") == []


def test_a_session_that_breaks_off_at_the_commit_leaves_every_record_counted_once(
    address: str, cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    move = tracking.Views._move

    def broken(self: tracking.Views, c: Any, *others: Any) -> None:
        move(self, c, *others)
        cluster.ask("SELECT pg_terminate_backend(%s, 10000)", c.connection.info.backend_pid)

    with casestream.open(address) as docket, docket.live(OPENED) as view:
        fill(docket, 1, 2)
        with monkeypatch.context() as patched:
            patched.setattr(tracking.Views, "_move", broken)
            with pytest.raises(StoreFailed):
                view.step()
        view.catch_up()
        assert number(view) == 2
        assert view.rebuilt_differently("rows") == []


def test_tables_of_somebody_else_are_left_alone(address: str) -> None:
    with casestream.open(address) as docket:
        query(address, "CREATE TABLE views (name TEXT)")
        with pytest.raises(NotWritable) as refused:
            docket.live(OPENED)
        assert "tables named views" in refused.value.message("en")
        assert docket.lag() == []


def test_who_may_only_read_reads_them(address: str, cluster: Any) -> None:
    with casestream.open(address) as docket:
        fill(docket, 1, 1)
        with docket.live(OPENED) as view:
            view.catch_up()
    schema = address.partition("schema=")[2]
    role = f"reader_{schema}"
    for statement in (
        f"CREATE ROLE {role} LOGIN PASSWORD 'secret'", f"GRANT USAGE ON SCHEMA {schema} TO {role}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}",
    ):  # fmt: skip
        cluster.ask(statement)
    with casestream.open(cluster.address(schema, user=role, password="secret")) as docket:  # noqa: S106
        assert [lag.records for lag in docket.lag()] == [0]
        with pytest.raises(NotWritable):
            docket.live(ASSIGNED)
        cluster.ask(f"REVOKE SELECT ON {schema}.views FROM {role}")
        assert [check.en for check in docket.health() if not check.ok][-1] == "live views"
