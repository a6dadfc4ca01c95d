"""Timestamps by RFC 3161: what an authority was asked, what it answered, and what that is worth.

Reading and checking is rfc3161-client's. What is told apart here, so that each fault has its own
words, is what the standard asks of who requested a timestamp (section 2.2): its status, that it is
of these octets, that it answers this very request, its policy, and its signer's certificate, which
was valid at the time that it states. Whether that was revoked since, nobody here asks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from rfc3161_client import (
    TimeStampRequest,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client._rust import parse_timestamp_request
from rfc3161_client.base import HashAlgorithm
from rfc3161_client.tsp import MessageImprint, PKIStatus

from twa.dataset.errors import TwaError, one_line
from twa.dataset.proof.der import sorted_certificates

LONGEST: Final = 1 << 18
"""Octets of an answer at most; with certificates they have some 6,000."""

_UNREADABLE: Final = (
    *(ValueError, TypeError, LookupError, OverflowError, x509.InvalidVersion),
    *(x509.DuplicateExtension, x509.UnsupportedGeneralNameType),
)
"""What octets that are no DER, or no certificates, may raise."""

Wrong = Callable[..., "BadTimestamp"]

_HASHES: Final = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}


class BadTimestamp(TwaError):
    """A timestamp that proves nothing, and why. The subject is its file or its authority."""

    message = "not a timestamp"
    exit_status = 3


@dataclass(frozen=True, slots=True)
class Timestamp:
    """What a timestamp says: octets were there before `time`, by the word of `signer`.

    `root` is the certificate that its signer's leads to, in PEM; `certificates` are those in the
    token; `policy` is an OID in dots.
    """

    time: datetime
    signer: str
    policy: str
    serial: int
    root: bytes
    certificates: tuple[bytes, ...]

    @property
    def moment(self) -> str:
        """`time` as people read it, to the second."""
        return f"{self.time:%Y-%m-%d %H:%M:%S} UTC"


def request(octets: bytes) -> bytes:
    """A request for a timestamp of the octets, in DER: SHA-256, a nonce, and the certificates."""
    builder = TimestampRequestBuilder().data(octets).hash_algorithm(HashAlgorithm.SHA256)
    return builder.nonce(nonce=True).cert_request(cert_request=True).build().as_bytes()


def check(
    answer: bytes,
    octets: bytes,
    *,
    roots: Sequence[x509.Certificate],
    query: bytes | None,
    subject: object,
    policy: str | None = None,
    beside: Sequence[x509.Certificate] = (),
) -> Timestamp:
    """What the answer to `query` says of the octets. Raises BadTimestamp with what is wrong.

    `query` is null where it is not known any more, and then nothing is said of its nonce. An
    authority that was not asked for its certificate leaves it out (RFC 3161, section 2.4.1,
    `certReq`): it is then one of those kept `beside`.
    """

    def wrong(message: str, cause: object = None) -> BadTimestamp:
        return BadTimestamp(message, subject=subject, cause=cause)

    try:
        return _checked(answer, octets, roots, query, policy, beside, wrong)
    except _UNREADABLE as error:
        # Damage inside is met wherever it is first looked at.
        raise wrong("not a timestamp") from error


def _checked(
    answer: bytes,
    octets: bytes,
    roots: Sequence[x509.Certificate],
    query: bytes | None,
    policy: str | None,
    beside: Sequence[x509.Certificate],
    wrong: Wrong,
) -> Timestamp:
    response = decode_timestamp_response(sorted_certificates(answer[: LONGEST + 1]))
    status = PKIStatus(response.status)
    if status not in (PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS):
        words = ", ".join(map(str, response.status_string))
        raise wrong(f"the authority refused: {status.name.lower()}", words or None)
    info = response.tst_info
    loaded = [
        x509.load_der_x509_certificate(one) for one in sorted(response.signed_data.certificates)
    ]
    told = loaded or list(beside)
    asked = _asked(query, wrong)
    name = _HASHES.get(info.message_imprint.hash_algorithm.dotted_string)
    if name is None:
        raise wrong("is of a digest that nobody should rely on")
    if info.message_imprint.message != hashlib.new(name, octets).digest():
        raise wrong("is of other octets: a timestamp of another head")
    if asked is not None and _said(asked.message_imprint) != _said(info.message_imprint):
        raise wrong("does not answer the request that was made, which is of other octets")
    if asked is not None and info.nonce != asked.nonce:
        raise wrong("does not answer the request that was made: its nonce is another")
    stated = info.policy.dotted_string
    if policy is not None and stated != policy:
        raise wrong(f"was made by the policy {stated}, not by {policy}")
    signer = _signer(response, told)
    if signer is None:
        raise wrong("does not hold the certificate of its signer")
    time = info.gen_time.astimezone(UTC)
    if not signer.not_valid_before_utc <= time <= signer.not_valid_after_utc:
        raise wrong(f"its signer's certificate was not valid then, at {time:%Y-%m-%d %H:%M} UTC")
    left_out = None if loaded else signer
    root = _root(response, info.message_imprint.message, told, left_out, roots, wrong)
    return Timestamp(
        time=time,
        signer=one_line(signer.subject.rfc4514_string()),
        policy=stated,
        serial=info.serial_number,
        root=root.public_bytes(Encoding.PEM),
        certificates=tuple(one.public_bytes(Encoding.PEM) for one in loaded),
    )


def _asked(query: bytes | None, wrong: Wrong) -> TimeStampRequest | None:
    if query is None:
        return None
    try:
        return parse_timestamp_request(query)
    except ValueError:
        raise wrong("the request that was made is no request") from None


def _said(imprint: MessageImprint) -> tuple[str, bytes]:
    return imprint.hash_algorithm.dotted_string, imprint.message


def _signer(
    response: TimeStampResponse, certificates: Sequence[x509.Certificate]
) -> x509.Certificate | None:
    for info in response.signed_data.signer_infos:
        for one in certificates:
            if (one.issuer, one.serial_number) == (info.issuer, info.serial_number):
                return one
    return None


def _root(
    response: TimeStampResponse,
    digest: bytes,
    certificates: Sequence[x509.Certificate],
    left_out: x509.Certificate | None,
    roots: Sequence[x509.Certificate],
    wrong: Wrong,
) -> x509.Certificate:
    """The one trusted certificate by which it holds.

    `left_out` is that of its signer, if the token has none. Each root is tried by itself: two may
    have one name, and then a name does not tell which it was.
    """
    issuers = {one.issuer for one in certificates}
    problem: Exception = VerificationError(
        "no trusted root issued its certificates; --roots names one"
    )
    for root in roots:
        if root.subject in issuers:
            try:
                builder = VerifierBuilder(roots=[root], tsa_certificate=left_out)
                builder.build().verify(response, digest)
            except (VerificationError, ValueError) as error:
                problem = error
            else:
                return root
    raise wrong(
        "its signer's certificate leads to no root that is trusted, or did not sign it",
        str(problem),
    ) from problem
