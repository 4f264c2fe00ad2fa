"""What cannot be done is told in one typed error, in two languages, with a cure, and leaves nothing behind."""

import os
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import attrs
import pytest

import casestream
from cases import DAY, applying, assigning, basis, filing, number
from casestream.docket import Docket
from casestream.kernel import Actor, Command
from casestream.kernel.errors import (
    CasestreamError,
    DatedInFuture,
    Lang,
    NewerDocket,
    NotADocket,
    NotWritable,
    Refused,
    StoreFailed,
    UnknownEventType,
)
from casestream.procedures.correction import CorrectRecord
from casestream.procedures.filing import Party
from casestream.reports.statistics import COURT
from casestream.store.schema import SCHEMA_VERSION
from casestream.testing import CLERK, PRESIDENT
from conftest import Clock

Attempt = Callable[[Docket], object]


def but(thing: Any, **changes: Any) -> Any:
    """The same thing with some fields changed, whatever their types."""
    return attrs.evolve(thing, **changes)


def asking(ask: Any, actor: Any = CLERK, **more: Any) -> Attempt:
    """Hand this command to the docket."""
    return lambda docket: docket.handle(ask, actor, **more)


def applying_with(**changes: Any) -> Attempt:
    """Apply in a second case, with something wrong."""
    return asking(but(applying(2), **changes))


def by(*actor: Any) -> Attempt:
    """A good command by this actor."""
    return asking(applying(2), Actor(*actor))


def opening(docket: Docket) -> Any:
    """The event that opened the one round there is."""
    return docket.history(basis(1))[4].event


def correction(docket: Docket) -> CorrectRecord:
    """A good correction of it."""
    return CorrectRecord(case=basis(1), on=DAY, of=5, event=but(opening(docket), claimed_fen=7), reason="误")


@attrs.frozen(kw_only=True)
class Unlisted(Command):
    """A command that nobody declared."""


UNLISTED: Any = Unlisted
FUTURE = date(2025, 9, 17)
NAIVE = datetime(2025, 9, 16, 12, 0)  # noqa: DTZ001

