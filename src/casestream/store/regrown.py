"""The tree of a docket grown again while its records are read, beside the one that is kept and the heads that others hold."""

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import frozen

from casestream.store.hashing import Hash
from casestream.store.merkle import Growing
from casestream.store.note import Checkpoint
from casestream.store.tree import WIDTH


@frozen
class Fault:
    """One thing that is wrong: at which position of the log (0: in the file as a whole), and what."""

    position: int
    zh: str
    en: str


class Regrown:
    """Takes the leaf of every record in the order of the log and says where the kept tree or a head is of other records."""

    def __init__(self, hash: Hash, heads: Iterable[Checkpoint]) -> None:
        self.hash = hash
        self.tree = Growing(hash)
        self.upheld: list[Checkpoint] = []  # The heads that the records bear out.
        self._heads = sorted(heads, key=lambda head: head.size, reverse=True)  # The next one last.
        self._rows: list[list[bytes]] = [[]]  # What is not yet under a node, level by level.
        self._is_whole = True

    @property
    def size(self) -> int:
        """How many records it has taken, without a gap from the first on."""
        return self.tree.size

    @property
    def root(self) -> str:
        """The root over the records that it has taken, with its hash; '' where some could not be."""
        return self.hash.told(self.tree.root()) if self._is_whole else ""

    def take(self, cursor: Any, position: int, leaf: bytes | None) -> Iterator[Fault]:
        """The leaf of the record at a position, or None where it cannot be read. Beyond a gap nothing can be compared."""
        if not self._is_whole or leaf is None or position != self.size + 1:
            self._is_whole = False
            return
        self.tree.append(leaf)
        yield from self._stack(cursor, 0, leaf)
        while self._heads and self._heads[-1].size == self.size:
            yield from self._compare(self._heads.pop())

    def _stack(self, cursor: Any, level: int, node: bytes) -> Iterator[Fault]:
        row = self._rows[level]
        row.append(node)
        if len(row) < WIDTH:
            return
        above, at = self.hash.perfect(row), self.size // WIDTH ** (level + 1) - 1
        row.clear()
        cursor.execute("SELECT hash FROM tree WHERE level = ? AND at = ?", (level + 1, at))
        kept = cursor.fetchone()
        if kept is None or bytes(kept[0]) != above:
            first = at * WIDTH ** (level + 1) + 1
            yield Fault(
                first, f"校验树的节点与位置 {first}–{self.size} 的记录不符",
                f"the node of the tree over the positions {first} to {self.size} is not that of their records",
            )  # fmt: skip
        if level + 1 == len(self._rows):
            self._rows.append([])
        yield from self._stack(cursor, level + 1, above)

    def _compare(self, head: Checkpoint) -> Iterator[Fault]:
        if head.root == self.tree.root():
            self.upheld.append(head)
            return
        first = max((upheld.size for upheld in self.upheld), default=0) + 1
        yield Fault(
            first, f"位置 {first}–{head.size} 的记录已不是检查点（{head.size:,} 条）所签的记录",
            f"the records from {first} to {head.size} are not those that the checkpoint of {head.size:,} signs",
        )  # fmt: skip

    def end(self, cursor: Any) -> Iterator[Fault]:
        """What is wrong once all records are taken: heads that none of them reach, nodes over records that are not there."""
        for head in reversed(self._heads):
            yield Fault(
                self.size + 1, f"检查点签有 {head.size:,} 条记录，现在完整的只有前 {self.size:,} 条",
                f"the checkpoint signs {head.size:,} records, of which the first {self.size:,} are there",
            )  # fmt: skip
        cursor.execute("SELECT coalesce(max(position), 0) FROM events")
        (last,) = cursor.fetchone()
        cursor.execute("SELECT level, count(*), max(at) FROM tree GROUP BY level ORDER BY level")
        counted = {level: (count, at) for level, count, at in cursor.fetchall()}
        for level in sorted({*counted, *range(1, len(self._rows))}):
            whole = last // WIDTH**level
            if counted.get(level, (0, -1)) != (whole, whole - 1) and (whole or level in counted):
                yield Fault(
                    0, f"校验树第 {level} 层的节点数与 {last:,} 条记录不符",
                    f"level {level} of the tree has not the nodes that {last:,} records have",
                )  # fmt: skip
