"""Extracts the article of a page: trafilatura's reading, corrected, plus metadata.

Pure: the same page gives the same article whatever was processed before, in
whatever order, on whatever day.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

import trafilatura

from twa.dataset.errors import Rejected
from twa.dataset.pages import language
from twa.dataset.pages.article import Alternative, Article, Witnesses, render
from twa.dataset.pages.body import alternatives, block_classifier, reading, script_data, witness
from twa.dataset.pages.body.blocks import Index, weight
from twa.dataset.pages.body.corrections import AS_EXTRACTED, correct, guarded
from twa.dataset.pages.body.corrections.boxes import is_walled
from twa.dataset.pages.body.corrections.captions import captions_of
from twa.dataset.pages.body.corrections.links import home_of
from twa.dataset.pages.body.draft import Draft, blocks_of
from twa.dataset.pages.body.not_an_article import notice_in
from twa.dataset.pages.body.status import is_live, status_of
from twa.dataset.pages.body.visible import shown
from twa.dataset.pages.metadata import statements as reader
from twa.dataset.pages.metadata.markup import squeeze
from twa.dataset.pages.notes import Note
from twa.dataset.pages.paging import following

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml import html

    from twa.dataset.pages.article import BodyStatus, TextBlock
    from twa.dataset.pages.body.draft import Line
    from twa.dataset.pages.metadata.statements import Metadata
    from twa.dataset.pages.notes import NoteKind
    from twa.dataset.pages.page import Page

_TITLES: Final = frozenset(("og:title", "twitter:title"))
SHORT: Final = 600
"""Letters under which a page's text is looked for in all else that the page holds."""

_TOLD: Final[NoteKind] = "text-from-json-ld"
_CONTINUED: Final = Note("continues-on-further-pages")

EXTRACTOR: Final = "trafilatura"
VERSION: Final = trafilatura.__version__


def extract(page: Page, *, metadata: Metadata | None = None) -> Article:
    """The article of a page.

    `metadata` is what `twa.dataset.pages.metadata.statements.read` found, read here if not given.
    Raises Rejected: `empty`, `too-large`, `undecodable`, `not-html`, `no-text`, `no-article`.
    """
    tree = page.tree
    if metadata is None:
        metadata = reader.read(tree, page)
    read = corrected(page, metadata)
    live, said = read.draft.live, read.draft.article_body
    draft = block_classifier.choose(read.draft, read.extracted, read.prose)
    draft, notes = guarded(draft, read.extracted)
    blocks = blocks_of(draft)
    captions = captions_of(draft)
    walled = is_walled(draft)
    if metadata.is_accessible_for_free is not False and not walled:
        blocks, more = _completed(blocks, tree, draft, metadata)
        notes += more
    if not blocks:
        draft = _as_extracted(draft, tree)
        blocks = blocks_of(draft)
        notes += (AS_EXTRACTED,) if blocks else ()
    onward = following(tree, page.url)
    if onward is not None:
        notes += (_CONTINUED,)
    status = partial(status_of, metadata=metadata, captions=captions, walled=walled, live=live)
    text = render(blocks)
    score = witness.agreement(text, said) if said else None
    alternative = None
    if score is not None and score < witness.OUTLIER:
        alternative = _alternative(metadata, page.url, status)
    if blocks and alternative is None and (notice := notice_in(text, metadata)) is not None:
        raise Rejected("no-article", notice, subject=page.url)
    if not blocks and (alternative is None or metadata.is_accessible_for_free is False):
        raise Rejected("no-text", "no article found in the page", subject=page.url)
    return Article(
        url=page.url,
        metadata=metadata,
        blocks=blocks,
        captions=captions,
        removed=draft.removed,
        standfirst=draft.standfirst,
        body_status="excerpt" if _CONTINUED in notes else status(text),
        quality=reading.agreement(draft.lines, read.prose),
        language=language.detect(text, metadata.language),
        witnesses=Witnesses(json_ld=score),
        alternative=alternative,
        notes=notes,
        following=onward,
    )


class Corrected(NamedTuple):
    """A page as far as rules read it: the extractor's lines, what they made of them, the prose."""

    extracted: tuple[Line, ...]
    draft: Draft
    prose: reading.Prose


def corrected(page: Page, metadata: Metadata | None = None) -> Corrected:
    """A page read and corrected by rules. Raises Rejected as `extract` does."""
    tree = page.tree
    if metadata is None:
        metadata = reader.read(tree, page)
    seen = shown(tree)
    index = Index.of(seen)
    prose = reading.prose_of(index)
    try:
        lines = reading.read(seen, index, prose)
    except RecursionError as error:
        raise Rejected("no-text", "nested too deeply to be read", subject=page.url) from error
    draft = Draft(
        lines,
        index,
        home_of(tree, page.url, metadata.canonical_url),
        titles=tuple(_titles(tree, metadata.title)),
        standfirsts=(squeeze(metadata.summary),) if metadata.summary else (),
        authors=(*metadata.authors, *metadata.agencies),
        article_body=witness.plain(metadata.article_body) if metadata.article_body else None,
        live=is_live(metadata, page.url),
    )
    return Corrected(lines, correct(draft), prose)


def _completed(
    blocks: tuple[TextBlock, ...], tree: html.HtmlElement, draft: Draft, metadata: Metadata
) -> tuple[tuple[TextBlock, ...], tuple[Note, ...]]:
    """The blocks, or those of the first other text of the page's that has more, and a note."""
    text = render(blocks)
    if weight(text) > alternatives.PART:
        return blocks, ()
    for note, content in _others(text, tree, draft, metadata):
        # What JSON-LD says alone is weighed against the feed, where both are known.
        fuller = partial(alternatives.is_fuller, text, alone=note != _TOLD)
        if content and fuller(witness.plain(content)):
            found = alternatives.read(content, draft.url)
            if fuller(render(found)):
                return found, (Note(note),)
    return blocks, ()


def _as_extracted(draft: Draft, tree: html.HtmlElement) -> Draft:
    """The draft with what a full run makes of the page as it came, where nothing else is left."""
    try:
        lines = reading.whole(tree, draft.index)
    except RecursionError:
        return draft
    return replace(draft, lines=lines, gone=()) if lines else draft


def _others(
    text: str, tree: html.HtmlElement, draft: Draft, metadata: Metadata
) -> Iterator[tuple[NoteKind, str]]:
    if weight(text) < SHORT or script_data.mentions(tree, text):
        yield "text-from-script-data", script_data.read(tree, draft.titles)
    yield _TOLD, metadata.article_body or ""
    if weight(text) < SHORT:
        yield "text-from-noscript", script_data.without_scripts(tree)


def _alternative(
    metadata: Metadata, url: str, status: Callable[[str], BodyStatus]
) -> Alternative | None:
    """What JSON-LD says the article is, none where that is nothing."""
    blocks = alternatives.read(metadata.article_body or "", url)
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