ATTEMPTS: dict[str, tuple[str, Attempt]] = {
    "an unknown case": ("CS102", asking(but(assigning(99, "x"), case="公证-99"))),
    "an unknown number": ("CS102", asking(but(assigning(1, "x"), case=number(99)))),
    "an unknown case to read": ("CS102", lambda docket: docket.case("nobody")),
    "an empty name to read": ("CS102", lambda docket: docket.case("")),
    "the history of an unknown case": ("CS102", lambda docket: docket.history(number(99))),
    "a malformed number to file under": ("CS101", asking(but(filing(1), number="内0624执1号"))),
    "a number with leading zeros": ("CS101", asking(but(filing(1), number="（2025）内0624执01号"))),
    "a malformed number to read": ("CS101", lambda docket: docket.case("（2025）内0624执0号")),
    "a malformed number to act on": ("CS101", asking(but(assigning(1, "x"), case="（2025）内执号"))),
    "a number of another type": ("CS100", asking(but(filing(1), number="（2025）内0624执恢1号"))),
    "the number of a document": ("CS100", asking(but(filing(1), number="（2025）内0624执9号之一"))),
    "a second application for one basis": ("CS001", asking(applying(1, on=DAY + timedelta(1)))),
    "a second filing of one basis": ("CS001", asking(filing(1, under=5))),
    "a number that another case bears": ("CS206", lambda docket: docket.handle(filing(3, under=1), CLERK)),
    "a moment as a day": ("CS105", applying_with(on=NAIVE)),
    "an aware moment as a day": ("CS105", applying_with(effective_on=datetime(2025, 1, 1, tzinfo=UTC))),
    "a naive moment known at": ("CS105", lambda docket: docket.case(basis(1), known_at=NAIVE)),
    "a day known at": ("CS105", lambda docket: docket.case(basis(1), known_at=DAY)),  # type: ignore[arg-type]
    "a day so far off that no period can be counted": ("CS107", applying_with(performance_due=date.max)),
    "text to look on": ("CS107", lambda docket: docket.case(basis(1), on="2025-01-01")),  # type: ignore[arg-type]
    "a name in the place of a projection": ("CS113", lambda docket: docket.replay("court")),  # type: ignore[arg-type]
    "nothing in the place of a rule": ("CS113", lambda docket: docket.recheck(None)),  # type: ignore[arg-type]
    "a name in the place of an actor": ("CS104", lambda docket: docket.handle(applying(5), "clerk")),  # type: ignore[arg-type]
    "an actor of blanks": ("CS104", lambda docket: docket.handle(applying(5), Actor(" ", " ", " "))),
    "a moment before anything was known": ("CS102", lambda docket: docket.case(basis(1), known_at=datetime(1999, 1, 1, tzinfo=UTC))),
    "a moment to look on": ("CS105", lambda docket: docket.case(basis(1), on=NAIVE)),
    "text as a day": ("CS107", applying_with(on="2025-03-10")),
    "a float as an amount": ("CS106", applying_with(claimed_fen=0.1)),
    "a whole float as an amount": ("CS106", applying_with(claimed_fen=100.0)),
    "nan as an amount": ("CS106", applying_with(claimed_fen=float("nan"))),
    "an amount beyond 2**53": ("CS106", applying_with(claimed_fen=2**53 + 1)),
    "an amount of more digits than can be printed": ("CS106", applying_with(claimed_fen=10**5000)),
    "yes as an amount": ("CS106", applying_with(claimed_fen=True)),
    "a word as an amount": ("CS106", applying_with(claimed_fen="100")),
    "yes as a count": ("CS107", lambda docket: docket.handle(but(correction(docket), of=True), PRESIDENT)),
    "a command as the event of a correction": (
        "CS107", lambda docket: docket.handle(but(correction(docket), event=applying(1)), PRESIDENT),
    ),
    "a bad amount in the event of a correction": ("CS106", lambda docket: docket.handle(
        but(correction(docket), event=but(opening(docket), claimed_fen=0.5)), PRESIDENT,
    )),
    "a lone surrogate": ("CS108", applying_with(cause="\ud800")),
    "a NUL": ("CS108", applying_with(cause="借款\x00")),
    "a direction override": ("CS108", applying_with(debtors=(Party(name="某\u202e公司"),))),
    "an escape sequence": ("CS108", applying_with(court="\x1b[31m内0624")),
    "a lone surrogate in the id": ("CS108", applying_with(case="依据\udc80")),
    "a NUL in the name to read": ("CS108", lambda docket: docket.case("a\x00b")),
    "a lone surrogate in the name to read": ("CS108", lambda docket: docket.history("\ud800")),
    "a lone surrogate in the command id": ("CS108", asking(applying(2), command_id="\ud800")),
    "a lone surrogate in the correlation id": ("CS108", asking(applying(2), correlation_id="\ud800")),
    "a lone surrogate in the causation id": ("CS108", asking(applying(2), causation_id="\ud800")),
    "a NUL in the actor": ("CS108", by("clerk\x00", "内0624", "clerk")),
    "text without end": ("CS107", applying_with(cause="长" * 10_001)),
    "an empty id": ("CS107", applying_with(case="")),
    "an id of spaces": ("CS107", applying_with(case=" \n")),
    "a list for a tuple": ("CS107", applying_with(debtors=[Party(name="甲")])),
    "a name for a party": ("CS107", applying_with(debtors=("甲",))),
    "no id at all": ("CS107", applying_with(case=None)),
    "a step before the case began": ("CS109", asking(assigning(1, "x", on=DAY - timedelta(1)))),
    "a step tomorrow": ("CS110", asking(assigning(1, "x", on=FUTURE))),
    "a case that begins tomorrow": ("CS110", asking(applying(2, on=FUTURE))),
    "a correction that tells of tomorrow": ("CS110", lambda docket: docket.handle(
        but(correction(docket), event=but(opening(docket), on=FUTURE)), PRESIDENT,
    )),
    "a command by nobody": ("CS104", asking(applying(2), None)),
    "an actor without a post": ("CS104", by("clerk-1", "内0624", "")),
    "an actor without a court": ("CS104", by("clerk-1", "", "clerk")),
    "an actor without an id": ("CS104", by("", "内0624", "clerk")),
    "an actor with a number for an id": ("CS107", by(7, "内0624", "clerk")),
    "an unlisted command": ("CS103", asking(UNLISTED(case=basis(1), on=DAY))),
    "no command": ("CS103", asking("立案")),
    "an event as a command": ("CS103", lambda docket: docket.handle(opening(docket), CLERK)),
    "another command under a used id": ("CS100", asking(applying(2), command_id="first")),
    "a version that is past": ("CS205", asking(assigning(1, "x"), expected_version=2)),
    "an unknown engine": ("CS113", lambda docket: docket.replay(COURT, engine="abacus")),
    "an unknown report": ("CS113", lambda docket: docket.report("nonsense")),
}  # fmt: skip


