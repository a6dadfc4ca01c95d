"""Asking a timestamping authority over HTTP: RFC 3161, section 3.4. Time and size are bounded."""

from __future__ import annotations

from time import monotonic
from typing import Final

import httpx2

from twa.dataset.errors import TwaError
from twa.dataset.proof.timestamps import LONGEST

SECONDS: Final = 10.0
"""For which an authority may be silent."""

LONGEST_SECONDS: Final = 30.0
"""That an answer may take, however it trickles."""

QUERY_TYPE: Final = "application/timestamp-query"
REPLY_TYPE: Final = "application/timestamp-reply"


class NoAnswer(TwaError):
    """An authority did not give a timestamp. The subject is its URL."""

    message = "the authority gave no timestamp"


def ask(authority: str, query: bytes) -> bytes:
    """The answer of an authority to a request in DER. Raises NoAnswer."""
    try:
        with httpx2.stream(
            "POST",
            authority,
            content=query,
            headers={"Content-Type": QUERY_TYPE, "Accept": REPLY_TYPE},
            timeout=SECONDS,
        ) as response:
            kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            if response.status_code != 200:
                raise NoAnswer(f"the authority answered {response.status_code}", subject=authority)
            if kind != REPLY_TYPE:
                said = f"the authority answered {kind or 'without a type'}, not {REPLY_TYPE}"
                raise NoAnswer(said, subject=authority)
            octets, end = b"", monotonic() + LONGEST_SECONDS
            for piece in response.iter_bytes():
                octets += piece
                if len(octets) > LONGEST or monotonic() > end:
                    raise NoAnswer("the authority's answer does not end", subject=authority)
            return octets
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise NoAnswer(subject=authority, cause=error) from error
