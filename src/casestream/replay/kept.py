"""Answers of chunks kept on the disk, so that a long replay that was broken off goes on where it was."""

import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Any

from attrs import frozen

from casestream.replay.horizon import Horizon

WORTHWHILE_CHUNKS = 2
Ask = Callable[[set[int]], Iterator[Any]]  # Asks all chunks but these.


@frozen
class Kept:
    """A folder with the answers of one replay, by the number of the chunk. `name` is the hash of what is asked.

    What was kept is taken up only by a replay of the same question over the same records in the same chunks.
    """

    folder: Path
    name: str

    def of(self, bounds: list[int], horizon: Horizon, last_position: int) -> "Kept | None":
        """The place for the answers over this state of the log; None where there are so few that all are soon asked again."""
        if len(bounds) - 1 < WORTHWHILE_CHUNKS:
            return None
        whole = [self.name, last_position, bounds, horizon.as_of.isoformat(), horizon.last_position]
        return Kept(self.folder / sha256(repr(whole).encode()).hexdigest()[:16], self.name)

    def completed(self, ask: Ask, chunks: int) -> Iterator[Any]:
        """The answers of so many chunks in order: those kept from the disk, the others asked, kept, then given."""
        self.folder.mkdir(parents=True, exist_ok=True)
        known = {number for number in range(chunks) if self._path(number).exists()}
        asked = ask(known)
        for number in range(chunks):
            if number in known:
                yield pickle.loads(self._path(number).read_bytes())  # noqa: S301 # Written by this program, beside the docket.
            else:
                answer = next(asked)
                self._keep(number, answer)
                yield answer
        self.forget()

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06}.answer"

    def _keep(self, number: int, answer: Any) -> None:
        """Whole or not at all: a half-written answer has another name."""
        half = self._path(number).with_suffix(f".half-{os.getpid()}")
        with half.open("wb") as file:
            pickle.dump(answer, file, protocol=5)
            file.flush()
            os.fsync(file.fileno())
        half.replace(self._path(number))

    def forget(self) -> None:
        """The replay is done: nothing of it need be kept."""
        rmtree(self.folder, ignore_errors=True)
        with suppress(OSError):  # Another replay may have its answers beside these.
            self.folder.parent.rmdir()
