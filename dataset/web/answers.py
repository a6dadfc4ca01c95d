"""What an answer means by its status and its Location: the one place that says so.

The crawl asks it, the memory of the archive, the build and the packages, so that they
cannot disagree. Nothing here reads a body: for pages that refresh to another, see
`twa.dataset.pages.refresh`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import urlsplit

from twa.dataset.errors import RejectReason
from twa.dataset.web.urls import canonical, join, url_key

SUCCESS: Final = frozenset({200, 203})
"""Statuses whose body is what was asked for. RFC 9110, section 15.3.4: 203 is a 200 that a proxy
has changed; of the others, 206 has a part, 204 and 205 have no body, 202 has not happened yet."""

NOT_MODIFIED: Final = 304

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
"""WHATWG Fetch, "redirect status". 300 lists choices that nobody follows (RFC 9110, 15.4.1)."""

LASTING: Final = frozenset({301, 308})
"""Redirects by which the other address is the one to use from now on (RFC 9110, 15.4.2, 15.4.9)."""

GONE: Final = frozenset({404, 410})
"""Statuses by which something that was there is there no more."""

PAYMENT: Final = 402

FAILURES: Final = frozenset(("http-status", "payment-required"))
"""Reasons of `schemas/reject.schema.json` that are a status."""

PRICES: Final = ("Crawler-Price", "Crawler-Charged", "Crawler-Exact-Price", "Payment-Required")
"""Fields by which servers name what they want for a page; no standard has them yet."""

HOPS: Final = 20
"""Redirects that are followed in a row: where browsers give up (WHATWG Fetch, "HTTP-redirect
fetch", step 5). RFC 9309, section 2.3.1.2, wants at least five for robots.txt."""

_SPACE: Final = " \t\n\r\f\0"
_BREAKS: Final = re.compile(r"[\t\r\n]")
_ODD: Final = re.compile(r"[^!#-;=?-\[\]_a-z~%]|%(?![0-9A-Fa-f]{2})")
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*:)?", re.IGNORECASE)


def redirect(url: str, status: int | None, location: str | None) -> str | None:
    """The absolute URL, without fragment, that an answer of `url` leads to; None for no redirect.

    `location` is the field's first value as it stood, octets read as Latin-1.
    It may lead to what is no http or https URL: see `leads_nowhere`.
    """
    if status not in REDIRECTS or not location or not location.strip(_SPACE):
        return None
    return target(url, location)


def target(base: str, reference: str) -> str:
    """The absolute URL, without fragment, that a reference in an answer leads to.

    `reference` is as it stood, octets read as Latin-1; `base` is the answer's URL.
    """
    target = join(base, _escaped(reference)).partition("#")[0]
    try:
        # The host in its one form, and without a user name: nobody logs in by a redirect.
        return urlsplit(target)._replace(netloc=urlsplit(canonical(target)).netloc).geturl()
    except ValueError:
        return target


def failure(
    status: int, phrase: str, field: Callable[[str], str | None]
) -> tuple[RejectReason, str]:
    """Why an answer with this status is none, as a reason of `rejects`, and in words.

    `phrase` is the status line's, `field` gives a header field. Of a page that costs, the price is
    told as the server names it.
    """
    detail = f"{status} {phrase}".strip()
    if status != PAYMENT:
        return "http-status", detail
    prices = [f"{name}: {value[:200]}" for name in PRICES if (value := field(name))]
    return "payment-required", "; ".join([detail, *prices])


def leads_nowhere(target: str) -> bool:
    """Whether a redirect's target can't be asked for: it is no http or https URL."""
    return url_key(target) is None


def follow(start: str, hop: Callable[[str], str | None]) -> Iterator[str]:
    """`start`, and where redirects lead from there, each once; `hop` gives the next or None.

    Ends after `HOPS` redirects, and where they lead back.
    """
    passed = {start}
    yield start
    for _ in range(HOPS):
        further = hop(start)
        if further is None or further in passed:
            return
        passed.add(further)
        yield further
        start = further


def _escaped(location: str) -> str:
    """A Location as browsers read it: raw octets are escaped, whatever encoding they are in.

    WHATWG URL, "basic URL parser": space around goes, tabs and line ends go, a
    backslash is a slash before the query, any number of slashes begin a host.
    Octets beyond ASCII are taken as they are (Chromium, `EscapeNonASCII`), not as Latin-1.
    """
    text = _BREAKS.sub("", location.strip(_SPACE))
    scheme = _SCHEME.match(text)[0]  # type: ignore[index] # it matches anything
    if scheme.lower() in ("", "http:", "https:"):
        path, mark, rest = _parted(text[len(scheme) :])
        path = path.replace("\\", "/")
        if path.startswith("//") or (scheme and path.startswith("/")):
            path = f"//{path.lstrip('/')}"
        text = f"{scheme}{path}{mark}{rest}"
    return _ODD.sub(_escape, text)


def _parted(text: str) -> tuple[str, str, str]:
    """What stands before the query or fragment, the mark, and what follows."""
    found = re.search(r"[?#]", text)
    if found is None:
        return text, "", ""
    return text[: found.start()], found[0], text[found.end() :]


def _escape(match: re.Match[str]) -> str:
    return "".join(f"%{octet:02X}" for octet in match[0].encode("latin-1", "replace"))
