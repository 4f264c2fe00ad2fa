"""Where a docket is: the file that was named, and no other; read where it may only be read."""

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import reader

import casestream
from cases import applied, applying, basis, envelope, filing
from casestream.docket import Docket
from casestream.kernel import Case
from casestream.kernel.errors import LogError, NotADocket, NotDurable, NotWritable, StoreFailed
from casestream.store import connections
from casestream.store.log import Log
from casestream.store.mounts import network_type
from casestream.testing import CLERK
from listening import said_by

NAMES = ["x:memory:y.db", ":memory:.db", "mode=memory", "x?mode=memory&cache=shared", "file:court.db", "a%20b#c ?.db"]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_but_memory_is_a_file_of_that_name(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with casestream.open(name) as docket:
        docket.handle(applying(1), CLERK)
        assert docket.log.durability() == ("full", "wal")
    assert [path.name for path in tmp_path.iterdir()] == [name]
    with casestream.open(tmp_path / name, create=False) as docket:
        assert docket.log.last_position() == 3


def test_a_docket_in_memory_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with casestream.open(":memory:") as docket:
        docket.handle(applying(1), CLERK)
    assert list(tmp_path.iterdir()) == []


def test_a_docket_stays_where_it_was_opened_when_the_working_directory_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    with casestream.open("court.db") as docket, docket.log.recorder.reading():
        monkeypatch.chdir(tmp_path / "elsewhere")
        docket.handle(applying(1), CLERK)  # The first connection is in use, so this takes a second one.
        assert docket.log.last_position() == 3
        assert docket.log.place == str(tmp_path / "court.db")
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a directory in use is not removed there")
def test_a_working_directory_that_is_gone_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(NotWritable):
        casestream.open("court.db")


def test_an_empty_file_becomes_a_docket_only_when_one_may_be_made(place: Path) -> None:
    place.touch()
    with pytest.raises(NotADocket, match="empty"):
        casestream.open(place, create=False)
    assert place.read_bytes() == b""
    casestream.open(place).close()
    casestream.open(place, create=False).close()


# --- only to be read ---


@pytest.fixture
def shelf() -> Iterator[Path]:
    """A directory that everybody may look into, with a docket of five records."""
    shelf = Path(tempfile.mkdtemp())
    shelf.chmod(0o755)
    with casestream.open(shelf / "court.db") as docket:
        docket.handle(applying(1), CLERK)
        docket.handle(filing(1), CLERK)
    yield shelf
    shelf.chmod(0o755)
    shutil.rmtree(shelf)


def as_nobody(place: Path) -> list[Any]:
    """What somebody without rights reads there, and is told when writing."""
    return said_by(reader.read, str(place))


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions are other things there")
@pytest.mark.parametrize(
    ("file", "directory"), [(0o444, 0o555), (0o444, 0o777), (0o666, 0o555)], ids=["both", "the file", "the directory"]
)
def test_a_docket_that_may_only_be_read_is_read_and_not_written(shelf: Path, file: int, directory: int) -> None:
    (shelf / "court.db").chmod(file)
    shelf.chmod(directory)
    read, (error, message) = as_nobody(shelf / "court.db")
    assert read == (5, 5, 1)
    assert error == "NotWritable"
    assert "permission" in message


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions are other things there")
def test_a_docket_that_may_be_read_only_is_read_while_another_writes_it(shelf: Path) -> None:
    with casestream.open(shelf / "court.db") as docket:
        docket.handle(applying("another"), CLERK)
        shelf.chmod(0o555)
        read, (error, _) = as_nobody(shelf / "court.db")
        assert read == (8, 5, 1)
        assert error == "NotWritable"
        shelf.chmod(0o755)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions are other things there")
def test_a_docket_that_may_not_even_be_read_is_not_called_another_file(shelf: Path) -> None:
    (shelf / "court.db").chmod(0)
    ((error, message),) = as_nobody(shelf / "court.db")
    assert error == "StoreFailed"
    assert "permissions" in message


# --- what a failure says, and what would cure it ---


def failing(docket: Docket, place: Path, how: str) -> None:
    """Make the next write fail in this way."""
    if how == "full":
        with docket.log.recorder.datastore.plain_transaction(commit=False) as cursor:
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count={cursor.fetchone()[0]}")
    if how == "torn":
        docket.close()
        content = place.read_bytes()
        place.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))


def big(docket: Docket) -> None:
    """More than one page holds."""
    docket.log.append(Case("big"), [applied()] * 200, envelope("big"))