@pytest.fixture
def filed(docket: Docket) -> Docket:
    """One case that is filed, one that is applied for."""
    docket.handle(applying(1), CLERK, command_id="first")
    docket.handle(filing(1), CLERK)
    docket.handle(applying(3), CLERK)
    return docket


def contents(docket: Docket) -> dict[str, list[Any]]:
    """Every row of every table."""
    found = {}
    with docket.log.recorder.reading() as cursor:
        for table in ("events", "streams", "rounds", "commands", "courts", "actors", "types"):
            cursor.execute(f"SELECT * FROM {table}")
            found[table] = list(cursor.fetchall())
    return found


def tell(error: CasestreamError) -> None:
    """The error says what is wrong and what would cure it, in Chinese and in English, in text that can be printed."""
    cures = error.unmet if isinstance(error, Refused) else None
    if cures is None:
        assert error.cure_zh
        assert error.cure_en
    else:
        assert cures
        assert all(unmet.condition.cure("zh") and unmet.condition.cure("en") and unmet.article for unmet in cures)
    assert error.zh
    assert error.en
    languages: tuple[Lang, ...] = ("zh", "en")
    for lang in languages:
        message = error.message(lang)
        assert message.startswith(f"[{error.code}]")
        assert len(message.encode()) < 2000
    assert error.message("zh") != error.message("en")
    assert error.as_dict()["code"] == error.code


@pytest.mark.parametrize("what", ATTEMPTS)
def test_bad_input_is_one_typed_error_and_nothing_is_written(filed: Docket, what: str) -> None:
    code, attempt = ATTEMPTS[what]
    before = contents(filed)
    with pytest.raises(CasestreamError) as refused:
        attempt(filed)
    assert refused.value.code == code
    tell(refused.value)
    assert filed.log.last_position() == 8
    assert contents(filed) == before
    assert filed.handle(applying(2), CLERK).positions == (9, 10, 11)  # The docket goes on as if nothing had been asked.


@pytest.mark.parametrize("what", [what for what, (code, _) in ATTEMPTS.items() if code != "CS102"])
def test_bad_input_in_a_batch_leaves_the_rest_of_it(filed: Docket, what: str) -> None:
    code, attempt = ATTEMPTS[what]
    with filed.batch():
        filed.handle(applying(4), CLERK)
        with pytest.raises(CasestreamError) as refused:
            attempt(filed)
        assert refused.value.code == code
        filed.handle(applying(2), CLERK)
    assert filed.log.last_position() == 14
    assert filed.log.is_gapless()


# --- the clock ---


def test_a_clock_without_a_zone_writes_nothing(filed: Docket, clock: Clock) -> None:
    clock.now = NAIVE
    with pytest.raises(CasestreamError) as refused:
        filed.handle(applying(2), CLERK)
    assert refused.value.code == "CS105"
    tell(refused.value)
    assert filed.log.last_position() == 8


@pytest.mark.parametrize(
    ("moment", "today"),
    [
        (datetime(2025, 9, 15, 15, 59, 59, tzinfo=UTC), date(2025, 9, 15)),  # A second before midnight in court.
        (datetime(2025, 9, 15, 16, 0, 0, tzinfo=UTC), date(2025, 9, 16)),  # Midnight; in Greenwich it is afternoon.
        (datetime(2025, 9, 16, 15, 59, 59, tzinfo=UTC), date(2025, 9, 16)),
        (datetime(2025, 9, 15, 12, 0, 0, tzinfo=timezone(timedelta(hours=-10))), date(2025, 9, 16)),
        (datetime(2025, 9, 16, 1, 0, 0, tzinfo=timezone(timedelta(hours=14))), date(2025, 9, 15)),
    ],
)
def test_the_day_ends_when_it_ends_in_court(filed: Docket, clock: Clock, moment: datetime, today: date) -> None:
    clock.now = moment
    with pytest.raises(DatedInFuture, match=str(today)):
        filed.handle(assigning(1, "法官", on=today + timedelta(1)), CLERK)
    assert filed.handle(assigning(1, "法官", on=today), CLERK).positions == (9,)


def test_a_step_on_the_day_the_case_began_is_taken(filed: Docket) -> None:
    assert filed.handle(assigning(1, "法官", on=DAY), CLERK).positions == (9,)


# --- places ---


