"""Redirects as the build reads them: Scrapy's middleware follows what this one leaves to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twa.crawler.wire.answers import target
from twa.dataset.web.answers import leads_nowhere

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response


class Redirects:
    """Downloader middleware, beneath Scrapy's redirects: puts the one reading of Location there.

    Scrapy has one of its own: it takes the last of several fields, and other octets for others.
    What leads nowhere stays as it is, and is given to who asked for it.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        """The response, with an absolute URL in its Location where it is to be followed."""
        url = target(response, request.url)
        followed = url is not None and not leads_nowhere(url)
        request.meta["dont_redirect"] = not followed
        if followed:
            response.headers["Location"] = url
        return response
