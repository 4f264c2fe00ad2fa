"""Batches whose parts are told from afar: batch `n` opens case `n` with two commands, five events in all, or not at all."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from cases import applying, filing
from casestream.docket import Docket
from casestream.testing import CLERK
from places import query

EVENTS_OF_A_BATCH = 5


def write(docket: Docket, number: int) -> bool:
    """Write one batch, or have it answered from the log if it was written before; whether it was."""
    with docket.batch():
        return put(docket, number)


def put(docket: Docket, number: int) -> bool:
    """What a batch consists of, in the batch in hand."""
    applied = docket.handle(applying(number), CLERK, command_id=f"{number}/apply")
    filed = docket.handle(filing(number), CLERK, command_id=f"{number}/file")
    if applied.repeated != filed.repeated:
        raise AssertionError(f"half of batch {number} was there")
    return applied.repeated


def found(place: Path | str, after: int = 0) -> Counter[int]:
    """How many events of each batch are in the docket beyond a position, past casestream."""
    rows = query(place, f"SELECT command_id FROM events WHERE position > {after}")
    return Counter(int(command_id.partition("/")[0]) for (command_id,) in rows)


def partial(events: Counter[int]) -> list[int]:
    """The batches that are there in part, or more than once."""
    return [number for number, count in events.items() if count != EVENTS_OF_A_BATCH]


def is_sound(place: Path) -> bool:
    """What SQLite says of the file, and whether positions run from 1 without a gap."""
    with closing(sqlite3.connect(place)) as connection:
        checked = connection.execute("PRAGMA integrity_check").fetchall()
        count, last = connection.execute("SELECT count(*), coalesce(max(position), 0) FROM events").fetchone()
    return bool(checked == [("ok",)] and count == last)
