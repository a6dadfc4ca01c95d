"""Whom an article credits: all that its page says of it, in the order in which it is believed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from twa.dataset.pages.metadata import jsonld
from twa.dataset.pages.metadata.credits import (
    boxes,
    houses,
    joining,
    mastheads,
    owners,
    scripted,
    stated,
    wires,
)
from twa.dataset.pages.metadata.credits.bylines import places, visible
from twa.dataset.pages.metadata.credits.bylines.visible import Byline
from twa.dataset.pages.metadata.credits.model import Credit, Credits
from twa.dataset.pages.metadata.markup import squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twa.dataset.pages.metadata.lines import Head, PagePlace, VisibleLine
    from twa.dataset.pages.metadata.markup import Markup
    from twa.dataset.pages.metadata.titles.sites import Sites

_RANK: Final = {"author": 0, "contributor": 1}
_NEWS: Final = frozenset(
    (
        *("NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "LiveBlogPosting"),
        *("OpinionNewsArticle", "BackgroundNewsArticle"),
    )
)
"""Types of articles whose house is credited where nobody else is."""


def read(
    graph: jsonld.Graph,
    articles: Sequence[jsonld.Node],
    markup: Markup,
    place: PagePlace,
    known: Sites,
    site_names: Sequence[str],
    host: str,
    title: str | None = None,
) -> Credits:
    """The credits of the article of this title, on the site that bears `site_names`, at `host`."""
    language = markup.language
    found, head = place.lines, place.head
    bylines = visible.read(place, language, known)
    # A login gives way to anybody, and a line that names the site alone to who wrote.
    lines = [b for b in bylines if not joining.is_account(b)] or bylines
    signed = [b for b in lines if not _is_of_house(b, known)]
    certain = (b for b in signed if b.marked or joining.is_labelled(b))
    wrote = any(joining.is_signed(b, found, head) for b in certain)
    seen = visible.chosen(signed if wrote else lines)
    told = joining.as_shown(stated.of_json_ld(graph, articles, language), bylines)
    written = [c for c in told if c.role in ("author", "source")]
    if not written or all(joining.is_weak(c, known) for c in written):
        shown = {squeeze(one.name) for byline in bylines for one in byline.named}
        metas = joining.as_shown(stated.of_metas(markup, shown, language), bylines)
        if metas and (not written or any(not joining.is_weak(c, known) for c in metas)):
            told = metas
    credits = houses.housed(joining.joined(told, seen, found, head, markup, known), known)
    # A house that only machines are told of gives way to people of whom any place knows.
    untold = all(c.source != "html" and houses.is_own(c.name, known) for c in credits)
    if untold:
        others = houses.housed(
            scripted.read(markup.root, title, language)
            or stated.of_microdata(markup, language)
            or stated.of_address(markup, host)
            or stated.of_pictures(place.heading)
            or boxes.read(place)
            or wires.read(place, known),
            known,
        )
        if not credits or any(c.kind == "person" for c in others):
            credits = others
    if not credits and any(_NEWS.intersection(jsonld.kinds(node)) for node in articles[:1]):
        credits = [c for c in told if houses.is_stated(c)]
    if not credits and (owner := owners.read(site_names, host, found)):
        credits = [Credit(owner, "person", "author", "site-name", owner)]
    if not credits:
        credits = mastheads.read(place, known, site_names, markup.title)
    if not credits:
        credits = joining.pen_names(told, markup, known)
    credits.sort(key=lambda c: _RANK.get(c.role, 2))
    return Credits(tuple(credits), _byline(seen, credits, found, head))


def _is_of_house(byline: Byline, known: Sites) -> bool:
    return all(houses.is_house(one.name, known) for one in byline.named)


def _byline(
    seen: Sequence[Byline], credits: Sequence[Credit], found: Sequence[VisibleLine], head: Head
) -> str | None:
    """The words of the byline as they stand on the page."""
    keys = [squeeze(c.name) for c in credits]
    for byline in seen:
        if any(key in squeeze(byline.text) for key in keys):
            return byline.text
    start = max(0, (head.line or 0) - places.BEFORE)
    for line in found[start : head.end]:
        if len(line.text) <= 120 and any(key in squeeze(line.text) for key in keys if len(key) > 3):
            return line.text
    return None
