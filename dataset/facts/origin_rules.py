"""Facts about an origin's rules: robots.txt and the TDMRep file."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from twa.dataset.dates.instants import stamp
from twa.dataset.errors import MessageError
from twa.dataset.facts.model import RulesFact
from twa.dataset.facts.tasks import refers
from twa.dataset.http.message import Response
from twa.dataset.warc.captures import Capture
from twa.dataset.web import robots, tdmrep
from twa.dataset.web.answers import NOT_MODIFIED, redirect
from twa.dataset.web.urls import url_key

PATHS: Final = {"robots": robots.PATH, "tdmrep": tdmrep.PATH}
"""Role of a capture → where every origin keeps the rules of this role."""

LIMIT: Final = max(robots.LIMIT, tdmrep.LIMIT) + 1
"""Octets kept of a body. One more than any reader takes says that it was longer."""


def fact_of(capture: Capture) -> RulesFact | None:
    """What a capture says about the rules of its origin; None where it is of something else.

    In archives of others, where no capture has a role, its path tells.
    """
    role, place, response = _role(capture), url_key(capture.url), capture.response
    if role is None or place is None or capture.problem is not None:
        return None
    if capture.kind == "metadata":
        # A decision of ours is no answer; an exchange without a response is.
        if "outcome" not in capture.fields or "reason" in capture.fields:
            return None
        response = None
    elif response is None:
        return None
    cut = capture.truncated not in (None, "length")
    status = None if response is None or cut else response.status
    target = redirect(capture.url, status, response.get("location")) if response else None
    again = capture.kind == "revisit" and (success(status) or status == NOT_MODIFIED)
    return {
        "kind": "rules",
        "role": role,
        "url": capture.url,
        "address": place,
        "at": stamp(capture.captured_at),
        "offset": capture.locator.offset,
        "length": capture.locator.length,
        "record_id": capture.locator.record_id,
        "status": status,
        "target": url_key(target),
        "body": _body(response) if response and success(status) and not again else None,
        "refers": refers(capture) if again else None,
    }


def success(status: int | None) -> bool:
    """Whether an answer has rules in its body (RFC 9309, section 2.3.1.1)."""
    return status is not None and 200 <= status < 300


def _role(capture: Capture) -> str | None:
    said = capture.origin.role
    if said:
        return said if said in PATHS else None
    try:
        parts = urlsplit(capture.url)
    except ValueError:
        return None
    return next((role for role, path in PATHS.items() if parts[2:] == (path, "", "")), None)


def _body(response: Response) -> str | None:
    try:
        return response.payload()[:LIMIT].decode("latin-1")
    except MessageError:
        return None
