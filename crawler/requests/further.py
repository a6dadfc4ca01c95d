"""Looks in an article's page for the page that it goes on at, in a process of its own."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from twa.crawler.wire.responses import content_type, payload
from twa.dataset.errors import MessageError, TwaError
from twa.dataset.pages import paging
from twa.dataset.pages.paging import PagedDocument
from twa.dataset.pages.requisite_reader import LIMITS, SMALL
from twa.dataset.web.urls import url_key
from twa.dataset.workers.pool import Workers

if TYPE_CHECKING:
    from scrapy.http import Response


class FurtherPages:
    """Finds the next page of articles; its process starts with the first page that may have one."""

    def __init__(self) -> None:
        self._workers = Workers(paging.READ, count=1, limits=LIMITS)

    async def after(self, response: Response) -> str | None:
        """The address of the page after this one; None for none, or where nobody can tell."""
        try:
            octets = payload(response)
        except MessageError:
            return None
        if not paging.may_lead_on(response.url, octets):
            return None
        kind = content_type(response) or None
        document = PagedDocument(response.url, octets, kind, datetime.now(UTC))
        try:
            if len(octets) <= SMALL:
                return url_key(paging.read(document))
            return url_key(await asyncio.to_thread(self._workers.run, document))
        except TwaError:
            # The page is an article all the same, and says that it goes on.
            return None

    def close(self) -> None:
        """End its process."""
        self._workers.close()
