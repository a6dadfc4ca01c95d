"""A page → an article: trafilatura's reading, corrected, with what the page says of itself.

Pure: the same page gives the same article whatever was processed before, in
whatever order, on whatever day.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import trafilatura

from twa.dataset.errors import Rejected
from twa.dataset.pages import language
from twa.dataset.pages.article import Alternative, Article, Witnesses, render
from twa.dataset.pages.body import candidates, reading, witness
from twa.dataset.pages.body.blocks import Index
from twa.dataset.pages.body.corrections import correct
from twa.dataset.pages.body.corrections.captions import captions_of
from twa.dataset.pages.body.draft import Draft, blocks_of
from twa.dataset.pages.body.status import is_live, status_of
from twa.dataset.pages.metadata import statements as reader
from twa.dataset.pages.metadata.markup import squeeze

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml import html

    from twa.dataset.pages.article import BodyStatus
    from twa.dataset.pages.metadata.statements import Metadata
    from twa.dataset.pages.page import Page

_TITLES: Final = frozenset(("og:title", "twitter:title"))
EXTRACTOR: Final = "trafilatura"
VERSION: Final = trafilatura.__version__


def extract(page: Page, *, metadata: Metadata | None = None) -> Article:
    """The article of a page.

    `metadata` is what `twa.dataset.pages.metadata.statements.read` found, read here if not given.
    Raises Rejected: `empty`, `too-large`, `undecodable`, `not-html`, `no-text`.
    """
    tree = page.tree
    if metadata is None:
        metadata = reader.read(tree, page)
    index = Index.of(tree)
    prose = reading.prose_of(index)
    live = is_live(metadata, page.url)
    said = witness.plain(metadata.article_body) if metadata.article_body else None
    try:
        lines = reading.read(tree, index, prose)
    except RecursionError as error:
        raise Rejected("no-text", "nested too deeply to be read", subject=page.url) from error
    draft = correct(
        Draft(
            lines,
            index,
            page.url,
            titles=tuple(_titles(tree, metadata.title)),
            standfirsts=(squeeze(metadata.summary),) if metadata.summary else (),
            authors=metadata.authors,
            article_body=said,
            live=live,
        )
    )
    blocks = blocks_of(draft)
    captions = captions_of(draft)
    status = partial(status_of, metadata=metadata, tree=tree, captions=captions, live=live)
    text = render(blocks)
    score = witness.agreement(text, said) if said else None
    alternative = None
    if score is not None and score < witness.OUTLIER:
        alternative = _alternative(metadata, page.url, status)
    if not blocks and (alternative is None or metadata.is_accessible_for_free is False):
        raise Rejected("no-text", "no article found in the page", subject=page.url)
    return Article(
        url=page.url,
        metadata=metadata,
        blocks=blocks,
        captions=captions,
        removed=draft.removed,
        standfirst=draft.standfirst,
        body_status=status(text),
        quality=reading.agreement(draft.lines, prose),
        language=language.detect(text, metadata.language),
        witnesses=Witnesses(json_ld=score),
        alternative=alternative,
    )


def _alternative(
    metadata: Metadata, url: str, status: Callable[[str], BodyStatus]
) -> Alternative | None:
    """What JSON-LD says the article is, none where that is nothing."""
    blocks = candidates.read(metadata.article_body or "", url)
    text = render(blocks)
    if not blocks:
        return None
    return Alternative(blocks, status(text), language.detect(text, metadata.language))


def _titles(tree: html.HtmlElement, title: str | None) -> Iterator[str]:
    """What the page calls its title, squeezed: the chosen one and those that stand for it."""
    if title:
        yield squeeze(title)
    head = tree.find("head")
    for meta in () if head is None else head.iter("meta"):
        name = meta.get("property") or meta.get("name")
        if name in _TITLES and (said := squeeze(meta.get("content") or "")):
            yield said
