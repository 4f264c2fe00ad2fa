"""A file that is there whole, or as it was: written beside its place, then put into it in one step."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from casestream.kernel.errors import TargetNotWritable
from casestream.store.system import said

# What an office program lays beside a file that it has open: LibreOffice, then Excel and WPS.
LOCKS = (".~lock.{}#", "~${}")


@contextmanager
def whole_file(target: str | Path) -> Iterator[Path]:
    """A path to write to; when the block ends well it has taken the target's place, otherwise nothing has changed.

    Raises:
        TargetNotWritable: the target is no file, is open elsewhere, or cannot be written.
    """
    path = Path(target)
    _check(path)
    part = path.with_name(f".{path.name}.{uuid4().hex[:12]}.part")
    try:
        part.touch()
        yield part
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(path)
    except OSError as error:
        raise TargetNotWritable.because(path, *said(error)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _check(path: Path) -> None:
    try:
        if path.is_dir():
            raise TargetNotWritable.because(path, "是目录", "it is a directory")
        if path.exists() and not path.is_file():
            raise TargetNotWritable.because(path, "不是普通文件", "it is no regular file")
        if not path.parent.is_dir():
            raise TargetNotWritable.because(path, "所在目录不存在", "its directory does not exist")
        opened = any(path.with_name(lock.format(path.name)).exists() for lock in LOCKS)
    except OSError as error:
        raise TargetNotWritable.because(path, *said(error)) from error
    if opened:
        raise TargetNotWritable.because(
            path, "正被其他程序打开", "another program has it open", "关闭该文件后重试", "close it there and try again"
        )
