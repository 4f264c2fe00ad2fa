"""Single bits of a docket changed at random: in the rows, one by one, and in the bytes of the file."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import casestream
from audit.attacks import unlocked
from casestream.kernel.errors import CasestreamError
from casestream.store.faults import faults
from casestream.store.leaf import PROVEN

ROWS_AT_ONCE = 50
NAMES = {"streams": "stream", "types": "type", "courts": "court", "actors": "actor", "rounds": "round"}


def altered(connection: sqlite3.Connection, generator: random.Random, position: int) -> str:
    """Flip one bit of one column of a record, and say which."""
    columns = [
        (name, kind) for _, name, kind, *_ in connection.execute("PRAGMA table_info(events)") if name != "position"
    ]
    while True:
        name, kind = generator.choice(columns)
        if flip(connection, generator, "events", name, kind, "position", position):
            return f"{name} of {position}"


def flip(
    connection: sqlite3.Connection, generator: random.Random, table: str, name: str, kind: str, key: str, at: int
) -> bool:
    """Flip one bit of a value as it is stored. False where there is none, or where another row stands in its way."""
    bare = name if kind == "INTEGER" else f"CAST({name} AS BLOB)"
    (value,) = connection.execute(f"SELECT {bare} FROM {table} WHERE {key} = ?", (at,)).fetchone()
    if value is None or value == b"":
        return False
    if kind == "INTEGER":
        new: Any = value ^ 1 << generator.randrange(63)
    else:
        byte = generator.randrange(len(value))
        new = value[:byte] + bytes([value[byte] ^ 1 << generator.randrange(8)]) + value[byte + 1 :]
    try:
        told = f"CAST(? AS {kind})"
        connection.execute(f"UPDATE {table} SET {name} = {told} WHERE {key} = ?", (new, at))
    except sqlite3.IntegrityError:  # The version of another record of the stream, say.
        return False
    return True


def flipped_rows(place: Path, count: int, seed: int) -> Iterator[tuple[str, bool]]:
    """What was changed, and whether it was found at its record; so many times, a few records at a time."""
    generator = random.Random(seed)
    good = place.read_bytes()
    while count:
        with unlocked(place) as connection:
            (last,) = connection.execute("SELECT max(position) FROM events").fetchone()
            chosen = generator.sample(range(1, last + 1), min(ROWS_AT_ONCE, count))
            what = {position: altered(connection, generator, position) for position in chosen}
        with casestream.open(place, create=False) as docket:
            found = {fault.position for fault in faults(docket.log)}
        yield from ((what[position], position in found) for position in chosen)
        count -= len(chosen)
        place.write_bytes(good)


def flipped_names(place: Path, count: int, seed: int) -> Iterator[tuple[str, bool]]:
    """The same in the tables of names: what was changed, and whether it was found at every record that bears the name."""
    generator = random.Random(seed)
    good = place.read_bytes()
    for _ in range(count):
        with unlocked(place) as connection:
            table, key = generator.choice(list(NAMES.items()))
            columns = [
                (name, kind) for _, name, kind, *_ in connection.execute(f"PRAGMA table_info({table})") if name != key
            ]
            (number,) = generator.choice(connection.execute(f"SELECT {key} FROM {table}").fetchall())
            name, kind = generator.choice(columns)
            if not flip(connection, generator, table, name, kind, key, number):
                continue
            bearing = {at for (at,) in connection.execute(f"SELECT position FROM events WHERE {key} = ?", (number,))}
        with casestream.open(place, create=False) as docket:
            told = list(faults(docket.log))
        # Which field is in which column, and which case bears a number, are no fields of a record.
        located = bearing <= {fault.position for fault in told} if (table, name) not in BESIDES else bool(told)
        yield f"{name} of {table} {number}", located
        place.write_bytes(good)


BESIDES = {("types", "slots"), ("rounds", "stream")}


def stored(place: Path) -> list[Any]:
    """Every record with all that is stored of it, past casestream."""
    with closing(sqlite3.connect(place)) as connection:
        return connection.execute(f"{PROVEN} ORDER BY position").fetchall()


def flipped_bytes(place: Path, count: int, seed: int) -> Iterator[tuple[int, str]]:
    """Where a bit of the file was changed, and what came of it: `found`, `harmless` (every record is as it was) or `missed`."""
    generator = random.Random(seed)
    good, rows = place.read_bytes(), stored(place)
    for _ in range(count):
        at = generator.randrange(len(good))
        place.write_bytes(good[:at] + bytes([good[at] ^ 1 << generator.randrange(8)]) + good[at + 1 :])
        yield at, outcome(place, rows)
        for beside in place.parent.glob(f"{place.name}-*"):
            beside.unlink()
    place.write_bytes(good)


def outcome(place: Path, rows: list[Any]) -> str:
    """Whether the docket or its check says that something is wrong, and if not, whether every record is as it was."""
    try:
        with casestream.open(place, create=False) as docket:
            if any(faults(docket.log)):
                return "found"
            return "harmless" if stored(place) == rows else "missed"
    except CasestreamError:
        return "found"
