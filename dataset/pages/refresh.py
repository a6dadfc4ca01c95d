"""Where an answer leads: by its status and Location, or by a refresh, as browsers follow it.

A page may send its readers on by itself: by a field Refresh, or by `<meta http-equiv=refresh>`
(HTML, section 4.2.5.3). Within moments that is a redirect, whatever its status says. The crawl
asks here, its memory, the build and the packages.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final

from twa.dataset.web.answers import SUCCESS, redirect, target
from twa.dataset.web.urls import join, url_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twa.dataset.http.message import Response

COOKIE_CHECK: Final = 5
"""The same for a page that sets a cookie and refreshes to itself: it waits to see it again."""

LONGEST: Final = 10
"""Seconds up to which a refresh sends readers on. After more they have begun to read, and what
comes is a page that renews itself."""

HEAD: Final = 32 << 10
"""Octets of a page in which its refresh stands, if it has one."""

STAY: Final = frozenset(("robots", "tdmrep", "sitemap", "requisite"))
"""Roles of what nobody looks at: no refresh leads from there."""

_SIGN: Final = re.compile(rb"http-equiv\s*=\s*[\"']?\s*refresh")
# HTML, "shared declarative refresh steps": seconds, a mark or a blank, `url=`, quotes.
_REFRESH: Final = re.compile(
    r"[ \t\n\f\r]*(?=[\d.])(\d*)[\d.]*(?:[ \t\n\f\r]*[;,][ \t\n\f\r]*|[ \t\n\f\r]+)"
    r"(?:url[ \t\n\f\r]*=[ \t\n\f\r]*)?(?:\"([^\"]*)|'([^']*)|(.*))",
    re.IGNORECASE | re.DOTALL,
)


def leads_to(url: str, response: Response, role: str = "") -> str | None:
    """The absolute URL, without fragment, that an answer of `url` leads to; None for none.

    `role` is what it was asked for as (`twa.dataset.exchange.Origin`).
    """
    found = redirect(url, response.status, response.get("Location"))
    if found is not None or response.status not in SUCCESS or role in STAY:
        return found
    for base, content in chain(_field(url, response), _markup(url, response)):
        onward = _read(base, content, LONGEST)
        key = url_key(onward)
        if key is not None and (key != url_key(url) or _checks_cookies(response, base, content)):
            return onward
    return None


def _checks_cookies(response: Response, base: str, content: str) -> bool:
    """Whether a page that leads to itself is there to see whether its cookie comes back."""
    return bool(response.get("Set-Cookie")) and _read(base, content, COOKIE_CHECK) is not None


def _field(url: str, response: Response) -> Iterator[tuple[str, str]]:
    if content := response.get("Refresh"):
        yield url, content


def _markup(url: str, response: Response) -> Iterator[tuple[str, str]]:
    """What the first `meta` elements of a page say that ask for a refresh, and its base."""
    if response.media_type and "html" not in response.media_type:
        return
    head = response.payload_head(HEAD)
    # In lower case: a search that takes both cases is fifty times as slow, and each page pays.
    lower = head.lower()
    if b"http-equiv" not in lower or _SIGN.search(lower) is None:
        return
    # Few pages have one, and who asks for nothing else need not load what parses them.
    from lxml import etree

    from twa.dataset.pages.encodings import decode
    from twa.dataset.pages.html5 import parse

    try:
        # With scripting: what stands in `noscript` sends nobody on.
        tree = parse(decode(head, response.get("content-type"), url))
    except (etree.LxmlError, ValueError):
        return
    base = next((join(url, one.get("href")) for one in tree.iter("base") if one.get("href")), url)
    for element in tree.iter("meta"):
        if (element.get("http-equiv") or "").strip().lower() == "refresh":
            octets = (element.get("content") or "").encode("utf-8", "replace")
            yield base, octets.decode("latin-1")


def _read(base: str, content: str, longest: int) -> str | None:
    """Where a refresh leads within so many seconds; `content` is octets read as Latin-1."""
    found = _REFRESH.match(content)
    if found is None or int(found[1][:9] or 0) > longest:
        return None
    reference = next(filter(None, found.group(2, 3, 4)), "").strip()
    return target(base, reference) if reference else None
