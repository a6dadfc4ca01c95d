"""The date in a line of text, wherever in it it stands."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from twa.dataset.dates import instants

if TYPE_CHECKING:
    from twa.dataset.dates.instants import Instant

LONGEST: Final = 120
"""Characters of a text that is searched for a date."""

_LABEL: Final = re.compile(r"\A[^\d:：]{1,40}[:：]\s*")
# Nothing parts these from a date in Chinese and Japanese: `18時30分配信`, `18:30（最終更新…`.
_TRAIL: Final = re.compile(
    r"(?<=[\d分秒日])\s?(?:配信|公開|掲載|発行|付|更新|発信|发布|發布|刊出)\Z"
)
# `2025.11.04 (09:30)`
_TIME: Final = re.compile(
    r"(?<=\d)[.일]?\s{0,3}[(\[](\d{1,2}:\d\d(?::\d\d)?(?:\s?[A-Z]{2,5})?)[)\]]"
)
_APART: Final = re.compile(r"[(（\[]")
_WORDS: Final = 20
_WINDOW: Final = 11


def search(text: str, *, language: str | None = None) -> Instant | None:
    """The date in a text: the whole, else the longest run of words that is one date.

    Of runs of the same length the first is taken; a month or a year alone is no date.
    """
    parse = partial(instants.parse, language=language)
    text = unbracketed(text)
    if found := parse(text):
        return found
    if len(text) > LONGEST or not any(map(str.isdigit, text)):
        return None
    pieces = _APART.sub(r" \g<0>", _TRAIL.sub("", _LABEL.sub("", text))).replace("|", " ").split()
    pieces = pieces[:_WORDS]
    numbered = [any(map(str.isdigit, piece)) for piece in pieces]
    for size in range(min(len(pieces), _WINDOW), 0, -1):
        for start in range(len(pieces) - size + 1):
            if not any(numbered[start : start + size]):
                continue
            window = pieces[start : start + size]
            found = parse(joined(window))
            if found is None or not (found.timed or found.precision == "day"):
                continue
            # Any word can be a weekday to the parser: without it, the date is the same.
            bare = parse(joined(window[1:]))
            same = bare and (bare.value, bare.precision) == (found.value, found.precision)
            return bare if same else found
    return None


def unbracketed(text: str) -> str:
    """A text with a time in brackets behind its date without them."""
    return _TIME.sub(r" \1", text)


def joined(pieces: list[str]) -> str:
    """Words as one text, without the marks around it."""
    return " ".join(pieces).strip(" ,;()[]（）·•–-").rstrip(".。")
