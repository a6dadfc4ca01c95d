"""Signed requests: sites that check them can tell this crawler from others that take its name.

Web Bot Auth (draft-meunier-web-bot-auth-architecture) is a profile of HTTP Message Signatures
(RFC 9421): each request is signed with the operator's key for the host that it goes to, and names
the place where the public key is to be found.
"""

from __future__ import annotations

import secrets
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from scrapy.exceptions import NotConfigured

from twa.dataset.errors import TwaError
from twa.dataset.proof import jwk, keys

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

TAG: Final = "web-bot-auth"

LABEL: Final = "sig1"

LASTS: Final = timedelta(minutes=1)
"""How long a signature is good: no longer than a request is under way."""

_COVERED: Final = ("@authority", "signature-agent")
_FIELDS: Final = ("Signature-Agent", "Signature-Input", "Signature")


class BadAgent(TwaError):
    """Not the address of a directory of keys. The subject is what was given."""

    message = "WEB_BOT_AUTH_AGENT must be an https URL, where your key is published"
    exit_status = 2


@dataclass(frozen=True, slots=True)
class _Message:
    """A request as far as it is signed."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


class Signing:
    """Downloader middleware, next to the network: signs what is sent, in the moment it is sent."""

    def __init__(self, key: keys.PrivateKey, agent: str) -> None:
        # Few crawls sign, and all others would wait for it before their first request.
        from http_message_signatures import HTTPMessageSigner
        from http_message_signatures.algorithms import ED25519

        self._key = key
        self._key_id = jwk.thumbprint(key.public)
        self._agent = agent
        self._signer = HTTPMessageSigner(signature_algorithm=ED25519)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a component. Raises BadKey and BadAgent."""
        file = crawler.settings.get("WEB_BOT_AUTH_KEY")
        if not file:
            raise NotConfigured
        agent = str(crawler.settings.get("WEB_BOT_AUTH_AGENT") or "")
        if not agent.startswith("https://") or not agent.isascii() or set(agent) & set(' "\\'):
            raise BadAgent(subject=agent or "nothing")
        return cls(keys.load(Path(file)), agent)

    def process_request(self, request: Request) -> None:
        """Sign it for its host, in the place of any signature that a request before it had."""
        for name in _FIELDS:
            request.headers.pop(name, None)
        parts = urlsplit(request.url)
        # The host alone is signed; a URL may have octets in it that no signature may.
        message = _Message(request.method, f"{parts.scheme}://{parts.netloc}/")
        message.headers["Signature-Agent"] = f'"{self._agent}"'
        now = datetime.now(UTC)
        prepared = self._signer.prepare(
            message,
            key_id=self._key_id,
            created=now,
            expires=now + LASTS,
            nonce=b64encode(secrets.token_bytes(32)).decode(),
            label=LABEL,
            tag=TAG,
            covered_component_ids=_COVERED,
        )
        self._signer.apply(message, prepared, self._key.sign(prepared.signature_base))
        for name, value in message.headers.items():
            request.headers[name] = value
