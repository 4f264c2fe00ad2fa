"""Merkle trees: the vectors of Certificate Transparency, an oracle that others wrote, and proofs that prove nothing."""

import hashlib
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casestream.kernel.errors import HashMissing, NoSuchProof
from casestream.store import merkle
from casestream.store.merkle import consistency_proof, grew, held, inclusion_proof, includes, leaf_hash, root_of

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

LEAVES = [leaf_hash(b"%d" % number) for number in range(MOST)]
ROOTS = [root_of(LEAVES[:size]) for size in range(MOST + 1)]


def test_knows_the_trees_of_certificate_transparency():
    leaves = [leaf_hash(bytes.fromhex(text)) for text in CT_LEAVES]
    assert [root_of(leaves[:size]).hex() for size in range(1, 9)] == list(CT_ROOTS)
    assert root_of([]).hex() == OF_NOTHING


def test_a_growing_tree_has_at_each_size_the_root_that_its_subtrees_have():
    tree, subtree = merkle.Growing(), held(LEAVES)
    for size in range(MOST + 1):
        assert tree.size == size
        assert tree.root() == ROOTS[size] == merkle.root(size, subtree)
        if size < MOST:
            tree.append(LEAVES[size])


def test_sm3_is_the_standard_one_and_makes_other_trees():
    try:
        hash = merkle.hashing("sm3")
    except HashMissing:
        pytest.skip("NO SM3 in the OpenSSL of this Python")
    assert hash(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    leaves = [leaf_hash(b"%d" % number, "sm3") for number in range(11)]
    root = root_of(leaves, "sm3")
    for index, leaf in enumerate(leaves):
        proof = inclusion_proof(index, 11, held(leaves, "sm3"), "sm3")
        assert includes(root, 11, index, leaf, proof, "sm3")
        assert not includes(root, 11, index, leaf, proof, "sha256")


@pytest.mark.parametrize("name", ["md5", "sha1", "", "SHA256", "sm3 ", "\x00"])
def test_a_hash_that_is_none_of_ours_is_refused_by_name(name):
    with pytest.raises(HashMissing, match="sha256"):
        merkle.hashing(name)


@pytest.fixture(scope="module")
def oracle():
    from pymerkle import InmemoryTree

    tree = InmemoryTree(algorithm="sha256")
    for number in range(MOST):
        tree.append_entry(b"%d" % number)
    return tree


def test_every_root_is_the_one_that_pymerkle_has(oracle):
    assert [oracle.get_state(size) for size in range(1, MOST + 1)] == ROOTS[1:]


@pytest.mark.parametrize("step", [7])
def test_every_proof_is_the_one_that_pymerkle_makes_and_it_holds(oracle, step):
    subtree = held(LEAVES)
    for size in range(1, MOST + 1):
        for index in range(size % step, size, step):
            ours = inclusion_proof(index, size, subtree)
            assert ours == _path(oracle.prove_inclusion(index + 1, size))[1:]
            assert includes(ROOTS[size], size, index, LEAVES[index], ours)
            assert index + 1 == size or consistency_proof(index + 1, size, subtree)
            assert grew(ROOTS[index + 1], index + 1, ROOTS[size], size, consistency_proof(index + 1, size, subtree))


def _path(proof):
    return [bytes.fromhex(hash) for hash in proof.serialize()["path"]]
