"""The Merkle tree of a docket (RFC 9162), kept as its leaves and, for every 256 nodes of a level, the node above them.

A record's leaf is in its row. `tree` holds a node of level 1 over each whole 256 leaves, of level 2 over each whole 256 of
those, and so on; they are written in the transaction that completes them. What lies between is computed when it is asked.
"""

from typing import Any

from casestream.store.hashing import Hash

WIDTH = 256


def grow(cursor: Any, hash: Hash, before: int, after: int) -> None:
    """Write the nodes that are complete with the records after position `before`, up to `after`."""
    level = 1
    while (span := WIDTH**level) <= after:
        for at in range(before // span, after // span):
            below = _below(cursor, level, at)
            cursor.execute("INSERT INTO tree VALUES (?,?,?)", (level, at, hash.perfect(below)))
        level += 1


def _below(cursor: Any, level: int, at: int) -> list[bytes]:
    """The 256 nodes under one of `tree`."""
    if level == 1:
        cursor.execute(
            "SELECT leaf FROM events WHERE position > ? AND position <= ? ORDER BY position",
            (WIDTH * at, WIDTH * (at + 1)),
        )
    else:
        cursor.execute(
            "SELECT hash FROM tree WHERE level = ? AND at >= ? AND at < ? ORDER BY at",
            (level - 1, WIDTH * at, WIDTH * (at + 1)),
        )
    return [bytes(row[0]) for row in cursor.fetchall()]
