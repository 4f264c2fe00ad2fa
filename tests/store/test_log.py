"""The log: positions and versions without gaps, the whole envelope back, all or nothing."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings

import casestream
from cases import COURT, DAY, NOW, applied, applying, assigning, basis, envelope, filing, grown, number
from casestream.docket import Docket
from casestream.kernel import Actor, Case, Event
from casestream.kernel.errors import ChangedMeanwhile, NotAnAmount, NumberTaken, Refused, UnknownCase
from casestream.kernel.event import EVENTS, EventType, Label
from casestream.procedures.filing import EnforcementApplied, HandlerAssigned
from casestream.procedures.rounds import Origin, RoundClosed, RoundOpened
from casestream.store.log import Log
from casestream.store.schema import slot_of
from casestream.testing import CLERK
from casestream.testing.strategies import declared_types, events
from conftest import Clock


@pytest.fixture
def place(any_place: Path | str) -> Path | str:
    """All of this holds in every store."""
    return any_place


@pytest.fixture
def log(place: Path | str) -> Iterator[Log]:
    """An empty log."""
    opened = Log(place)
    yield opened
    opened.close()


def opened(n: int, on: date = DAY) -> RoundOpened:
    return RoundOpened(on=on, number=number(n), court=COURT, origin=Origin.FILED, claimed_fen=n)


@contextmanager
def undone(log: Log) -> Iterator[None]:
    """A batch in which something goes wrong at the very end."""
    with suppress(ZeroDivisionError), log.batch():
        yield
        raise ZeroDivisionError


def positions(log: Log) -> list[int]:
    return [record.position for record in log.records()]


def rows(log: Log, statement: str) -> list[Any]:
    with log.recorder.reading() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


# --- positions and versions ---


def test_positions_run_from_one_without_a_gap_over_all_streams(log: Log) -> None:
    assert log.last_position() == 0
    given_out = []
    for index in range(6):
        records = log.append(Case(f"s{index % 2}-{index}"), [applied()] * (index % 3 + 1), envelope(f"c{index}"))
        given_out += [record.position for record in records]
    assert given_out == positions(log) == list(range(1, 13))
    assert log.last_position() == 12
    assert log.is_gapless()


def test_versions_run_from_one_without_a_gap_in_each_stream(log: Log) -> None:
    first, second = Case("first"), Case("second")
    for index in range(4):
        log.append(first, [applied(), applied()], envelope(f"a{index}"))
        grown(first, applied(), applied())
        log.append(second, [applied()], envelope(f"b{index}"))
        grown(second, applied())
    assert [record.version for record in log.history("first")] == list(range(1, 9))
    assert [record.version for record in log.history("second")] == [1, 2, 3, 4]
    assert log.case("first").version == 8


def test_positions_have_no_gap_after_writes_that_were_undone(log: Log) -> None:
    log.append(Case("a"), [applied()], envelope("a"))
    with pytest.raises(NotAnAmount):
        log.append(Case("b"), [applied(), applied(claimed_fen=2**60)], envelope("b"))
    with pytest.raises(ChangedMeanwhile):
        log.append(Case("a"), [applied()], envelope("c"))
    with undone(log):
        log.append(Case("d"), [applied()] * 3, envelope("d"))
    log.append(Case("e"), [applied()], envelope("e"))
    assert positions(log) == [1, 2]
    assert log.streams() == ["a", "e"]


def test_a_court_a_post_and_a_number_first_named_in_an_undone_write_are_named_again(log: Log) -> None:
    judge = Actor("judge-9", "内0699", "handler")
    with undone(log):
        log.append(Case("undone"), [opened(7)], envelope("undone", actor=judge))
    log.append(Case("other"), [opened(8)], envelope("other"))  # Takes the codes that were given out before.
    log.append(Case("again"), [opened(7)], envelope("again", actor=judge))
    (record,) = log.history("again")
    assert (record.actor, record.court, record.round) == (judge, COURT, number(7))
    assert log.history("other")[0].actor == CLERK
    assert log.stream(number(7)) == "again"


def test_an_empty_append_writes_nothing(log: Log) -> None:
    assert log.append(Case("a"), [], envelope("a")) == []
    assert (log.last_position(), log.streams()) == (0, [])


# --- what comes back ---


def test_the_whole_envelope_comes_back(log: Log) -> None:
    asked = envelope(
        "command-1", actor=Actor("书记员-1", "内0623", "clerk"), recorded_at=NOW + timedelta(microseconds=123_456),
        correlation_id="request-1", causation_id="cause-1",
    )  # fmt: skip
    case = Case("依据")
    (before,) = log.append(case, [applied(on=DAY)], asked)
    opening, assigned = log.append(
        grown(case, before.event), [opened(1, on=DAY + timedelta(1)), HandlerAssigned(on=DAY, handler="x", assign_by=DAY, calendar="v")],
        attrs.evolve(asked, command_id="command-2"),
    )  # fmt: skip
    assert log.history("依据") == [before, opening, assigned]
    assert (before.position, before.version, before.stream, before.kind) == (1, 1, "依据", "case")
    assert (before.on, before.recorded_at) == (DAY, NOW + timedelta(microseconds=123_456))
    assert before.recorded_at.utcoffset() == timedelta(0)
    assert before.actor == Actor("书记员-1", "内0623", "clerk")
    assert [before.command_id, before.correlation_id, before.causation_id] == ["command-1", "request-1", "cause-1"]
    assert (before.court, before.round) == ("内0623", "")  # No round yet: the court of whoever acts.
    assert (opening.court, opening.round) == (COURT, number(1))  # The opening event is the first of its own round.
    assert (assigned.court, assigned.round) == (COURT, number(1))
    assert (opening.type, opening.schema, opening.on) == ("round.opened", 1, DAY + timedelta(1))
    assert len({record.event_id for record in log.records()}) == 3


def test_events_of_the_next_round_stand_under_the_next_number(log: Log) -> None:
    case = grown(Case("a"), opened(1))
    log.append(Case("a"), [opened(1)], envelope("first"))
    second = RoundOpened(on=DAY, number="（2025）内0623执恢9号", court="内0623", origin=Origin.RESUMED, claimed_fen=1)
    log.append(case, [applied(), second, applied()], envelope("second"))
    assert [(record.court, record.round) for record in log.history("a")] == [
        (COURT, number(1)), (COURT, number(1)), ("内0623", second.number), ("内0623", second.number),
    ]  # fmt: skip
    assert log.case("a").rounds == [number(1), second.number]


def test_what_append_gives_back_is_what_the_log_holds(docket: Docket) -> None:
    written = [
        record for ask in (applying(1), filing(1), assigning(1, "法官")) for record in docket.handle(ask, CLERK).records
    ]
    assert docket.history(basis(1)) == written
    assert docket.log.records() == written


def test_the_log_reads_the_same_after_it_was_closed(place: Path | str, clock: Clock) -> None:
    with casestream.open(place, clock=clock) as docket:
        docket.handle(applying(1), CLERK)
        before = docket.log.records()
    with casestream.open(place, create=False) as docket:
        assert docket.log.records() == before
        assert len(before) == 3


def test_the_moment_of_writing_never_goes_back_with_the_clock(docket: Docket, clock: Clock) -> None:
    late = docket.handle(applying(1), CLERK)
    clock.now -= timedelta(hours=3)
    early = docket.handle(applying(2), CLERK)
    assert early.records[0].recorded_at == late.records[0].recorded_at
    assert docket.history(basis(2)) == list(early.records)  # The receipt says what the log says.
    clock.now += timedelta(hours=4)
    docket.handle(applying(3), CLERK)
    moments = [record.recorded_at for record in docket.log.records()]
    assert moments == sorted(moments)
    assert moments[-1] == NOW + timedelta(hours=1)


PROMOTED = Log()
COUNTER = iter(range(1, 1_000_000))


def plain(value: Any) -> Any:
    """A promoted column as SQLite gives it, from the field itself."""
    if isinstance(value, Label):
        return value.value
    return value.toordinal() if isinstance(value, date) else value


@pytest.mark.parametrize("event_type", declared_types(), ids=lambda known: known.name)
def test_the_promoted_columns_say_what_the_payload_says(event_type: EventType) -> None:
    @settings(max_examples=6, deadline=None, database=None)
    @given(events(event_type.event_class))
    def says_the_same(happened: Any) -> None:
        count = next(COUNTER)
        if event_type.opens:
            happened = attrs.evolve(happened, number=number(count))
        PROMOTED.append(Case(f"s{count}", event_type.stream), [happened], envelope(f"c{count}"))
        ((name, slots, day, payload, *columns),) = rows(
            PROMOTED,
            "SELECT name, slots, day, payload, label_1, label_2, number_1, number_2, number_3, number_4 "
            "FROM events JOIN types USING (type) ORDER BY position DESC LIMIT 1",
        )
        stored = EVENTS.by_name[name].event_class
        assert stored is type(happened)
        assert day == date.fromisoformat(json.loads(payload)["on"]).toordinal() == happened.on.toordinal()
        promoted = {field: columns[names.index(slot)] for field, slot in json.loads(slots).items()}
        assert promoted == {field: plain(getattr(happened, field)) for field in promoted}
        unused = [column for slot, column in zip(names, columns, strict=True) if slot not in json.loads(slots).values()]
        assert set(unused) <= {None}

    names = ["label_1", "label_2", "number_1", "number_2", "number_3", "number_4"]
    says_the_same()


def test_the_amounts_and_modes_that_statistics_read_are_promoted() -> None:
    assert set(slot_of(EVENTS[RoundClosed])) == {"mode", "claimed_fen", "collected_fen", "opened_on", "used_days"}
    assert "claimed_fen" in slot_of(EVENTS[EnforcementApplied])


# --- two writers of one case, and one number for one case ---


def test_an_old_case_is_not_written_over(log: Log) -> None:
    stale = log.case("a")
    log.append(log.case("a"), [applied()], envelope("first"))
    with pytest.raises(ChangedMeanwhile):
        log.append(stale, [applied()], envelope("second"))
    assert log.last_position() == 1
    log.append(log.case("a"), [applied()], envelope("second"))
    assert [record.version for record in log.history("a")] == [1, 2]


def test_a_number_belongs_to_one_case(log: Log) -> None:
    log.append(Case("a"), [opened(1)], envelope("a"))
    with pytest.raises(NumberTaken, match="执1号"):
        log.append(Case("b"), [applied(), opened(1)], envelope("b"))
    assert log.streams() == ["a"]
    assert log.stream(number(1)) == "a"


def test_a_number_belongs_to_one_case_within_one_transaction(docket: Docket) -> None:
    with docket.batch():
        docket.handle(applying(1), CLERK)
        docket.handle(applying(2), CLERK)
        docket.handle(filing(1, under=77), CLERK)
        with pytest.raises(NumberTaken):
            docket.handle(filing(2, under=77), CLERK)
        docket.handle(filing(2), CLERK)
    assert docket.case(number(77)).id == basis(1)
    assert docket.case(basis(2)).number == number(2)


def test_an_unknown_case_is_empty_to_read_and_refused_when_required(log: Log) -> None:
    assert (log.case("nobody").version, log.case("nobody").events) == (0, [])
    assert log.stream("nobody") is None
    with pytest.raises(UnknownCase):
        log.require("nobody")


# --- all or nothing ---


def test_a_batch_is_there_as_a_whole(docket: Docket, place: Path | str) -> None:
    with docket.batch():
        docket.handle(applying(1), CLERK)
        docket.handle(filing(1), CLERK)
        assert docket.case(number(1)).version == 5  # Inside, what was written is seen.
        with casestream.open(place) as other:
            assert other.log.last_position() == 0  # Outside, not yet.
    with casestream.open(place) as other:
        assert other.log.last_position() == 5


def test_a_batch_that_fails_leaves_nothing(docket: Docket) -> None:
    docket.handle(applying(1), CLERK)

    def batch() -> None:
        with docket.batch():
            docket.handle(filing(1), CLERK)
            docket.handle(applying(2), CLERK)
            docket.handle(applying(1, on=DAY + timedelta(1)), CLERK)

    with pytest.raises(Refused):
        batch()
    assert docket.log.last_position() == 3
    assert docket.cases() == [basis(1)]
    assert docket.case(basis(1)).number == ""
    docket.handle(filing(1), CLERK)
    assert positions(docket.log) == [1, 2, 3, 4, 5]


def test_a_refused_command_in_a_batch_undoes_only_itself(docket: Docket) -> None:
    with docket.batch():
        docket.handle(applying(1), CLERK)
        docket.handle(filing(1), CLERK)
        with pytest.raises(Refused):
            docket.handle(applying(1, on=DAY + timedelta(1)), CLERK)
        docket.handle(applying(2), CLERK)
        with pytest.raises(NumberTaken):
            docket.handle(filing(2, under=1), CLERK)
        docket.handle(assigning(1, "法官"), CLERK)
    assert [record.type for record in docket.history(basis(1))][-1] == "filing.handler_assigned"
    assert docket.case(basis(2)).version == 3
    assert docket.case(basis(2)).number == ""
    assert docket.log.is_gapless()


def test_an_append_in_a_batch_that_fails_half_way_undoes_only_itself(log: Log) -> None:
    with log.batch():
        log.append(Case("a"), [applied()], envelope("a"))
        with pytest.raises(NumberTaken):
            log.append(Case("b"), [opened(1), applied(), opened(1)], envelope("b"))
        log.append(Case("c"), [opened(1)], envelope("c"))
    assert positions(log) == [1, 2]
    assert log.streams() == ["a", "c"]


def test_a_case_read_again_in_a_batch_is_the_one_just_written(docket: Docket) -> None:
    with docket.batch():
        docket.handle(applying(1), CLERK)
        docket.handle(filing(1), CLERK)
        docket.handle(assigning(1, "甲法官"), CLERK)
        assert docket.handle(assigning(1, "甲法官"), CLERK).records == ()
        docket.handle(assigning(1, "乙法官"), CLERK)
    events: list[Event] = [record.event for record in docket.history(basis(1))]
    assert [happened.handler for happened in events if isinstance(happened, HandlerAssigned)] == ["甲法官", "乙法官"]


def test_the_log_is_read_in_pages_without_missing_any(
    log: Log, place: Path | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.append(Case("a"), [applied()] * 25, envelope("a"))
    monkeypatch.setattr(f"casestream.store.{'connections' if isinstance(place, Path) else 'sessions'}.PAGE", 7)
    assert positions(log) == list(range(1, 26))
    assert [position for _, position, *_ in log.by_stream()] == list(range(1, 26))
    assert [case.version for case in log.fold().values()] == [25]
