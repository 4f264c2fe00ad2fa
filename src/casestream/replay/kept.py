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

WORTHWHILE_CHUNKS = 2
Ask = Callable[[set[int]], Iterator[Any]]  # Asks all chunks but these.


class _Answers(pickle.Unpickler):
    """Reads what a chunk answers, and nothing that could do anything: a docket may come from elsewhere."""

    def find_class(self, module: str, name: str) -> Any:
        """NumPy's arrays, and the two classes of answers."""
        if module.partition(".")[0] == "numpy" and name in (
            "_reconstruct",
            "ndarray",
            "dtype",
            "scalar",
            "_frombuffer",
        ):
            return super().find_class(module, name)
        if (module, name) in (("casestream.replay.groups", "Sums"), ("casestream.replay.columns", "Failures")):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no answer")


@frozen
class Kept:
    """A folder with the answers of one replay, by the number of the chunk. `name` is the hash of what is asked.

    What was kept is taken up only by a replay of the same question over the same records in the same chunks.
    """

    folder: Path
    name: str

    def of(self, bounds: list[int], state: str) -> "Kept | None":
        """The place for the answers over this state of the log; None where there are so few that all are soon asked again."""
        if len(bounds) - 1 < WORTHWHILE_CHUNKS:
            return None
        return Kept(self.folder / sha256(repr([self.name, bounds, state]).encode()).hexdigest()[:16], self.name)

    def completed(self, ask: Ask, chunks: int) -> Iterator[Any]:
        """The answers of so many chunks in order: those kept from the disk, the others asked, kept, then given."""
        known = {number: answer for number in range(chunks) if (answer := self._kept(number)) is not None}
        asked = ask(set(known))
        for number in range(chunks):
            if number in known:
                yield known.pop(number)
            else:
                answer = next(asked)
                with suppress(OSError):  # A place that cannot be written costs the convenience, not the replay.
                    self._keep(number, answer)
                yield answer
        self.forget()

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06}.answer"

    def _kept(self, number: int) -> Any:
        """An answer that was kept; None where there is none, or none that can be read."""
        try:
            with self._path(number).open("rb") as file:
                return _Answers(file).load()
        except (OSError, pickle.UnpicklingError, EOFError, ValueError, AttributeError, ImportError, IndexError):
            return None

    def _keep(self, number: int, answer: Any) -> None:
        """Whole or not at all: a half-written answer has another name."""
        self.folder.mkdir(parents=True, exist_ok=True)
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
