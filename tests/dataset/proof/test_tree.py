"""RFC 9162, section 2.1: the tree as the standard defines it, and the ways through it."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twa.dataset.proof.tree import HashTree, Step, climb, leaf_hash, root, sides

INPUTS = [
    *(b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43"),
    *(bytes(range(0x50, 0x58)), bytes(range(0x60, 0x70))),
]

# The roots of the first one to eight of these, as Certificate Transparency's test data has them.
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def by_definition(octets: list[bytes]) -> bytes:
    """Section 2.1.1, word by word."""
    if not octets:
        return hashlib.sha256(b"").digest()
    if len(octets) == 1:
        return hashlib.sha256(b"\x00" + octets[0]).digest()
    k = 1
    while k * 2 < len(octets):
        k *= 2
    left, right = by_definition(octets[:k]), by_definition(octets[k:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert root(map(leaf_hash, INPUTS[:size])).hex() == ROOTS[size - 1]


def test_no_leaf_has_the_hash_of_nothing() -> None:
    assert root([]) == hashlib.sha256(b"").digest()


@given(st.lists(st.binary(max_size=4), max_size=70))
def test_the_root_is_that_of_the_definition(octets: list[bytes]) -> None:
    assert root(map(leaf_hash, octets)) == by_definition(octets)


@given(st.integers(1, 70), st.data())
def test_every_leaf_leads_to_the_root_and_no_other_do(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(size)]
    position = data.draw(st.integers(0, size - 1))
    steps = HashTree(leaves).path(position)
    assert [step.side for step in steps] == sides(position, size)
    assert climb(leaves[position], steps) == root(leaves)
    assert climb(leaf_hash(b"another"), steps) != root(leaves)
    if steps:
        side, neighbour = steps[0]
        turned = [Step("left" if side == "right" else "right", neighbour), *steps[1:]]
        assert climb(leaves[position], turned) != root(leaves)


@pytest.mark.parametrize("position", [-1, 3])
def test_there_is_no_way_from_a_leaf_that_is_not_there(position: int) -> None:
    with pytest.raises(IndexError):
        HashTree([leaf_hash(b"a")] * 3).path(position)
    with pytest.raises(IndexError):
        sides(position, 3)
