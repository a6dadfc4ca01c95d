"""Extractors that the benchmark compares, each run alone in a process of its own.

    python -m … NAME FOLDER [ROUNDS]   reads FOLDER/html/*.html.gz, writes one JSON line a page:
    {"id", "text", "title", "authors", "published", "seconds"}; exit status 4 where the system is
    not installed.

The pages are decoded before the clock starts, parsed after it; seconds are CPU time.
"""

from __future__ import annotations

import gc
import gzip
import json
import logging
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

MISSING = 4
"""Exit status of a system that is not installed."""

ROUNDS = 3
"""Times each page is read; the fastest counts, since others use the machine too."""

BATCH = 50
"""Pages between two collections of garbage where a system runs with the collector off."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a system takes from a page; what it knows nothing of is empty.

    `authors` are all whom it credits, `published` is an ISO 8601 instant or a day.
    """

    text: str = ""
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None


Extractor = Callable[[str, str], Extraction]
"""HTML and URL → what is on the page."""


def ours() -> Extractor:
    """This project: metadata and corrected body."""
    from twa.dataset.errors import Rejected
    from twa.dataset.pages.extract import extract
    from twa.dataset.pages.metadata.statements import read
    from twa.dataset.pages.page import Page

    now = datetime(2100, 1, 1, tzinfo=UTC)

    def run(html: str, url: str) -> Extraction:
        page = Page(url, html.encode(), "text/html; charset=utf-8", now)
        found = read(page.tree, page)
        try:
            text = extract(page, metadata=found).full_text
        except Rejected:
            text = ""
        credited = tuple(credit.name for credit in found.credits)
        when = found.published
        day = None
        if when is not None:
            day = when.value.isoformat() if when.timed else when.local.isoformat()
        return Extraction(text, found.title, credited, day)

    return run


def trafilatura(**options: Any) -> Callable[[], Extractor]:
    """trafilatura as it comes, with metadata and these options."""

    def load() -> Extractor:
        from trafilatura import bare_extraction

        def run(html: str, url: str) -> Extraction:
            return _of_trafilatura(
                bare_extraction(
                    html, url=url, with_metadata=True, include_comments=False, **options
                )
            )

        return run

    return load


def _of_trafilatura(found: Any) -> Extraction:
    authors = str(getattr(found, "author", None) or "").split(";")
    return Extraction(
        str(getattr(found, "text", None) or ""),
        getattr(found, "title", None),
        tuple(name.strip() for name in authors if name.strip()),
        getattr(found, "date", None),
    )


def trafilatura_html5() -> Extractor:
    """trafilatura as it comes, given the tree that browsers make."""
    from trafilatura import bare_extraction

    from twa.dataset.pages.html5 import parse

    def run(html: str, url: str) -> Extraction:
        return _of_trafilatura(
            bare_extraction(parse(html), url=url, with_metadata=True, include_comments=False)
        )

    return run


def readability() -> Extractor:
    """readability-lxml, its summary as text."""
    from lxml.html import fromstring
    from readability import Document

    def run(html: str, url: str) -> Extraction:
        return Extraction(" ".join(fromstring(Document(html, url=url).summary()).itertext()))

    return run


def newspaper() -> Extractor:
    """newspaper4k."""
    from newspaper import Article

    def run(html: str, url: str) -> Extraction:
        article = Article(url or "https://site.example/", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        when = article.publish_date
        return Extraction(
            str(article.text),
            article.title or None,
            tuple(article.authors),
            when.isoformat() if isinstance(when, datetime) else None,
        )

    return run


def news_please() -> Extractor:
    """news-please."""
    from newsplease import NewsPlease

    def run(html: str, url: str) -> Extraction:
        found = NewsPlease.from_html(html, url=url, fetch_images=False)
        when = found.date_publish
        return Extraction(
            found.maintext or "",
            found.title,
            tuple(found.authors or ()),
            when.isoformat() if isinstance(when, datetime) else None,
        )

    return run


def resiliparse() -> Extractor:
    """Resiliparse, main content only."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    def run(html: str, _url: str) -> Extraction:
        tree = HTMLTree.parse(html)
        return Extraction(str(extract_plain_text(tree, main_content=True, alt_texts=False)))

    return run


SYSTEMS: dict[str, Callable[[], Extractor]] = {
    "this project": ours,
    "trafilatura, HTML5 tree": trafilatura_html5,
    "trafilatura": trafilatura(),
    "trafilatura fast": trafilatura(fast=True),
    "trafilatura precision": trafilatura(favor_precision=True),
    "readability-lxml": readability,
    "newspaper4k": newspaper,
    "news-please": news_please,
    "resiliparse": resiliparse,
}

COLLECTOR_OFF = frozenset(("this project",))
"""Systems that run as their workers do: garbage collected between batches only."""


def main(argv: list[str]) -> int:
    """Run one system over the pages of a folder."""
    name, folder = argv[0], Path(argv[1])
    logging.disable(logging.CRITICAL)
    try:
        run = SYSTEMS[name]()
    except ImportError:
        return MISSING
    urls = {
        page: entry.get("url") or ""
        for page, entry in json.loads((folder / "ground-truth.json").read_text("utf-8")).items()
    }
    octets_of = {
        page: gzip.decompress((folder / "html" / f"{page}.html.gz").read_bytes())
        for page in sorted(urls)
    }
    pages = {page: decoded(octets) for page, octets in octets_of.items()}
    # Models and caches are loaded before the clock starts.
    _attempt(run, *next((pages[page], urls[page]) for page in pages))
    gc.collect()
    gc.freeze()
    if name in COLLECTOR_OFF:
        gc.disable()
    seconds = dict.fromkeys(pages, float("inf"))
    taken = {}
    for _ in range(int(argv[2]) if len(argv) > 2 else ROUNDS):
        for number, page in enumerate(pages):
            started = time.process_time()
            taken[page] = _attempt(run, pages[page], urls[page])
            if not gc.isenabled() and number % BATCH == BATCH - 1:
                gc.collect()
            seconds[page] = min(seconds[page], time.process_time() - started)
    for page, found in taken.items():
        print(json.dumps({"id": page, **asdict(found), "seconds": seconds[page]}))
    return 0


def decoded(octets: bytes) -> str:
    """A page as text: UTF-8 as most sets have it, else as it says itself."""
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        from twa.dataset.pages.encodings import decode

        return decode(octets)


def _attempt(run: Extractor, html: str, url: str) -> Extraction:
    try:
        return run(html, url)
    except Exception:  # whatever a system raises, it found nothing
        return Extraction()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
