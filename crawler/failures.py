"""Why a page did not come, in the words of `schemas/reject.schema.json`."""

from __future__ import annotations

from typing import Final

from scrapy import exceptions as scrapy

from crawler.refusal import Refused

REASONS: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (scrapy.CannotResolveHostError, "dns"),
    (scrapy.DownloadConnectionRefusedError, "refused"),
    (scrapy.DownloadTimeoutError, "timeout"),
    (scrapy.DownloadCancelledError, "too-large"),
    (scrapy.ResponseDataLossError, "truncated"),
    (scrapy.UnsupportedURLSchemeError, "scheme"),
    (scrapy.DownloadFailedError, "unreachable"),
    (scrapy.IgnoreRequest, "undecodable"),
)
"""The first row that fits counts."""


def reason_of(error: BaseException) -> tuple[str, str]:
    """The reason an error stands for, and words for people."""
    if isinstance(error, Refused):
        return error.reason, error.detail
    for kind, reason in REASONS:
        if isinstance(error, kind):
            return reason, str(error) or kind.__name__
    return "unreachable", f"{type(error).__name__}: {error}"
