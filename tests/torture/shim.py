"""The shim around a process's writes: compiled where it is needed, steered from within the process that it is loaded in."""

import atexit
import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from struct import Struct

from attrs import frozen

from torture.promise import NotMeasured

SOURCE = Path(__file__).with_name("shim.c")
HEAD = Struct("=cHQQ")
FOR_EVER = 2**62


@cache
def compiled() -> str:
    """The path of the shim as a library, to be given to a process as `LD_PRELOAD`.

    Raises:
        NotMeasured: there is no C compiler, or the machine is no Linux.
    """
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        raise NotMeasured("the shim around writes needs Linux and a C compiler (cc)")
    folder = tempfile.mkdtemp(prefix="casestream-shim-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    library = Path(folder) / "shim.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, SOURCE, "-ldl"], check=True)
    return str(library)


class Shim:
    """The shim in this process."""

    def __init__(self, directory: Path) -> None:
        """Watch the files of this directory."""
        self._library = ctypes.CDLL(None)
        self._library.shim_failed.restype = ctypes.c_long
        self._library.shim_watch(os.fsencode(directory))

    def record(self, log: Path) -> None:
        """Write down from now on what is done to the files."""
        self._library.shim_record(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))

    def acknowledge(self, number: int) -> None:
        """Write down that everything up to here has been acknowledged under this number."""
        self._library.shim_acknowledge(ctypes.c_uint64(number))

    def fail(self, kinds: str, first: int, times: int, error: int) -> None:
        """Let so many calls of these kinds fail, the `first` one counted from 1 and from now."""
        self._library.shim_fail(kinds.encode(), ctypes.c_long(first), ctypes.c_long(first + times), error)

    def mend(self) -> None:
        """Let everything succeed again."""
        self._library.shim_mend()

    @property
    def failed(self) -> int:
        """How many calls have failed since `fail`."""
        return int(self._library.shim_failed())


@frozen
class Deed:
    """One thing done to a file; see `shim.c` for the kinds."""

    kind: str
    name: str
    offset: int
    data: bytes


def deeds(log: Path) -> Iterator[Deed]:
    """What a process was recorded to have done, in order."""
    recorded, at = log.read_bytes(), 0
    while at < len(recorded):
        kind, name, offset, length = HEAD.unpack_from(recorded, at)
        at += HEAD.size
        yield Deed(kind.decode(), recorded[at : at + name].decode(), offset, recorded[at + name : at + name + length])
        at += name + length
