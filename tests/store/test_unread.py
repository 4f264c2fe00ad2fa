"""A case from the log reads of its events what it is asked for, and answers as if it had read them all."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, cast

import pytest
from attrs import frozen

from cases import COURT, DAY, applied, envelope, number
from casestream.kernel import Case, Event
from casestream.kernel.errors import NotReversible, StoreFailed
from casestream.kernel.event import EVENTS, Annulled, Corrected
from casestream.procedures.filing import EnforcementApplied, HandlerAssigned
from casestream.procedures.rounds import ClosingMode, Origin, RoundClosed, RoundOpened
from casestream.store.log import Log

OPENED = RoundOpened(on=DAY, number=number(1), court=COURT, origin=Origin.FILED, claimed_fen=1)
AGAIN = RoundOpened(on=DAY, number=number(2), court=COURT, origin=Origin.RESUMED, claimed_fen=2)
ASSIGNED = HandlerAssigned(on=DAY, handler="甲法官", assign_by=DAY, calendar="test")
CLOSED = RoundClosed(
    on=DAY, mode=ClosingMode.SATISFIED, claimed_fen=1, collected_fen=1, opened_on=DAY, used_days=0
)  # fmt: skip
WRITTEN = [applied(), OPENED, ASSIGNED, CLOSED, AGAIN, ASSIGNED]


@pytest.fixture
def log(place: Path) -> Iterator[Log]:
    """A log in a file, with one case of two rounds."""
    opened = Log(place)
    opened.append(Case("a"), WRITTEN, envelope("a"))
    yield opened
    opened.close()


@pytest.fixture
def decoded(log: Log) -> list[type[Event]]:
    """The kinds that the log decodes, one entry an event, from here on."""
    log.case("a")
    kinds: list[type[Event]] = []

    def noting(decode: Callable[[bytes], Event]) -> Callable[[bytes], Event]:
        def noted(payload: bytes) -> Event:
            event = decode(payload)
            kinds.append(type(event))
            return event

        return noted

    types = log._types
    types.decoders = {code: noting(decode) for code, decode in types.decoders.items()}
    return kinds


def spoil(place: Path, kind: type[Event]) -> None:
    """Make the payloads of a kind unreadable."""
    connection = sqlite3.connect(place)
    connection.execute("DROP TRIGGER events_stay")
    connection.execute(
        "UPDATE events SET payload=x'7b' WHERE type=(SELECT type FROM types WHERE name=?)", (EVENTS[kind].name,)
    )
    connection.commit()
    connection.close()


def asked(case: Case) -> Any:
    """The case, as conditions see it; what they are answered is compared with plain numbers here."""
    return case


@frozen
class Handlers:
    """A facet: every event is shown to it."""

    seen: int = 0

    def evolve(self, _: Event) -> "Handlers":
        """One more."""
        return Handlers(self.seen + 1)


# --- what is read ---


def test_a_case_that_nobody_asks_has_read_what_opened_its_rounds_and_nothing_else(
    log: Log, decoded: list[type[Event]]
) -> None:
    case = log.case("a")
    assert (case.number, case.court, case.rounds, case.version) == (number(2), COURT, [number(1), number(2)], 6)
    assert decoded == [RoundOpened, RoundOpened]


def test_a_question_reads_its_own_kind_once(log: Log, decoded: list[type[Event]]) -> None:
    case = log.case("a")
    decoded.clear()
    assert asked(case).count(HandlerAssigned) == 2
    assert asked(case).this_round.count(HandlerAssigned) == 1
    assert not asked(case).this_round.has(RoundClosed)
    assert decoded == [HandlerAssigned, HandlerAssigned, RoundClosed]


def test_how_many_there_are_of_each_kind_is_known_unread(log: Log, decoded: list[type[Event]]) -> None:
    case = log.case("a")
    decoded.clear()
    assert case.kinds == {EnforcementApplied: 1, RoundOpened: 2, HandlerAssigned: 2, RoundClosed: 1}
    case.apply(CLOSED)
    assert case.kinds[RoundClosed] == 2
    assert case.kinds == {kind: [type(event) for event in case.events].count(kind) for kind in case.kinds}


def test_the_events_are_all_of_them_in_their_order_and_the_same_that_a_question_found(
    log: Log, decoded: list[type[Event]]
) -> None:
    case = log.case("a")
    found = case.all(HandlerAssigned)
    assert case.events == WRITTEN
    assert [event for event in case.events if type(event) is HandlerAssigned] == found
    assert case.events[2] is found[0]
    assert len(decoded) == len(WRITTEN)


def test_a_facet_sees_every_event(log: Log) -> None:
    case = log.case("a")
    assert case[Handlers].seen == len(WRITTEN)
    case.apply(CLOSED)
    assert case[Handlers].seen == len(WRITTEN) + 1


def test_a_case_goes_on_from_what_is_unread(log: Log) -> None:
    case = log.case("a")
    case.apply(CLOSED, ASSIGNED)
    third = RoundOpened(on=DAY, number=number(3), court="内06", origin=Origin.RESUMED, claimed_fen=3)
    case.apply(third, ASSIGNED)
    assert (case.number, case.court, case.rounds) == (number(3), "内06", [number(1), number(2), number(3)])
    assert asked(case).count(HandlerAssigned) == 4
    assert asked(case).this_round.count(HandlerAssigned) == 1
    assert case.events == [*WRITTEN, CLOSED, ASSIGNED, third, ASSIGNED]


def test_a_case_of_a_fold_is_unread_too(log: Log, decoded: list[type[Event]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_types_in", lambda _: log._types)  # Those that note what they decode.
    assert log.fold(lambda case: case.number) == {1: number(2)}
    assert decoded == [RoundOpened, RoundOpened]


def test_a_correction_has_everything_read_and_put_right(log: Log) -> None:
    moved = Corrected(on=DAY, of=2, event=RoundOpened(
        on=DAY, number=number(9), court=COURT, origin=Origin.FILED, claimed_fen=9), reason="笔误")  # fmt: skip
    log.append(log.case("a"), [moved, Annulled(on=DAY, of=6, reason="误录")], envelope("later"))
    case = log.case("a")
    assert (case.rounds, case.version) == ([number(9), number(2)], 8)
    assert asked(case).count(HandlerAssigned) == 1
    assert case.events[1] == moved.event
    assert case.kinds[HandlerAssigned] == 1


# --- what cannot be read ---


def test_what_cannot_be_read_is_refused_whenever_it_is_asked_for_and_only_then(log: Log, place: Path) -> None:
    spoil(place, HandlerAssigned)
    case = log.case("a")
    assert asked(case).count(RoundClosed) == 1
    for _ in range(2):
        with pytest.raises(NotReversible, match=EVENTS[HandlerAssigned].name):
            case.all(HandlerAssigned)
        with pytest.raises(NotReversible, match=EVENTS[HandlerAssigned].name):
            assert case.events
        with pytest.raises(NotReversible, match=EVENTS[HandlerAssigned].name):
            assert case[Handlers]
        with pytest.raises(NotReversible, match=EVENTS[HandlerAssigned].name):
            case.apply(ASSIGNED)
    assert case.kinds[HandlerAssigned] == 2


def test_a_round_whose_opening_cannot_be_read_is_refused_at_once(log: Log, place: Path) -> None:
    spoil(place, RoundOpened)
    with pytest.raises(NotReversible, match=EVENTS[RoundOpened].name):
        log.case("a")
    with pytest.raises(NotReversible, match=EVENTS[RoundOpened].name):
        log.fold()


# --- who reads waits for nobody ---


def test_any_number_may_read_a_file_at_the_same_time(log: Log) -> None:
    pool = log.recorder.datastore.pool
    with ExitStack() as stack:
        cursors = [stack.enter_context(log.recorder.datastore.plain_transaction(commit=False)) for _ in range(40)]
        for cursor in cursors:
            cursor.execute("SELECT count(*) FROM events")
            assert cursor.fetchone() == (len(WRITTEN),)
        assert log.case("a").version == len(WRITTEN)
    assert len(cast(Any, pool)._idle) <= pool.pool_size


def test_who_reads_while_the_docket_is_closed_reads_to_the_end_and_no_further(log: Log) -> None:
    with log.recorder.datastore.plain_transaction(commit=False) as cursor:
        log.close()
        cursor.execute("SELECT count(*) FROM events")
        assert cursor.fetchone() == (len(WRITTEN),)
    for read in (lambda: log.case("a"), log.last_position):
        with pytest.raises(StoreFailed, match="the docket is closed"):
            read()


def test_a_second_writer_of_a_process_waits_for_the_first_no_longer_than_was_said(log: Log) -> None:
    datastore = log.recorder.datastore
    with log.batch():
        datastore.pool.pool_timeout = 0
        waiting = datastore.plain_transaction(commit=True)
        with pytest.raises(Exception, match="Timed out"):
            waiting.__enter__()
        assert log.case("a").version == len(WRITTEN)
    log.append(log.case("a"), [CLOSED], envelope("after"))
    assert log.case("a").version == len(WRITTEN) + 1
