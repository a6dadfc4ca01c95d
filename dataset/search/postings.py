"""Search index of a site without a server: postings by term, in shards.

A shard is JSON: sorted terms, and for each the numbers of its articles as base64
of the differences between them, seven bits an octet, the high bit where more follow
(LEB128). What somebody types needs one shard a word.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Any

from twa.dataset.search.terms import bucket, terms


class Postings:
    """Takes texts by ascending number."""

    def __init__(self) -> None:
        self._postings: dict[str, bytearray] = {}
        self._last: dict[str, int] = {}
        self._texts = 0

    def add(self, number: int, texts: Iterable[str | None]) -> None:
        """What article `number` says."""
        self._texts += 1
        found = {term for text in texts if text for term in terms(text)}
        for term in found:
            octets = self._postings.setdefault(term, bytearray())
            octets += _leb128(number - self._last.get(term, -1) - 1)
            self._last[term] = number

    def shards(self) -> Iterator[dict[str, Any]]:
        """The shards, each as JSON values, in the order of their numbers."""
        # Some hundred kilobytes a shard, however many articles there are.
        buckets = 1 << min(8, (self._texts // 50).bit_length())
        shards: list[list[str]] = [[] for _ in range(buckets)]
        for term in sorted(self._postings):
            shards[bucket(term, buckets)].append(term)
        for names in shards:
            found = [b64encode(self._postings[name]).decode() for name in names]
            yield {"terms": names, "articles": found}


def _leb128(number: int) -> bytes:
    octets = bytearray()
    while number > 0x7F:
        octets.append(number & 0x7F | 0x80)
        number >>= 7
    octets.append(number)
    return bytes(octets)
