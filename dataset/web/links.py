"""Links: which may lead to an article, by their address alone, and to which one.

Rules are rows of tables. Nothing here asks the network; what only the network
knows (that `/a` redirects to `/a/`) comes in as an argument of `identity`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from twa.dataset.errors import RejectReason
from twa.dataset.web.sites import same_site
from twa.dataset.web.urls import (
    DEFAULT_PORTS,
    LONGEST,
    BadUrl,
    UrlParts,
    join,
    parse,
    query_names,
    scheme_of,
    stripped,
)

# What a link names that is no article, wherever WordPress stands: a pattern of the path, or
# names of the query. RFC 9309-style prefixes would miss installations in folders.
NOT_ARTICLES: Final = (
    ("an embed frame", re.compile(r"/embed/?\Z"), ("embed",)),
    ("a feed", re.compile(r"/feed(?:/(?:rss2?|rdf|atom|json))?/?\Z"), ("feed",)),
    ("a comment form or thread", re.compile(r"/comment-page-\d+/?\Z"), ("replytocom", "cpage")),
    ("a share button", None, ("share", "like_comment")),
    ("a trackback", re.compile(r"/trackback/?\Z"), ("tb",)),
    ("an interface", re.compile(r"/wp-json(?:/|\Z)|/xmlrpc\.php\Z"), ("rest_route",)),
    (
        "a service page",
        re.compile(r"/wp-(?:admin(?:/|\Z)|(?:login|signup|cron|comments-post|trackback)\.php\Z)"),
        ("preview", "customize_changeset_uuid"),
    ),
)

# A language may stand before it: `/en/`, `/pt-br/index.html`.
_HOME: Final = re.compile(
    r"/(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|default|home)\.[a-z]{3,5}|home/?)?",
    re.IGNORECASE,
)
_NOTICE: Final = re.compile(
    r"(?:/|\A)(?:error[-_/]?)?(?:404|410|(?:page[-_]?)?not[-_]?found|error)(?:[-_]page)?"
    r"(?:\.[a-z]{3,5})?/?\Z",
    re.IGNORECASE,
)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffd]")


def refusal(link: str, feed_url: str, follow_any: bool = False) -> RejectReason | None:
    """Why an entry's link is not followed, or None: a reason of `schemas/reject.schema.json`.

    `bad-url`, `scheme`, `offsite` (unless `follow_any`) or `not-an-article`. A
    link that is not refused has a `canonical` form.
    """
    link = stripped(link)
    if not link or len(link) > LONGEST or _CONTROL.search(link):
        return "bad-url"
    if scheme_of(link) not in (None, *DEFAULT_PORTS):
        return "scheme"
    try:
        parts = parse(link)
    except BadUrl:
        return "bad-url"
    if not follow_any and not same_site(link, feed_url):
        return "offsite"
    return "not-an-article" if _is_no_article(parts) else None


def is_home(url: str) -> bool:
    """Whether a URL is that of a home page, of a site or of its part in one language."""
    try:
        parts = parse(url)
    except BadUrl:
        return False
    return not parts.query and _HOME.fullmatch(parts.path) is not None


def is_notice(url: str) -> bool:
    """Whether a URL says of itself that nothing is there: `/404.html`, `/not-found`."""
    try:
        return _NOTICE.search(parse(url).path) is not None
    except BadUrl:
        return False


def identity(url: str, *, canonical_link: str | None = None, redirects: Sequence[str] = ()) -> str:
    """The canonical URL of the article that `url` led to.

    `redirects` are the targets of the hops, the last being the URL that
    answered; `canonical_link` is the answer's `rel=canonical`. It counts only
    if it is of the same site, could be an article, and is not the home page
    given for a page below it (a common mistake of themes). Raises BadUrl.
    """
    answered = parse(redirects[-1] if redirects else url)
    here = answered.url
    if canonical_link is None:
        return here
    link = join(here, canonical_link)
    if refusal(link, here) is not None:
        return here
    named = parse(link)
    if named.path == "/" and not named.query and (answered.path != "/" or answered.query):
        return here
    return named.url


def _is_no_article(parts: UrlParts) -> bool:
    names = query_names(parts.query)
    return any(
        (pattern is not None and pattern.search(parts.path)) or not names.isdisjoint(queries)
        for _, pattern, queries in NOT_ARTICLES
    )
