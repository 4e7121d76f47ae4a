"""The tree agrees with the examples of certificate transparency and with a library that knows nothing of ours."""

import hashlib
import random

import pymerkle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from community.ledger import tree
from community.ledger.tree import Growth, Load, Place

# The eight leaves of the reference tests of certificate transparency, and the roots of the trees that they make.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PROOFS = 4  # drawn in each tree
QUICK = settings(derandomize=True, database=None, max_examples=30)
sizes = st.one_of(st.integers(1, 40), st.sampled_from([255, 256, 257, 511, 512, 513, 1000]))


def reader(tiles: dict[Place, bytes]) -> Load:
    return lambda level, place: tiles[level, place]


def grow(leaves: list[bytes], steps: list[int]) -> dict[Place, bytes]:
    """The tiles of a tree to which its leaves came in steps."""
    tiles: dict[Place, bytes] = {}
    size = 0
    for step in [*steps, len(leaves)]:
        more = leaves[size : size + step]
        tiles |= tree.extend(reader(tiles), size, more)
        size += len(more)
    return tiles


def leaf(number: int) -> bytes:
    return tree.leaf_hash(str(number))


@pytest.fixture(scope="module")
def oracle() -> InmemoryTree:
    """The same lines in a tree that somebody else wrote."""
    theirs = InmemoryTree(algorithm="sha256")
    for number in range(1000):
        theirs.append_entry(str(number).encode())
    return theirs


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_certificate_transparency(size):
    leaves = [hashlib.sha256(b"\0" + bytes.fromhex(text)).digest() for text in LEAVES[:size]]
    assert tree.root(tree.node_reader(reader(grow(leaves, []))), size).hex() == ROOTS[size]
    growth = Growth()
    for one in leaves:
        assert list(growth.add(one)) == []
    assert growth.root().hex() == ROOTS[size]


@QUICK
@given(size=sizes, steps=st.lists(st.sampled_from([1, 2, 255, 256, 257, 300]), max_size=6), seed=st.integers(0, 2**32))
def test_roots_and_proofs_agree_with_another_library(oracle, size, steps, seed):
    draw = random.Random(seed)  # noqa: S311  (which proofs are compared)
    node = tree.node_reader(reader(grow([leaf(number) for number in range(size)], steps)))
    root = tree.root(node, size)
    assert root == oracle.get_root(size)
    for position in (draw.randrange(size) for _ in range(PROOFS)):
        path = tree.inclusion(node, position, size)
        assert path == oracle.prove_inclusion(position + 1, size).path[1:]
        assert tree.verify_inclusion(leaf(position), position, size, path, root)
        old = position + 1
        theirs, old_root = oracle.prove_consistency(old, size), oracle.get_root(old)
        proof = tree.consistency(node, old, size)
        # Theirs is made in another way; each is good for the other's roots.
        assert tree.verify_consistency(old, size, proof, old_root, root)
        pymerkle.verify_consistency(tree.root(node, old), root, theirs)


def root_by_the_book(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, letter by letter."""
    if len(leaves) == 1:
        return leaves[0]
    middle = max(2**power for power in range(20) if 2**power < len(leaves))
    return tree.node_hash(root_by_the_book(leaves[:middle]), root_by_the_book(leaves[middle:]))


def consistency_by_the_book(old: int, leaves: list[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962, 2.1.2, letter by letter."""
    if old == len(leaves):
        return [] if whole else [root_by_the_book(leaves)]
    middle = max(2**power for power in range(20) if 2**power < len(leaves))
    if old <= middle:
        return [*consistency_by_the_book(old, leaves[:middle], whole), root_by_the_book(leaves[middle:])]
    return [
        *consistency_by_the_book(old - middle, leaves[middle:], False),
        root_by_the_book(leaves[:middle]),
    ]


@pytest.mark.parametrize("size", range(1, 24))
def test_consistency_is_proven_as_the_book_says(size):
    leaves = [leaf(number) for number in range(size)]
    node = tree.node_reader(reader(grow(leaves, [])))
    assert tree.root(node, size) == root_by_the_book(leaves)
    for old in range(1, size + 1):
        assert tree.consistency(node, old, size) == consistency_by_the_book(old, leaves)


@QUICK
@given(size=sizes, seed=st.integers(0, 2**32))
def test_control_nothing_else_is_taken_for_a_proof(size, seed):
    draw = random.Random(seed)  # noqa: S311  (what is spoilt)
    leaves = [leaf(number) for number in range(size)]
    node = tree.node_reader(reader(grow(leaves, [])))
    root, position = tree.root(node, size), draw.randrange(size)
    path = tree.inclusion(node, position, size)
    for bad in spoilt(path, draw):
        assert not tree.verify_inclusion(leaves[position], position, size, bad, root)
    assert not tree.verify_inclusion(leaf(-1), position, size, path, root)
    assert not tree.verify_inclusion(leaves[position], size, size, path, root)
    if size > 1:
        assert not tree.verify_inclusion(leaves[position], (position + 1) % size, size, path, root)
    old = position + 1
    proof = tree.consistency(node, old, size)
    for bad in spoilt(proof, draw):
        assert not tree.verify_consistency(old, size, bad, tree.root(node, old), root)
    assert not tree.verify_consistency(old, size, proof, leaf(-1), root)
    assert not tree.verify_consistency(old, size, proof, tree.root(node, old), leaf(-1))
    assert not tree.verify_consistency(0, size, proof, tree.EMPTY_ROOT, root)


def spoilt(path: list[bytes], draw: random.Random) -> list[list[bytes]]:
    """Proofs that are none: one byte changed, one hash less, one more, two exchanged."""
    longer = [[*path, leaf(-1)]]
    if not path:
        return longer
    at = draw.randrange(len(path))
    changed = bytearray(path[at])
    changed[draw.randrange(32)] ^= 1 << draw.randrange(8)
    exchanged = [path[::-1]] if len(path) > 1 else []
    return [*longer, [*path[:at], bytes(changed), *path[at + 1 :]], path[:at] + path[at + 1 :], *exchanged]


@pytest.mark.parametrize("steps", [[1, 1, 1], [255, 1, 1], [256, 256], [700, 300, 2000], [100, 66_000]], ids=str)
def test_tiles_are_the_same_in_whatever_steps_the_tree_grew(steps):
    leaves = [leaf(number % 1000) for number in range(sum(steps))]
    tiles = grow(leaves, steps)
    growth = Growth()
    recomputed = {place: hashes for one in leaves for place, hashes in growth.add(one)}
    assert tiles == recomputed | growth.partial_tiles()
    assert tree.root(tree.node_reader(reader(tiles)), len(leaves)) == growth.root()


def test_a_tree_of_seventy_thousand_has_the_tiles_of_the_specification():
    tiles = grow([leaf(0)] * 70_000, [])
    widths = {level: [len(tiles[place]) // 32 for place in sorted(tiles) if place[0] == level] for level in range(3)}
    assert widths == {0: [256] * 273 + [112], 1: [256, 17], 2: [1]}


def test_growing_asks_for_nothing_but_the_edge():
    leaves = [leaf(number) for number in range(66_000)]
    tiles = grow(leaves, [])
    asked: list[Place] = []

    def load(level: int, place: int) -> bytes:
        asked.append((level, place))
        return tiles[level, place]

    tree.extend(load, len(leaves), leaves[:2000])
    assert asked == [(0, 257), (1, 1)]
    assert tree.tile_places(len(leaves)) == [(0, 257), (1, 1), (2, 0)]
