"""Correction: removes the title from the body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.body.blocks import weight
from twa.dataset.pages.metadata.markup import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable

    from twa.dataset.pages.article import RemovalReason
    from twa.dataset.pages.body.draft import Draft, Line

TOP: Final = 6
"""Lines at the start of a draft among which a title is looked for."""

_DATED: Final = re.compile(r"(?=.*(?:19|20)\d\d)(?=.*\d.*\d{4}|.*\d{4}.*\d)\w{6,}")
DATE: Final = 24
"""Letters and digits of a date behind a title."""

PROSE: Final = 120
"""Letters (see `blocks.weight`) from which a paragraph is taken for prose: the body has begun."""

_SHORTEST: Final = 8


def is_title(line: Line, titles: Iterable[str]) -> bool:
    """Whether a line says what the page calls its title (squeezed), or most of it."""
    said = squeeze(line.text)
    return weight(said) >= _SHORTEST // 2 and any(
        same_title(said, title) or (title != "" and _is_dated(said, title)) for title in titles
    )


def _is_dated(said: str, title: str) -> bool:
    """Whether a squeezed text is a title and, behind it, a date."""
    return (
        weight(title) >= _SHORTEST
        and len(said) <= len(title) + DATE
        and said.startswith(title)
        and _DATED.fullmatch(said, len(title)) is not None
    )


def _has_title(line: Line, titles: Iterable[str]) -> bool:
    """Whether a headline says a title, and more; behind it, where it is a heading of a part."""
    said = squeeze(line.text)
    return any(
        weight(title) >= 2 * _SHORTEST
        and (title in said if line.level == 1 else said.startswith(title))
        for title in titles
    )


def same_title(said: str, title: str) -> bool:
    """Whether two squeezed texts are one title: equal, or one most of the other."""
    if said == title:
        return True
    short, long = (said, title) if len(said) <= len(title) else (title, said)
    # A title may carry the site's name, a line the section; neither is most of it.
    return len(short) > 0.6 * len(long) and weight(short) >= _SHORTEST and short in long


def repeated_titles(draft: Draft) -> Draft:
    """Drop lines at the top that repeat the title, and such headings wherever they stand.

    The top ends where the text has begun: what says the title after that introduces something.
    """
    reasons: dict[int, RemovalReason] = {}
    begun = False
    for at, line in enumerate(draft.lines):
        top = at < TOP and not begun and weight(line.key) < 2 * PROSE
        headline = top and line.type == "heading" and _has_title(line, draft.titles)
        if headline or ((top or line.type == "heading") and is_title(line, draft.titles)):
            reasons[at] = "title"
        elif line.type == "paragraph" and weight(line.key) >= PROSE:
            begun = True
    return draft.without(reasons)
