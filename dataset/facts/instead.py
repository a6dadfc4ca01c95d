"""What the redirects of an article led to where it is none: the article is not there, then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from twa.dataset.errors import FeedError
from twa.dataset.facts.model import RejectFact
from twa.dataset.facts.tasks import Task, rejected
from twa.dataset.feeds import listing_page
from twa.dataset.feeds.text import fold
from twa.dataset.pages.article import TextBlock
from twa.dataset.web import links
from twa.dataset.web.urls import BadUrl, UrlParts, parse, url_key

FEW: Final = 3
"""Articles that a page lists at least for it to be a list."""


def gone(task: Task, what: str) -> RejectFact:
    """The link that a redirect led away from is gone, not what it led to."""
    assert task.origin.via is not None
    found = rejected(task, "no-article", f"it redirects to {what}: {task.url}", gone=True)
    return {**found, "url": task.origin.via, "address": url_key(task.origin.via)}


def by_address(task: Task) -> str | None:
    """That an article's redirects led to a front page or a notice; None where they did not."""
    if not _is_led(task):
        return None
    if links.is_home(task.url):
        return "the home page"
    return "a notice" if links.is_notice(task.url) else None


def by_list(task: Task, payload: bytes, blocks: Sequence[TextBlock]) -> str | None:
    """That an article's redirects led to a page that lists articles; None where they did not.

    Its address says so (`/category/…`, or the folder of the article), or half of its text are the
    titles of what it lists. Articles list others too, below their own text.
    """
    if not _is_led(task):
        return None
    try:
        link, here = parse(task.origin.via or ""), parse(task.url)
    except BadUrl:
        return None
    if _last(link) == _last(here):
        return None
    try:
        found = listing_page.read(
            payload, url=task.url, content_type=task.response.get("content-type")
        )
    except FeedError:
        return None
    if len(found.entries) < FEW:
        return None
    titles = {fold(entry.title) for entry in found.entries}
    told = sum(fold(block.text) in titles for block in blocks)
    is_list = listing_page.is_list_by_address(here.url) or _is_folder(link, here)
    return "a page that lists articles" if is_list or told * 2 >= max(len(blocks), FEW) else None


def _is_led(task: Task) -> bool:
    origin = task.origin
    return origin.role == "article" and "R" in origin.hops and origin.via is not None


def _is_folder(link: UrlParts, here: UrlParts) -> bool:
    """Whether an address is a folder that the article stood in, and not one of an article."""
    folder = here.path.rstrip("/") + "/"
    same = (link.host, link.port) == (here.host, here.port)
    inside = same and link.path.startswith(folder) and not here.query
    slug = _last(link)
    # Not what stands below an article: `/print`, `/2`.
    was_article = slug.count("-") + slug.count("_") > 1 or listing_page.is_told_by_address(slug)
    return inside and was_article and not listing_page.is_told_by_address(here.url)


def _last(parts: UrlParts) -> str:
    """The last part of the path of an address, which most articles keep when they move."""
    return parts.path.rstrip("/").rpartition("/")[2]
