"""Keeps redirects on the feed's site, and connections off private networks.

Feeds and redirects are hostile input. The feed's author may not send us to
other sites (unless the user said `-a follow=any`) and nobody but the user may
send us to loopback, private or link-local IP addresses (SSRF).

One way round is gone: a wall of another site, for consent or a login, that is to send us back.
Some do so at once, with what the site then knows us by. What such a wall shows is no article.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import unquote, urlsplit

from twa.crawler.failures import Refused
from twa.crawler.wire.handler import role_of
from twa.dataset.exchange import WALL
from twa.dataset.web.ip import is_public
from twa.dataset.web.links import refusal
from twa.dataset.web.sites import same_site

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

WALLS: Final = 3
"""Redirects of other sites that are followed on the way to one page."""

_WALLS: Final = "walls"


class Boundary:
    """Downloader middleware: refuses a request whose redirects lead where none may.

    A request is bound by `meta["sites"]`, URLs of sites of which it must stay on one;
    without any it is free. What was asked for as an article must not become an
    embed frame or a feed of comments.
    """

    def __init__(self, *, passes_walls: bool) -> None:
        self._passes_walls = passes_walls

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a component."""
        # Who brings no cookies back is never let through.
        return cls(passes_walls=crawler.settings.getbool("COOKIES_ENABLED"))

    def process_request(self, request: Request) -> None:
        """Raise Refused (`offsite`, `not-an-article`) where the request must not go."""
        sites: tuple[str, ...] = request.meta.get("sites") or ()
        if sites and not any(same_site(request.url, one) for one in sites):
            if not self._is_way_round(request):
                stranger = f"{request.url} is not on the site of {sites[-1]}"
                raise Refused("offsite", wall_of(request) or stranger)
        elif role_of(request) == WALL:
            _ask_as(request, "article")
        if role_of(request) == "article" and refusal(request.url, request.url, True):
            raise Refused("not-an-article", f"{request.url} is not an article page")

    def _is_way_round(self, request: Request) -> bool:
        """Whether a redirect leads to a wall that is to lead back; it is asked for as one, then."""
        walls = request.meta.get(_WALLS, 0)
        is_wall = role_of(request) == WALL or (
            role_of(request) == "article" and wall_of(request) is not None
        )
        if not self._passes_walls or not is_wall or walls >= WALLS:
            return False
        request.meta[_WALLS] = walls + 1
        _ask_as(request, WALL)
        return True


def _ask_as(request: Request, role: str) -> None:
    request.meta["origin"] = replace(request.meta["origin"], role=role)


def wall_of(request: Request) -> str | None:
    """Which site stands before the page, where a redirect to it names the way back."""
    asked: list[str] = request.meta.get("redirect_urls", [])
    query = unquote(unquote(urlsplit(request.url).query))
    # Some give the address whole, some without its scheme, some its path alone.
    backs = (urlsplit(url) for url in asked)
    if role_of(request) != WALL and not any(
        len(back.path) > 1 and back.path in query for back in backs
    ):
        return None
    host = urlsplit(request.url).hostname
    return f"a wall of {host}, for consent or a login, stands before the page"


def foreign(url: str) -> bool:
    """Whether a URL leads off this machine, as far as its host can tell without a look-up."""
    host = urlsplit(url).hostname or ""
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"


def ip_policy(*typed: str, private: bool = False) -> PublicIpPolicy:
    """The policy of a crawl whose user typed these URLs, and with `private` names that may be."""
    hosts = [(urlsplit(url).hostname or "").lower() for url in typed]
    trusted = (host for host in hosts if private or not _is_name(host))
    return PublicIpPolicy(*trusted, typed=hosts)


def _is_name(host: str) -> bool:
    """Whether somebody's name server says where a host is. RFC 6761, section 6.3: `localhost`
    always is this machine."""
    if host == "localhost":
        return False
    try:
        ip_address(host)
    except ValueError:
        return True
    return False


class PublicIpPolicy:
    """Asked at each connection with the IP address really connected to (so DNS can't rebind).

    The `trusted` hosts may be private, for that is what the user typed; but not
    a name that was seen at a public IP address before, in this run or in any that the
    archive holds: its name server would be what leads us home.
    """

    def __init__(self, *trusted: str, typed: Iterable[str] = ()) -> None:
        self._trusted = {host.lower() for host in trusted}
        # Names that would be trusted if the user said so.
        self._typed = frozenset(typed) - self._trusted

    def __call__(self, host: str, ip: str) -> str | None:
        """Why `host` at `ip` may not be spoken to, or None where it may."""
        if is_public(ip):
            self.seen_public(host)
            return None
        if host.lower() in self._trusted:
            return None
        hint = "; if it is yours, say -a private=yes" if host.lower() in self._typed else ""
        return f"{host} resolves to {ip}, which is not a public address{hint}"

    def seen_public(self, host: str) -> None:
        """Trust a host no longer: it was at a public IP address."""
        self._trusted.discard(host.lower())

    @property
    def trusted(self) -> frozenset[str]:
        """The hosts that may be private."""
        return frozenset(self._trusted)
