"""A new file for what is played, and nothing left of it when it is broken off."""

from pathlib import Path

from casestream.kernel.errors import NotWritable
from casestream.store.server import is_server
from casestream.store.system import said


def claim(place: str | Path) -> None:
    """Make the file, so that it is certainly ours.

    Raises:
        NotWritable: something is there already, or nothing can be written there.
    """
    if is_server(place):
        raise NotWritable(
            "模拟与演示只写入新文件，不写入数据库服务器", "what is simulated goes into a new file, not into a database server",
            "给出文件名", "give the name of a file",
        )  # fmt: skip
    path = Path(place)
    try:
        path.open("xb").close()
    except FileExistsError as error:
        raise NotWritable(
            f"{path} 已存在，模拟与演示不覆盖已有文件", f"{path} exists; nothing simulated overwrites it",
            "换一个文件名", "choose another name",
        ) from error  # fmt: skip
    except (OSError, ValueError) as error:
        raise NotWritable(
            f"不能在 {path} 建立案卷：{said(error)[0]}", f"cannot create a docket at {path}: {said(error)[1]}",
            "选一个存在且可写的目录", "choose a directory that exists and can be written",
        ) from error  # fmt: skip


def discard(path: Path) -> None:
    """Take the file away, with what the store lays beside it."""
    for made in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        made.unlink(missing_ok=True)
