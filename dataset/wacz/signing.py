"""Signatures of packages, as "WACZ Signing and Verification" 0.1.0 has them (Anonymous Signature).

The key is of another kind than those of seals: ECDSA on P-384, which is what readers of packages
check (wabac.js, so ReplayWeb.page and ArchiveWeb.page). Nothing random enters a signature
(RFC 6979), so that the same collection and key give the same package.
"""

from __future__ import annotations

import base64
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from twa.dataset.proof import keys

_SIZE = 48
"""Octets of each half of a signature on P-384."""


class PackageKey:
    """A private key that packages are signed with; it shows nothing of itself.

    `public` is the public key (SubjectPublicKeyInfo in DER).
    """

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key
        public = key.public_key()
        self.public = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, text: str) -> bytes:
        """The signature of a text, as the Web Cryptography API has it: r and s, 48 octets each."""
        algorithm = ec.ECDSA(SHA256(), deterministic_signing=True)
        r, s = decode_dss_signature(self._key.sign(text.encode(), algorithm))
        return r.to_bytes(_SIZE) + s.to_bytes(_SIZE)

    def created(self, newest: datetime, /) -> datetime:
        """The instant of a package whose newest capture is of `newest`: no clock enters."""
        return newest

    def signed(self, digest: str, *, created: str, software: str) -> dict[str, str]:
        """`signedData` for a manifest with this digest (`sha256:` and hex)."""
        return {
            "hash": digest,
            "created": created,
            "software": software,
            "version": "0.1.0",
            "signature": base64.b64encode(self.sign(digest)).decode(),
            "publicKey": base64.b64encode(self.public).decode(),
        }


def new(path: Path) -> PackageKey:
    """Make a key at `path`, and its public half beside it. Raises BadKey, as `keys.new` does."""
    key = ec.generate_private_key(ec.SECP384R1())
    public = key.public_key()
    keys.write(path, key, public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return PackageKey(key)


def load(path: Path) -> PackageKey:
    """The private key in a file. Raises BadKey, as `keys.load` does."""
    key = keys.read(path)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP384R1):
        raise keys.BadKey("not a key for packages: `twa keys new --package`", subject=path)
    return PackageKey(key)
