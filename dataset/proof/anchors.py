"""What anchors the seals of a collection: signatures and timestamps, as they lie beside them.

archive/seals/00000003.NAME.tsq     what an authority was asked (RFC 3161), for its nonce
archive/seals/00000003.NAME.tsr     what it answered
archive/seals/roots/SHA256.pem      the root by which that was checked when it came
archive/seals/00000003.KEY.sig      a signature (Ed25519), 64 octets
archive/seals/00000003.NAME.signed  what a signing server said of the seal's SHA-256
archive/seals/keys/KEY.pem          the public key that it was made with
archive/seals/keys/KEY.revoked      the number of the last seal that the key is good for
"""

from __future__ import annotations

import hashlib
import re
import ssl
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509

from twa.dataset.errors import TwaError
from twa.dataset.files import sync, write_whole
from twa.dataset.proof import chain, domain_signature
from twa.dataset.proof.chain import FOLDER, SIGNATURE, SIGNED, TIMESTAMP, Anchor, stem
from twa.dataset.proof.domain_signature import BadDomainSignature, DomainSignature
from twa.dataset.proof.keys import BadKey, PrivateKey, PublicKey
from twa.dataset.proof.seal import NotASeal, Seal
from twa.dataset.proof.timestamps import LONGEST, BadTimestamp, Timestamp, check

REQUEST: Final = ".tsq"
ROOTS: Final = "roots"
KEYS: Final = "keys"
REVOKED: Final = ".revoked"

