"""By whose word seals are anchored: roots and keys by their digests, and who brings them.

What lies in roots/ and keys/ of an archive, its maker put there. A root is worth something where
the caller trusts it, a key where the caller knows whose it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TypeVar

from cryptography.hazmat.primitives.hashes import SHA256

from twa.dataset.proof.anchors import Anchors, Signed, Stamped, certificates

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Voucher:
    """A root or a key by its SHA-256 (hex), what it says, and whether the caller trusts it."""

    kind: str
    sha256: str
    says: str
    trusted: bool

    def __str__(self) -> str:
        known = (
            "trusted here" if self.trusted else f"by a {self.kind} that only this archive brings"
        )
        return f"{self.kind} sha256:{self.sha256}: {self.says}, {known}"


def vouchers(
    found: Anchors, roots: Collection[str], keys: Collection[str], since: int | None = None
) -> Iterator[Voucher]:
    """Each root and each key by which anchors hold, with the last seal that it vouches for.

    `roots` and `keys` are those that the caller trusts, by SHA-256 of their DER in hex. With
    `since`, the number of a seal, the first seal from there on that it vouches for.
    """
    stamped: dict[str, Stamped] = {}
    for stamp in found.stamped:
        if stamp.seal.number >= (since or 0):
            _take(stamped, digest_of_root(stamp.timestamp.root), stamp, first=since is not None)
    for sha256, stamp in stamped.items():
        says = f"seal {stamp.seal.number} was there before {stamp.timestamp.moment}"
        yield Voucher("root", sha256, says, sha256 in roots)
    signed: dict[str, Signed] = {}
    for one in found.signed:
        if one.seal.number >= (since or 0):
            _take(signed, one.key.sha256, one, first=since is not None)
    for sha256, one in signed.items():
        yield Voucher("key", sha256, f"signed seal {one.seal.number}", sha256 in keys)


def digest_of_root(pem: bytes) -> str:
    """The SHA-256 of a certificate, as its authority makes it known: of its DER, in hex."""
    (root,) = certificates(pem, "root")
    return root.fingerprint(SHA256()).hex()


def _take(taken: dict[str, T], name: str, one: T, *, first: bool) -> None:
    if not (first and name in taken):
        taken[name] = one
