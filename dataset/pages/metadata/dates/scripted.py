"""The date that a page keeps for its scripts, where that is of one article only."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from twa.dataset.dates import instants
from twa.dataset.expressions import expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from twa.dataset.dates.instants import Instant

SCRIPTS: Final = 200
"""Scripts of a page that are looked at."""

LONGEST: Final = 2 << 20
"""Characters of one script that are looked at."""

_IS: Final = r"(?:\\?[\"'])?\s{0,3}[:=]\s{0,3}"
# A date in quotes, Unix time with them or without.
_VALUE: Final = r"(?:\\?[\"'](?P<text>[^\"'\\]{8,40})\\?[\"']|(?P<unix>\d{10}(?:\d{3})?)\b)"
_PUBLISHED: Final = (
    *("date_?published", "publish(?:ed)?_?(?:at|date|time|on)", "publication_?date"),
    *("first_?published(?:_?(?:at|date))?", "originalPublishDate", "pub_?(?:date|time)"),
)
# `re` finds quickly where one of a few letters stands: what is before it, and the rest, comes then.
_NAMED: Final = r"[DdFfOoPp](?<![\w-].)(?i:{})".format(
    "|".join(f"(?<={name[0]}){name[1:]}" for name in _PUBLISHED)
)
_KEYS: Final = (
    # WeChat keeps both when an article was first published and when this edition of it was.
    ("reate", expression(rf"\bori_?create_?time{_IS}{_VALUE}", re.IGNORECASE)),
    ("ub", expression(rf"{_NAMED}{_IS}{_VALUE}")),
    # Of its own these say little: a variable of the page is of its article.
    ("var ", expression(rf"var (?i:ct|create_?time){_IS}{_VALUE}")),
)
"""Letters without which no such key is in a script, and the keys; the surest first."""


def read(root: HtmlElement) -> Iterator[Instant]:
    """When the page's own data says that it was published, if it says it of one article only.

    Pages that scripts fill carry their state as JSON, and there the article's date; others set it
    as a variable. A time with its zone, as Unix time has, counts before one without.
    """
    scripts = [(script.text or "")[:LONGEST] for script in islice(root.iter("script"), SCRIPTS)]
    for letters, key in _KEYS:
        found = (m for text in scripts if letters in text for m in key.finditer(text))
        raws = sorted({match["text"] or match["unix"] for match in found})
        read = [one for raw in raws if (one := instants.parse(raw)) and one.timed]
        timed = {(one.zone == "stated", one.value): one for one in read}
        best = [one for (stated, _), one in timed.items() if stated] or list(timed.values())
        if len(best) == 1:
            yield best[0]
        if timed:
            return