_UNFIT: Final = re.compile(r"[^a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Stamped:
    """A seal with a timestamp that holds."""

    seal: Seal
    anchor: Anchor
    timestamp: Timestamp


@dataclass(frozen=True, slots=True)
class Signed:
    """A seal with a signature that holds, and the key that made it."""

    seal: Seal
    anchor: Anchor
    key: PublicKey


@dataclass(frozen=True, slots=True)
class DomainSigned:
    """A seal with a signature by a server that holds."""

    seal: Seal
    anchor: Anchor
    found: DomainSignature


@dataclass(frozen=True, slots=True)
class Anchors:
    """Those of a chain that hold, by number of their seals, and what is wrong with all others."""

    stamped: tuple[Stamped, ...]
    signed: tuple[Signed, ...]
    domain_signed: tuple[DomainSigned, ...]
    wrong: tuple[TwaError, ...]


class BadSignature(TwaError):
    """A signature that proves nothing. The subject is its file."""

    message = "not a signature of this seal"
    exit_status = 3


class NoRoots(TwaError):
    """A file that should hold certificates. The subject is the file."""

    message = "holds no certificates in PEM"


# --- Putting them there -----------------------------------------------------------------------


def keep_timestamp(
    archive: Path, seal: Seal, authority: str, query: bytes, answer: bytes, found: Timestamp
) -> Path:
    """Keep a timestamp that was checked, durably; its file."""
    folder = archive / FOLDER
    path = folder / f"{stem(seal.number)}.{slug(authority)}{TIMESTAMP}"
    roots = folder / ROOTS
    roots.mkdir(exist_ok=True)
    write_whole(roots / f"{hashlib.sha256(found.root).hexdigest()}.pem", found.root)
    write_whole(path.with_suffix(REQUEST), query)
    write_whole(path, answer)
    sync(folder)
    return path


def sign(archive: Path, seal: Seal, key: PrivateKey) -> Path:
    """Sign a seal and keep the signature, durably; its file."""
    folder = archive / FOLDER
    path = folder / f"{stem(seal.number)}.{key.public.name}{SIGNATURE}"
    keys = folder / KEYS
    keys.mkdir(exist_ok=True)
    write_whole(keys / f"{key.public.name}.pem", key.public.pem)
    write_whole(path, key.sign(seal.octets))
    sync(folder)
    return path


def keep_signed(archive: Path, seal: Seal, server: str, answer: bytes) -> Path:
    """Keep what a server said of a seal, which was checked, durably; its file."""
    path = archive / FOLDER / f"{stem(seal.number)}.{slug(server)}{SIGNED}"
    write_whole(path, answer)
    sync(path.parent)
    return path


def revoke(archive: Path, key: PublicKey, last: int) -> Path:
    """Note that a key is good for no seal after the one with the number `last`; the note."""
    keys = archive / FOLDER / KEYS
    keys.mkdir(parents=True, exist_ok=True)
    write_whole(keys / f"{key.name}.pem", key.pem)
    path = keys / f"{key.name}{REVOKED}"
    write_whole(path, f"{last}\n".encode())
    return path


def slug(authority: str) -> str:
    """What an authority (its URL) is called in file names."""
    name = authority.lower().partition("://")[2] or authority.lower()
    return _UNFIT.sub("-", name).strip("-")[:60] or "authority"


# --- Reading them -----------------------------------------------------------------------------


def every(archive: Path) -> Anchors:
    """All that anchors the chain of the folder `archive`, each looked at once.

    Timestamps by the roots that were kept when they came.
    """
    roots = kept_roots(archive)
    keys = {key.name: key for key in public_keys(archive)}
    found: list[Stamped | Signed | DomainSigned | TwaError] = [
        *unreadable(archive),
        *(stamped_by(archive, one, roots) for one in chain.anchors(archive, TIMESTAMP)),
        *(signed_by(archive, one, keys) for one in chain.anchors(archive, SIGNATURE)),
        *(domain_signed_by(archive, one) for one in chain.anchors(archive, SIGNED)),
    ]
    return Anchors(
        tuple(one for one in found if isinstance(one, Stamped)),
        tuple(one for one in found if isinstance(one, Signed)),
        tuple(one for one in found if isinstance(one, DomainSigned)),
        tuple(one for one in found if isinstance(one, TwaError)),
    )


def stamped_by(
    archive: Path, anchor: Anchor, roots: Sequence[x509.Certificate], policy: str | None = None
) -> Stamped | TwaError:
    """What one timestamp says, or why it does not hold; `policy` as for `timestamps.check`."""
    try:
        seal = _seal(archive, anchor)
        found = check(
            _bounded(anchor.path),
            seal.octets,
            roots=roots,
            query=_query(anchor.path),
            subject=f"{FOLDER}/{anchor.path.name}",
            policy=policy,
        )
    except (BadTimestamp, NotASeal) as error:
        return error
    return Stamped(seal, anchor, found)


def signed_by(archive: Path, anchor: Anchor, keys: Mapping[str, PublicKey]) -> Signed | TwaError:
    """What one signature says, or why it does not hold; `keys` are those kept, by name."""
    name = anchor.by
    subject = f"{FOLDER}/{anchor.path.name}"
    try:
        seal = _seal(archive, anchor)
    except NotASeal as error:
        return error
    key = keys.get(name)
    last = revoked(archive, name)
    if key is None:
        return BadSignature("was made with a key that is not in keys/", subject=subject)
    if not key.signed(seal.octets, _bounded(anchor.path)):
        return BadSignature(subject=subject)
    if last is not None and seal.number > last:
        said = f"was made with a key that was revoked after seal {last}"
        return BadSignature(said, subject=subject)
    return Signed(seal, anchor, key)


def domain_signed_by(archive: Path, anchor: Anchor) -> DomainSigned | TwaError:
    """What one signature by a server says, or why it does not hold."""
    subject = f"{FOLDER}/{anchor.path.name}"
    try:
        seal = _seal(archive, anchor)
        found = domain_signature.read(_bounded(anchor.path), f"sha256:{seal.sha256}", subject)
    except (NotASeal, BadDomainSignature) as error:
        return error
    return DomainSigned(seal, anchor, found)


def _seal(archive: Path, anchor: Anchor) -> Seal:
    """The seal that an anchor is of. Raises NotASeal, with the anchor as its subject."""
    try:
        return chain.read(archive, anchor.number)
    except NotASeal as error:
        raise NotASeal(
            f"its seal {anchor.number} is not to be had",
            subject=f"{FOLDER}/{anchor.path.name}",
            cause=error.message,
        ) from error


def public_keys(archive: Path) -> Iterator[PublicKey]:
    """The public keys that were kept; `unreadable` tells of files that hold none."""
    return (one for one in _keys(archive) if isinstance(one, PublicKey))


def revoked(archive: Path, name: str) -> int | None:
    """The number of the last seal that a revoked key is good for; None for a key in force."""
    path = archive / FOLDER / KEYS / f"{name}{REVOKED}"
    if not path.exists():
        return None
    text = path.read_text("ascii", "replace").strip() if path.is_file() else ""
    # What can't be read revokes all the same.
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def kept_roots(archive: Path) -> list[x509.Certificate]:
    """The roots by which timestamps were checked when they came; see `unreadable`."""
    return [one for one in _roots(archive) if isinstance(one, x509.Certificate)]


def unreadable(archive: Path) -> Iterator[TwaError]:
    """What is wrong with files in keys/ and roots/ that hold no key and no certificate."""
    for one in (*_keys(archive), *_roots(archive)):
        if isinstance(one, TwaError):
            yield one


def _keys(archive: Path) -> Iterator[PublicKey | TwaError]:
    for path in sorted((archive / FOLDER / KEYS).glob("*.pem")):
        try:
            yield PublicKey.of(_bounded(path), f"{FOLDER}/{KEYS}/{path.name}")
        except BadKey as error:
            yield error


def _roots(archive: Path) -> Iterator[x509.Certificate | TwaError]:
    for path in sorted((archive / FOLDER / ROOTS).glob("*.pem")):
        try:
            yield from certificates(_bounded(path), f"{FOLDER}/{ROOTS}/{path.name}")
        except NoRoots as error:
            yield error


def roots_of(paths: Iterable[Path]) -> list[x509.Certificate]:
    """The certificates in files, or this system's roots where there is none. Raises NoRoots."""
    found = [one for path in paths for one in certificates(path.read_bytes(), path)]
    if found:
        return found
    context = ssl.create_default_context()
    with warnings.catch_warnings():
        # Some systems trust old roots whose serial numbers are no longer allowed.
        warnings.simplefilter("ignore")
        return [
            x509.load_der_x509_certificate(der) for der in context.get_ca_certs(binary_form=True)
        ]


def certificates(pem: bytes, file: object) -> list[x509.Certificate]:
    """The certificates in a PEM file. Raises NoRoots."""
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise NoRoots(subject=file) from error


def _query(path: Path) -> bytes | None:
    path = path.with_suffix(REQUEST)
    return _bounded(path) if path.is_file() else None


def _bounded(path: Path) -> bytes:
    """What a file holds, or enough of it to be refused; nothing of a folder or a pipe."""
    if not path.is_file():
        return b""
    with path.open("rb") as file:
        return file.read(LONGEST + 1)
