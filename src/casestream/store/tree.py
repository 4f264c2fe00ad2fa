"""The Merkle tree of a docket (RFC 9162), kept as its leaves and, for every 256 nodes of a level, the node above them.

A record's leaf is in its row. `tree` holds a node of level 1 over each whole 256 leaves, of level 2 over each whole 256 of
those, and so on; they are written in the transaction that completes them. What lies between is computed when it is asked.
"""

from functools import lru_cache
from typing import Any

from casestream.kernel.errors import LogRewritten
from casestream.store.hashing import Hash
from casestream.store.merkle import Subtree

WIDTH, BITS = 256, 8


def grow(cursor: Any, hash: Hash, before: int, after: int) -> None:
    """Write the nodes that are complete with the records after position `before`, up to `after`."""
    level = 1
    while (span := WIDTH**level) <= after:
        for at in range(before // span, after // span):
            below = _nodes(cursor, level - 1, WIDTH * at, WIDTH)
            cursor.execute("INSERT INTO tree VALUES (?,?,?)", (level, at, hash.perfect(below)))
        level += 1


def kept(cursor: Any, hash: Hash) -> Subtree:
    """The full subtrees of a docket, from its leaves and the nodes that are kept: what proofs are made of."""

    @lru_cache(maxsize=4_096)  # The proofs of one case share most of them.
    def subtree(level: int, at: int) -> bytes:
        rows, within = divmod(level, BITS)
        return hash.perfect(_nodes(cursor, rows, at << within, 1 << within))

    return subtree


def _nodes(cursor: Any, level: int, first: int, count: int) -> list[bytes]:
    """So many nodes of one level from one on; those of level 0 are the leaves.

    Raises:
        LogRewritten: they are not all there.
    """
    if level == 0:
        cursor.execute(
            "SELECT leaf FROM events WHERE position > ? AND position <= ? ORDER BY position", (first, first + count)
        )
    else:
        cursor.execute(
            "SELECT hash FROM tree WHERE level = ? AND at >= ? AND at < ? ORDER BY at", (level, first, first + count)
        )
    nodes = [bytes(row[0]) for row in cursor.fetchall()]
    if len(nodes) != count:
        raise LogRewritten.found(
            f"第 {level} 层缺少节点（{first} 起 {count} 个）",
            f"nodes of level {level} are missing (of {count} from {first} on)",
        )
    return nodes
