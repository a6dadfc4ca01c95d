"""Counts how many pages share a shingle, in bounded memory.

The articles of a large site name tens of millions. Each naming is 16 octets; when there is much
of them, they go to disk, in parts by the first bits of the number, which are counted one at a
time.
"""

from __future__ import annotations

import tempfile
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os import SEEK_END
from typing import IO, Final

PARTS: Final = 64
"""Parts that the numbers are divided into."""

HELD: Final = 1 << 20
"""Numbers that are held in memory, at eight octets each, and a hundred where they are counted."""

_SHIFT: Final = 58
"""What is left of the 64 bits of a number after those that say its part."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """A set of numbers of 64 bits, at eight octets each."""

    ordered: array[int]

    def __contains__(self, number: int) -> bool:
        at = bisect_left(self.ordered, number)
        return at < len(self.ordered) and self.ordered[at] == number

    def __bool__(self) -> bool:
        return bool(self.ordered)


class Votes:
    """Pairs of a number and who named it, both of 64 bits; the same pair counts once."""

    def __init__(self) -> None:
        self._held: array[int] = array("Q")
        self._files: list[IO[bytes]] = []

    def add(self, voter: int, numbers: Sequence[int]) -> None:
        """Take note of who named these numbers."""
        pairs = array("Q", bytes(16 * len(numbers)))
        pairs[::2] = array("Q", numbers)
        pairs[1::2] = array("Q", (voter,)) * len(numbers)
        self._held += pairs
        if len(self._held) >= HELD:
            self._spill()

    def pairs(self) -> Iterator[tuple[int, int]]:
        """All that was added."""
        for part in self._parts():
            yield from zip(part[::2], part[1::2], strict=True)

    def elected(self, least: int) -> Numbers:
        """The numbers that at least so many have named."""
        found: array[int] = array("Q")
        for part in self._parts():
            names = part[::2]
            # Few are named so often, and only of those it matters by whom.
            voters = {named: set[int]() for named, n in Counter(names).items() if n >= least}
            for named, voter in zip(names, part[1::2], strict=True):
                if named in voters:
                    voters[named].add(voter)
            found.extend(sorted(named for named, known in voters.items() if len(known) >= least))
        return Numbers(found)

    def _parts(self) -> Iterator[array[int]]:
        """What was added, by the first bits of the numbers; at once where it is in memory."""
        if not self._files:
            yield self._held
            return
        self._spill()
        for file in self._files:
            file.seek(0)
            part: array[int] = array("Q")
            part.frombytes(file.read())
            yield part

    def _spill(self) -> None:
        if not self._files:
            self._files = [tempfile.TemporaryFile() for _ in range(PARTS)]  # noqa: SIM115 (kept)
        parts: list[array[int]] = [array("Q") for _ in range(PARTS)]
        for number, voter in zip(self._held[::2], self._held[1::2], strict=True):
            parts[number >> _SHIFT].extend((number, voter))
        for file, part in zip(self._files, parts, strict=True):
            file.seek(0, SEEK_END)
            file.write(part.tobytes())
        self._held = array("Q")
