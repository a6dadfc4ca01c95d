"""The date in a line of text, wherever in it it stands."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from twa.dataset.web import instants

if TYPE_CHECKING:
    from twa.dataset.web.instants import Instant

LONGEST: Final = 120
"""Characters of a text that is searched for a date."""

_LABEL: Final = re.compile(r"\A[^\d:：]{1,40}[:：]\s*")
_WORDS: Final = 20
_WINDOW: Final = 11


def search(text: str, *, day_first: bool = False) -> Instant | None:
    """The date in a text: the whole, else the longest run of words that is one date.

    Of runs of the same length the first is taken; a month or a year alone is no date.
    """
    parse = partial(instants.parse, day_first=day_first)
    if found := parse(text):
        return found
    if len(text) > LONGEST or not any(map(str.isdigit, text)):
        return None
    pieces = _LABEL.sub("", text).replace("|", " ").split()[:_WORDS]
    for size in range(min(len(pieces), _WINDOW), 0, -1):
        for start in range(len(pieces) - size + 1):
            window = pieces[start : start + size]
            if not any(character.isdigit() for piece in window for character in piece):
                continue
            found = parse(joined(window))
            if found is None or not (found.timed or found.precision == "day"):
                continue
            # Any word can be a weekday to the parser: without it, the date is the same.
            bare = parse(joined(window[1:]))
            return bare if bare and bare.value == found.value else found
    return None


def joined(pieces: list[str]) -> str:
    """Words as one text, without the marks around it."""
    return " ".join(pieces).strip(" ,;()[]·•–-")
