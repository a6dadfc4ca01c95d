"""Parts of files on the web: one range request for the octets that are wanted, no more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http.client import HTTPException
from typing import Final
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import (
    BaseHandler,
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from twa.dataset.errors import ArchiveError

TIMEOUT: Final = 60.0
"""Seconds without an octet after which a server is given up."""

_CONTENT_RANGE: Final = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(?:\d{1,18}|\*)")


def opener(*handlers: BaseHandler) -> OpenerDirector:
    """What opens http and https addresses, redirects among them, and no other: no file:, no ftp:.

    `handlers` speak for the two schemes; by default those of the standard library.
    """
    director = OpenerDirector()
    for handler in (
        *(handlers or (ProxyHandler(), HTTPHandler(), HTTPSHandler())),
        HTTPRedirectHandler(),
        HTTPDefaultErrorHandler(),
        HTTPErrorProcessor(),
    ):
        director.add_handler(handler)
    return director


@dataclass(frozen=True, slots=True)
class WebFolder:
    """A folder on a web server that serves ranges (RFC 9110, section 14)."""

    url: str

    def read(self, name: str, offset: int, length: int) -> bytes:
        """`length` octets from `offset` of a file. Raises ArchiveError, naming file and offset."""
        request = Request(  # noqa: S310 (the opener knows http and https only)
            f"{self.url.rstrip('/')}/{quote(name)}",
            headers={
                "Range": f"bytes={offset}-{offset + length - 1}",
                "Accept-Encoding": "identity",
            },
        )
        try:
            with opener().open(request, timeout=TIMEOUT) as response:
                # Section 14.2: a server may ignore Range, and then sends all of it, with 200.
                if response.status != 206:
                    raise ArchiveError("the server serves no ranges", file=name, offset=offset)
                _check(response.headers.get("Content-Range", ""), name, offset, length)
                octets: bytes = response.read(length + 1)
        except HTTPError as error:
            raise ArchiveError(
                f"the server answers {error.code}", file=name, offset=offset
            ) from error
        except (OSError, HTTPException) as error:
            message = "the server can't be read"
            raise ArchiveError(message, file=name, offset=offset, cause=error) from error
        if len(octets) != length:
            raise ArchiveError(f"{len(octets)} octets came, not {length}", file=name, offset=offset)
        return octets


def _check(content_range: str, name: str, offset: int, length: int) -> None:
    match = _CONTENT_RANGE.fullmatch(content_range.strip())
    if match is None or (int(match[1]), int(match[2])) != (offset, offset + length - 1):
        message = f"the server gives another range: {content_range or 'none named'}"
        raise ArchiveError(message, file=name, offset=offset)
