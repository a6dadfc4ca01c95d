"""Captures as the crawl state takes note of them: what their bodies say, and few bodies.

Who writes an archive works it out and hands it over, so that no body crosses from one process to
another for the sake of a digest and an address.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from twa.dataset.exchange import POLLED_ROLES
from twa.dataset.pages.refresh import leads_to
from twa.dataset.warc.captures import Capture
from twa.dataset.warc.revisits import Earlier, original

_READ: Final = frozenset((*POLLED_ROLES, "sitemap", "robots"))
"""Roles of captures whose bodies the crawl state reads itself."""


@dataclass(frozen=True, slots=True)
class SeenCapture:
    """A capture; where it leads, and what a revisit of it needs (`revisits.original`).

    The response of `capture` has its body only where the crawl state reads it: of lists and
    robots.txt. Of others it is empty."""

    capture: Capture
    leads_to: str | None
    original: tuple[str, Earlier] | None


def see(capture: Capture) -> SeenCapture:
    """What the crawl state takes note of in a capture."""
    response, role = capture.response, capture.origin.role
    if response is None:
        return SeenCapture(capture, None, None)
    onward, found = leads_to(capture.url, response, role), original(capture)
    if role not in _READ:
        capture = replace(capture, response=replace(response, body=b""))
    return SeenCapture(capture, onward, found)
