"""Cookies that a site sets on its own redirects, sent back to it: in one run, and to nobody else.

Many sites set a cookie, send the reader to the same page again, and show it to who brings the
cookie back; others go round by a page of consent. Without cookies that never ends. What a site
sets with a page that it shows is not kept: each article is asked for as by a new reader.
Scrapy's own middleware keeps all, and fetches a list of public suffixes from the network; here
each site has a jar of its own, so that no cookie can reach another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

from scrapy.exceptions import NotConfigured
from scrapy.http.cookies import CookieJar

from twa.crawler.wire.handler import role_of
from twa.dataset.exchange import POLLED_ROLES, WALL
from twa.dataset.web.answers import REDIRECTS
from twa.dataset.web.sites import site
from twa.dataset.web.urls import BadUrl

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

ROLES: Final = frozenset((*POLLED_ROLES, "article", "sitemap", WALL))
"""What is asked for with cookies: documents. Of what pages need, nobody is to know who asks."""

MOST: Final = 50
"""Cookies of one site (RFC 6265, section 6.1); one that has more gets no further ones."""

ROUNDS: Final = 5
"""Times that a chain of redirects may lead to where it was before, with new cookies."""

_SENT: Final = "cookies_sent"
_ROUNDS: Final = "cookie_rounds"


class Cookies:
    """Downloader middleware, right beneath Scrapy's redirects; COOKIES_ENABLED turns it off."""

    def __init__(self) -> None:
        self._jars: dict[str, CookieJar] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a component."""
        if not crawler.settings.getbool("COOKIES_ENABLED"):
            raise NotConfigured
        return cls()

    def process_request(self, request: Request) -> None:
        """Send what the site has set on redirects before."""
        # What a redirect inherits is of another URL; what the user set stands.
        if request.meta.pop(_SENT, False):
            request.headers.pop("Cookie", None)
        # Where no site has set any, nobody need know which site this is of.
        jar = self._jar(request) if self._jars else None
        if jar is not None and "Cookie" not in request.headers:
            jar.add_cookie_header(request)
            request.meta[_SENT] = "Cookie" in request.headers

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the cookies of a redirect; with new ones it may lead to where it came from."""
        jar = self._jar(request) if response.status in REDIRECTS else None
        if jar is None:
            return response
        before = _content(jar)
        if len(before) < MOST:
            jar.extract_cookies(response, request)
        rounds = request.meta.get(_ROUNDS, 0)
        if _content(jar) != before and rounds < ROUNDS:
            request.meta[_ROUNDS] = rounds + 1
            request.dont_filter = True
        elif rounds:
            request.dont_filter = False
        return response

    def _jar(self, request: Request) -> CookieJar | None:
        if role_of(request) not in ROLES:
            return None
        try:
            return self._jars.setdefault(site(request.url), CookieJar())
        except BadUrl:
            return None


def _content(jar: CookieJar) -> set[tuple[str, str, str, str | None]]:
    return {(one.domain, one.path, one.name, one.value) for one in jar}
