"""The writers of one file, of all processes, one behind the other."""

import os
import time
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread

HAS_LOCKS = os.name == "posix"  # Elsewhere SQLite's own waiting is what there is.
if HAS_LOCKS:
    from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, flock


class Queue:
    """Where writers wait for one another.

    SQLite lets a writer that finds the file locked look again after ever longer pauses: who comes late is often first. Here
    each waits in the kernel, for a lock on a file beside the docket that is let go with its process, however that ends. The
    lock on the docket itself is SQLite's still: what is lost where there is no queue is the order, nothing else.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None  # A bare descriptor: what is never closed is let go with the process, quietly.

    def enter(self, timeout_seconds: float) -> bool:
        """Wait for one's turn, so long at most: whether it has come."""
        if not HAS_LOCKS:
            return True
        deadline = time.monotonic() + timeout_seconds
        try:
            while True:
                file = self._file = self._opened() if self._file is None else self._file
                if not self._locked(file, deadline - time.monotonic()):
                    return False
                if self._is_current(file):
                    return True
                self._drop()  # Whoever closed last has taken the file away.
        except OSError:  # A file system without such locks.
            self._drop()
        return True

    def _opened(self) -> int:
        return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)

    def _locked(self, file: int, timeout_seconds: float) -> bool:
        """A lock on a file has no time-out, so a thread waits for it; one that comes too late is let go again."""
        with suppress(BlockingIOError):
            flock(file, LOCK_EX | LOCK_NB)
            return True
        came, gave_up, deciding = Event(), Event(), Lock()

        def wait() -> None:
            flock(file, LOCK_EX)
            with deciding:
                came.set()
                is_late = gave_up.is_set()
            if is_late:
                os.close(file)  # Its number may be another file's a moment later: nobody else closes it.

        Thread(target=wait, daemon=True).start()
        if came.wait(timeout_seconds):
            return True
        with deciding:
            if came.is_set():  # At the last moment.
                return True
            gave_up.set()
            self._file = None
        return False

    def _is_current(self, file: int) -> bool:
        try:
            there = self._path.stat()
        except FileNotFoundError:
            return False
        return os.path.samestat(there, os.fstat(file))

    def leave(self) -> None:
        """Let the next one in: also when a fork of this process holds the file too."""
        if self._file is not None:
            flock(self._file, LOCK_UN)

    def close(self) -> None:
        """Wait no more, and take the file away if nobody is writing."""
        if self._file is None:
            return
        with suppress(OSError):
            flock(self._file, LOCK_EX | LOCK_NB)
            if self._is_current(self._file):
                self._path.unlink()
        self._drop()

    def _drop(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
