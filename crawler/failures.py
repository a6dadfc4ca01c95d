"""Reasons why a page did not come, in the terms of `schemas/reject.schema.json`."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from scrapy import Request
from scrapy import exceptions as scrapy

from twa.crawler.archive.extension import NotArchived
from twa.crawler.wire import failure_words
from twa.crawler.wire.recording import Forbidden, PrivateIp
from twa.dataset.errors import RejectReason


class Refused(scrapy.IgnoreRequest):
    """We chose not to fetch. `reason` is one of `schemas/reject.schema.json`.

    `passing`: because of something that may be over soon.
    """

    def __init__(self, reason: RejectReason, detail: str, *, passing: bool = False) -> None:
        self.reason = reason
        self.detail = detail
        self.passing = passing
        super().__init__(f"{reason}: {detail}")


class Postponed(scrapy.IgnoreRequest):
    """Not asked for in this run: the host wants to be left alone for longer than a run waits.

    `yields`: it might be asked, but it is the turn of something else.
    """

    def __init__(self, host: str, until: datetime, *, yields: bool = False) -> None:
        self.until = until
        self.yields = yields
        turn = f"it is the turn of what waits at {host}"
        alone = f"{host} wants to be left alone until {until:%Y-%m-%d %H:%M:%S} UTC"
        super().__init__(turn if yields else alone)


REASONS: Final[tuple[tuple[type[BaseException], RejectReason, str], ...]] = (
    (Postponed, "http-status", "the host wants to be left alone"),
    (PrivateIp, "private-address", "not an address of the public network"),
    (Forbidden, "refused", "we refuse to connect"),
    (scrapy.CannotResolveHostError, "dns", "the host name does not resolve"),
    (scrapy.DownloadConnectionRefusedError, "refused", "the connection was refused"),
    (scrapy.DownloadTimeoutError, "timeout", "no whole response in time"),
    (scrapy.DownloadCancelledError, "too-large", "larger than DOWNLOAD_MAXSIZE"),
    (scrapy.ResponseDataLossError, "truncated", "the connection ended before the response did"),
    (scrapy.UnsupportedURLSchemeError, "scheme", "neither http nor https"),
    (scrapy.DownloadFailedError, "unreachable", "no response came"),
    (NotArchived, "not-archived", "the response came, but the archive could not take it"),
    # What is left of Scrapy's reasons to ignore is a body that decodes to more than allowed.
    (scrapy.IgnoreRequest, "too-large", "larger than DOWNLOAD_MAXSIZE"),
)
"""Error, reason, and words for where the error has none. The first row that fits counts."""


def reason_of(error: BaseException, request: Request) -> tuple[RejectReason, str]:
    """The reason for which an error ended a request, and words for people."""
    if isinstance(error, Refused):
        return error.reason, error.detail
    if type(error) is scrapy.IgnoreRequest and request.meta.get("redirect_times"):
        return "redirect-loop", f"{request.meta['redirect_times']} redirects, and no end"
    for kind, reason, words in REASONS:
        if isinstance(error, kind):
            if kind is scrapy.DownloadFailedError:
                return _of_connection(error)
            return reason, f"{words}: {error}" if str(error) else words
    return "unreachable", f"{type(error).__name__}: {error}"


def _of_connection(error: BaseException) -> tuple[RejectReason, str]:
    """What became of a connection over which no response could be had."""
    told = failure_words.words(error)
    if isinstance(error, failure_words.Unreadable):
        return "truncated", f"a response came that can't be read: {told}"
    if failure_words.is_tls(error):
        return "tls", f"no secure connection could be made: {told}"
    return "unreachable", f"no response came: {told}"
