"""Merkle trees as RFC 9162 has them: roots, proofs that a leaf is in a tree, proofs that a tree grew out of a smaller one.

Hashes go in and out as raw bytes; leaves count from 0, as in the RFC. What makes proofs asks for the hashes of full
subtrees by their place, so it works over whatever keeps them. What checks proofs answers False to anything that is not
the proof, whatever its shape: it raises only where this machine cannot compute the hash at all.

Source: RFC 9162 §2.1; SHA-256 (FIPS 180-4), or SM3 (GB/T 32905—2016) where the OpenSSL of this Python has it.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Literal, cast

from casestream.kernel.errors import HashMissing, NoSuchProof

Algorithm = Literal["sha256", "sm3"]
ALGORITHMS: tuple[Algorithm, ...] = ("sha256", "sm3")
HASH_BYTES = 32
LONGEST_PROOF = 64  # A path in a tree of 2**64 leaves.

Subtree = Callable[[int, int], bytes]
"""Gives the hash over the 2**level leaves from `at` * 2**level on: `subtree(level, at)`; all of them exist."""


@cache
def hashing(algorithm: str) -> Callable[[bytes], bytes]:
    """The hash function of this name, bytes to bytes.

    Raises:
        HashMissing: there is none, or the OpenSSL behind this Python has it not.
    """
    if algorithm == "sha256":
        return lambda data: hashlib.sha256(data).digest()
    try:
        if algorithm not in ALGORITHMS:
            raise ValueError(algorithm)
        hashlib.new(algorithm)
    except ValueError as error:
        raise HashMissing(
            f"本机没有杂凑算法 {algorithm}", f"there is no hash {algorithm} on this machine",
            "用 sha256，或装上带有 SM3 的 OpenSSL", "use sha256, or an OpenSSL that has SM3",
        ) from error  # fmt: skip
    return lambda data: hashlib.new(algorithm, data).digest()


def leaf_hash(data: bytes, algorithm: str = "sha256") -> bytes:
    """The hash of a leaf over its data."""
    return hashing(algorithm)(b"\x00" + data)


def node_hash(left: bytes, right: bytes, algorithm: str = "sha256") -> bytes:
    """The hash of a node over the hashes of its two children."""
    return hashing(algorithm)(b"\x01" + left + right)


class Growing:
    """A tree that takes leaf after leaf and keeps only the hashes of its full subtrees, fewer than 64 of them."""

    def __init__(self, algorithm: str = "sha256") -> None:
        self.algorithm = algorithm
        self.size = 0
        self._full: list[bytes] = []
        self._hash = hashing(algorithm)

    def append(self, leaf: bytes) -> None:
        """One more leaf, by its hash."""
        self.size += 1
        whole = self.size
        while not whole & 1:
            leaf = self._hash(b"\x01" + self._full.pop() + leaf)
            whole >>= 1
        self._full.append(leaf)

    def root(self) -> bytes:
        """The root over all leaves so far; that of no leaves is the hash of nothing."""
        if not self._full:
            return self._hash(b"")
        *rest, root = self._full
        for left in reversed(rest):
            root = self._hash(b"\x01" + left + root)
        return root


def root_of(leaves: Iterable[bytes], algorithm: str = "sha256") -> bytes:
    """The root over leaves given by their hashes, in their order."""
    tree = Growing(algorithm)
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def held(leaves: Sequence[bytes], algorithm: str = "sha256") -> Subtree:
    """The full subtrees over leaves that are held in memory, by their hashes."""

    @cache
    def subtree(level: int, at: int) -> bytes:
        if level == 0:
            return leaves[at]
        return node_hash(subtree(level - 1, 2 * at), subtree(level - 1, 2 * at + 1), algorithm)

    return subtree


def root(size: int, subtree: Subtree, algorithm: str = "sha256") -> bytes:
    """The root of the tree of the first `size` leaves."""
    return _over(0, size, subtree, algorithm) if size else hashing(algorithm)(b"")


def _over(first: int, end: int, subtree: Subtree, algorithm: str) -> bytes:
    """The hash over the leaves from `first` up to `end`, a node of some tree: so `first` is where a full subtree begins."""
    count = end - first
    split = _split(count)
    if count == split * 2 or count == 1:
        return subtree(count.bit_length() - 1, first // count)
    left = subtree(split.bit_length() - 1, first // split)
    return node_hash(left, _over(first + split, end, subtree, algorithm), algorithm)


def _split(count: int) -> int:
    """The largest power of two below `count`: how many leaves are on the left; 0 where there is nothing to split."""
    return 1 << ((count - 1).bit_length() - 1) if count > 1 else 0


def inclusion_proof(index: int, size: int, subtree: Subtree, algorithm: str = "sha256") -> list[bytes]:
    """The hashes that lead from leaf `index` to the root of the tree of `size` leaves, from below upwards.

    Raises:
        NoSuchProof: the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise NoSuchProof(
            f"{size} 片叶的树中没有第 {index} 片叶", f"a tree of {size} leaves has no leaf {index}",
            "叶从 0 起编号", "leaves count from 0",
        )  # fmt: skip
    proof, first, end = [], 0, size
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            proof.append(_over(middle, end, subtree, algorithm))
            end = middle
        else:
            proof.append(_over(first, middle, subtree, algorithm))
            first = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, subtree: Subtree, algorithm: str = "sha256") -> list[bytes]:
    """The hashes that show that the tree of the first `old` leaves is the beginning of that of `new` leaves.

    Raises:
        NoSuchProof: `old` is not between 1 and `new`. (An empty tree is the beginning of every tree; nothing proves it.)
    """
    if not 1 <= old <= new:
        raise NoSuchProof(
            f"从 {old} 片叶到 {new} 片叶没有一致性证明", f"there is no proof from {old} leaves to {new}",
            "旧树至少一片叶，且不大于新树", "the old tree has a leaf at least and is no larger than the new one",
        )  # fmt: skip
    proof, first, end = [], 0, new
    while old < end:
        middle = first + _split(end - first)
        if old <= middle:
            proof.append(_over(middle, end, subtree, algorithm))
            end = middle
        else:
            proof.append(_over(first, middle, subtree, algorithm))
            first = middle
    if first:  # Else the old tree is a node of the new one, and who checks has its root.
        proof.append(_over(first, end, subtree, algorithm))
    return proof[::-1]


