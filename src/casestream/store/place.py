"""The place where a docket lives: what must be so before it is opened, and how its failures are told."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from eventsourcing.persistence import PersistenceError

from casestream.kernel.errors import NewerDocket, NotADocket, NotWritable, StoreFailed
from casestream.store.connections import LOCK_TIMEOUT_SECONDS
from casestream.store.schema import APPLICATION_ID, SCHEMA_VERSION


def check_file(path: Path, *, create: bool) -> None:
    """Refuse what is not a docket before anything touches it.

    Raises:
        NotADocket, NewerDocket, NotWritable: what stands in the way.
    """
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
        return _check_place(path)
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=LOCK_TIMEOUT_SECONDS)
        ) as connection:
            connection.execute("BEGIN")  # One state of the file, for somebody else may be making the docket just now.
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        raise NotADocket(
            f"{path} 不是案卷：{error}", f"{path} is not a docket: {error}", "换一个文件", "choose another file"
        ) from error
    if application != APPLICATION_ID and tables:
        raise NotADocket(
            f"{path} 是别的数据库，不是案卷",
            f"{path} is some other database, not a docket",
            "换一个文件",
            "choose another file",
        )
    if version > SCHEMA_VERSION:
        raise NewerDocket(
            f"案卷 {path} 的版本 {version} 比本程序（{SCHEMA_VERSION}）新",
            f"docket {path} has version {version}, newer than this program's {SCHEMA_VERSION}",
            "升级 casestream", "upgrade casestream",
        )  # fmt: skip
    return None


def _check_place(path: Path) -> None:
    try:
        # An empty file is an empty database. It stays, for somebody else may be opening it at this very moment.
        path.open("ab").close()
    except (OSError, ValueError) as error:
        raise NotWritable(
            f"不能在 {path} 建立案卷：{error}", f"cannot create a docket at {path}: {error}",
            "选一个存在且可写的目录", "choose a directory that exists and can be written",
        ) from error  # fmt: skip


@contextmanager
def translating(place: str) -> Iterator[None]:
    """What the database or `eventsourcing` says inside, in our words.

    Raises:
        StoreFailed: what was raised inside.
    """
    try:
        yield
    except (sqlite3.Error, PersistenceError) as error:
        raise StoreFailed(
            f"案卷 {place} 读写失败：{error}", f"docket {place} failed: {error}",
            "检查磁盘空间、权限和是否被占用；已确认的记录不受影响",
            "check disk space, permissions and locks; what was acknowledged is safe",
        ) from error  # fmt: skip
