"""Redirects as the build reads them: Scrapy's middleware follows what this one leaves to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from twa.crawler.wire.handler import role_of
from twa.crawler.wire.responses import target
from twa.dataset.web.answers import REDIRECTS, leads_nowhere

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

_FOUND: Final = 302


class Redirects:
    """Downloader middleware, beneath Scrapy's redirects: puts the one reading of Location there.

    Scrapy has one of its own: it takes the last of several fields, and other octets for others.
    A page that refreshes to another is made the redirect that it is; the archive has it as it came.
    What leads nowhere stays as it is, and is given to who asked for it.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        """The response, with an absolute URL in its Location where it is to be followed."""
        url = target(response, request.url, role_of(request))
        followed = url is not None and not leads_nowhere(url)
        request.meta["dont_redirect"] = not followed
        if followed:
            if response.status not in REDIRECTS:
                response = response.replace(status=_FOUND)
            response.headers["Location"] = url
        return response
