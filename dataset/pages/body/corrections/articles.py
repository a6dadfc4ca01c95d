"""Correction: pages with several articles keep the one under the title."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.body.blocks import key, text_of, weight, words
from twa.dataset.pages.body.corrections.boxes import box_around, shares
from twa.dataset.pages.body.corrections.links import leads_home
from twa.dataset.pages.body.corrections.places import named
from twa.dataset.pages.body.corrections.pointers import is_label
from twa.dataset.pages.body.corrections.titles import same_title
from twa.dataset.pages.metadata.markup import lineage, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import html

    from twa.dataset.pages.body.blocks import Node
    from twa.dataset.pages.body.draft import Draft, Line

LISTED: Final = 3
"""Articles beside the titled one, none longer, from which they are a list of others."""

CLOSE: Final = 5
"""Elements around a block among which a card is looked for."""

MOST: Final = 0.75
"""Share of the parts of a list that are cards."""

LONG: Final = 800
"""Letters of a text above from which a list of cards needs no name."""

ALONE: Final = 60
"""Letters of the text above a list of cards."""

_RELATED: Final = words(
    "related relatedposts recommended recommendation recommendations recirc teaser teasers weitere "
    "relacionadas relacionados relacionada relacionado correlati correlate powiazane souvisejici"
)
_CARD_NAMES: Final = _RELATED | words("promo promos card cards readmore linkbox articlelink")
_CARDS: Final = frozenset(("a", "article", "div", "li", "section"))

CARD: Final = 500
"""Letters of a card amid a text."""

TITLE: Final = 15
"""Letters of its title."""

KICKER: Final = 20
"""Letters beside the title on its line."""

CARDS: Final = 0.3
"""Share of a text from which cards are what it is made of."""

LIVE: Final = 6
"""From this many articles with text of the draft on, they are entries of a live blog or a forum."""


def second_article(draft: Draft) -> Draft:
    """Drop lines of other `<article>` elements than the one that holds the title.

    Where no article holds the title, the one with most of the draft's text is
    the page's, if it has more than half of it.
    """
    homes = [_article(nodes[0]) if (nodes := draft.nodes(line)) else None for line in draft.lines]
    sizes: Counter[html.HtmlElement] = Counter()
    for home, line in zip(homes, draft.lines, strict=True):
        if home is not None:
            sizes[home] += len(line.key)
    if draft.live or len(sizes) < 2:
        return draft
    own = _titled(draft, sizes)
    if own is None:
        heaviest, most = sizes.most_common(1)[0]
        if len(sizes) >= LIVE or most < sum(sizes.values()) / 2:
            return draft
        own = heaviest
    around = {own, *own.iterancestors("article")}
    foreign = [home for home in sizes if home not in around]
    listed = (
        len(foreign) >= LISTED
        and _titled(draft, sizes) is own
        and all(sizes[home] <= sizes[own] for home in foreign)
    )
    others = {
        home
        for home in foreign
        if (listed and around.isdisjoint(home.iterancestors("article")))
        or _leads_elsewhere(home, draft.url)
    }
    return draft.without({at: "another article" for at, home in enumerate(homes) if home in others})


def cards(draft: Draft) -> Draft:
    """Drop a list of cards at the end: each has a heading that leads to another page of the site.

    The list stands in an element of its own, apart from the prose above it, and is called so or
    that prose is long: what stands below a short introduction is what the page is about.
    """
    known: dict[html.HtmlElement, frozenset[html.HtmlElement]] = {}

    def list_around(line: Line) -> html.HtmlElement | None:
        nodes = draft.nodes(line)
        return _list_of(nodes[0], known, draft.url) if nodes else None

    if all(line.type != "heading" and list_around(line) is None for line in draft.lines[-1:]):
        return draft  # What ends otherwise ends with no list.
    lists = [list_around(line) for line in draft.lines]
    start = next((at for at, one in enumerate(lists) if one is not None), 0)
    while start and draft.lines[start - 1].type == "heading":
        start -= 1
    if not start or sum(len(line.key) for line in draft.lines[:start]) < ALONE:
        return draft
    around = {
        element
        for line in draft.lines[:start]
        if not is_label(line.text)
        for node in draft.nodes(line)
        for element in node.element.iterancestors()
    }
    within = [
        one is not None or line.type == "heading"
        for one, line in zip(lists[start:], draft.lines[start:], strict=True)
    ]
    found = {one for one in lists[start:] if one is not None}
    if not all(within) or not found.isdisjoint(around):
        return draft
    above = sum(weight(line.key) for line in draft.lines[:start])
    if above < LONG and not all(named(one, _RELATED, 2) for one in found):
        return draft
    return draft.without(dict.fromkeys(range(start, len(lists)), "another article"))


def beside(draft: Draft) -> Draft:
    """Drop what stands beside the prose and leads to other articles.

    That is what begins with "Related" and has links, and cards amid the text: a title that is a
    link, and what is said of it.
    """
    held = shares(draft)
    first: dict[html.HtmlElement, int] = {}
    known: dict[html.HtmlElement, bool] = {}
    labels: dict[int, bool] = {}
    labelled: list[int] = []
    carded: list[int] = []

    def begins_with_label(element: html.HtmlElement) -> bool:
        if not first:
            first.update(_first_blocks(draft))
        at = first[element]
        if at not in labels:
            labels[at] = is_label(draft.index.nodes[at].text)
        return labels[at] and _has_link_home(element, draft.url)

    for at, line in enumerate(draft.lines):
        nodes = draft.nodes(line)
        box = box_around(nodes[0], held) if nodes else None
        if box is None or box is nodes[0].element:
            continue
        if box not in known:
            known[box] = _is_card(box, draft.url)
        if known[box]:
            carded.append(at)
        elif any(begins_with_label(one) for one in _up_to(box, nodes[0])):
            labelled.append(at)
    letters = sum(weight(line.key) for line in draft.lines)
    lost = sum(weight(draft.lines[at].key) for at in carded)
    if letters - lost < LONG or lost >= CARDS * letters:
        carded = []
    return draft.without(dict.fromkeys((*labelled, *carded), "another article"))


def _first_blocks(draft: Draft) -> dict[html.HtmlElement, int]:
    """Elements → the position of the first block in them."""
    found: dict[html.HtmlElement, int] = {}
    for node in draft.index.nodes:
        for one in lineage(node.element):
            if one in found:
                break
            found[one] = node.position
    return found


def _up_to(box: html.HtmlElement, node: Node) -> Iterator[html.HtmlElement]:
    """The elements around a block, `box` the last."""
    for one in node.element.iterancestors():
        yield one
        if one is box:
            return


def _has_link_home(element: html.HtmlElement, url: str) -> bool:
    return leads_home((link.get("href") or "" for link in element.iter("a")), url)


def _is_card(box: html.HtmlElement, url: str) -> bool:
    """Whether a box is small, has a picture or a name of such cards, and begins with a title."""
    if weight(key(text_of(box))) > CARD or not (
        named(box, _CARD_NAMES, 2) or next(box.iter("img", "picture"), None) is not None
    ):
        return False
    if next(box.iter("figcaption", "blockquote", "table", "iframe"), None) is not None:
        return False
    links = [link for link in box.iter("a") if weight(key(text_of(link))) >= TITLE]
    if not links or len({link.get("href") for link in links}) > 1:
        return False
    around = links[0].getparent()
    title, line, said = (key(text_of(one)) for one in (links[0], around, box))
    if around is box:
        line = title + key(" ".join((box.text or "", *(one.tail or "" for one in box))))
    return (
        leads_home((links[0].get("href") or "",), url)
        and said.find(title) < len(said) / 3
        and len(line) <= len(title) + KICKER
    )


def _list_of(
    node: Node, known: dict[html.HtmlElement, frozenset[html.HtmlElement]], url: str
) -> html.HtmlElement | None:
    """The element of cards that a block stands in one of; null for none."""
    card = node.element
    for around in islice(node.element.iterancestors(), CLOSE):
        if around not in known:
            parts = [one for one in around if one.tag in _CARDS]
            many = parts if len(parts) >= LISTED else ()
            found = [one for one in many if _leads_elsewhere(one, url, _SMALL)]
            listed = len(found) >= LISTED and len(found) >= MOST * len(parts)
            known[around] = frozenset(found) if listed else frozenset()
        if card in known[around]:
            return around
        card = around
    return None


def in_teaser(node: Node, draft: Draft) -> bool:
    """Whether a block stands in an article that leads to another page, and has no line yet."""
    home = _article(node)
    if home is None or not _leads_elsewhere(home, draft.url):
        return False
    return not any(_article(one) is home for line in draft.lines for one in draft.nodes(line)[:1])


_HEADINGS: Final = ("h1", "h2", "h3", "h4")
_SMALL: Final = (*_HEADINGS, "h5")
"""Headings of cards: in an article one so small is of a part of it."""


def _leads_elsewhere(
    article: html.HtmlElement, url: str, headings: Sequence[str] = _HEADINGS
) -> bool:
    """Whether an article is a teaser: its heading is a link, or a link is around it."""
    if next(article.iterancestors("a"), None) is not None:
        return True
    for heading in article.iter(*headings):
        around = next(heading.iterancestors("a"), None)
        link = heading.find(".//a") if around is None else around
        if link is not None and (href := link.get("href")):
            return leads_home((href,), url)
    return False


def _article(node: Node) -> html.HtmlElement | None:
    if node.element.tag == "article":
        return node.element
    return next(node.element.iterancestors("article"), None)


def _titled(draft: Draft, sizes: Counter[html.HtmlElement]) -> html.HtmlElement | None:
    """The article that holds a heading which says the title, if it has text of the draft."""
    for node in draft.index.nodes:
        if node.tag in ("h1", "h2"):
            home = _article(node)
            if (
                home is not None
                and sizes[home]
                and any(same_title(squeeze(node.text), title) for title in draft.titles)
            ):
                return home
    return None
