"""The key that a collection's heads are signed with: Ed25519 (RFC 8032), in a file of its own.

    KEY       the private key, PKCS #8 in PEM, for its owner alone (mode 0600)
    KEY.pub   the public key, SubjectPublicKeyInfo in PEM, to be made known

A key is called by the SHA-256 of its public key in DER (`openssl pkey -pubin -outform DER |
sha256sum`), in file names by the first 16 digits of that. No message names more of a private key
than its file.
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from twa.dataset.errors import TwaError

PUBLIC: Final = ".pub"
_LONGEST: Final = 1 << 14


class BadKey(TwaError):
    """A key that can't be used. The subject is its file."""

    message = "not an Ed25519 key"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key; `pem` is its file."""

    pem: bytes
    sha256: str

    @property
    def name(self) -> str:
        """What it is called in file names."""
        return self.sha256[:16]

    @classmethod
    def of(cls, pem: bytes, file: object) -> PublicKey:
        """The key in a file. Raises BadKey."""
        try:
            key = load_pem_public_key(pem[:_LONGEST])
        except ValueError as error:
            raise BadKey(subject=file) from error
        if not isinstance(key, Ed25519PublicKey):
            raise BadKey(subject=file)
        return _public(key)

    def signed(self, octets: bytes, signature: bytes) -> bool:
        """Whether the signature of the octets was made with the private key."""
        key = load_pem_public_key(self.pem)
        assert isinstance(key, Ed25519PublicKey)  # see `of`
        try:
            key.verify(signature, octets)
        except InvalidSignature:
            return False
        return True


class PrivateKey:
    """A private key that was read, and what it does; it shows nothing of itself."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = _public(key.public_key())

    def sign(self, octets: bytes) -> bytes:
        """The signature, 64 octets."""
        return self._key.sign(octets)


def new(path: Path) -> PublicKey:
    """Make a key at `path`, and its public half beside it.

    Raises BadKey where something is there already, or the place is inside of a collection.
    """
    key = Ed25519PrivateKey.generate()
    made = _public(key.public_key())
    write(path, key, made.pem)
    return made


def write(path: Path, key: PrivateKeyTypes, public_pem: bytes) -> None:
    """Put a private key of any kind at `path`, and its public half beside it. Raises as `new`."""
    public = path.with_name(path.name + PUBLIC)
    refuse_inside(path)
    for file in (path, public):
        if file.exists() or file.is_symlink():
            raise BadKey("is there already, and a key is never overwritten", subject=file)
    octets = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file_object:
        file_object.write(octets)
        file_object.flush()
        os.fsync(descriptor)
    public.write_bytes(public_pem)


def load(path: Path) -> PrivateKey:
    """The private key in a file.

    Raises BadKey where it is none, others may read it, or it lies inside of a collection.
    """
    key = read(path)
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey(subject=path)
    return PrivateKey(key)


def read(path: Path) -> PrivateKeyTypes:
    """The private key of any kind in a file. Raises as `load`."""
    refuse_inside(path)
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            pem = file.read(_LONGEST)
    except OSError as error:
        raise BadKey("the key can't be read", subject=path, cause=error.strerror) from error
    try:
        key = load_pem_private_key(pem, None)
    except (ValueError, TypeError):
        # The cause might quote what stands in the file.
        raise BadKey("not a private key", subject=path) from None
    if mode & 0o077:
        raise BadKey("others may read this key: `chmod 600` it", subject=path)
    return key


def refuse_inside(path: Path) -> None:
    """Raise BadKey for a place inside of a collection, which is copied, packed and published."""
    for folder in path.absolute().parents:
        if (folder / "archive").is_dir() and (folder / ".lock").exists():
            raise BadKey(f"a key must not lie inside of a collection ({folder})", subject=path)


def _public(key: Ed25519PublicKey) -> PublicKey:
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return PublicKey(pem, hashlib.sha256(der).hexdigest())
