"""Requests signed with the operator's key, and a server that checks them as RFC 9421 has it.

The server checks octets of the wire with `cryptography` alone: it shares no code with the signer.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import time
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.crawler.answering import Answering, answering, page, reply
from tests.crawler.crawling import crawl, follow, twa
from twa.dataset.collection import Collection
from twa.dataset.proof import jwk, keys

AGENT: Final = "https://crawler.example"

# RFC 9421, Appendix B.1.4, and its thumbprint as the draft of Web Bot Auth gives it.
TEST_KEY: Final = b"""-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----
"""


def is_signed(fields: dict[str, str], directory: str) -> bool:
    """Whether a request is signed by a key of the directory, for the host that it came to, now."""
    sent = re.fullmatch(r'sig1=(\("@authority" "signature-agent"\);.*)', fields["signature-input"])
    signature = re.fullmatch(r"sig1=:([A-Za-z0-9+/=]+):", fields["signature"])
    assert sent, fields["signature-input"]
    assert signature
    told = dict(re.findall(r";([a-z]+)=\"?([^;\"]+)\"?", sent[1]))
    base = (
        f'"@authority": {fields["host"]}\n'
        f'"signature-agent": {fields["signature-agent"]}\n'
        f'"@signature-params": {sent[1]}'
    )
    (key,) = [one for one in json.loads(directory)["keys"] if one["kid"] == told["keyid"]]
    raw = base64.urlsafe_b64decode(key["x"] + "=")
    members = f'{{"crv":"{key["crv"]}","kty":"{key["kty"]}","x":"{key["x"]}"}}'
    digest = hashlib.sha256(members.encode()).digest()
    assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == told["keyid"]
    assert told["tag"] == "web-bot-auth"
    assert int(told["created"]) <= time.time() + 1 < int(told["expires"]) + 60
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(
            base64.b64decode(signature[1]), base.encode()
        )
    except InvalidSignature:
        return False
    return True


def test_a_key_has_the_thumbprint_that_others_give_it() -> None:
    key = keys.PublicKey.of(TEST_KEY, "a test")
    assert jwk.thumbprint(key) == "poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U"


def test_a_server_that_lets_in_whom_it_knows(tmp_path: Path) -> None:
    key = tmp_path / "keys" / "bot"
    assert twa("keys", "new", key).returncode == 0
    directory = twa("keys", "jwks", f"{key}.pub").stdout

    def shown(server: Answering) -> bytes:
        target, fields = server.asked[-1]
        if "signature" not in fields or not is_signed(fields, directory):
            return reply(b"", status="403 Forbidden")
        moved = target == "/s/old"
        return reply(b"", "Location: /s/a", status="302 Found") if moved else reply(page("Tides"))

    with answering({"/s/old": shown, "/s/a": shown}) as server:
        server.rss("/s/old")
        settings = {"WEB_BOT_AUTH_KEY": key, "WEB_BOT_AUTH_AGENT": AGENT}
        done = follow(server, tmp_path, settings)
        assert [row["url"] for row in done.rows()] == [f"{server.url}/s/a"]
        assert all(is_signed(fields, directory) for _, fields in server.asked)
        assert {fields["signature-agent"] for _, fields in server.asked} == {f'"{AGENT}"'}
        # No signature is sent twice.
        assert len({fields["signature"] for _, fields in server.asked}) == len(server.asked)
        warcs = [
            gzip.decompress(warc.path.read_bytes()) for warc in Collection(done.folder).warcs()
        ]
        sent = b"".join(warcs)
        for _, fields in server.asked:
            assert f"Signature: {fields['signature']}\r\n".encode() in sent
        secret = key.read_bytes().splitlines()[1]
        kept = [path.read_bytes() for path in done.folder.rglob("*") if path.is_file()]
        assert not any(secret in octets for octets in (*kept, sent, done.log.encode()))


def test_nothing_is_signed_unless_asked_for(tmp_path: Path) -> None:
    with answering({"/s/a": reply(page("Tides"))}) as server:
        server.rss("/s/a")
        follow(server, tmp_path)
        assert not any("signature" in name for _, fields in server.asked for name in fields)


def test_a_key_without_a_place_for_its_public_half_is_refused(tmp_path: Path) -> None:
    key = tmp_path / "keys" / "bot"
    keys.new(key)
    settings = {"WEB_BOT_AUTH_KEY": key, "WEB_BOT_AUTH_AGENT": "crawler.example"}
    done = crawl(tmp_path, "feed", settings=settings, url="http://127.0.0.1:9/feed", name="x")
    assert done.status == 2
    assert "must be an https URL" in done.last_line
