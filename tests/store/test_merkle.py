"""Merkle trees: the vectors of Certificate Transparency, an oracle that others wrote, and proofs that prove nothing."""

import hashlib
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from casestream.kernel.errors import BadRequest
from casestream.store import merkle
from casestream.store.hashing import Hash
from casestream.store.merkle import consistency_proof, grew, held, includes, inclusion_proof
from torture.trees import root_of

# Leaves and roots from the tests of Certificate Transparency: the tree of the first 1, 2, … 8 of them.
CT_LEAVES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
CT_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
MOST = 256

LEAVES = [Hash().leaf(b"%d" % number) for number in range(MOST)]
ROOTS = [root_of(LEAVES[:size]) for size in range(MOST + 1)]


def test_knows_the_trees_of_certificate_transparency() -> None:
    leaves = [Hash().leaf(bytes.fromhex(text)) for text in CT_LEAVES]
    assert [root_of(leaves[:size]).hex() for size in range(1, 9)] == list(CT_ROOTS)
    assert root_of([]).hex() == OF_NOTHING


def test_a_growing_tree_has_at_each_size_the_root_that_its_subtrees_have() -> None:
    tree, subtree = merkle.Growing(), held(LEAVES)
    for size in range(MOST + 1):
        assert tree.size == size
        assert tree.root() == ROOTS[size] == merkle.root(size, subtree)
        if size < MOST:
            tree.append(LEAVES[size])


def test_a_proof_under_sm3_is_none_under_sha256() -> None:
    hash = Hash("sm3")
    leaves = [hash.leaf(b"%d" % number) for number in range(11)]
    root = root_of(leaves, hash)
    for index, leaf in enumerate(leaves):
        proof = inclusion_proof(index, 11, held(leaves, hash), hash)
        assert includes(root, 11, index, leaf, proof, hash)
        assert not includes(root, 11, index, leaf, proof)


@pytest.fixture(scope="module")
def oracle() -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for number in range(MOST):
        tree.append_entry(b"%d" % number)
    return tree


def test_every_root_is_the_one_that_pymerkle_has(oracle: InmemoryTree) -> None:
    assert [oracle.get_root(size) for size in range(MOST + 1)] == ROOTS


def test_every_inclusion_proof_up_to_256_leaves_is_the_one_that_pymerkle_makes_and_holds(oracle: InmemoryTree) -> None:
    subtree = held(LEAVES)
    for size in range(1, MOST + 1):
        for index in range(size):
            ours = inclusion_proof(index, size, subtree)
            assert ours == oracle.prove_inclusion(index + 1, size).path[1:]
            assert includes(ROOTS[size], size, index, LEAVES[index], ours)


def test_every_consistency_proof_up_to_256_leaves_is_that_of_the_rfc_and_holds() -> None:
    subtree = held(LEAVES)
    for new in range(1, MOST + 1):
        for old in range(1, new + 1):
            ours = consistency_proof(old, new, subtree)
            assert ours == _subproof(old, 0, new, True)
            assert grew(ROOTS[old], old, ROOTS[new], new, ours)


@cache
def _mth(first: int, end: int) -> bytes:
    """MTH(D[first:end]) as RFC 9162 §2.1.1 defines it."""
    if end - first == 1:
        return LEAVES[first]
    k = next(2**power for power in range(9) if 2**power < end - first <= 2 ** (power + 1))
    return hashlib.sha256(b"\x01" + _mth(first, first + k) + _mth(first + k, end)).digest()


def _subproof(m: int, first: int, end: int, b: bool) -> list[bytes]:
    """SUBPROOF(m, D[first:end], b) as RFC 9162 §2.1.4.1 defines it."""
    n = end - first
    if m == n:
        return [] if b else [_mth(first, end)]
    k = next(2**power for power in range(9) if 2**power < n <= 2 ** (power + 1))
    if m <= k:
        return [*_subproof(m, first, first + k, b), _mth(first + k, end)]
    return [*_subproof(m - k, first + k, end, False), _mth(first, first + k)]


def _mutants(proof: list[bytes]) -> Iterator[list[bytes]]:
    """Proofs that are not this one: each hash in turn changed, cut, lengthened, left out, doubled; all swapped about."""
    for at, hash in enumerate(proof):
        yield [*proof[:at], bytes([hash[0] ^ 1]) + hash[1:], *proof[at + 1 :]]
        yield [*proof[:at], hash[:31], *proof[at + 1 :]]
        yield [*proof[:at], hash + b"\x00", *proof[at + 1 :]]
        yield [*proof[:at], b"", *proof[at + 1 :]]
        yield [*proof[:at], *proof[at + 1 :]]
        yield [*proof[:at], hash, *proof[at:]]
    yield [*proof, bytes(32)]
    yield [bytes(32), *proof]
    yield [*proof, *[bytes(32)] * 80]
    if len(proof) > 1:
        yield proof[::-1]


