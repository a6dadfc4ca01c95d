"""The writer with whom the first paragraph begins."""

from __future__ import annotations

import re
from typing import Final

from twa.dataset.expressions import expression
from twa.dataset.pages.metadata.credits.vocabulary import agencies, labels
from twa.dataset.pages.metadata.credits.wording import names, parsing
from twa.dataset.pages.metadata.credits.wording.parsing import Named
from twa.dataset.pages.metadata.markup import squeeze

# `By Jane Roe: The lock …`
_LEAD: Final = re.compile(r"(?P<who>.{6,70}?)\s?(?::|\s[-–—])\s(?=\S)")
# `Ayşe DEMİR/İSKELE, (DHA) - …`: who, where, and whose wire it is.
_WIRED: Final = expression(
    r"(?P<who>[^/,()]{5,40}?)\s?/\s?[^/,()]{2,30},?\s{0,2}\((?P<wire>[^()]{2,20})\)\s?[-–—]"
)


def read(text: str, language: str | None, *, first: bool) -> tuple[str, tuple[Named, ...]] | None:
    """The words before the text of a paragraph that name its writer, and the names in them.

    `first` says that it is the first paragraph, not a line above it.
    """
    wired = _WIRED.match(text)
    if wired and names.alone(wired["who"]) and squeeze(wired["wire"]) in agencies.NAMES:
        writer = Named(wired["who"], "person", "author", True)
        return wired.group(), (writer, Named(wired["wire"], "organisation", "source", True))
    lead = _LEAD.match(text) if first else None
    if lead is None or not labels.labelled(lead["who"]):
        return None
    named = parsing.read(lead["who"], language=language)
    if not named or not all(one.labelled and names.alone(one.name) for one in named):
        return None
    return lead["who"], named
