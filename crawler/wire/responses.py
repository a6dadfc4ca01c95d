"""What a response of Scrapy's says, told by the code that tells it of an archived one.

Scrapy takes off no content codings here (COMPRESSION_ENABLED is off): what stands in a body,
and where an answer leads, crawl and build must not tell in two ways.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.http import Headers
from scrapy.responsetypes import responsetypes

from twa.dataset.errors import MessageError, RejectReason
from twa.dataset.http.message import Response as Message
from twa.dataset.http.message import parse_response
from twa.dataset.pages.refresh import leads_to
from twa.dataset.web.answers import failure, leads_nowhere

if TYPE_CHECKING:
    from scrapy.http import Response


def message(response: Response) -> Message:
    """The response as `twa.dataset` knows responses. Of its body the transfer's framing is off."""
    fields = tuple(
        (name, value)
        for name, values in response.headers.items()
        for value in values
        if name.lower() not in (b"transfer-encoding", b"content-length")
    )
    return Message(response.status, "", "1.1", fields, response.body)


def of_octets(url: str, octets: bytes) -> Response | None:
    """The response that stands in octets which Scrapy's parser gave up on; None for none.

    Where several lengths contradict each other, or one is no number, the close of the
    connection ended it (`twa.dataset.http.message`), in the archive as here.
    """
    try:
        parsed = parse_response(octets)
    except MessageError:
        return None
    if not parsed.complete:
        return None
    headers = Headers()
    for name, value in parsed.headers:
        headers.appendlist(name, value)
    body = parsed.entity()
    kind = responsetypes.from_args(headers=headers, url=url, body=body)
    return kind(url=url, status=parsed.status, headers=headers, body=body)


def payload(response: Response) -> bytes:
    """The body with its content codings taken off. Raises MessageError."""
    return message(response).payload()


def content_type(response: Response) -> str:
    """The field as it stood, "" where there is none."""
    return message(response).get("Content-Type") or ""


def target(response: Response, url: str, role: str = "") -> str | None:
    """Where an answer of `url` leads, asked for in a role; None for no redirect."""
    return leads_to(url, message(response), role)


def refusal_of(response: Response) -> tuple[RejectReason, str]:
    """Why a response that is no success is none, as a reason of `rejects` and in words."""
    url = target(response, response.url)
    if url is not None and leads_nowhere(url):
        return "bad-url", f"redirects to {url}"
    reason, detail = failure(response.status, "", message(response).get)
    return reason, f"answered {detail}"
