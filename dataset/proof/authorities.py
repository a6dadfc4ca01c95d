"""Asking a timestamping authority over HTTP: RFC 3161, section 3.4. Time and size are bounded."""

from __future__ import annotations

from collections.abc import Mapping
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
    return posted(authority, query, QUERY_TYPE, REPLY_TYPE, {})


def posted(url: str, octets: bytes, kind: str, wanted: str, more: Mapping[str, str]) -> bytes:
    """The answer of type `wanted` to octets of type `kind`, sent with `more` headers.

    Raises NoAnswer.
    """
    headers = {"Content-Type": kind, "Accept": wanted, **more}
    try:
        with httpx2.stream(
            "POST", url, content=octets, headers=headers, timeout=SECONDS
        ) as response:
            got = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            if response.status_code != 200:
                raise NoAnswer(f"the authority answered {response.status_code}", subject=url)
            if got != wanted:
                said = f"the authority answered {got or 'without a type'}, not {wanted}"
                raise NoAnswer(said, subject=url)
            answer, end = b"", monotonic() + LONGEST_SECONDS
            for piece in response.iter_bytes():
                answer += piece
                if len(answer) > LONGEST or monotonic() > end:
                    raise NoAnswer("the authority's answer does not end", subject=url)
            return answer
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise NoAnswer(subject=url, cause=error) from error
