"""Public keys as JSON Web Keys (RFC 7517; RFC 8037 for Ed25519), for those who check signatures."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from twa.dataset.proof.keys import PublicKey


def jwk(key: PublicKey) -> dict[str, str]:
    """The members of the key that make it what it is, in the order of RFC 7638, section 3.3."""
    raw = load_pem_public_key(key.pem).public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"crv": "Ed25519", "kty": "OKP", "x": _base64url(raw)}


def thumbprint(key: PublicKey) -> str:
    """The name of the key: the SHA-256 of its JWK (RFC 7638, section 3)."""
    octets = json.dumps(jwk(key), separators=(",", ":")).encode()
    return _base64url(hashlib.sha256(octets).digest())


def directory(key: PublicKey) -> str:
    """A key set (RFC 7517, section 5) with this key, to be served at the signer's site."""
    one = {**jwk(key), "kid": thumbprint(key), "use": "sig"}
    return json.dumps({"keys": [one]}, indent=2)


def _base64url(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()
