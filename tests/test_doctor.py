"""The doctor finds what is broken in a docket, wherever it is, and says where."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import casestream
from cases import applying, assigning, filing
from casestream.cli import run
from casestream.docket import Docket
from casestream.doctor import examine
from casestream.health import Check
from casestream.store.faults import Fault, faults
from casestream.testing import CLERK

UNLOCK = "DROP TRIGGER events_stay; DROP TRIGGER events_last;"
LOCK = (
    "CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are never edited'); END;"
    "CREATE TRIGGER events_last BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;"
)


@pytest.fixture
def file(place: Path) -> Path:
    """Three cases, eighteen records: case n has the positions 6n-5 to 6n."""
    with casestream.open(place) as docket:
        for n in (1, 2, 3):
            docket.handle(applying(n), CLERK)
            docket.handle(filing(n), CLERK)
            docket.handle(assigning(n, f"handler-{n}"), CLERK)
        assert docket.log.last_position() == 18
    return place


def tamper(file: Path, script: str) -> None:
    """What somebody does to the file who knows SQLite and not casestream."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(UNLOCK + script + LOCK)


def edited(old: str, new: str) -> str:
    return f"CAST(replace(CAST(payload AS TEXT), '{old}', '{new}') AS BLOB)"


def ill(file: Path) -> list[Check]:
    return [check for check in examine(str(file)) if not check.ok]


def test_a_sound_docket_is_sound(file: Path) -> None:
    assert ill(file) == []
    docket = next(check for check in examine(str(file)) if check.en.startswith("docket"))
    assert docket.found_en.startswith("18 records")
    assert docket.found_zh.startswith("18 条记录")


@pytest.mark.parametrize(
    ("script", "where", "what"),
    [
        (f"UPDATE events SET payload = {edited('2800000', '2900000')} WHERE position = 7", 7, "number"),
        ("UPDATE events SET number_1 = number_1 + 1 WHERE position = 5", 5, "number_1"),
        ("UPDATE events SET label_1 = 'resumed' WHERE position = 5", 5, "label_1"),
        ("UPDATE events SET day = day + 1 WHERE position = 4", 4, "day"),
        ("UPDATE events SET payload = x'7b' WHERE position = 9", 9, "CS208"),
        (f"UPDATE events SET payload = {edited('handler', 'handled')} WHERE position = 12", 12, "CS208"),
        ("UPDATE events SET recorded_at = 5 WHERE position = 13", 13, "recorded before"),
        ("UPDATE events SET version = 9 WHERE position = 6", 6, "version 9 where 6 is due"),
        ("UPDATE events SET command_id = 'nobody' WHERE position = 8", 8, "no command"),
        ("UPDATE events SET court = 77 WHERE position = 10", 10, "courts"),
        ("UPDATE events SET type = 77 WHERE position = 10", 10, "types"),
        ("UPDATE events SET round = (SELECT max(round) FROM rounds) WHERE position = 5", 5, "number"),
        ("UPDATE events SET round = (SELECT max(round) FROM rounds) WHERE position = 6", 6, "another case"),
        ("DELETE FROM events WHERE position = 11", 11, "missing"),
        ("DELETE FROM events WHERE position = 18", 18, "missing"),
        ("UPDATE types SET slots = '[1]' WHERE type = 1", 0, "of no use"),
        ("DROP INDEX events_by_stream", 0, "events_by_stream"),
    ],
)
def test_what_was_done_to_the_file_is_found_where_it_was_done(file: Path, script: str, where: int, what: str) -> None:
    tamper(file, script + ";")
    found = [(fault.position, fault.en) for fault in faults_of(file)]
    assert any(position == where and what in en for position, en in found), found


def faults_of(file: Path) -> list[Fault]:
    with casestream.open(file, create=False) as docket:
        return list(faults(docket.log))


def test_a_missing_lock_is_found(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TRIGGER events_stay")
    assert [(fault.position, fault.en) for fault in faults_of(file)] == [(0, "events_stay is missing")]


def test_a_damaged_page_is_found(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name='events'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with file.open("r+b") as raw:
        raw.seek((page - 1) * size)
        raw.write(b"\xff" * 200)
    assert ill(file)


def test_it_says_what_and_where_in_both_languages_with_exit_code_one(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper(file, "UPDATE events SET day = day + 1 WHERE position IN (4, 16);")
    assert run(["doctor", str(file), "--lang", "en"]) == 1
    english = capsys.readouterr().out
    assert "position 4" in english
    assert "position 16" in english
    assert "4 faults" in english  # Each is told by its leaf and by its payload.
    assert not any("\u4e00" <= character <= "\u9fff" for character in english)
    assert run(["doctor", str(file), "--json"]) == 1
    told = [check for check in json.loads(capsys.readouterr().out) if not check["ok"]]
    assert [check["zh"] for check in told] == [f"案卷 {file}", "位置 4", "位置 4", "位置 16", "位置 16"]
    assert run(["doctor", str(file.with_name("nowhere.db")), "--lang", "zh"]) == 1
    assert "没有案卷" in capsys.readouterr().out


def test_it_reads_page_by_page_and_tells_how_far_it_is(docket: Docket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casestream.store.faults.PAGE", 5)
    docket.handle(applying(1), CLERK)
    docket.handle(applying(2), CLERK)
    told: list[tuple[int, int]] = []
    assert list(faults(docket.log, lambda done, total, _: told.append((done, total)))) == []
    assert told == [(5, 6), (6, 6)]
