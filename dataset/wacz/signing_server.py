"""Signatures of packages by a server: "WACZ Signing and Verification" 0.1.0, of a domain's name.

The server holds a key, a certificate of its domain, and asks an authority (RFC 3161) for a
timestamp of its signature: authsign is one. What it answers is checked before it is believed; that
its certificate is of its domain, and by whom, is for who verifies the package.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from twa.dataset.errors import TwaError
from twa.dataset.proof import timestamps
from twa.dataset.proof.anchors import certificates
from twa.dataset.proof.authorities import posted

_JSON: Final = "application/json"
_WANTED: Final = ("signature", "domain", "domainCert", "timeSignature", "timestampCert")
_TOKEN: Final = re.compile(r"[!-~]+")


class NotSigned(TwaError):
    """A signing server did not sign a package, and why. The subject is its URL."""

    message = "the signing server gave no signature"


class SigningServer:
    """A server that signs packages, at `url`; `token` is what it asks for, or null.

    `clock` gives the instant that a package says that it was made at: a server signs nothing old.
    """

    def __init__(self, url: str, token: str | None, clock: Callable[[], datetime]) -> None:
        if token is not None and not _TOKEN.fullmatch(token):
            raise NotSigned("the token is no word of ASCII", subject=url)
        self._url = url
        self._token = token
        self._clock = clock

    def created(self, _newest: datetime, /) -> datetime:
        """The instant that a package says that it was made at: now."""
        return self._clock()

    def signed(self, digest: str, *, created: str, software: str) -> Mapping[str, Any]:
        """`signedData` for a manifest with this digest (`sha256:` and hex). Raises NotSigned."""
        asked = json.dumps({"hash": digest, "created": created}).encode()
        headers = {"Authorization": f"bearer {self._token}"} if self._token else {}
        try:
            octets = posted(self._url, asked, _JSON, _JSON, headers)
        except TwaError as error:
            raise NotSigned(subject=self._url, cause=error.message) from error
        try:
            told = json.loads(octets)
            self._check(told, digest, created)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise NotSigned("the answer is no signature", subject=self._url) from error
        return {**told, "software": told.get("software") or software}

    def _check(self, told: Mapping[str, Any], digest: str, created: str) -> None:
        """Raise NotSigned where the answer is of something else, or its parts do not fit."""
        if told["hash"] != digest or told["created"] != created:
            raise NotSigned("the answer is of another package", subject=self._url)
        signature, _, chain, token, authority = (str(told[name]) for name in _WANTED)
        key = certificates(chain.encode(), self._url)[0].public_key()
        try:
            if not isinstance(key, EllipticCurvePublicKey):
                raise NotSigned("its key is of no kind that is checked (ECDSA)", subject=self._url)
            key.verify(base64.b64decode(signature), digest.encode(), ECDSA(SHA256()))
        except (InvalidSignature, binascii.Error) as error:
            wrong = "the signature is not by the key of its certificate"
            raise NotSigned(wrong, subject=self._url) from error
        try:
            timestamps.check(
                base64.b64decode(token),
                signature.encode(),
                roots=certificates(authority.encode(), self._url),
                query=None,
                subject=self._url,
            )
        except TwaError as error:
            wrong = "the timestamp of its signature does not hold"
            raise NotSigned(wrong, subject=self._url, cause=error.message) from error