def includes(
    root: bytes, size: int, index: int, leaf: bytes, proof: Sequence[bytes], algorithm: str = "sha256"
) -> bool:
    """Whether the proof shows that `leaf` (its hash) is leaf `index` of the tree with this root and size (RFC 9162 §2.1.3.2)."""
    if not (_are_sizes(index, size) and index < size and _are_hashes((root, leaf, *_listed(proof)))):
        return False
    at, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(sibling, found, algorithm)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, sibling, algorithm)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def grew(
    old_root: bytes, old: int, new_root: bytes, new: int, proof: Sequence[bytes], algorithm: str = "sha256"
) -> bool:
    """Whether the proof shows that the tree `new` begins with all leaves of the tree `old` (RFC 9162 §2.1.4.2).

    Nothing is shown of an empty tree: from 0 leaves the answer is False.
    """
    if not (_are_sizes(old, new) and 1 <= old <= new and _are_hashes((old_root, new_root, *_listed(proof)))):
        return False
    if old == new:
        return not proof and old_root == new_root
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    found_old = found_new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            found_old, found_new = node_hash(sibling, found_old, algorithm), node_hash(sibling, found_new, algorithm)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found_new = node_hash(found_new, sibling, algorithm)
        at, last = at >> 1, last >> 1
    return last == 0 and found_old == old_root and found_new == new_root


def _are_sizes(*numbers: int) -> bool:
    return all(type(number) is int and 0 <= number < 2**63 for number in numbers)


def _listed(proof: Sequence[bytes]) -> Sequence[bytes]:
    """The proof, or in place of what is none, something that is no hash either."""
    return proof if isinstance(proof, list | tuple) and len(proof) <= LONGEST_PROOF else (b"",)


def _are_hashes(hashes: Sequence[bytes]) -> bool:
    return all(isinstance(hash, bytes) and len(hash) == HASH_BYTES for hash in hashes)


def named(digest: bytes, algorithm: str) -> str:
    """A digest as people and files have it: `sha256:…`, the algorithm first."""
    return f"{algorithm}:{digest.hex()}"


def as_algorithm(name: str) -> Algorithm:
    """A hash by its name, which this machine can compute.

    Raises:
        HashMissing: it cannot, or there is none of this name.
    """
    hashing(name)
    return cast(Algorithm, name)
