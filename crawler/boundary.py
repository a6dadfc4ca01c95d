"""Where a feed may lead: its own site, and no address inside somebody's network.

Feeds and redirects are hostile input. The feed's author may not send us to
other sites (unless the user said `-a follow=any`) and nobody but the user may
send us to loopback, private or link-local addresses (SSRF).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.refusal import Refused
from dataset.addresses import is_public
from dataset.urls import same_site

if TYPE_CHECKING:
    from scrapy import Request


class Boundary:
    """Downloader middleware: refuses a request whose redirects left the site of its feed.

    A request is bound by `meta["site"]`, the URL whose site it must stay on;
    without one it is free.
    """

    def process_request(self, request: Request) -> None:
        """Raise Refused (`offsite`) where the request would leave its site."""
        site = request.meta.get("site")
        if site and not same_site(request.url, site):
            raise Refused("offsite", f"{request.url} is not on the site of {site}")


def address_policy(typed: str) -> AddressPolicy:
    """The policy of a crawl whose user typed the URL `typed`."""
    return AddressPolicy(urlsplit(typed).hostname or "")


class AddressPolicy:
    """Asked at each connection with the address really connected to (so DNS can't rebind)."""

    def __init__(self, trusted_host: str) -> None:
        self._trusted = trusted_host.lower()

    def __call__(self, host: str, ip: str) -> str | None:
        """Why `host` at `ip` may not be spoken to, or None where it may."""
        if host.lower() == self._trusted or is_public(ip):
            return None
        return f"{host} resolves to {ip}, which is not a public address"
