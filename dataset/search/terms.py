"""Search terms of a text: words, or pairs of characters for scripts without spaces.

`assets/terms.js` of the pages has the same rules; a test holds them together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from twa.dataset.search.folding import folded

_CJK: Final = (
    r"\u2e80-\u2fdf\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff"
    r"\uac00-\ud7af\uf900-\ufaff\U00020000-\U000323af"
)
"""Radicals, kana, Han and Hangul, without their punctuation."""

_RUN: Final = re.compile(f"([{_CJK}]+)")
_WORD: Final = re.compile(r"[^\W_]+")

LONGEST: Final = 32
"""Characters of a term that count; what is longer is no word."""


def terms(text: str) -> Iterator[str]:
    """The terms of a text in its order, repeated as they repeat.

    A run of Chinese, Japanese or Korean gives each pair of neighbours and its
    last character, so that any part of it can be asked for, a single character
    as the beginning of a pair.
    """
    # What stands between runs, and every other time a run.
    for number, piece in enumerate(_RUN.split(folded(text))):
        if number % 2 == 0:
            for word in _WORD.findall(piece):
                yield word[:LONGEST]
            continue
        for first, second in pairwise(piece):
            yield first + second
        yield piece[-1]


class AskedTerms(NamedTuple):
    """Neighbouring terms that are looked for, and whether the last may be the beginning of one."""

    terms: tuple[str, ...]
    prefix: bool


def asked(text: str, *, prefix: bool = False) -> AskedTerms:
    """The terms of what is looked for, in the order in which a text that has it has them.

    A lone Chinese, Japanese or Korean character at the end is the beginning of a pair. No terms
    where the text has neither letters nor digits.
    """
    found = list(terms(text))
    if not found or not _is_cjk(found[-1]):
        return AskedTerms(tuple(found), prefix)
    # The last character of a run by itself tells nothing that its pair does not.
    if len(found) > 1 and len(found[-2]) == 2 and _is_cjk(found[-2]) and found[-2][1] == found[-1]:
        return AskedTerms(tuple(found[:-1]), prefix=False)
    return AskedTerms(tuple(found), prefix=True)


def bucket(term: str, buckets: int) -> int:
    """The shard of a term: all words that begin with the same two characters lie in one, all
    pairs that begin with the same character."""
    first = ord(term[0])
    second = 0 if len(term) == 1 or _is_cjk(term[0]) else ord(term[1])
    return (first * 31 + second) % buckets


_ONE_CJK: Final = re.compile(f"[{_CJK}]")


def _is_cjk(character: str) -> bool:
    return _ONE_CJK.match(character) is not None
