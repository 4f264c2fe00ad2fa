"""The facade: answers, retries, reactions, threads."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import attrs
import pytest

import casestream
from cases import COURT, DAY, NOW, applying, assigning, basis, filing, number
from casestream.docket import SYSTEM_POST, Docket
from casestream.kernel import Actor, Calendar, Case, Command, Event, Period, command, decides, event, key, reacts
from casestream.kernel.errors import BadRequest, ChangedMeanwhile, DatedBeforeFiling, NumberTaken, Refused
from casestream.kernel.event import COMMANDS, EVENTS
from casestream.kernel.number import canonical_id
from casestream.kernel.reaction import REACTIONS
from casestream.kernel.rule import DECISIONS
from casestream.procedures.approval import proposal_of
from casestream.procedures.asset_search import ClueReceived, ClueResult, ReceiveClue, StartNetworkQuery, VerifyClue
from casestream.procedures.authority import MAY, may
from casestream.procedures.bankruptcy import (
    ApproveHandover,
    BankruptcyHandoverDecided,
    ConsentBy,
    DecideBankruptcyHandover,
    FindInsolvency,
    LinkCase,
    RecordBankruptcyConsent,
    RegisterDebtor,
)
from casestream.procedures.filing import HandlerAssigned, PartyKind
from casestream.procedures.hotline import ReceiveCall
from casestream.procedures.notice import CheckPropertyReport, IssueNotice, ReportOutcome
from casestream.procedures.posts import Post
from casestream.procedures.suspension import Suspended
from casestream.reports import Deadlines, Ledger
from casestream.testing import CLERK, JUDGE, PANEL, PRESIDENT
from conftest import Clock


@pytest.fixture
def place(any_place: Path | str) -> Path | str:
    """All of this holds in every store."""
    return any_place


def but(thing: Any, **changes: Any) -> Any:
    """The same thing with some fields changed."""
    return attrs.evolve(thing, **changes)


def filed(docket: Docket, *numbers: int) -> Docket:
    for n in numbers:
        docket.handle(applying(n), CLERK)
        docket.handle(filing(n), CLERK)
    return docket


# --- answers ---


def test_a_receipt_names_the_events_and_where_they_stand(docket: Docket) -> None:
    receipt = docket.handle(applying(1), CLERK)
    assert [type(happened).__name__ for happened in receipt.events] == [
        "EnforcementApplied",
        "ApplicantNamed",
        "DebtorNamed",
    ]
    assert receipt.positions == (1, 2, 3)
    assert not receipt.repeated
    assert receipt.followed == ()


def test_what_was_already_so_is_answered_with_nothing(docket: Docket) -> None:
    docket.handle(applying(1), CLERK)
    again = docket.handle(applying(1), CLERK)
    assert (again.records, again.repeated) == ((), False)
    assert docket.log.last_position() == 3


def test_a_case_is_found_by_its_id_and_by_its_number_in_any_form(docket: Docket) -> None:
    filed(docket, 1, 2)
    for name in (basis(1), number(1), "(2025)内0624执1号", "[２０２５] 内0624执１号"):
        assert docket.case(name).id == basis(1)
        assert docket.history(name)[0].stream == basis(1)
    assert docket.handle(but(assigning(1, "法官"), case="(2025)内0624执1号"), CLERK).positions == (11,)
    assert docket.cases() == [basis(1), basis(2)]


@pytest.mark.parametrize("deed", ["（2024）内0624民初1号判决", "(2024)鄂仲裁字第0012号", "公证-7", "[2023]调解书三号"])
def test_a_case_may_be_named_after_a_deed_of_any_form(docket: Docket, deed: str) -> None:
    docket.handle(but(applying(1), case=deed), CLERK)
    docket.handle(but(filing(1), case=deed), CLERK)
    assert docket.case(deed).number == number(1)
    assert docket.case(number(1)).id == canonical_id(deed)


# --- retries ---


def test_a_retried_command_is_answered_from_the_log(docket: Docket, clock: Clock) -> None:
    first = docket.handle(applying(1), CLERK, command_id="request-1")
    clock.now += timedelta(days=1)
    again = docket.handle(applying(1), CLERK, command_id="request-1")
    assert again.repeated
    assert not first.repeated
    assert again.records == first.records
    assert again.positions == (1, 2, 3)
    assert docket.log.last_position() == 3


def test_a_retry_is_answered_even_when_the_law_would_now_refuse_it(docket: Docket) -> None:
    docket.handle(applying(1), CLERK, command_id="request-1")
    docket.handle(filing(1), CLERK)
    assert docket.handle(applying(1), CLERK, command_id="request-1").positions == (1, 2, 3)
    with pytest.raises(Refused):
        docket.handle(applying(1, on=DAY + timedelta(1)), CLERK)


def test_a_retry_after_the_docket_was_reopened_is_answered_too(docket: Docket, place: Path | str) -> None:
    docket.handle(applying(1), CLERK, command_id="request-1")
    docket.close()
    with casestream.open(place) as reopened:
        assert reopened.handle(applying(1), CLERK, command_id="request-1").repeated


def test_one_command_id_is_for_one_command(docket: Docket) -> None:
    docket.handle(applying(1), CLERK, command_id="request-1")
    with pytest.raises(BadRequest, match="request-1"):
        docket.handle(applying(2), CLERK, command_id="request-1")
    assert docket.cases() == [basis(1)]


def test_a_refused_command_may_be_tried_again_under_its_id(docket: Docket) -> None:
    docket.handle(applying(1), CLERK)
    early = filing(1, on=DAY - timedelta(1))
    with pytest.raises(BadRequest):
        docket.handle(early, CLERK, command_id="request-2")
    assert docket.handle(filing(1), CLERK, command_id="request-2").positions == (4, 5)


def test_ids_of_the_caller_are_kept(docket: Docket) -> None:
    (record, *_) = docket.handle(
        applying(1), CLERK, command_id="request-1", correlation_id="session-1", causation_id="letter-1"
    ).records
    assert (record.command_id, record.correlation_id, record.causation_id) == ("request-1", "session-1", "letter-1")
    (other, *_) = docket.handle(applying(2), CLERK).records
    assert other.command_id
    assert other.correlation_id == other.command_id
    assert other.causation_id == ""


# --- versions ---


def test_a_command_for_the_version_that_was_looked_at_goes_through(docket: Docket) -> None:
    filed(docket, 1)
    docket.handle(assigning(1, "甲法官"), CLERK, expected_version=docket.case(basis(1)).version)
    assert docket.case(basis(1)).version == 6


@pytest.mark.parametrize("version", [0, 4, 6])
def test_a_case_that_is_not_at_the_expected_version_is_not_touched(docket: Docket, version: int) -> None:
    filed(docket, 1)
    with pytest.raises(ChangedMeanwhile):
        docket.handle(assigning(1, "甲法官"), CLERK, expected_version=version)
    assert docket.log.last_position() == 5


def test_a_new_case_is_expected_at_version_nought(docket: Docket) -> None:
    docket.handle(applying(1), CLERK, expected_version=0)
    with pytest.raises(ChangedMeanwhile):
        docket.handle(applying(2), CLERK, expected_version=1)


# --- reactions ---


@event("test.rang", "鸣", "Rang")
class Rang(Event):
    """A bell that other streams hear."""

    listener: str = key("listener")


@event("test.heard", "闻", "Heard")
class Heard(Event):
    """A stream that heard it."""


@command("鸣", "Ring", begins=True)
class Ring(Command):
    """Ring, for these listeners."""

    listeners: tuple[str, ...]


@command("闻", "Hear")
class Hear(Command):
    """Hear the bell."""


@pytest.fixture(autouse=True)
def bells() -> Iterator[None]:
    """Ringing makes other streams hear; afterwards nobody knows of bells any more."""
    for spec in BELLS.values():
        EVENTS.add(spec)
    COMMANDS.update(PULLS)
    may(tuple(Post), *PULLS)

    @decides(Ring)
    def ring(case: Case, ask: Ring) -> list[Event]:
        return [Rang(on=ask.on, listener=listener) for listener in ask.listeners]

    @decides(Hear)
    def hear(case: Case, ask: Hear) -> list[Event]:
        if case.number == number(3):
            raise NumberTaken("打不开", "no room")
        return [] if case.has(Heard) else [Heard(on=ask.on)]

    @reacts(Rang)
    def everybody_hears(rang: Any, stream: Case) -> list[Command]:
        return [Hear(case=rang.listener, on=rang.on)]

    yield
    for asked in PULLS:
        del DECISIONS[asked], COMMANDS[asked], MAY[asked]
    del REACTIONS[Rang]
    for kind in BELLS:
        forget(kind)


def forget(kind: type[Event]) -> None:
    """Leave the registry as it was found."""
    del EVENTS.by_name[EVENTS.by_class.pop(kind).name]


PULLS: dict[type[Command], Any] = {asked: COMMANDS.pop(asked) for asked in (Ring, Hear)}
BELLS = {kind: EVENTS[kind] for kind in (Rang, Heard)}
for _kind in BELLS:
    forget(_kind)


def test_what_an_event_asks_of_other_streams_follows_in_the_same_transaction(docket: Docket, clock: Clock) -> None:
    filed(docket, 1, 2)
    receipt = docket.handle(Ring(case="bell", on=DAY, listeners=(basis(1), number(2))), JUDGE, correlation_id="day-1")
    assert receipt.positions == (11, 12)
    assert [followed.positions for followed in receipt.followed] == [(13,), (14,)]
    heard = [followed.records[0] for followed in receipt.followed]
    assert [record.stream for record in heard] == [basis(1), basis(2)]
    assert [record.causation_id for record in heard] == [str(record.event_id) for record in receipt.records]
    assert {record.correlation_id for record in heard} == {"day-1"}
    assert {record.actor for record in heard} == {Actor("casestream", COURT, SYSTEM_POST)}
    assert docket.history(basis(1))[-1] == heard[0]


def test_a_reaction_that_the_law_or_the_docket_refuses_does_not_undo_its_cause(docket: Docket) -> None:
    filed(docket, 1)
    receipt = docket.handle(Ring(case="bell", on=DAY, listeners=("nobody", basis(1))), JUDGE)
    missing, heard = receipt.followed
    assert "CS102" in missing.refusal
    assert missing.records == ()
    assert heard.refusal == ""
    assert heard.positions == (8,)
    assert docket.log.is_gapless()


def test_a_reaction_that_cannot_be_written_undoes_its_cause(docket: Docket) -> None:
    filed(docket, 1, 3)
    with pytest.raises(NumberTaken):
        docket.handle(Ring(case="bell", on=DAY, listeners=(basis(1), basis(3))), JUDGE)
    assert docket.log.last_position() == 10
    assert docket.cases() == [basis(1), basis(3)]
    assert not docket.case(basis(1)).has(Heard)


def test_what_was_undone_in_a_batch_is_forgotten_by_the_next_command_of_the_batch(docket: Docket) -> None:
    filed(docket, 1, 3)
    with docket.batch():
        docket.handle(Ring(case="bell", on=DAY, listeners=(basis(1),)), JUDGE)
        with pytest.raises(NumberTaken):
            docket.handle(Ring(case="bell", on=DAY, listeners=(basis(3),)), JUDGE)
        docket.handle(Ring(case="bell", on=DAY, listeners=(basis(1),)), JUDGE)
    assert [record.version for record in docket.history("bell")] == [1, 2]
    assert docket.case("bell").version == 2
    assert docket.log.is_gapless()


def test_a_reaction_in_a_batch_is_seen_by_the_next_command_of_the_batch(docket: Docket) -> None:
    filed(docket, 1)
    with docket.batch():
        docket.handle(assigning(1, JUDGE.id), CLERK)  # The batch has the case in hand before the bell rings.
        docket.handle(Ring(case="bell", on=DAY, listeners=(basis(1),)), JUDGE)
        assert docket.handle(Hear(case=basis(1), on=DAY), JUDGE).records == ()
    assert [record.version for record in docket.history(basis(1))] == list(range(1, 8))


def test_a_batch_lets_no_command_into_a_stream_of_another_kind(docket: Docket) -> None:
    with docket.batch():
        docket.handle(ReceiveCall(case="接警1", on=DAY, court=COURT, tip="线索"), JUDGE)
        with pytest.raises(BadRequest, match="不能用于"):
            docket.handle(assigning("接警1", "甲"), CLERK)
        docket.handle(applying(1), CLERK)
        with pytest.raises(BadRequest, match="不能用于"):
            docket.handle(ReceiveCall(case=basis(1), on=DAY, court=COURT, tip="线索"), JUDGE)
    assert [record.type for record in docket.history("接警1")] == ["hotline.call_received"]
    assert docket.case(basis(1)).version == 3


def test_a_command_that_sets_off_others_is_answered_once(docket: Docket) -> None:
    filed(docket, 1)
    ring = Ring(case="bell", on=DAY, listeners=(basis(1),))
    docket.handle(ring, JUDGE, command_id="ring-1")
    assert docket.handle(ring, JUDGE, command_id="ring-1").repeated
    assert docket.log.last_position() == 7


def test_a_retry_tells_again_what_followed_and_what_could_not(docket: Docket) -> None:
    filed(docket, 1)
    ring = Ring(case="bell", on=DAY, listeners=("nobody", basis(1)))
    first = docket.handle(ring, JUDGE, command_id="ring-1")
    again = docket.handle(ring, JUDGE, command_id="ring-1")
    assert [receipt.refusal for receipt in again.followed] == [receipt.refusal for receipt in first.followed]
    assert [receipt.positions for receipt in again.followed] == [receipt.positions for receipt in first.followed]
    assert "CS102" in again.followed[0].refusal


def test_a_debtor_handed_over_to_bankruptcy_stands_still_in_every_case(docket: Docket) -> None:
    filed(docket, 1, 2)
    debtor = "某公司"
    hand_over = DecideBankruptcyHandover(case=debtor, on=DAY, to_court="内06")
    commands: list[tuple[Command, Actor]] = [
        (RegisterDebtor(case=debtor, on=DAY, court=COURT, kind=PartyKind.ENTERPRISE), JUDGE),
        (LinkCase(case=debtor, on=DAY, linked=number(1)), JUDGE),
        (LinkCase(case=debtor, on=DAY, linked=basis(2)), JUDGE),
        (RecordBankruptcyConsent(case=debtor, on=DAY, by=ConsentBy.DEBTOR, name=debtor), JUDGE),
        (FindInsolvency(case=debtor, on=DAY, cannot_pay_due_debts=True, assets_below_debts=True, obviously_unable=True), JUDGE),
        (ApproveHandover(case=debtor, on=DAY, proposal=proposal_of(hand_over)), PANEL),
        (ApproveHandover(case=debtor, on=DAY, proposal=proposal_of(hand_over)), PRESIDENT),
    ]  # fmt: skip
    for ask, actor in commands:
        docket.handle(ask, actor)
    receipt = docket.handle(hand_over, JUDGE)
    assert [type(happened) for happened in receipt.events] == [BankruptcyHandoverDecided]
    assert [followed.refusal for followed in receipt.followed] == ["", ""]
    for n in (1, 2):
        suspended = docket.history(basis(n))[-1]
        assert isinstance(suspended.event, Suspended)
        assert suspended.causation_id == str(receipt.records[0].event_id)
    assert docket.log.is_gapless()


# --- threads and life ---


def test_two_threads_may_use_one_docket(docket: Docket) -> None:
    barrier, each = Barrier(2), 15

    def work(who: int) -> list[int]:
        barrier.wait()
        positions: list[int] = []
        for index in range(each):
            n = who * 100 + index
            positions += docket.handle(applying(n), CLERK).positions
            positions += docket.handle(filing(n), CLERK).positions
            assert docket.case(number(n)).version == 5
        return positions

    with ThreadPoolExecutor(2) as pool:
        left, right = pool.map(work, (1, 2))
    assert sorted(left + right) == list(range(1, 2 * each * 5 + 1))
    assert docket.log.is_gapless()


def test_two_threads_that_want_the_same_case_take_turns(docket: Docket) -> None:
    filed(docket, 1)
    barrier = Barrier(2)

    def work(name: str) -> None:
        barrier.wait()
        for index in range(10):
            docket.handle(assigning(1, f"{name}-{index}"), CLERK)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, ("甲", "乙")))
    assert [record.version for record in docket.history(basis(1))] == list(range(1, 26))


def test_two_dockets_on_one_place_see_what_the_other_has_written(docket: Docket, place: Path | str) -> None:
    with casestream.open(place, clock=docket.clock) as other:
        docket.handle(applying(1), CLERK)
        other.handle(filing(1), CLERK)
        docket.handle(assigning(1, "甲法官"), CLERK)
        assert other.history(basis(1)) == docket.history(basis(1))
        assert [record.position for record in docket.history(basis(1))] == [1, 2, 3, 4, 5, 6]


def test_a_docket_in_memory_serves_threads_too() -> None:
    with casestream.open(clock=lambda: NOW) as docket, ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda n: docket.handle(applying(n), CLERK), range(1, 21)))
        assert docket.log.last_position() == 60
        assert docket.log.is_gapless()


def test_every_command_has_a_decision() -> None:
    ours = {known for known in COMMANDS if known.__module__.startswith("casestream.")}
    assert ours
    assert ours <= DECISIONS.keys()


# --- what a review found ---


def undone(docket: Docket) -> None:
    with docket.batch():
        docket.handle(assigning(1, "乙"), CLERK)
        raise ValueError("undone")


def test_an_inner_batch_that_fails_leaves_nothing_in_the_cases_of_the_outer_one(docket: Docket) -> None:
    docket.handle(applying(1), CLERK)
    docket.handle(filing(1), CLERK)
    with docket.batch():
        docket.handle(assigning(1, "甲"), CLERK)
        with pytest.raises(ValueError, match="undone"):
            undone(docket)
        docket.handle(assigning(1, "丙"), CLERK)
    assert docket.log.is_gapless()
    assert [each.handler for each in docket.case(basis(1)).all(HandlerAssigned)] == ["甲", "丙"]


def test_one_basis_is_one_case_however_its_brackets_are_written(docket: Docket) -> None:
    for deed in ("（2024）京仲裁字第0123号", "(2024)京仲裁字第0123号", "[２０２４] 京仲裁字第0123号"):
        docket.handle(but(applying(1), case=deed), CLERK)
    docket.handle(but(filing(1), case="(2024)京仲裁字第0123号"), CLERK)
    assert docket.cases() == ["（2024）京仲裁字第0123号"]


def test_an_answer_of_nothing_is_remembered_too(docket: Docket) -> None:
    docket.handle(applying(1), CLERK)
    docket.handle(filing(1), CLERK)
    docket.handle(assigning(1, "甲"), CLERK)
    assert docket.handle(assigning(1, "甲"), CLERK, command_id="again").records == ()
    docket.handle(assigning(1, "乙"), CLERK)
    retried = docket.handle(assigning(1, "甲"), CLERK, command_id="again")
    assert (retried.records, retried.repeated) == ((), True)
    assert docket.case(basis(1)).all(HandlerAssigned)[-1].handler == "乙"


def test_a_step_between_application_and_filing_is_before_the_case(docket: Docket) -> None:
    filed_on = DAY + timedelta(days=3)
    docket.handle(applying(1), CLERK)
    docket.handle(filing(1, on=filed_on), CLERK)
    for day in (DAY, DAY + timedelta(days=2)):
        with pytest.raises(DatedBeforeFiling):
            docket.handle(assigning(1, "甲", on=day), CLERK)
    docket.handle(assigning(1, "甲", on=filed_on), CLERK)


def test_the_ledger_stands_as_of_its_day(docket: Docket) -> None:
    docket.handle(applying(1), CLERK)
    docket.handle(filing(1), CLERK)
    docket.handle(assigning(1, "甲", on=DAY + timedelta(days=5)), CLERK)
    before, between, after = (docket.report("ledger", until=DAY + timedelta(days=days)) for days in (-1, 1, 5))
    assert isinstance(before, Ledger)
    assert isinstance(between, Ledger)
    assert isinstance(after, Ledger)
    assert before.rows == ()
    assert [(row.owner, row.next_en) for row in between.rows] == [("", "assign a handler")]
    assert [row.owner for row in after.rows] == ["甲"]


@pytest.mark.parametrize(("own", "days"), [({}, 7), ({"deadlines": {"assignment": Period(days=3)}}, 3)])
def test_the_ledger_and_the_report_of_deadlines_have_the_same_days(own: dict[str, Any], days: int) -> None:
    with casestream.open(clock=lambda: NOW, settings=own) as docket:
        docket.handle(applying(1), CLERK)
        docket.handle(filing(1), CLERK)
        for done, deadline, due in (
            (None, "assignment", Calendar().due(DAY, Period(days=days)).on),
            (assigning(1, "甲"), "notice", Calendar().due(DAY, Period(days=10)).on),
            (IssueNotice(case=basis(1), on=DAY, debtor="邬某", perform_by=DAY + timedelta(days=10)), "network_query_start",
             Calendar().due(DAY, Period(days=5)).on),
        ):  # fmt: skip
            if done:
                docket.handle(done, Actor("甲", COURT, "handler") if isinstance(done, IssueNotice) else CLERK)
            ledger, deadlines = docket.report("ledger", until=DAY), docket.report("deadlines", until=DAY)
            assert isinstance(ledger, Ledger)
            assert isinstance(deadlines, Deadlines)
            listed = [row.due for row in deadlines.rows if row.deadline == deadline]
            assert [row.due for row in ledger.rows] == listed == [due]


def test_the_ledger_shows_the_clue_that_is_open_not_the_last_one(docket: Docket) -> None:
    docket.handle(applying(1), CLERK)
    docket.handle(filing(1), CLERK)
    docket.handle(assigning(1, JUDGE.id), CLERK)
    case, on = basis(1), DAY + timedelta(days=1)
    docket.handle(IssueNotice(case=case, on=on, debtor="邬某", perform_by=on + timedelta(days=10)), JUDGE)
    docket.handle(StartNetworkQuery(case=case, on=on, debtor="邬某"), JUDGE)
    docket.handle(
        CheckPropertyReport(case=case, on=on + timedelta(days=20), debtor="邬某", outcome=ReportOutcome.REFUSED), JUDGE
    )
    docket.handle(ReceiveClue(case=case, on=on + timedelta(days=21), clue="一"), CLERK)
    docket.handle(ReceiveClue(case=case, on=on + timedelta(days=40), clue="二"), CLERK)
    docket.handle(VerifyClue(case=case, on=on + timedelta(days=41), clue="二", result=ClueResult.NOTHING), JUDGE)
    ledger = docket.report("ledger", until=on + timedelta(days=60))
    assert isinstance(ledger, Ledger)
    assert ledger.rows[0].due == docket.case(case).all(ClueReceived)[0].verify_by


@pytest.mark.parametrize("bad", [{"since": DAY}, {"by": ("court",)}, {"engine": "rows"}])
def test_the_ledger_refuses_what_it_cannot_use(docket: Docket, bad: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        docket.report("ledger", **bad)


@pytest.mark.parametrize(
    "wrong", ["（2025）甘1223执1号", "（2019）内0624执1号", "（2025）内0624执恢1号", "（2025）内0624执1号之一"]
)
def test_a_case_is_filed_under_a_number_of_its_own_court_year_and_type(docket: Docket, wrong: str) -> None:
    docket.handle(applying(1), CLERK)
    with pytest.raises(BadRequest):
        docket.handle(but(filing(1), number=wrong), CLERK)
    assert docket.case(basis(1)).rounds == []
