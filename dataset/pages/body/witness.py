"""Compares the texts of three witnesses: page, feed and JSON-LD.

An article often comes three times: in its page, in the feed's full text, in the
page's JSON-LD. Agreement is the Dice coefficient of their shingles, runs of four
words; a character of a script that puts no spaces between words counts as a word.
"""

from __future__ import annotations

from collections import Counter
from html import unescape
from typing import Final

from lxml import etree

from twa.dataset.expressions import expression
from twa.dataset.pages.body.blocks import runs
from twa.dataset.pages.html5 import parse

SHINGLE: Final = 4
OUTLIER: Final = 0.5
"""Agreement under which a reading stands alone."""

ALIKE: Final = 0.8
"""Agreement from which two witnesses count as saying the same."""

LONGEST: Final = 1 << 20
"""Characters of a text that are compared."""

# Han, kana, Thai, Lao, Khmer, Burmese one by one; other letters and digits as words.
_UNIT: Final = expression(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
    r"|[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+"
)
_MARKUP: Final = expression(r"</?[a-zA-Z][^<>]{0,2000}>")


def agreement(text: str, other: str) -> float:
    """0 (nothing shared) to 1 (the same words in the same order).

    Two empty texts agree, an empty one agrees with nothing else.
    """
    return _dice(_shingles(text), _shingles(other))


def containment(text: str, other: str) -> float:
    """Share of the shingles of `text` that stand in `other` too."""
    mine = _shingles(text)
    return (mine & _shingles(other)).total() / mine.total() if mine else 0.0


def units(text: str) -> list[str]:
    """Words, case folded; single characters of scripts that put no spaces between words."""
    return _UNIT.findall(text.casefold())


def is_markup(text: str) -> bool:
    """Whether a text has tags."""
    return _MARKUP.search(text) is not None


def plain(text: str) -> str:
    """HTML, or text with entities, as text: one block a paragraph; a text without is itself."""
    text = text[:LONGEST]
    if "<" not in text:
        text = unescape(text)
    if not is_markup(text):
        return text
    try:
        tree = parse(f"<div>{text}</div>")
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
    said = units(text[:LONGEST])
    if not said:
        return Counter()
    last = max(1, len(said) - SHINGLE + 1)
    return Counter(tuple(said[at : at + SHINGLE]) for at in range(last))


def _dice(one: Counter[tuple[str, ...]], other: Counter[tuple[str, ...]]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0
