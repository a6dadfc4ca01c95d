"""Resolvers for crawls under test: what an attacker's name server would answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver, HostResolution
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import Deferred, succeed
from twisted.internet.interfaces import IHostnameResolver
from zope.interface import implementer


class Loopback(CachingThreadedResolver):
    """Every name is this machine."""

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802 (Twisted)
        return succeed("127.0.0.1")


@implementer(IHostnameResolver)
class Fickle:
    """Answers from the setting ANSWERS, JSON: for each name the answers to its look-ups in turn,
    each a list of addresses; the last one stays."""

    def __init__(self, answers: dict[str, list[list[str]]], reactor: Any) -> None:
        self._answers = answers
        self._reactor = reactor

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        return cls(json.loads(crawler.settings["ANSWERS"]), reactor)

    def install_on_reactor(self) -> None:
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 (Twisted)
        self,
        resolutionReceiver: Any,  # noqa: N803  # its interface has no `self`, so mypy miscounts
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        resolution = HostResolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        answers = self._answers.get(hostName, [[]])
        for ip in answers.pop(0) if len(answers) > 1 else answers[0]:
            kind = IPv6Address if ":" in ip else IPv4Address
            resolutionReceiver.addressResolved(kind("TCP", ip, portNumber))
        resolutionReceiver.resolutionComplete()
        return resolution
