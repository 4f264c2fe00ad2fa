"""A disk that may lose its power: what was synced is on it; of what was not, anything may be, down to the single sector.

The model is that of POSIX, not of one file system: unsynced writes reach the disk in any order or not at all, and a file
that was created or unlinked is found so only once its directory has been synced. A disk that lies about a sync cannot be
told from one that does not, and is not modelled.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from torture.shim import Deed

SECTOR_BYTES = 512


class Loss(Enum):
    """What becomes of the writes that were not synced."""

    ALL = "dropped"
    TAIL = "kept up to some point"
    SOME = "any of them dropped"
    TORN = "any of their sectors dropped"


class File:
    """One file: its bytes as they surely are on the disk, and what has been done to it since."""

    def __init__(self) -> None:
        self.synced = bytearray()
        self.pending: list[Deed] = []

    def sync(self) -> None:
        """All that was done is on the disk for good."""
        for deed in self.pending:
            _apply(self.synced, deed)
        self.pending.clear()

    def after(self, loss: Loss, chance: random.Random) -> bytearray:
        """The bytes that may be found when the power is back."""
        data = bytearray(self.synced)
        for deed in _kept(self.pending, loss, chance):
            _apply(data, deed)
        return data


def _apply(data: bytearray, deed: Deed) -> None:
    if deed.kind == "t":
        del data[deed.offset :]
    end = deed.offset + len(deed.data)
    if len(data) < end:
        data.extend(bytes(end - len(data)))
    data[deed.offset : end] = deed.data


def _kept(pending: list[Deed], loss: Loss, chance: random.Random) -> Iterator[Deed]:
    match loss:
        case Loss.ALL:
            return
        case Loss.TAIL:
            yield from pending[: chance.randint(0, len(pending))]
        case Loss.SOME:
            yield from (deed for deed in pending if chance.random() < 0.5)
        case Loss.TORN:
            for deed in pending:
                yield from (sector for sector in _sectors(deed) if chance.random() < 0.5)


def _sectors(deed: Deed) -> Iterator[Deed]:
    if deed.kind != "w":
        yield deed
        return
    start, end = deed.offset, deed.offset + len(deed.data)
    while start < end:
        stop = min((start // SECTOR_BYTES + 1) * SECTOR_BYTES, end)
        yield Deed("w", deed.name, start, deed.data[start - deed.offset : stop - deed.offset])
        start = stop


class Disk:
    """The files of one directory, as a recorded process writes them."""

    def __init__(self) -> None:
        # What each name may stand for when the power is back: what it stood for at the last sync, and since.
        self._entries: defaultdict[str, list[File | None]] = defaultdict(lambda: [None])

    def do(self, deed: Deed) -> None:
        """One thing more that the process does."""
        if deed.name == ".":
            for name, files in self._entries.items():
                self._entries[name] = files[-1:]
            return
        entry = self._entries[deed.name]
        if deed.kind == "c":
            entry.append(File())
        elif deed.kind == "u":
            entry.append(None)
        elif (file := entry[-1]) is not None:
            if deed.kind == "s":
                file.sync()
            else:
                file.pending.append(deed)

    def cut(self, directory: Path, loss: Loss, chance: random.Random) -> None:
        """Leave in an empty directory what may be found when the power is cut now and comes back."""
        for name, files in self._entries.items():
            # Shared memory is no file that anybody counts on: SQLite rebuilds it.
            file = None if name.endswith("-shm") else chance.choice(files)
            if file is not None:
                (directory / name).write_bytes(file.after(loss, chance))
