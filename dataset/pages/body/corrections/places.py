"""Names of page regions in ids, classes and what stands in for them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.body.blocks import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import html

_WORD: Final = re.compile(r"[a-z]+|[A-Z][a-z]*")
_LONGEST: Final = 300
_NAMING: Final = words("class id type aria-labelledby data-component data-testid")
"""Attributes that name an element; what its class is may be made by a machine."""

BUTTON: Final = words("btn button cta boton bouton botao bottone knopf knap knapp przycisk gomb")
"""Words in the class of a link that is drawn as something to press."""

_TOP: Final = frozenset(("body", "html", "article", "main"))

COMMENTS: Final = words(
    "comment commentlist comments disqus reply respond talkback talkbacks kommentare kommentarer "
    "commentaires comentarios comentários commenti reacties komentarze komentari yorum yorumlar "
    "komentar binhluan"
)

FACTS: Final = words(
    "infobox factbox factsbox fact facts fakta faktaruta faktaboks fakten faktenbox infokasten "
    "hintergrund encadre reperes despiece recuadro riquadro kader"
)
"""Words in the class or id of a box that tells facts beside a text."""

QUOTES: Final = words("quote pullquote quotation cita citation citazione zitat citat citaat cytat")
"""Words in the class or id of what is quoted."""

FURNITURE: Final = words(
    "ad ads advert author byline caption comment commentlist comments credit cta disqus "
    "newsletter paywall promo readtime recirc recommended related relatedposts reply respond share "
    "sharing signup social sponsored subscribe subscription teaser testimonial testimonials"
)
"""Words in the class or id of what stands within an article and is none of it."""


def named(element: html.HtmlElement | None, names: frozenset[str], depth: int = 4) -> bool:
    """Whether an element, or one of the next few around it, is called by one of these words."""
    for _ in range(depth):
        if element is None or element.tag in _TOP:
            return False
        for attribute, name in element.items():
            if attribute in _NAMING and len(name) < _LONGEST and not names.isdisjoint(parts(name)):
                return True
        element = element.getparent()
    return False


def asked(names: frozenset[str], depth: int) -> Callable[[html.HtmlElement], bool]:
    """`named` for many elements of one tree: what is around siblings is asked once."""
    around: dict[html.HtmlElement | None, bool] = {}

    def is_named(element: html.HtmlElement) -> bool:
        if element.tag in _TOP:
            return False
        if named(element, names, 1):
            return True
        parent = element.getparent()
        found = around.get(parent)
        if found is None:
            found = around[parent] = named(parent, names, depth - 1)
        return found

    return is_named


@lru_cache(maxsize=8192)
def parts(name: str) -> frozenset[str]:
    """The words that a class or an id is made of, lower case."""
    return frozenset(word.lower() for word in _WORD.findall(name))
