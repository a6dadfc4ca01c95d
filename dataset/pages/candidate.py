"""Another text of the same article, for where the page's own can't be believed."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from lxml import etree, html

from dataset.pages.blocks import Index
from dataset.pages.corrections.captions import move_captions
from dataset.pages.corrections.links import link_only
from dataset.pages.corrections.phrases import phrases
from dataset.pages.draft import Draft, blocks_of, line_of
from dataset.pages.witness import LONGEST, outlier, plain

if TYPE_CHECKING:
    from dataset.pages.article import Block, Chosen

FULLER: Final = 1.2
"""Length of `articleBody`, as multiple of the feed's text, from which it is the better one."""


def choose(page: str, feed: str | None, json_ld: str | None) -> Chosen:
    """Whose text to take: the page's, unless it alone differs from both of the others.

    Of the others the feed's, which has its paragraphs, unless it is a part only.
    """
    if not outlier(page, feed, json_ld):
        return "page"
    return "json_ld" if len(json_ld or "") > FULLER * len(plain(feed or "")) else "feed"


def read(content: str, url: str) -> tuple[Block, ...]:
    """The blocks of an entry's content or of `articleBody`, without captions and promotion.

    `content` is HTML, or text whose paragraphs are parted by line breaks; `url` is
    the article's. Empty where nothing is left.
    """
    content = content[:LONGEST]
    if "<" not in content:
        content = "".join(f"<p>{escape(line)}</p>" for line in content.splitlines())
    try:
        tree = html.document_fromstring(f"<html><body>{content}</body></html>")
    except (etree.LxmlError, ValueError):
        return ()
    index = Index.of(tree)
    draft = Draft(tuple(map(line_of, index.nodes)), index, url)
    for correction in (move_captions, link_only, phrases):
        draft = correction(draft)
    return blocks_of(draft)
