"""Where on a page a line stands, seen from its article, and what that says of a byline there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.metadata.markup import foreign_by_name, names_of, of_another, squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from twa.dataset.pages.metadata.credits.bylines.clues import Clues, Where
    from twa.dataset.pages.metadata.lines import Head, PagePlace, VisibleLine

BEFORE: Final = 8
"""Lines above the headline among which a byline may stand."""

_FIELD: Final = re.compile(r"author|byline|writer|by-line|auteur|autor", re.IGNORECASE)
_OWN: Final = re.compile(r"article|post|entry|story", re.IGNORECASE)
_LISTED: Final = frozenset(("h1", "h2", "h3", "figcaption", "blockquote", "td", "th"))


@dataclass(frozen=True, slots=True)
class Home:
    """What holds the headline: all its outer elements, and whether an `<article>` is one."""

    elements: frozenset[HtmlElement]
    is_article: bool


def home(place: PagePlace) -> Home:
    """The home of an article: of its heading, or of the line that is its headline."""
    start = place.heading
    if start is None and place.head.line is not None:
        start = place.lines[place.head.line].block
    elements = frozenset(() if start is None else start.iterancestors())
    return Home(elements, any(outer.tag == "article" for outer in elements))


def place(number: int, head: Head) -> Where:
    """Where the line of this number stands."""
    if head.line is None:
        return "head" if number < head.first else ("end" if number > head.last else "body")
    if head.line < number < head.end:
        # Short articles end before their third paragraph.
        return "end" if number > head.last >= head.first else "head"
    if head.line - BEFORE <= number < head.line:
        return "above"
    if head.last - 2 <= number <= head.last + 12:
        return "end"
    return "below" if number > head.line else "before"


def score(clues: Clues, *, labelled: bool, above_text: bool) -> float:
    """How sure a line is the article's byline: from 7 on very, 0 and less not at all."""
    score = 0.0
    if clues.marked:
        score += 6
    if clues.sure:
        score += 1
    if labelled:
        score += 6 if not clues.marked else 3
    if not clues.marked and not labelled:
        score = 3
    if clues.where == "head":
        score += 2 if above_text else 0.5
    elif clues.where == "above":
        score -= 1
    elif clues.where == "end":
        score -= 3 if labelled else 4
    elif clues.where == "below":
        score -= 4 if labelled and clues.marked else 5 if clues.marked else 9
    elif clues.where == "before":
        score -= 6
    else:
        score -= 3
    return 1.0 if clues.plainly and score <= 0 and clues.where == "below" else score


def is_hopeless(where: Where, *, marked: bool, plainly: bool) -> bool:
    """Whether a line scores 0 or less there whatever label it has: those of menus and teasers."""
    return not marked and (where == "before" or (where == "below" and not plainly))


def is_listed(block: HtmlElement) -> bool:
    """Whether a line is a heading, a quotation, a caption, or one of a table or a long list."""
    if block.tag in _LISTED:
        return True
    if block.tag == "li" and (outer := block.getparent()) is not None and len(outer) > _FEW:
        return True
    element: HtmlElement | None = block
    for _ in range(4):
        if element is None or element.tag in ("body", "article", "main"):
            return False
        if element.tag in ("figure", "table") or "caption" in names_of(element).lower():
            return True
        element = element.getparent()
    return False


_FEW: Final = 6
"""Items of a list of what there is to say about an article: date, author, section, comments."""


def links(line: VisibleLine) -> list[str]:
    """Where the links lead that a line has, or is in."""
    outer = (line.block, *islice(line.block.iterancestors(), _AROUND))
    return [e.get("href") or "" for e in (*line.inner, *outer) if e.tag == "a"]


_AROUND: Final = 3


def leads_elsewhere(line: VisibleLine, name: str) -> bool:
    """Whether a line links to pages of its site, and none has this name's words in its address."""
    found = [squeeze(link) for link in links(line) if link.startswith("/")]
    parts = [squeeze(part) for part in name.split()]
    return bool(found) and not any(all(part in link for part in parts) for link in found)


def is_cell(block: HtmlElement) -> bool:
    """Whether a line is a cell of a table, where labels are those of facts."""
    return block.tag in ("td", "th") or (
        (outer := block.getparent()) is not None and outer.tag in ("td", "th")
    )


def are_carded(found: Sequence[VisibleLine], number: int) -> bool:
    """Whether an element holds a line and the next, and not the one behind: a name, and a role."""
    if not 0 <= number < len(found) - 1:
        return False
    one, other = found[number].block, found[number + 1].block
    together = set(one.iterancestors()).intersection(other.iterancestors())
    if number + 2 < len(found):
        behind = found[number + 2].block
        together -= {behind, *behind.iterancestors()}
    return bool(together)


def is_caption(block: HtmlElement) -> bool:
    """Whether a line stands under a picture."""
    element: HtmlElement | None = block
    for _ in range(3):
        if element is None or element.tag in ("body", "article", "main"):
            return False
        if element.tag in ("figure", "figcaption") or "caption" in names_of(element).lower():
            return True
        element = element.getparent()
    return False


def elsewhere(block: HtmlElement, home: Home, *, near: bool, marked: bool) -> bool:
    """Whether a line stands where other articles are told, or comments.

    What a site keeps of its writers may look so in itself (a card, an article of its own): an
    element called after the author or the byline holds it then.
    """
    found = False
    element: HtmlElement | None = block
    while element is not None and element not in home.elements and element.tag != "body":
        if _FIELD.search(names_of(element)):
            found = False
        elif foreign_by_name(element) and not near:
            found = True
        elif element.tag == "footer":
            found = found or not (_OWN.search(names_of(element)) or _in_article(element))
        elif element.tag == "aside":
            outside = home.is_article and not _in_article(element)
            found = found or not (near or (marked and not outside))
        elif (home.is_article and element.tag == "article") or (
            home.elements and of_another(element)
        ):
            found = True
        element = element.getparent()
    return found


def _in_article(element: HtmlElement) -> bool:
    return any(outer.tag == "article" for outer in element.iterancestors())
