"""Merkle trees as RFC 9162 has them: roots, proofs that a leaf is in a tree, proofs that a tree grew out of a smaller one.

Hashes go in and out as raw bytes; leaves count from 0, as in the RFC. What makes proofs asks for the hashes of full
subtrees by their place, so it works over whatever keeps them. What checks proofs answers False to anything that is not
the proof, whatever its shape, and raises nothing.

Source: RFC 9162 §2.1.
"""

from collections.abc import Callable, Sequence
from functools import cache

from casestream.kernel.errors import BadRequest
from casestream.store.hashing import Hash

HASH_BYTES = 32
LONGEST_PROOF = 64  # A path in a tree of 2**64 leaves.
SHA256 = Hash()

Subtree = Callable[[int, int], bytes]
"""Gives the hash over the 2**level leaves from `at` * 2**level on: `subtree(level, at)`; all of them exist."""


class Growing:
    """A tree that takes leaf after leaf and keeps only the hashes of its full subtrees, fewer than 64 of them."""

    def __init__(self, hash: Hash = SHA256) -> None:
        self.size = 0
        self._full: list[bytes] = []
        self._hash = hash

    def append(self, leaf: bytes) -> None:
        """One more leaf, by its hash."""
        self.size += 1
        whole = self.size
        while not whole & 1:
            leaf = self._hash.node(self._full.pop(), leaf)
            whole >>= 1
        self._full.append(leaf)

    def root(self) -> bytes:
        """The root over all leaves so far; that of no leaves is the hash of nothing."""
        if not self._full:
            return self._hash.of(b"")
        *rest, root = self._full
        for left in reversed(rest):
            root = self._hash.node(left, root)
        return root


def held(leaves: Sequence[bytes], hash: Hash = SHA256) -> Subtree:
    """The full subtrees over leaves that are held in memory, by their hashes."""

    @cache
    def subtree(level: int, at: int) -> bytes:
        if level == 0:
            return leaves[at]
        return hash.node(subtree(level - 1, 2 * at), subtree(level - 1, 2 * at + 1))

    return subtree


def root(size: int, subtree: Subtree, hash: Hash = SHA256) -> bytes:
    """The root of the tree of the first `size` leaves."""
    return _over(0, size, subtree, hash) if size else hash.of(b"")


def _over(first: int, end: int, subtree: Subtree, hash: Hash) -> bytes:
    """The hash over the leaves from `first` up to `end`, a node of some tree: so `first` is where a full subtree begins."""
    count = end - first
    split = _split(count)
    if count == split * 2 or count == 1:
        return subtree(count.bit_length() - 1, first // count)
    left = subtree(split.bit_length() - 1, first // split)
    return hash.node(left, _over(first + split, end, subtree, hash))


def _split(count: int) -> int:
    """The largest power of two below `count`: how many leaves are on the left; 0 where there is nothing to split."""
    return 1 << ((count - 1).bit_length() - 1) if count > 1 else 0


def inclusion_proof(index: int, size: int, subtree: Subtree, hash: Hash = SHA256) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root of the tree of `size` leaves, from below upwards.

    Raises:
        BadRequest: the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise BadRequest(
            f"{size} 片叶的树中没有第 {index} 片叶", f"a tree of {size} leaves has no leaf {index}",
            "叶从 0 起编号", "leaves count from 0",
        )  # fmt: skip
    proof, first, end = [], 0, size
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            proof.append(_over(middle, end, subtree, hash))
            end = middle
        else:
            proof.append(_over(first, middle, subtree, hash))
            first = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, subtree: Subtree, hash: Hash = SHA256) -> list[bytes]:
    """The hashes that show that the tree of the first `old` leaves is the beginning of that of `new` leaves.

    Raises:
        BadRequest: `old` is not between 1 and `new`. (An empty tree is the beginning of every tree; nothing proves it.)
    """
    if not 1 <= old <= new:
        raise BadRequest(
            f"从 {old} 片叶到 {new} 片叶没有一致性证明", f"there is no proof from {old} leaves to {new}",
            "旧树至少一片叶，且不大于新树", "the old tree has a leaf at least and is no larger than the new one",
        )  # fmt: skip
    proof, first, end = [], 0, new
    while old < end:
        middle = first + _split(end - first)
        if old <= middle:
            proof.append(_over(middle, end, subtree, hash))
            end = middle
        else:
            proof.append(_over(first, middle, subtree, hash))
            first = middle
    if first:  # Else the old tree is a node of the new one, and who checks has its root.
        proof.append(_over(first, end, subtree, hash))
    return proof[::-1]


def includes(root: bytes, size: int, index: int, leaf: bytes, proof: Sequence[bytes], hash: Hash = SHA256) -> bool:
    """Whether the proof shows that `leaf` (its hash) is leaf `index` of the tree with this root and size (RFC 9162 §2.1.3.2)."""
    if not (_are_sizes(index, size) and index < size and _are_hashes((root, leaf, *_listed(proof)))):
        return False
    top = _climbed(index, size - 1, leaf, proof, hash)
    return top is not None and top[1] == root


def grew(old_root: bytes, old: int, new_root: bytes, new: int, proof: Sequence[bytes], hash: Hash = SHA256) -> bool:
    """Whether the proof shows that the tree `new` begins with all leaves of the tree `old` (RFC 9162 §2.1.4.2).

    Nothing is shown of an empty tree: from 0 leaves the answer is False.
    """
    if not (_are_sizes(old, new) and 1 <= old <= new and _are_hashes((old_root, new_root, *_listed(proof)))):
        return False
    if old == new:
        return not proof and old_root == new_root
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    return bool(path) and _climbed(at, last, path[0], path[1:], hash) == (old_root, new_root)


def _climbed(at: int, last: int, found: bytes, path: Sequence[bytes], hash: Hash) -> tuple[bytes, bytes] | None:
    """Where a path leads from node `at` of a row that ends with `last`: the hash over all up to `at`, and that over all.

    None where the path is too long or too short to lead to a root.
    """
    left = whole = found
    for sibling in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            left, whole = hash.node(sibling, left), hash.node(sibling, whole)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            whole = hash.node(whole, sibling)
        at, last = at >> 1, last >> 1
    return (left, whole) if last == 0 else None


def _are_sizes(*numbers: int) -> bool:
    return all(type(number) is int and 0 <= number < 2**63 for number in numbers)


def _listed(proof: Sequence[bytes]) -> Sequence[bytes]:
    """The proof, or in place of what is none, something that is no hash either."""
    return proof if isinstance(proof, list | tuple) and len(proof) <= LONGEST_PROOF else (b"",)


def _are_hashes(hashes: Sequence[bytes]) -> bool:
    return all(isinstance(each, bytes) and len(each) == HASH_BYTES for each in hashes)