def refused_place(place: Path | str, kind: type[CasestreamError], **how: Any) -> CasestreamError:
    """Opening this place is refused in this way."""
    with pytest.raises(kind) as refused:
        casestream.open(place, **how)
    assert type(refused.value) is kind
    tell(refused.value)
    return refused.value


def test_a_text_file_is_no_docket_and_stays_as_it_is(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("这不是案卷。" * 200)
    refused_place(letter, NotADocket)
    assert letter.read_text() == "这不是案卷。" * 200
    assert sorted(tmp_path.iterdir()) == [letter]


def test_another_database_is_no_docket_and_stays_as_it_is(tmp_path: Path) -> None:
    place = tmp_path / "other.db"
    connection = sqlite3.connect(place)
    connection.execute("CREATE TABLE notes (text)")
    connection.execute("INSERT INTO notes VALUES ('x')")
    connection.commit()
    connection.close()
    before = place.read_bytes()
    refused_place(place, NotADocket)
    assert place.read_bytes() == before


def test_a_directory_is_no_docket(tmp_path: Path) -> None:
    refused_place(tmp_path, NotADocket)


def test_a_place_without_a_docket_is_not_made_into_one_unasked(tmp_path: Path) -> None:
    refused_place(tmp_path / "none.db", NotADocket, create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_directory_that_does_not_exist_is_told(tmp_path: Path) -> None:
    assert "none" in refused_place(tmp_path / "none" / "court.db", NotWritable).en
    assert list(tmp_path.iterdir()) == []


def test_a_path_below_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    refused_place(tmp_path / "file" / "court.db", NotWritable)


@pytest.mark.parametrize("name", ["a\x00b.db", "x" * 300 + ".db"])
def test_a_name_that_no_file_can_have_is_told(tmp_path: Path, name: str) -> None:
    refused_place(f"{tmp_path}/{name}", NotWritable)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a place that nobody may write to")
def test_a_place_that_cannot_be_written_is_told() -> None:
    refused_place("/proc/court.db", NotWritable)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to the superuser")
def test_a_directory_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    refused_place(tmp_path / "court.db", NotWritable)
    tmp_path.chmod(0o700)


def edit(place: Path, *statements: str) -> None:
    """Change the file past casestream."""
    connection = sqlite3.connect(place)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_docket_of_a_newer_program_is_refused_and_stays_as_it_is(filed: Docket, place: Path) -> None:
    filed.close()
    edit(place, f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    assert str(SCHEMA_VERSION + 1) in refused_place(place, NewerDocket).en
    edit(place, f"PRAGMA user_version={SCHEMA_VERSION}")
    with casestream.open(place) as docket:
        assert docket.log.last_position() == 8


READERS: dict[str, Attempt] = {
    "one case": lambda docket: docket.case(basis(1)),
    "a history": lambda docket: docket.history(basis(1)),
    "the log": lambda docket: docket.log.records(),
    "a decision": asking(assigning(1, "法官")),
    "columns": lambda docket: docket.replay(COURT, engine="columns"),
    "rows": lambda docket: docket.replay(COURT, engine="rows"),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    ("change", "error"),
    [("schema = schema + 1", NewerDocket), ("name = 'round.reopened'", UnknownEventType)],
    ids=["newer schema", "unknown type"],
)
def test_an_event_that_this_program_cannot_read_is_named_and_not_passed_over(
    filed: Docket, place: Path, reader: str, change: str, error: type[CasestreamError]
) -> None:
    filed.close()
    edit(place, f"UPDATE types SET {change} WHERE name = 'round.opened'")
    with casestream.open(place, clock=filed.clock) as docket:
        with pytest.raises(error, match="round"):
            READERS[reader](docket)
        assert docket.log.last_position() == 8


def test_a_full_disk_is_told_and_the_docket_goes_on_when_there_is_room(filed: Docket) -> None:
    with filed.log.recorder.datastore.plain_transaction(commit=False) as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count={cursor.fetchone()[0]}")
    before = contents(filed)
    big = but(applying(2), debtors=tuple(Party(name=f"被执行人{n}") for n in range(400)))
    with pytest.raises(StoreFailed, match="full") as failed:
        filed.handle(big, CLERK)
    tell(failed.value)
    assert contents(filed) == before
    with filed.log.recorder.datastore.plain_transaction(commit=False) as cursor:
        cursor.execute("PRAGMA max_page_count=1000000")
    assert filed.handle(big, CLERK).positions[0] == 9
    assert filed.case(number(1)).id == basis(1)