NO_HASHES: tuple[Any, ...] = (b"", ROOTS[7][:31], ROOTS[7] + b"\x00", bytes(32), ROOTS[7].hex(), None)
SIZES = (1, 2, 3, 4, 5, 7, 8, 13, 64, 65, 255)


@pytest.mark.parametrize("size", SIZES)
def test_no_other_proof_shows_that_a_leaf_is_in_the_tree(size: int) -> None:
    subtree = held(LEAVES)
    for index in range(0, size, 1 + size // 9):
        proof, leaf, root = inclusion_proof(index, size, subtree), LEAVES[index], ROOTS[size]
        assert not any(includes(root, size, index, leaf, wrong) for wrong in _mutants(proof))
        assert not any(includes(root, size, other, leaf, proof) for other in range(-2, size + 3) if other != index)
        assert not includes(ROOTS[size + 1], size, index, leaf, proof)
        assert not includes(root, size, index, LEAVES[index + 1], proof)
        for wrong in NO_HASHES:
            assert not includes(root, size, index, wrong, proof)
            assert not includes(wrong, size, index, leaf, proof)


def test_a_proof_holds_for_one_size_only_where_sizes_differ_in_shape() -> None:
    """The size says the shape: a proof of the leaf in a tree of another shape shows nothing."""
    subtree = held(LEAVES)
    for size, other in product(range(1, 40), range(40)):
        for index in range(size):
            proof = inclusion_proof(index, size, subtree)
            if other <= index or len(inclusion_proof(index, other, subtree)) != len(proof):
                assert not includes(ROOTS[size], other, index, LEAVES[index], proof)


@pytest.mark.parametrize(("old", "new"), [pair for pair in product(SIZES, SIZES) if pair[0] <= pair[1]])
def test_no_other_proof_shows_that_a_tree_grew_out_of_another(old: int, new: int) -> None:
    subtree = held(LEAVES)
    proof = consistency_proof(old, new, subtree)
    assert grew(ROOTS[old], old, ROOTS[new], new, proof)
    assert not any(grew(ROOTS[old], old, ROOTS[new], new, wrong) for wrong in _mutants(proof))
    assert not grew(ROOTS[old + 1], old, ROOTS[new], new, proof)
    assert not grew(ROOTS[old], old, ROOTS[new + 1], new, proof)
    assert not grew(ROOTS[old], 0, ROOTS[new], new, proof)
    assert not grew(ROOTS[0], 0, ROOTS[new], new, [])
    assert not grew(ROOTS[old], old, ROOTS[new], -new, proof)
    assert old == new or not grew(ROOTS[new], new, ROOTS[old], old, proof)
    for wrong in NO_HASHES:
        assert not grew(wrong, old, ROOTS[new], new, proof)
        assert not grew(ROOTS[old], old, wrong, new, proof)


def test_a_rewritten_beginning_has_no_proof() -> None:
    """The negative control of the audit: the log's own honest proof of a rewritten log does not fit the old root."""
    rewritten = [Hash().leaf(b"forged"), *LEAVES[1:]]
    forged = root_of(rewritten[:200])
    for old in range(1, 201):
        assert not grew(ROOTS[old], old, forged, 200, consistency_proof(old, 200, held(rewritten)))


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 4), (5, 4)])
def test_proves_no_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(BadRequest, match="CS100"):
        inclusion_proof(index, size, held(LEAVES))


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 4), (5, 4), (-1, 4)])
def test_proves_no_growth_that_was_not(old: int, new: int) -> None:
    with pytest.raises(BadRequest, match="CS100"):
        consistency_proof(old, new, held(LEAVES))


ANY = st.one_of(st.none(), st.integers(), st.binary(max_size=40), st.text(max_size=9), st.lists(st.binary(max_size=33)))


@given(ANY, ANY, ANY, ANY, ANY)
def test_whatever_is_shown_as_a_proof_is_answered_with_no(
    root: Any, size: Any, index: Any, leaf: Any, proof: Any
) -> None:
    assume(root != leaf)
    assert includes(root, size, index, leaf, proof) is False
    assert grew(root, size, leaf, index, proof) is False


@given(st.integers(0, 2**64), st.integers(0, 2**64), st.lists(st.binary(min_size=32, max_size=32), max_size=70))
def test_hashes_that_are_made_up_prove_nothing(index: int, size: int, proof: list[bytes]) -> None:
    assert not includes(ROOTS[8], size, index, LEAVES[0], proof)
    assert not grew(ROOTS[4], index, ROOTS[8], size, proof)