def test_a_full_disk_is_cured_by_room_and_a_torn_file_by_the_doctor(place: Path) -> None:
    with casestream.open(place) as docket:
        docket.handle(applying(1), CLERK)
        failing(docket, place, "full")
        with pytest.raises(StoreFailed, match="full") as full:
            big(docket)
        failing(docket, place, "torn")
    with casestream.open(place) as docket, pytest.raises(StoreFailed, match="malformed") as torn:
        big(docket)
    assert "disk" in full.value.cure_en
    assert "casestream doctor" in torn.value.cure_en


def test_a_docket_that_another_holds_is_cured_by_waiting(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LOCK_TIMEOUT_SECONDS", 0)
    with casestream.open(place) as docket:
        holder = sqlite3.connect(place)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreFailed, match="locked") as locked:
            big(docket)
        holder.close()
    assert "retry when" in locked.value.cure_en


def test_threads_wait_for_one_another_as_long_as_processes_do() -> None:
    with Log() as log:
        assert log.recorder.datastore.pool.pool_timeout == connections.LOCK_TIMEOUT_SECONDS


def test_a_thread_that_waited_in_vain_is_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LOCK_TIMEOUT_SECONDS", 0)
    told: list[StoreFailed] = []

    def elsewhere() -> None:
        try:
            log.last_position()
        except StoreFailed as error:
            told.append(error)

    with Log() as log, log.batch():
        thread = Thread(target=elsewhere)
        thread.start()
        thread.join()
    assert "retry when" in told[0].cure_en


USES: dict[str, Callable[[Docket], object]] = {
    "a command": lambda docket: docket.handle(applying(2), CLERK),
    "a batch": lambda docket: docket.batch().__enter__(),
    "a case": lambda docket: docket.case(basis(1)),
    "a history": lambda docket: docket.history(basis(1)),
    "a report": lambda docket: docket.report("court"),
    "the rows": lambda docket: docket.report("court", engine="rows"),
    "the ledger": lambda docket: docket.report("ledger"),
    "the records": lambda docket: docket.log.records(),
    "the repository": lambda docket: docket.log.repository.get(basis(1), projector_func=lambda case, _: case),
}


@pytest.mark.parametrize("place", [":memory:", "court.db"])
@pytest.mark.parametrize("use", USES)
def test_a_closed_docket_says_that_it_is_closed(
    use: str, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    docket = casestream.open(place)
    docket.handle(applying(1), CLERK)
    docket.close()
    docket.close()
    with pytest.raises(LogError, match="closed"):
        USES[use](docket)


def test_a_docket_whose_maker_was_cut_off_is_opened_again(place: Path, tmp_path: Path) -> None:
    with casestream.open(place) as docket:
        docket.handle(applying(1), CLERK)
    connection = sqlite3.connect(place, isolation_level=None)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.execute("PRAGMA cache_size=1")
    connection.execute("BEGIN IMMEDIATE")  # More than the cache holds, so that the file itself is half written.
    connection.executemany("INSERT INTO courts (code) VALUES (?)", [(f"{code:0500}",) for code in range(2_000)])
    cut_off = tmp_path / "cut_off.db"
    shutil.copy(place, cut_off)
    shutil.copy(f"{place}-journal", f"{cut_off}-journal")
    Path(f"{cut_off}-wal").touch()  # It was made already; that the journal is done with had not reached the disk yet.
    connection.close()
    with casestream.open(cut_off, create=False) as docket:
        assert docket.log.last_position() == 3
        assert docket.handle(filing(1), CLERK).records


# --- where the file lies ---

MOUNTED = """\
22 1 0:20 / / rw - ext4 /dev/vda1 rw
30 22 0:40 / {shared} rw,relatime shared:1 - {kind} server:/export rw
31 30 0:41 / {local} rw - tmpfs tmpfs rw
"""


@pytest.mark.parametrize(
    ("kind", "refused"),
    [
        ("nfs", True),
        ("nfs4", True),
        ("cifs", True),
        ("smb3", True),
        ("fuse.sshfs", True),
        ("ext4", False),
        ("overlay", False),
    ],
)
def test_a_network_file_system_is_refused(
    kind: str, refused: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared, local = tmp_path / "court files", tmp_path / "court files" / "here"
    local.mkdir(parents=True)
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        MOUNTED.format(kind=kind, shared=str(shared).replace(" ", "\\040"), local=str(local).replace(" ", "\\040"))
    )
    monkeypatch.setattr("casestream.store.place.network_type", partial(network_type, mounts=mounts))
    casestream.open(local / "court.db").close()
    if not refused:
        casestream.open(shared / "court.db").close()
        return
    with pytest.raises(NotDurable, match=f"network file system \\({kind}\\)"):
        casestream.open(shared / "court.db")
    assert not (shared / "court.db").exists()


def test_a_system_that_does_not_tell_its_mounts_is_taken_as_local(tmp_path: Path) -> None:
    assert network_type(tmp_path, tmp_path / "nothing") == ""
