"""What a signing server says of a digest, by "WACZ Signing and Verification" 0.1.0.

A signature (ECDSA) of the digest as text, by the key that a certificate of a domain names, and a
timestamp (RFC 3161) of that signature. That the certificate is of the domain, and by whom, is for
who verifies it.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from twa.dataset.errors import TwaError
from twa.dataset.expressions import expression
from twa.dataset.proof import timestamps

_DOMAIN: Final = expression(r"[\w.:-]{1,253}")
"""A host, with a port maybe: what has blanks would say in a line of ours what it likes."""


class BadDomainSignature(TwaError):
    """What is no signature of a digest, and why. The subject is its file or its server."""

    message = "not a signature by a server"
    exit_status = 3


@dataclass(frozen=True, slots=True)
class DomainSignature:
    """A signature that holds: `signature` is DER, `chain` the certificates in PEM.

    `token` is the timestamp of the signature's Base64, `time` its instant, `authority` the
    certificates that it is checked by; `created` is what the signer said of when.
    """

    domain: str
    created: str
    time: datetime
    signature: bytes
    chain: bytes
    token: bytes
    authority: bytes

    @property
    def stamped(self) -> bytes:
        """What the timestamp is of."""
        return base64.b64encode(self.signature)


def read(octets: bytes, digest: str, subject: object) -> DomainSignature:
    """What an answer says of a digest (`sha256:` and hex). Raises BadDomainSignature."""
    try:
        told = json.loads(octets)
        if told["hash"] != digest:
            raise BadDomainSignature("is of another digest", subject=subject)
        chain, authority = (told[name].encode() for name in ("domainCert", "timestampCert"))
        signature, token = (base64.b64decode(told[n]) for n in ("signature", "timeSignature"))
        key = x509.load_pem_x509_certificates(chain)[0].public_key()
        roots = x509.load_pem_x509_certificates(authority)
        if not isinstance(key, EllipticCurvePublicKey):
            raise BadDomainSignature("its key is no ECDSA key", subject=subject)
        key.verify(signature, digest.encode(), ECDSA(SHA256()))
        domain, created = str(told["domain"]), str(told["created"])
        if not _DOMAIN.fullmatch(domain):
            raise BadDomainSignature("names no domain", subject=subject)
    except InvalidSignature as error:
        raise BadDomainSignature(
            "the signature is not by the key of its certificate", subject=subject
        ) from error
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        binascii.Error,
    ) as error:
        raise BadDomainSignature(subject=subject) from error
    stamped = base64.b64encode(signature)
    try:
        found = timestamps.check(
            token, stamped, roots=roots, query=None, subject=subject, beside=roots
        )
    except TwaError as error:
        raise BadDomainSignature(
            "the timestamp of its signature does not hold", subject=subject, cause=error.message
        ) from error
    return DomainSignature(domain, created, found.time, signature, chain, token, authority)


def is_of_its_domain(found: DomainSignature, roots: Sequence[x509.Certificate]) -> bool:
    """Whether one of these roots says that the key was the domain's when it was timestamped."""
    try:
        first, *between = x509.load_pem_x509_certificates(found.chain)
        policy = PolicyBuilder().store(Store(list(roots))).time(found.time.replace(tzinfo=None))
        policy.build_server_verifier(x509.DNSName(found.domain)).verify(first, between)
    except (VerificationError, ValueError):
        return False
    return True
