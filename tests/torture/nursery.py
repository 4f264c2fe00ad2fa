"""Processes to be killed: a warm process that has casestream loaded, and forks one within milliseconds when asked to."""

import os
import pickle
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from types import TracebackType
from typing import Any, Self

MESSAGE_BYTES = 65_536


class Child:
    """A process at work. It says things; it can be told things; it can be killed at any moment."""

    def __init__(self, pid: int, pipe: Connection) -> None:
        self.pid, self.pipe = pid, pipe

    def hear(self) -> Any:
        """The next thing that it says.

        Raises:
            EOFError: it has ended.
        """
        try:
            return self.pipe.recv()
        except ConnectionResetError as error:
            raise EOFError from error

    def rest(self) -> list[Any]:
        """Whatever else it says until its end."""
        said = []
        with suppress(EOFError):
            while True:
                said.append(self.hear())
        self.pipe.close()
        return said

    def kill(self) -> list[Any]:
        """End it without any chance to tidy up; what it had said but nobody had heard."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        return self.rest()


class Nursery:
    """Starts children. With a `shim`, each has it around its writes."""

    def __init__(self, shim: str = "") -> None:
        ours, theirs = socket.socketpair()
        self._socket = ours
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        if shim:
            environment["LD_PRELOAD"] = shim
        self._process = subprocess.Popen(
            [sys.executable, "-m", "torture.nursery", str(theirs.fileno())], env=environment, pass_fds=[theirs.fileno()]
        )
        theirs.close()

    def start(self, work: Callable[..., None], *arguments: Any) -> Child:
        """Run `work(*arguments, pipe)` in a process of its own."""
        ours, theirs = Pipe()
        socket.send_fds(self._socket, [pickle.dumps((work, arguments))], [theirs.fileno()])
        theirs.close()
        return Child(int.from_bytes(self._socket.recv(8)), ours)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()
        self._process.wait()


def serve(asked: socket.socket) -> None:
    """Fork a child for each piece of work, until nobody asks any more."""
    import casestream.docket  # noqa: F401  # What every child needs is loaded once, here.

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # The dead are buried without being asked for.
    while True:
        message, handles, _, _ = socket.recv_fds(asked, MESSAGE_BYTES, 1)
        if not message:
            return
        work, arguments = pickle.loads(message)  # noqa: S301  # From our own parent.
        pid = os.fork()
        if pid == 0:
            asked.close()
            _run(work, arguments, Connection(handles[0]))
        os.close(handles[0])
        asked.send(pid.to_bytes(8))


def _run(work: Callable[..., None], arguments: tuple[Any, ...], pipe: Connection) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    code = 1
    try:
        work(*arguments, pipe)
        code = 0
    except (EOFError, ConnectionError):
        pass  # Nobody listens any more.
    except BaseException as error:  # noqa: BLE001  # A forked child must not go back into its parent's loop.
        traceback.print_exception(error)
    finally:
        pipe.close()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
