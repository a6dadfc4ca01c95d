"""Alternative texts of an article, for where the page's own can't be trusted."""

from __future__ import annotations

from html import escape, unescape
from typing import TYPE_CHECKING, Final

from lxml import etree

from twa.dataset.pages.body.blocks import Index, weight
from twa.dataset.pages.body.corrections.captions import move_captions
from twa.dataset.pages.body.corrections.links import link_only
from twa.dataset.pages.body.corrections.phrases import phrases
from twa.dataset.pages.body.draft import Draft, blocks_of, line_of
from twa.dataset.pages.body.witness import ALIKE, LONGEST, containment, is_markup, outlier
from twa.dataset.pages.html5 import parse

if TYPE_CHECKING:
    from twa.dataset.pages.article import Chosen, TextBlock

FULLER: Final = 1.2
"""Length of `articleBody`, as multiple of the feed's text, from which it is the better one."""

ELSEWHERE: Final = 0.2
"""Share of the page's text that stands in `articleBody`, under which it is another text."""

MORE: Final = 1.5
"""Length of another text of the page's, as multiple of what it shows, from which that is a part."""

LEAST: Final = 200
"""Letters (see `blocks.weight`) of an article."""

PART: Final = 1500
"""Letters up to which a page may show a part only."""

START: Final = 1.3
"""Length of another text's beginning, as multiple of the page's, in which that part stands."""

LONGER: Final = 3
"""Length of `articleBody`, as multiple of the page's text, from which that is a notice at most."""


def choose(page: str, feed: str | None, json_ld: str | None, *, free: bool = True) -> Chosen:
    """Whose text to take: the page's, unless it alone differs from both of the others.

    Of the others the feed's, which has its paragraphs, unless it is a part only.
    `articleBody` is taken too where the page shows little, and nothing of it (pages
    that scripts fill), if the feed has no other text; not where the page is not `free`.
    """
    if outlier(page, feed, json_ld):
        return "json_ld" if len(json_ld or "") > FULLER * len(feed or "") else "feed"
    if not json_ld or not free or len(json_ld) < LONGER * len(page):
        return "page"
    if feed and containment(feed, json_ld) < ALIKE:
        return "page"
    return "json_ld" if containment(page, json_ld) < ELSEWHERE else "page"


def is_fuller(page: str, other: str, *, alone: bool = True) -> bool:
    """Whether another text of the page's own is the article that the page shows a part of.

    It has what the page shows and half as much again; or, `alone`, the page shows next to nothing.
    """
    size, shown = weight(other), weight(page)
    if size < LEAST or size < MORE * shown:
        return False
    if alone and shown < LEAST and size >= LONGER * shown:
        return True
    # What begins otherwise, or where much is shown, is a list of articles.
    start = other[: int(START * len(page))]
    return shown <= PART and containment(page, start) >= ALIKE


def read(content: str, url: str) -> tuple[TextBlock, ...]:
    """The blocks of an entry's content or of `articleBody`, without captions and promotion.

    `content` is HTML (which may be escaped once more), or text whose paragraphs are
    parted by line breaks; `url` is the article's. Empty where nothing is left.
    """
    content = content[:LONGEST]
    if "<" not in content:
        content = unescape(content)
    if not is_markup(content):
        content = "".join(f"<p>{escape(line)}</p>" for line in content.splitlines())
    try:
        tree = parse(f"<html><body>{content}</body></html>")
    except (etree.LxmlError, ValueError):
        return ()
    index = Index.of(tree)
    draft = Draft(tuple(map(line_of, index.nodes)), index, url)
    for correction in (move_captions, link_only, phrases):
        draft = correction(draft)
    return blocks_of(draft)
