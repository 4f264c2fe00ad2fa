"""The place where a docket lives: what must be so before it is opened, and how its failures are told."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

from eventsourcing.persistence import PersistenceError

from casestream.kernel.errors import (
    LogError,
    NewerDocket,
    NotADocket,
    NotDurable,
    NotWritable,
    OlderDocket,
    StoreFailed,
)
from casestream.store.connections import IMMUTABLE, IN_MEMORY, LOCK_TIMEOUT_SECONDS, READ_ONLY, READ_WRITE
from casestream.store.mounts import network_type
from casestream.store.schema import APPLICATION_ID, SCHEMA_VERSION
from casestream.store.system import said

MEMORY = ":memory:"

DISK = (
    "腾出磁盘空间或检查磁盘后重试；已确认的记录不受影响",
    "free or check the disk and retry; what was acknowledged is safe",
)
WAIT = ("等占用案卷的程序结束后重试", "retry when whoever holds the docket has finished")
DOCTOR = (
    "用 casestream doctor 检查案卷，必要时恢复备份",
    "check the docket with casestream doctor; restore a copy if need be",
)
ACCESS = ("检查文件和目录的权限", "check the permissions of the file and its directory")
CURES = {
    sqlite3.SQLITE_FULL: DISK, sqlite3.SQLITE_IOERR: DISK, sqlite3.SQLITE_BUSY: WAIT, sqlite3.SQLITE_LOCKED: WAIT,
    sqlite3.SQLITE_CANTOPEN: ACCESS, sqlite3.SQLITE_PERM: ACCESS,
}  # fmt: skip
SERVER = (
    "检查 PostgreSQL 是否运行，以及地址、数据库名、用户与口令，然后重试",
    "check that PostgreSQL runs, the address, the database, the user and the password, then retry",
)
# What PostgreSQL gives, by its SQLSTATE or the class of it; '' where there was no session to say anything.
CURES_OF_SERVER = {
    "": SERVER, "08": SERVER, "28": SERVER, "3D": SERVER, "40": WAIT, "53": WAIT, "53100": DISK, "55P03": WAIT, "57P": SERVER,
    "58": DISK,
}  # fmt: skip
READ_ONLY_STATES = ("25006", "42501")  # A server that only follows another, and a user without the right to write.


def absolute(place: str | Path) -> str:
    """The place, whatever becomes of the working directory: `":memory:"`, or an absolute path.

    Raises:
        NotWritable: the path is relative to a directory that is gone.
    """
    if str(place) == MEMORY:
        return MEMORY
    try:
        return str(Path(place).absolute())
    except OSError as error:
        raise _no_place(place, error) from error


def database(place: str, *, create: bool) -> str:
    """The URI by which SQLite opens the docket at an absolute place. What is no docket is refused before it is touched.

    A docket that may only be read is opened for reading. Where even the files beside it cannot be made, SQLite takes it
    as immutable: nobody should write to it meanwhile.

    Raises:
        NotADocket, NewerDocket, OlderDocket, NotDurable, NotWritable, StoreFailed: what stands in the way.
    """
    if place == MEMORY:
        return f"{IN_MEMORY}{uuid4().hex}?mode=memory&cache=shared"
    path = Path(place)
    if kind := network_type(path):
        raise NotDurable(
            f"{path} 在网络文件系统（{kind}）上：SQLite 的锁和预写日志在那里不可靠",
            f"{path} is on a network file system ({kind}), where SQLite's locks and write-ahead log cannot be relied on",
            "把案卷放在本机磁盘上；多机共用请用 PostgreSQL", "keep the docket on a local disk; several machines share one in PostgreSQL",
        )  # fmt: skip
    try:
        there = path.exists()
    except OSError:
        there = False  # Trying to make the docket will tell why not.
    if not there:
        if not create:
            raise NotADocket(
                f"没有案卷 {path}", f"there is no docket {path}",
                "检查路径，或者用 casestream demo 建一个", "check the path, or make one with casestream demo",
            )  # fmt: skip
        _check_place(path)
        return path.as_uri()
    if path.is_dir():
        raise NotADocket(f"{path} 是目录", f"{path} is a folder", "给出案卷文件", "name the file of a docket")
    readable, version = _check_docket(path, create=create)
    may_write = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    if not may_write and 0 < version < SCHEMA_VERSION:
        raise OlderDocket(
            f"案卷 {path} 为旧版本 {version}，升级到 {SCHEMA_VERSION} 须先写入",
            f"docket {path} has the old version {version}; to be read it must be brought to {SCHEMA_VERSION} first",
            "复制一份可写的案卷后打开，即自动升级", "open a copy that can be written: it is brought up to date then",
        )  # fmt: skip
    return path.as_uri() if may_write else readable


def _check_docket(path: Path, *, create: bool) -> tuple[str, int]:
    """Refuse a file that is no docket; else the URI by which it could be read, and its version."""
    try:
        uri = path.as_uri() + READ_ONLY
        try:
            application, version, tables = _look(uri)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_READONLY_ROLLBACK:
                # Whoever was making the file lost the power or was killed; only who may write can undo what it had begun.
                application, version, tables = _look(path.as_uri() + READ_WRITE)
            # A reader of a log written ahead needs files beside it, unless there is nothing but the docket.
            elif (
                _code(error) in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN) and not Path(f"{path}-wal").exists()
            ):
                uri = path.as_uri() + IMMUTABLE
                application, version, tables = _look(uri)
            else:
                raise
    except sqlite3.OperationalError as error:
        if path.is_file():
            raise _told(str(path), error) from error
        raise _no_docket(path, error) from error
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise _no_docket(path, error) from error
    if application != APPLICATION_ID and (tables or not create):
        raise NotADocket(
            f"{path} 不是案卷" if not tables else f"{path} 是别的数据库，不是案卷",
            f"{path} is empty, not a docket" if not tables else f"{path} is some other database, not a docket",
            "换一个文件", "choose another file",
        )  # fmt: skip
    if version > SCHEMA_VERSION:
        raise NewerDocket(
            f"案卷 {path} 的版本 {version} 比本程序（{SCHEMA_VERSION}）新",
            f"docket {path} has version {version}, newer than this program's {SCHEMA_VERSION}",
            "升级 casestream", "upgrade casestream",
        )  # fmt: skip
    return uri, version


def _look(uri: str) -> tuple[int, int, int]:
    """Whose file it is, in which version, and with how many tables."""
    with closing(sqlite3.connect(uri, uri=True, timeout=LOCK_TIMEOUT_SECONDS)) as connection:
        connection.execute("BEGIN")  # One state of the file, for somebody else may be making the docket just now.
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return application, version, tables


def _no_docket(path: Path, error: Exception) -> NotADocket:
    return NotADocket(
        f"{path} 不是案卷：{error}", f"{path} is not a docket: {error}", "换一个文件", "choose another file"
    )


def _no_place(place: str | Path, error: Exception) -> NotWritable:
    return NotWritable(
        f"不能在 {place} 建立案卷：{said(error)[0]}", f"cannot create a docket at {place}: {said(error)[1]}",
        "选一个存在且可写的目录", "choose a directory that exists and can be written",
    )  # fmt: skip


def _check_place(path: Path) -> None:
    try:
        # An empty file is an empty database. It stays, for somebody else may be opening it at this very moment.
        path.open("ab").close()
    except (OSError, ValueError) as error:
        raise _no_place(path, error) from error


class Translating:
    """What the database or `eventsourcing` says inside, in our words.

    Raises:
        NotWritable, StoreFailed: what was raised inside.
    """

    __slots__ = ("_place",)  # Neither a dict nor a generator: it stands around every read.

    def __init__(self, place: str) -> None:
        self._place = place

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if error is None:
            return
        if isinstance(error, sqlite3.Error | PersistenceError | UnicodeDecodeError) or hasattr(error, "sqlstate"):
            raise _told(self._place, error) from error


def _code(error: BaseException | None) -> int:
    """SQLite's primary result code, 0 when it gave none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _told(place: str, error: BaseException) -> LogError:
    code = _code(error) or _code(error.__cause__)
    state = getattr(error if hasattr(error, "sqlstate") else error.__cause__, "sqlstate", "none") or ""
    words = " ".join(str(error).split())
    if code == sqlite3.SQLITE_READONLY or state in READ_ONLY_STATES:
        return NotWritable(
            f"案卷 {place} 只能读取：{words}", f"docket {place} can only be read: {words}",
            "取得案卷及其目录的写权限，或者复制一份", "get write permission for the docket and its directory, or work on a copy",
        )  # fmt: skip
    known = (CURES_OF_SERVER[known] for known in (state, state[:3], state[:2]) if known in CURES_OF_SERVER)
    cure = WAIT if isinstance(error, TimeoutError) else CURES.get(code) or next(known, DOCTOR)
    return StoreFailed(f"案卷 {place} 读写失败：{words}", f"docket {place} failed: {words}", *cure)
