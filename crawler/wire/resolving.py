"""What the resolver answers for a host that is connected to."""

# Twisted names its methods so; mypy can't read zope's interfaces.
# ruff: noqa: N802

from __future__ import annotations

from typing import Any

from twisted.internet.abstract import isIPAddress, isIPv6Address
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer

from twa.crawler.wire.recording import Recording


@implementer(IHostnameResolver)
class NotingResolver:
    """A resolver that tells a recording what it answers."""

    def __init__(self, resolver: Any, recording: Recording) -> None:
        self._resolver = resolver
        self._recording = recording

    def resolveHostName(self, receiver: Any, host: str, *given: Any, **named: Any) -> Any:
        """Resolve a host; an address that was written as one is no answer to note."""
        if not isIPAddress(host) and not isIPv6Address(host):
            receiver = _Addresses(receiver, self._recording)
        return self._resolver.resolveHostName(receiver, host, *given, **named)


@implementer(IResolutionReceiver)
class _Addresses:
    """Takes note of the addresses of a host as they come, and passes them on."""

    def __init__(self, receiver: Any, recording: Recording) -> None:
        self._receiver = receiver
        self._recording = recording

    def resolutionBegan(self, resolution: Any) -> None:
        self._recording.addresses = ()
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:
        self._recording.addresses += (address.host,)
        self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()
