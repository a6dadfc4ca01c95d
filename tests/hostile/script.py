"""The moves of the hostile server. A script is a tuple of octets and moves, played in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any


@dataclass(frozen=True, slots=True)
class Pause:
    """Say nothing for a while."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Drip:
    """Send one octet at a time, each in a segment (and a TLS record) of its own."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Flood:
    """Send the same octets until the client has had enough."""

    data: bytes


class End(Enum):
    """How a connection ends. A script without an end leaves it open for the next request."""

    CLOSE = "in good order, with TLS's closure alert"
    MUTE = "by a FIN without TLS's closure alert; over TCP the same as CLOSE"
    RESET = "by a RST"
    STALL = "by the client, after a silence"


Move = bytes | Pause | Drip | Flood | End


@dataclass(frozen=True, slots=True)
class Case:
    """One way to answer, what a client should ask to get it, and what an archive should hold.

    `ended` is that of the exchange (`mute` over TLS, where a missing closure
    alert makes a difference). `cut` says that the client stops reading, so that
    the archive holds a part of what was sent: at least as many octets as `cut`.
    `beyond` are octets sent with the last of the response that belong to no
    exchange. `once` answers the first request of a connection only and closes at the next.
    """

    name: str
    script: tuple[Move, ...]
    ended: str = "complete"
    mute: str | None = None
    cut: int | None = None
    beyond: bytes = b""
    once: bool = False
    asks: dict[str, Any] = field(default_factory=dict)

    def ends(self, *, tls: bool) -> str:
        """How the exchange of this case ends."""
        return self.mute if tls and self.mute else self.ended
