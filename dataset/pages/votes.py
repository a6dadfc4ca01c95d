"""Who named which number, and which numbers several have named: counted in bounded memory.

The articles of a large site name tens of millions. Each naming is 16 octets, in parts by
the first bits of the number; parts go to disk when there is much of them, and are counted
one at a time.
"""

from __future__ import annotations

import tempfile
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import IO, Final

PARTS: Final = 64
"""Parts that the numbers are divided into."""

HELD: Final = 8 << 20
"""Numbers that are held in memory, at eight octets each."""

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
        self._parts: list[array[int]] = []
        self._held = 0
        self._files: list[IO[bytes]] = []

    def add(self, voter: int, numbers: Collection[int]) -> None:
        """Take note of who named these numbers."""
        # Most sites are small: nothing is set up for those that name nothing.
        parts = self._parts = self._parts or [array("Q") for _ in range(PARTS)]
        for number in numbers:
            parts[number >> _SHIFT].extend((number, voter))
        self._held += 2 * len(numbers)
        if self._held >= HELD:
            self._spill()

    def pairs(self) -> Iterator[tuple[int, int]]:
        """All that was added."""
        for number in range(len(self._parts)):
            part = self._part(number)
            yield from zip(part[::2], part[1::2], strict=True)

    def elected(self, least: int) -> Numbers:
        """The numbers that at least so many have named."""
        found: array[int] = array("Q")
        for number in range(len(self._parts)):
            part = self._part(number)
            names = part[::2]
            # Few are named so often, and only of those it matters by whom.
            voters = {named: set[int]() for named, n in Counter(names).items() if n >= least}
            for named, voter in zip(names, part[1::2], strict=True):
                if named in voters:
                    voters[named].add(voter)
            found.extend(sorted(named for named, known in voters.items() if len(known) >= least))
        return Numbers(found)

    def _part(self, number: int) -> array[int]:
        """What was added of one part, from disk and from memory."""
        part: array[int] = array("Q")
        if self._files:
            self._files[number].seek(0)
            part.frombytes(self._files[number].read())
        return part + self._parts[number]

    def _spill(self) -> None:
        if not self._files:
            self._files = [tempfile.TemporaryFile() for _ in range(PARTS)]  # noqa: SIM115 (kept)
        for file, part in zip(self._files, self._parts, strict=True):
            file.seek(0, 2)
            file.write(part.tobytes())
            del part[:]
        self._held = 0
