"""A wire between clients and a server that now and then breaks just when a client asks to commit."""

import random
import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

COMMIT = b"COMMIT\x00"
CHUNK_BYTES = 65_536


class Wire:
    """Listens on a port of its own and passes on. Of so many wishes to commit one is cut off: before it arrives, or before the answer."""

    def __init__(self, port: int, *, one_in: int) -> None:
        self._server, self._one_in = port, one_in
        self._chance = random.Random(3)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.cut = 0

    def __enter__(self) -> Self:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.close()

    def _listen(self) -> None:
        with suppress(OSError):  # It is closed.
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(("127.0.0.1", self._server))
                threading.Thread(target=self._pass, args=(server, client, False), daemon=True).start()
                threading.Thread(target=self._pass, args=(client, server, True), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, is_asking: bool) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK_BYTES):
                if is_asking and COMMIT in data and self._chance.randrange(self._one_in) == 0:
                    self.cut += 1
                    if self._chance.random() < 0.5:
                        break
                    _end(source)  # The client first: the answer finds nobody.
                target.sendall(data)
        _end(source)
        _end(target)


def _end(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
