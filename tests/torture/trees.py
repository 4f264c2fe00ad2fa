"""Merkle roots and proofs beside an oracle that others wrote; wrong proofs, which must be refused."""

import random
from collections.abc import Iterable, Iterator

from pymerkle import InmemoryTree

from casestream.store.hashing import Hash
from casestream.store.merkle import SHA256, Growing, consistency_proof, grew, held, includes, inclusion_proof
from torture.promise import Outcome, Scale, progress

Proof = list[bytes]


def root_of(leaves: Iterable[bytes], hash: Hash = SHA256) -> bytes:
    """The root over leaves given by their hashes, in their order."""
    tree = Growing(hash)
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


class Undivided(Hash):
    """The known-bad hash: it does not tell leaves from nodes, so a node passes for a leaf."""

    def leaf(self, data: bytes) -> bytes:
        """The hash of the data alone."""
        return self.of(data)

    def node(self, left: bytes, right: bytes) -> bytes:
        """The hash of both alone."""
        return self.of(left + right)


def wrong(proof: Proof, chance: random.Random) -> Iterator[Proof]:
    """Proofs that are nearly this one: a bit flipped, a hash left out, doubled, added, two swapped."""
    for at, hash in enumerate(proof):
        bit = chance.randrange(256)
        yield [*proof[:at], (int.from_bytes(hash) ^ 1 << bit).to_bytes(32), *proof[at + 1 :]]
        yield proof[:at] + proof[at + 1 :]
        yield proof[: at + 1] + proof[at:]
        if at:
            yield [*proof[: at - 1], proof[at], proof[at - 1], *proof[at + 1 :]]
    yield [*proof, bytes(32)]


class Comparison:
    """What differed from the oracle, and what was accepted though it was wrong."""

    def __init__(self, leaves: int) -> None:
        self.proofs = self.differing = self.wrong = self.accepted = 0
        self._chance, self._oracle = random.Random(5), InmemoryTree(algorithm="sha256")
        self._leaves = [Hash().leaf(b"%d" % number) for number in range(leaves)]
        for number in range(leaves):
            self._oracle.append_entry(b"%d" % number)
        self._subtree = held(self._leaves)

    def compare(self, size: int) -> None:
        """The tree of the first `size` leaves: its root, a proof of each leaf, and one of growth from each smaller tree."""
        root = self._oracle.get_root(size)
        self.differing += root_of(self._leaves[:size]) != root
        for index in range(size):
            self._include(index, size, root)
            self._grow(index + 1, size, root)

    def _include(self, index: int, size: int, root: bytes) -> None:
        leaf, ours = self._leaves[index], inclusion_proof(index, size, self._subtree)
        self.proofs += 1
        self.differing += ours != self._oracle.prove_inclusion(index + 1, size).path[1:]
        self.differing += not includes(root, size, index, leaf, ours)
        for proof in wrong(ours, self._chance):
            self.wrong += 1
            self.accepted += includes(root, size, index, leaf, proof)

    def _grow(self, old: int, size: int, root: bytes) -> None:
        before, ours = self._oracle.get_root(old), consistency_proof(old, size, self._subtree)
        self.proofs += 1
        self.differing += not grew(before, old, root, size, ours)
        for proof in wrong(ours, self._chance):
            # Of equal hashes two may be swapped, and the proof is the same.
            self.wrong += proof != ours
            self.accepted += proof != ours and grew(before, old, root, size, proof)


def nodes_taken_for_leaves(hash: Hash, leaves: int) -> int:
    """How many pairs of leaves can be passed off as one leaf whose data is the two hashes: an old attack on such trees."""
    made = [hash.leaf(b"%d" % number) for number in range(leaves)]
    root, subtree = root_of(made, hash), held(made, hash)
    return sum(
        includes(
            root,
            leaves // 2,
            at // 2,
            hash.leaf(made[at] + made[at + 1]),
            inclusion_proof(at, leaves, subtree, hash)[1:],
            hash,
        )
        for at in range(0, leaves, 2)
    )


def measure(scale: Scale) -> Outcome:
    """Every size up to 256 leaves, then the attack on a hash that does not tell leaves from nodes."""
    most = scale.of(24, 256)
    compared = Comparison(most)
    for size in range(1, most + 1):
        compared.compare(size)
        progress("trees", size, most)
    return Outcome(
        figure=f"all m ≤ n ≤ {most}: {compared.proofs:,} proofs, {compared.differing} differ from pymerkle's tree; "
        f"{compared.accepted} of {compared.wrong:,} wrong proofs accepted; "
        f"{nodes_taken_for_leaves(Hash(), 64)} of 32 nodes taken for leaves",
        kept=compared.differing == compared.accepted == nodes_taken_for_leaves(Hash(), 64) == 0,
        control=f"a hash that does not tell leaves from nodes: {nodes_taken_for_leaves(Undivided(), 64)} of 32 taken for leaves",
        control_failed=nodes_taken_for_leaves(Undivided(), 64) > 0,
    )
