"""What the redirects of an article led to where it is none: the article is not there, then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from twa.dataset.errors import FeedError
from twa.dataset.facts.model import RejectFact
from twa.dataset.facts.tasks import Task, rejected
from twa.dataset.feeds import listing_page
from twa.dataset.feeds.text import fold
from twa.dataset.pages.article import TextBlock
from twa.dataset.web import links
from twa.dataset.web.urls import url_key

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
    if not _is_led(task) or _last(task.url) == _last(task.origin.via or ""):
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
    is_list = listing_page.is_list_by_address(task.url) or _is_folder(task)
    return "a page that lists articles" if is_list or told * 2 >= max(len(blocks), FEW) else None


def _is_led(task: Task) -> bool:
    origin = task.origin
    return origin.role == "article" and "R" in origin.hops and origin.via is not None


def _is_folder(task: Task) -> bool:
    """Whether an address is a folder that the article stood in, and not one of an article."""
    link, here = urlsplit(task.origin.via or ""), urlsplit(task.url)
    folder = here.path.rstrip("/") + "/"
    inside = link.netloc == here.netloc and link.path.startswith(folder) and not here.query
    slug = _last(link.geturl())
    # Not what stands below an article: `/print`, `/2`.
    was_article = slug.count("-") + slug.count("_") > 1 or listing_page.is_told_by_address(slug)
    return inside and was_article and not listing_page.is_told_by_address(task.url)


def _last(url: str) -> str:
    """The last part of the path of an address, which most articles keep when they move."""
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]
