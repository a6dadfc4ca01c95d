"""Asking a signing server over HTTP: `twa.dataset.proof.domain_signature`; authsign is one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from twa.dataset.errors import TwaError
from twa.dataset.proof.authorities import posted
from twa.dataset.proof.domain_signature import BadDomainSignature, read

_JSON: Final = "application/json"
_TOKEN: Final = re.compile(r"[!-~]+")


class NotSigned(TwaError):
    """A signing server did not sign, and why. The subject is its URL."""

    message = "the signing server gave no signature"


class SigningServer:
    """A server that signs, at `url`; `token` is what it asks for, or null.

    `clock` gives the instant that is signed with a digest: a server signs nothing old.
    """

    def __init__(self, url: str, token: str | None, clock: Callable[[], datetime]) -> None:
        if token is not None and not _TOKEN.fullmatch(token):
            raise NotSigned("the token is no word of ASCII", subject=url)
        self.url = url
        self._token = token
        self._clock = clock

    def created(self, _newest: datetime, /) -> datetime:
        """The instant that a package says that it was made at: now."""
        return self._clock()

    def signed(self, digest: str, *, created: str, software: str) -> Mapping[str, Any]:
        """`signedData` of a package for a digest (`sha256:` and hex). Raises NotSigned."""
        told: dict[str, Any] = json.loads(self.answer(digest, created))
        return {**told, "software": told.get("software") or software}

    def sign(self, digest: str) -> bytes:
        """What the server says of a digest now. Raises NotSigned."""
        return self.answer(digest, f"{self._clock():%Y-%m-%dT%H:%M:%SZ}")

    def answer(self, digest: str, created: str) -> bytes:
        """The answer, which holds. Raises NotSigned."""
        asked = json.dumps({"hash": digest, "created": created}).encode()
        headers = {"Authorization": f"bearer {self._token}"} if self._token else {}
        try:
            octets = posted(self.url, asked, _JSON, _JSON, headers)
        except TwaError as error:
            raise NotSigned(subject=self.url, cause=error.message) from error
        try:
            found = read(octets, digest, self.url)
        except BadDomainSignature as error:
            raise NotSigned(subject=self.url, cause=error.message) from error
        if found.created != created:
            raise NotSigned(subject=self.url, cause="is of another instant")
        return octets
