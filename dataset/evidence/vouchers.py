"""Who vouches for what a proof shows: its timestamps and signatures, checked, and in words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from twa.dataset.proof import domain_signature
from twa.dataset.proof.anchors import (
    REQUEST,
    DomainSigned,
    NoRoots,
    Signed,
    Stamped,
    certificates,
)
from twa.dataset.proof.chain import SIGNATURE, SIGNED, TIMESTAMP, Anchor
from twa.dataset.proof.domain_signature import BadDomainSignature
from twa.dataset.proof.keys import BadKey, PublicKey
from twa.dataset.proof.seal import Seal
from twa.dataset.proof.timestamps import BadTimestamp, Timestamp
from twa.dataset.proof.timestamps import check as check_timestamp
from twa.dataset.verification.checks import Check

_ANCHOR: Final = re.compile(r"anchors/(\d{8,17})\.[a-z0-9-]{1,80}\.(?:tsr|sig|signed)")


@dataclass(frozen=True, slots=True)
class HeldTimestamp:
    """A timestamp that holds by a root of the file, and as it holds by one that is trusted here."""

    stamped: Stamped
    token: bytes
    trusted: Timestamp | None


@dataclass(frozen=True, slots=True)
class HeldAnswer:
    """What a server signed that holds; whether its domain, and its timestamp, are trusted here."""

    signed: DomainSigned
    domain: bool
    time: bool


@dataclass(frozen=True, slots=True)
class Vouchers:
    """What was checked of the anchors of a proof, and those that hold."""

    checks: tuple[Check, ...]
    dated: tuple[HeldTimestamp, ...]
    signers: tuple[Signed, ...]
    answers: tuple[HeldAnswer, ...]


def vouchers(
    files: Mapping[str, bytes],
    seals: Mapping[int, Seal],
    trusted: Sequence[x509.Certificate],
    scratch: Path,
) -> Vouchers:
    """The anchors in the files of a proof, each checked; `scratch` is a folder to write to."""
    found = [
        *_timestamps(files, seals, trusted, scratch),
        *_signatures(files, seals, scratch),
        *_server_signatures(files, seals, trusted, scratch),
    ]
    return Vouchers(
        (*(one for one in found if isinstance(one, Check)), *_several(found)),
        tuple(one for one in found if isinstance(one, HeldTimestamp)),
        tuple(one for one in found if isinstance(one, Signed)),
        tuple(one for one in found if isinstance(one, HeldAnswer)),
    )


def _several(found: Sequence[Check | HeldTimestamp | Signed | HeldAnswer]) -> Iterator[Check]:
    """What is wrong with an anchor under two names, which would count as two.

    One is what was signed: round that, nobody signs, an answer may have other octets.
    """
    first: dict[tuple[object, ...], str] = {}
    for one in found:
        at: Stamped | DomainSigned | Signed
        if isinstance(one, HeldTimestamp):
            at, told = one.stamped, one.stamped.timestamp
            # RFC 3161, section 2.4.2: no two of one authority have one serial number.
            same: tuple[object, ...] = ("timestamp", told.signer, told.serial, told.time)
        elif isinstance(one, HeldAnswer):
            # Its timestamp is of these octets, so that no others will do.
            at, same = one.signed, ("server", one.signed.found.signature)
        elif isinstance(one, Signed):
            at, same = one, ("key", one.key.sha256)
        else:
            continue
        name = f"anchors/{at.anchor.path.name}"
        if (other := first.setdefault((at.seal.number, *same), name)) != name:
            yield Check(name, False, f"is {other} once more")


def _timestamps(
    files: Mapping[str, bytes],
    seals: Mapping[int, Seal],
    trusted: Sequence[x509.Certificate],
    scratch: Path,
) -> Iterator[Check | HeldTimestamp]:
    brought: list[x509.Certificate] = []
    for name, octets in files.items():
        if name.startswith("roots/"):
            try:
                held = certificates(octets, name)
            except NoRoots as none:
                yield Check(name, False, none.message)
                continue
            brought += held
            if len(held) != 1:
                yield Check(f"{name}: one certificate", False, f"there are {len(held)}")
    for name, octets, anchor in _anchors(files, TIMESTAMP, scratch):
        seal = seals.get(anchor.number)
        if seal is None:
            yield Check(name, False, "its seal is not here")
            continue
        query = files.get(f"{name.removesuffix(TIMESTAMP)}{REQUEST}")
        if query is not None:
            anchor.path.with_suffix(REQUEST).write_bytes(query)
        try:
            found = check_timestamp(octets, seal.octets, roots=brought, query=query, subject=name)
        except BadTimestamp as error:
            yield Check(name, False, error.message)
            continue
        try:
            known = check_timestamp(octets, seal.octets, roots=trusted, query=query, subject=name)
        except BadTimestamp:
            known = None
        yield HeldTimestamp(Stamped(seal, anchor, found), octets, known)
        nonce = "" if query else ", its nonce unchecked: the request is not here"
        yield Check(f"{name}: seal {seal.number} was there", True, f"before {found.moment}{nonce}")


def _signatures(
    files: Mapping[str, bytes], seals: Mapping[int, Seal], scratch: Path
) -> Iterator[Check | Signed]:
    for name, octets, anchor in _anchors(files, SIGNATURE, scratch):
        seal = seals.get(anchor.number)
        try:
            key = PublicKey.of(files.get(f"keys/{anchor.by}.pem", b""), name)
        except BadKey as error:
            yield Check(name, False, error.message)
            continue
        good = seal is not None and key.signed(seal.octets, octets)
        if seal is not None and good:
            yield Signed(seal, anchor, key)
        number = anchor.number
        yield Check(f"{name}: seal {number} was signed", good, f"key sha256:{key.sha256}")


def _server_signatures(
    files: Mapping[str, bytes],
    seals: Mapping[int, Seal],
    trusted: Sequence[x509.Certificate],
    scratch: Path,
) -> Iterator[Check | HeldAnswer]:
    for name, octets, anchor in _anchors(files, SIGNED, scratch):
        seal = seals.get(anchor.number)
        if seal is None:
            yield Check(name, False, "its seal is not here")
            continue
        try:
            found = domain_signature.read(octets, f"sha256:{seal.sha256}", name)
        except BadDomainSignature as error:
            yield Check(name, False, error.message)
            continue
        try:
            check_timestamp(found.token, found.stamped, roots=trusted, query=None, subject=name)
        except BadTimestamp:
            time = False
        else:
            time = True
        signed = DomainSigned(seal, anchor, found)
        yield HeldAnswer(signed, domain_signature.is_of_its_domain(found, trusted), time)
        yield Check(f"{name}: seal {seal.number} was signed", True, f"by {found.domain}")


def _anchors(
    files: Mapping[str, bytes], suffix: str, scratch: Path
) -> Iterator[tuple[str, bytes, Anchor]]:
    """The anchors of a kind with their names in the proof, as files of their own in a folder."""
    for name, octets in sorted(files.items()):
        if (told := _ANCHOR.fullmatch(name)) and name.endswith(suffix):
            path = scratch / name.rpartition("/")[2]
            path.write_bytes(octets)
            yield name, octets, Anchor(int(told[1]), path)


@dataclass(frozen=True, slots=True)
class Attestation:
    """What a `root` or a `key` says of the records, in words, and whether that counts as proved.

    `vouches` is whether it says that they were there, and not only after when.
    """

    by: str
    words: str
    proved: bool
    vouches: bool = True


def attestations(
    found: Vouchers,
    last: int,
    named: AbstractSet[str | None],
    keys: AbstractSet[str],
) -> Iterator[Attestation]:
    """What follows for records below seals up to the number `last`.

    `named` are the digests of timestamps that these seals name as older. A root that is not trusted
    proves nothing, whatever name it has: anybody can make one, and a timestamp of any time with it.
    Nor does a key that is not among `keys` (SHA-256), if any are given.
    """
    for one in found.dated:
        timestamp = one.trusted or one.stamped.timestamp
        proved = one.trusted is not None
        root = f"{timestamp.signer}, root sha256:{_root_digest(timestamp)}"
        by = f"{root}, which {_known(proved)}"
        at = f"{timestamp.moment}, by the word of {by}"
        if one.stamped.seal.number >= last:
            yield Attestation("root", f"these bytes were there before {at}", proved)
        if hashlib.sha256(one.token).hexdigest() in named:
            yield Attestation("root", f"they were sealed after {at}", proved, vouches=False)
    for signature in found.signers:
        if signature.seal.number >= last:
            sha256 = signature.key.sha256
            by = f"sha256:{sha256}" + (f", which {_known(sha256 in keys)}," if keys else "")
            words = f"who has the key {by} vouches for them"
            yield Attestation("key", words, not keys or sha256 in keys)
    for answer in found.answers:
        if answer.signed.seal.number >= last:
            told = answer.signed.found
            key = "is" if answer.domain else "is not"
            time = "a trusted" if answer.time else "no trusted"
            words = (
                f"a server that calls itself {told.domain} vouches for them, before"
                f" {told.time:%Y-%m-%d %H:%M:%S} UTC; its key {key} the domain's by a root"
                f" that is trusted here, and the time is by {time} root's word"
            )
            yield Attestation("root", words, answer.domain and answer.time)


def _known(trusted: bool) -> str:
    return "is trusted here" if trusted else "only this file brings"


def _root_digest(timestamp: Timestamp) -> str:
    (root,) = certificates(timestamp.root, "root")
    return root.fingerprint(SHA256()).hex()
