"""How far two texts are the same, and whom to believe where they are not.

An article often comes three times: in its page, in the feed's full text, in the
page's JSON-LD. Agreement is the Dice coefficient of their shingles, runs of four
words; a character of a script that puts no spaces between words counts as a word.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from lxml import etree, html

from dataset.pages.blocks import runs

SHINGLE: Final = 4
OUTLIER: Final = 0.5
"""Agreement under which a reading stands alone."""

ALIKE: Final = 0.8
"""Agreement from which two witnesses count as saying the same."""

LONGEST: Final = 1 << 20
"""Characters of a text that are compared."""

# Han, kana, Thai, Lao, Khmer, Burmese one by one; other letters and digits as words.
_UNIT: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
    r"|[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+"
)
_MARKUP: Final = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")


def agreement(text: str, other: str) -> float:
    """0 (nothing shared) to 1 (the same words in the same order); either may be HTML.

    Two empty texts agree, an empty one agrees with nothing else.
    """
    return _dice(_shingles(text), _shingles(other))


def containment(text: str, other: str) -> float:
    """Share of the shingles of `text` that stand in `other` too; either may be HTML."""
    mine = _shingles(text)
    return (mine & _shingles(other)).total() / mine.total() if mine else 0.0


def units(text: str) -> list[str]:
    """Words, case folded; single characters of scripts that put no spaces between words."""
    return _UNIT.findall(text.casefold())


def plain(text: str) -> str:
    """HTML as text, one block a paragraph; a text without tags is itself."""
    if not _MARKUP.search(text):
        return text
    try:
        tree = html.fragment_fromstring(text[:LONGEST], create_parent="div")
    except (etree.LxmlError, ValueError):
        return _MARKUP.sub(" ", text)
    return "\n\n".join(node.text for node in runs(tree))


def outlier(page: str, feed: str | None, json_ld: str | None) -> bool:
    """Whether the page's text stands alone against two witnesses that agree with each other."""
    if not feed or not json_ld:
        return False
    return (
        agreement(page, feed) < OUTLIER
        and agreement(page, json_ld) < OUTLIER
        and agreement(feed, json_ld) >= ALIKE
    )


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    said = units(plain(text)[:LONGEST])
    if not said:
        return Counter()
    last = max(1, len(said) - SHINGLE + 1)
    return Counter(tuple(said[at : at + SHINGLE]) for at in range(last))


def _dice(one: Counter[tuple[str, ...]], other: Counter[tuple[str, ...]]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0
