"""Anchoring the head of a chain: it is signed, and authorities are asked for timestamps of it.

Whatever an authority does, nothing here raises on its account: what could not be had is said, and
the next time asks again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509

from twa.dataset.errors import TwaError
from twa.dataset.proof import anchors, chain
from twa.dataset.proof.anchors import slug
from twa.dataset.proof.chain import FOLDER, SIGNATURE, SIGNED, TIMESTAMP, Anchor, stem
from twa.dataset.proof.keys import BadKey, PrivateKey
from twa.dataset.proof.seal import Seal
from twa.dataset.proof.signing_server import SigningServer
from twa.dataset.proof.timestamps import BadTimestamp, Timestamp, check, request

SKEW: Final = timedelta(hours=1)
"""How far the clock of an authority may be from this machine's."""

Ask = Callable[[str, bytes], bytes]
"""From the URL of an authority and a request to its answer. Raises TwaError."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a collection's heads are to be anchored by."""

    key: PrivateKey | None
    authorities: tuple[str, ...]
    roots: Sequence[x509.Certificate]
    policy: str | None = None
    servers: tuple[SigningServer, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one anchor: of which seal, by whom, and the timestamp or what went wrong.

    For a signature both are null.
    """

    seal: Seal
    by: str
    timestamp: Timestamp | None = None
    error: TwaError | None = None


def anchor(archive: Path, wanted: Wanted, *, ask: Ask, now: datetime) -> Iterator[Outcome]:
    """Sign and timestamp the head as far as that was not done before; what became of it.

    Where it was, but does not hold, or is by another policy, it is left as it is, and said.
    """
    head = chain.head(archive)
    if head is None:
        return
    folder = archive / FOLDER
    if wanted.key is not None:
        name = wanted.key.public.name
        last = anchors.revoked(archive, name)
        if last is not None and head.number > last:
            said = f"was revoked after seal {last}, so that its signature would not hold"
            yield Outcome(head, f"key {name}", error=BadKey(said, subject=name))
        elif (path := folder / f"{stem(head.number)}.{name}{SIGNATURE}").exists():
            kept = anchors.signed_by(archive, Anchor(head.number, path), {name: wanted.key.public})
            yield from _said_of(kept, head, f"key {name}")
        else:
            anchors.sign(archive, head, wanted.key)
            yield Outcome(head, f"key {name}")
    for server in wanted.servers:
        path = folder / f"{stem(head.number)}.{slug(server.url)}{SIGNED}"
        if path.exists():
            answer = anchors.domain_signed_by(archive, Anchor(head.number, path))
            yield from _said_of(answer, head, server.url)
            continue
        try:
            anchors.keep_signed(archive, head, server.url, server.sign(f"sha256:{head.sha256}"))
        except TwaError as error:
            yield Outcome(head, server.url, error=error)
        else:
            yield Outcome(head, server.url)
    for authority in wanted.authorities:
        path = folder / f"{stem(head.number)}.{slug(authority)}{TIMESTAMP}"
        if path.exists():
            roots = [*anchors.kept_roots(archive), *wanted.roots]
            stamp = anchors.stamped_by(archive, Anchor(head.number, path), roots, wanted.policy)
            yield from _said_of(stamp, head, authority)
            continue
        try:
            found = _timestamp(archive, head, authority, wanted, ask, now)
        except TwaError as error:
            yield Outcome(head, authority, error=error)
        else:
            yield Outcome(head, authority, timestamp=found)


def _said_of(kept: object, head: Seal, by: str) -> Iterator[Outcome]:
    """What is wrong with an anchor that is there; who knows why has to move it away."""
    if isinstance(kept, TwaError):
        yield Outcome(head, by, error=kept)


def _timestamp(
    archive: Path, head: Seal, authority: str, wanted: Wanted, ask: Ask, now: datetime
) -> Timestamp:
    query = request(head.octets)
    answer = ask(authority, query)
    found = check(
        answer,
        head.octets,
        roots=wanted.roots,
        query=query,
        subject=authority,
        policy=wanted.policy,
    )
    # A clock that is off dates what it stamps into times when it was not there.
    if abs(found.time - now) > SKEW:
        raise BadTimestamp(
            f"says {found.time:%Y-%m-%d %H:%M} UTC, where this machine says {now:%Y-%m-%d %H:%M}",
            subject=authority,
        )
    anchors.keep_timestamp(archive, head, authority, query, answer, found)
    return found
