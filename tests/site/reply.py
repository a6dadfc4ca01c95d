"""What a route answers, before it becomes octets on a socket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Fault = Literal["", "hang", "stall", "cut"]
"""How an answer goes wrong on the wire.

`hang`: nothing is ever sent. `stall`: the header and half of the body, then
silence. `cut`: the header and half of the body, then the connection closes.
"""

HTML: Final = "text/html; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as routes see it: header names in lower case."""

    method: str
    target: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """A status, headers in order, and a body.

    `dynamic` replies are what PHP would have made: sent in chunks, compressed
    where the client takes it, as nginx does.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    dynamic: bool = False
    delay: float = 0.0
    fault: Fault = ""


def page(html: str, *headers: tuple[str, str], status: int = 200) -> Reply:
    """A page that PHP made."""
    return Reply(status, (("Content-Type", HTML), *headers), html.encode(), dynamic=True)


def redirect(location: str) -> Reply:
    """A permanent redirect as WordPress sends it."""
    headers = (
        ("Content-Type", HTML),
        ("X-Redirect-By", "WordPress"),
        ("Location", location),
    )
    return Reply(301, headers, dynamic=True)
