"""One request to the site, as it came: no redirect followed, nothing decoded."""

from __future__ import annotations

import http.client
from contextlib import closing
from email.message import Message
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from tests.site.running import Site

FEED: Final = "/category/chinese/feed/"
LANTERN: Final = "/2025/03/lantern-robotics-teaches-warehouse-arms-to-ask-for-help/"
PEARL: Final = "/2025/03/pearl-delta-chipmaker-bets-on-old-nodes/"
CONTENT: Final = "{http://purl.org/rss/1.0/modules/content/}encoded"


class Got(NamedTuple):
    """What came."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def items(self) -> list[Any]:
        return list(etree.fromstring(self.body).iterfind("channel/item"))


def get(site: Site, path: str, headers: dict[str, str] | None = None, timeout: float = 10) -> Got:
    """One request, no redirect followed, nothing decoded."""
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=timeout)
    with closing(connection):
        connection.request("GET", path, headers=headers or {})
        response = connection.getresponse()
        return Got(response.status, response.msg, response.read())
