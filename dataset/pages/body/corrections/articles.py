"""Correction: pages with several articles keep the one under the title."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.body.corrections.links import leads_home
from twa.dataset.pages.body.corrections.titles import same_title
from twa.dataset.pages.metadata.markup import squeeze

if TYPE_CHECKING:
    from lxml import html

    from twa.dataset.pages.body.blocks import Node
    from twa.dataset.pages.body.draft import Draft

LISTED: Final = 3
"""Articles beside the titled one, none longer, from which they are a list of others."""

LIVE: Final = 6
"""From this many articles with text of the draft on, they are entries of a live blog or a forum."""


def second_article(draft: Draft) -> Draft:
    """Drop lines of other `<article>` elements than the one that holds the title.

    Where no article holds the title, the one with most of the draft's text is
    the page's, if it has more than half of it.
    """
    homes = [_article(nodes[0]) if (nodes := draft.nodes(line)) else None for line in draft.lines]
    weight: Counter[html.HtmlElement] = Counter()
    for home, line in zip(homes, draft.lines, strict=True):
        if home is not None:
            weight[home] += len(line.key)
    if draft.live or len(weight) < 2:
        return draft
    own = _titled(draft, weight)
    if own is None:
        heaviest, most = weight.most_common(1)[0]
        if len(weight) >= LIVE or most < sum(weight.values()) / 2:
            return draft
        own = heaviest
    around = {own, *own.iterancestors("article")}
    foreign = [home for home in weight if home not in around]
    listed = (
        len(foreign) >= LISTED
        and _titled(draft, weight) is own
        and all(weight[home] <= weight[own] for home in foreign)
    )
    others = {
        home
        for home in foreign
        if (listed and around.isdisjoint(home.iterancestors("article")))
        or _leads_elsewhere(home, draft.url)
    }
    return draft.without({at: "another article" for at, home in enumerate(homes) if home in others})


def in_teaser(node: Node, draft: Draft) -> bool:
    """Whether a block stands in an article that leads to another page, and has no line yet."""
    home = _article(node)
    if home is None or not _leads_elsewhere(home, draft.url):
        return False
    return not any(_article(one) is home for line in draft.lines for one in draft.nodes(line)[:1])


def _leads_elsewhere(article: html.HtmlElement, url: str) -> bool:
    """Whether an article is a teaser: its heading is a link, or a link is around it."""
    if next(article.iterancestors("a"), None) is not None:
        return True
    for heading in article.iter("h1", "h2", "h3", "h4"):
        around = next(heading.iterancestors("a"), None)
        link = heading.find(".//a") if around is None else around
        if link is not None and (href := link.get("href")):
            return leads_home((href,), url)
    return False


def _article(node: Node) -> html.HtmlElement | None:
    if node.element.tag == "article":
        return node.element
    return next(node.element.iterancestors("article"), None)


def _titled(draft: Draft, weight: Counter[html.HtmlElement]) -> html.HtmlElement | None:
    """The article that holds a heading which says the title, if it has text of the draft."""
    for node in draft.index.nodes:
        if node.tag in ("h1", "h2"):
            home = _article(node)
            if (
                home is not None
                and weight[home]
                and any(same_title(squeeze(node.text), title) for title in draft.titles)
            ):
                return home
    return None
