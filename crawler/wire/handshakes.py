"""What a server shows in a TLS handshake: its chain of certificates, and the OCSP response.

The response is asked for as browsers do (RFC 6066, section 8). Timestamps of certificate logs
(RFC 6962) stand in certificates and OCSP responses; those that come in an extension of their own
pyOpenSSL does not hand out.
"""

# Twisted names its methods so; mypy can't read zope's interfaces.
# ruff: noqa: N802

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from OpenSSL import SSL
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from twa.dataset.exchange import Handshake

IGNORED: Final = "certificates are not verified (DOWNLOAD_VERIFY_CERTIFICATES is off)"


@dataclass(slots=True)
class _Asked:
    """Whom a connection is for, whether its chain has to be trusted, and what was stapled to it."""

    name: str
    verifying: bool
    staple: bytes = b""


_asked: WeakKeyDictionary[SSL.Connection, _Asked] = WeakKeyDictionary()


@implementer(IPolicyForHTTPS)
class StaplePolicy:
    """Another policy, with connections that ask for an OCSP response and remember it.

    `context_of` finds the context of what the policy makes, before any connection has it.
    """

    def __init__(
        self, policy: Any, context_of: Callable[[Any], SSL.Context], *, verifying: bool
    ) -> None:
        self._policy = policy
        self._context_of = context_of
        self._verifying = verifying

    def creatorForNetloc(self, hostname: bytes, port: int) -> _Creator:
        asked = _Asked(f"{hostname.decode('ascii')}:{port}", self._verifying)
        creator = self._policy.creatorForNetloc(hostname, port)
        self._context_of(creator).set_ocsp_client_callback(_stapled)
        return _Creator(creator, asked)


@implementer(IOpenSSLClientConnectionCreator)
class _Creator:
    def __init__(self, creator: Any, asked: _Asked) -> None:
        self._creator = creator
        self._given = asked

    def clientConnectionForTLS(self, protocol: Any) -> SSL.Connection:
        connection: SSL.Connection = self._creator.clientConnectionForTLS(protocol)
        connection.request_ocsp()
        _asked[connection] = _Asked(self._given.name, self._given.verifying)
        return connection


def _stapled(connection: SSL.Connection, staple: bytes, _: object) -> bool:
    """Take note of an OCSP response; what it says is for others to judge."""
    if (asked := _asked.get(connection)) is not None:
        asked.staple = staple
    return True


def shown(connection: SSL.Connection) -> Handshake | None:
    """What the server showed on a connection that a `StaplePolicy` made, after the handshake."""
    asked = _asked.get(connection)
    chain = connection.get_peer_cert_chain(as_cryptography=True)
    if asked is None or not chain:
        return None
    return Handshake(
        name=asked.name,
        certificates=tuple(one.public_bytes(Encoding.DER) for one in chain),
        staple=asked.staple,
        trusted=asked.verifying,
        words=_root(connection) if asked.verifying else IGNORED,
    )


def _root(connection: SSL.Connection) -> str:
    """The root that the chain was found to lead to; the handshake would have failed for none."""
    chain = connection.get_verified_chain(as_cryptography=True)
    if not chain:
        return "to a root of this system"
    root = chain[-1]
    return f"root sha256:{root.fingerprint(SHA256()).hex()} {_subject(root)}"


def _subject(certificate: x509.Certificate) -> str:
    try:
        return certificate.subject.rfc4514_string()
    except ValueError:
        return "with a name that is none"
