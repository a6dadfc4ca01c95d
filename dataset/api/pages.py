"""The article of a page of HTML, without an archive."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from twa.dataset.pages.article import Article

_ALWAYS: Final = datetime(9999, 1, 1, tzinfo=UTC)


def extract(
    html: str | bytes,
    url: str,
    *,
    content_type: str | None = None,
    captured_at: datetime | None = None,
) -> Article:
    """The article of a page: text in blocks, and what the page says of itself.

    Octets are decoded as browsers do, with `content_type` (the HTTP field) where it is known.
    A date after `captured_at`, where that is given, is taken only where there is no other, and
    noted. Pure: the same page gives
    the same article. Raises Rejected, with the reason, for what is no article.
    """
    from twa.dataset.pages import extract as extraction
    from twa.dataset.pages.page import Page

    if isinstance(html, str):
        html, content_type = html.encode("utf-8", "replace"), "text/html; charset=utf-8"
    return extraction.extract(Page(url, html, content_type, captured_at or _ALWAYS))
