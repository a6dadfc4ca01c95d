"""A tree of SHA-256 hashes over a list of octet strings: RFC 9162, section 2.1.

A hash is 32 octets. The hash of a leaf is of 0x00 and its octets, that of a node of 0x01 and its
two children, so that neither can be taken for the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

SIZE: Final = 32
"""Octets of a hash."""


class Step(NamedTuple):
    """A neighbour on the way from a leaf to the root, and the side that it stands on."""

    side: Literal["left", "right"]
    hash: bytes


def leaf_hash(octets: bytes) -> bytes:
    """The hash of a leaf (section 2.1.1)."""
    return hashlib.sha256(b"\x00" + octets).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node above two hashes (section 2.1.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """The root above the hashes of leaves in their order (section 2.1.1); of none, SHA-256 of "".

    Memory is of the tree's height.
    """
    whole: list[tuple[int, bytes]] = []
    for leaf in leaves:
        size, found = 1, leaf
        while whole and whole[-1][0] == size:
            found = node_hash(whole.pop()[1], found)
            size *= 2
        whole.append((size, found))
    if not whole:
        return hashlib.sha256(b"").digest()
    top = whole.pop()[1]
    while whole:
        top = node_hash(whole.pop()[1], top)
    return top


class HashTree:
    """All hashes of a tree, made once, for as many paths as are wanted.

    Memory is twice that of the leaves.
    """

    def __init__(self, leaves: Sequence[bytes]) -> None:
        # Neighbours are paired from the left, and the last of an odd number rises as it is: the
        # same tree as that of section 2.1.1.
        self.levels = [leaves]
        while len(level := self.levels[-1]) > 1:
            above = [node_hash(*level[at : at + 2]) for at in range(0, len(level) - 1, 2)]
            self.levels.append(above + list(level[len(level) & ~1 :]))

    @property
    def leaves(self) -> Sequence[bytes]:
        """The hashes of the leaves."""
        return self.levels[0]

    @property
    def root(self) -> bytes:
        """The root, as `root` has it."""
        return self.levels[-1][0] if self.leaves else root(())

    def path(self, position: int) -> list[Step]:
        """The way from the leaf at `position`, counted from 0, to the root (section 2.1.3.1).

        Raises IndexError where there is no such leaf.
        """
        if not 0 <= position < len(self.leaves):
            raise IndexError(position)
        steps: list[Step] = []
        for level in self.levels[:-1]:
            other = position ^ 1
            if other < len(level):
                steps.append(Step("left" if other < position else "right", level[other]))
            position //= 2
        return steps


def sides(position: int, size: int) -> list[Literal["left", "right"]]:
    """On which side each neighbour stands on the way from a leaf to the root of `size` leaves.

    Raises IndexError where there is no such leaf.
    """
    if not 0 <= position < size:
        raise IndexError(position)
    found: list[Literal["left", "right"]] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        found.append("right" if position < middle else "left")
        start, end = (start, middle) if position < middle else (middle, end)
    found.reverse()
    return found


def climb(leaf: bytes, steps: Iterable[Step]) -> bytes:
    """The root that the hash of a leaf and its neighbours lead to (section 2.1.3.2)."""
    found = leaf
    for side, neighbour in steps:
        pair = (neighbour, found) if side == "left" else (found, neighbour)
        found = node_hash(*pair)
    return found
