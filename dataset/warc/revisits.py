"""Revisits: which capture can stand for which. WARC 1.1, section 6.7.

WARC 1.1, section 6.7. A revisit leaves a body out, so its header and the body
of the original must together be what stood on the wire, octet for octet; and
replay tools, which do put this header before that body, must show the page.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from twa.dataset.http.message import Response
from twa.dataset.warc.captures import Capture
from twa.dataset.warc.records import digest_name

# Characters of a `body_key`, many of which are kept in memory: a digest and a few codings.
_KEY_LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class Earlier:
    """A capture that a revisit can point to: a `response` record that holds the body.

    `digest` is the payload digest that an index has for the record; replay
    looks the original up by it, so the revisit repeats it.
    """

    url: str
    captured_at: datetime
    record_id: str
    digest: str


class CaptureHistory(Protocol):
    """What was captured before, as far as who writes an archive has to know."""

    def of_url(self, url: str) -> Earlier | None:
        """The newest capture of `url` that a 304 can speak of."""

    def of_body(self, key: str) -> Earlier | None:
        """A capture that has this `body_key`."""

    def remember(self, key: str, earlier: Earlier) -> None:
        """Take note of a capture that was just written; it need not be durable yet."""


def body_key(response: Response) -> str | None:
    """Equal for responses that can stand for each other; None for one that can't.

    The body is compared as it stood on the wire, under the same codings: what
    was chunked otherwise, or compressed by another program, is another body.
    Left out are those whose header readers disagree on, or names codings without end.
    """
    if response.status != 200 or not response.body or not response.plain:
        return None
    # As the header has them, labels that are no codings too: replay puts it before that body.
    labels = [label for label in response.tokens("content-encoding") if label != "identity"]
    codings = [*labels, "", *response.tokens("transfer-encoding")]
    key = " ".join([response.body_sha256, *codings])
    return key if len(key) <= _KEY_LIMIT else None


def index_digest(response: Response) -> str:
    """The payload digest that an index has for a whole response with a plain header.

    Ours claims SHA-256 where readers agree on the payload; where none is
    claimed, indexers take the SHA-1 of all that follows the header.
    """
    if response.tokens("transfer-encoding"):
        sha1 = hashlib.sha1(response.body, usedforsecurity=False)
        return "sha1:" + base64.b32encode(sha1.digest()).decode()
    return f"sha256:{response.body_sha256}"


def payload_names(response: Response, claimed: str | None) -> list[str]:
    """The digests (`records.digest_name`) by which a revisit may name the payload of a response.

    What its record claims, and SHA-1 and SHA-256 of the content, with the framing of chunks and
    without: writers are not of one mind (WARC 1.1, section 5.9).
    """
    names = {digest_name(claimed)}
    for octets in {response.body, response.entity()}:
        names.add(f"sha1:{hashlib.sha1(octets, usedforsecurity=False).hexdigest()}")
        names.add(f"sha256:{hashlib.sha256(octets).hexdigest()}")
    return sorted(name for name in names if name)


def original(capture: Capture) -> tuple[str, Earlier] | None:
    """The `body_key` of a capture and what a revisit of it needs; None if it is no original."""
    response = capture.response
    if capture.kind != "response" or response is None or capture.problem or capture.truncated:
        return None
    key = body_key(response)
    if key is None:
        return None
    digest = capture.payload_digest or index_digest(response)
    return key, Earlier(capture.url, capture.captured_at, capture.locator.record_id, digest)
