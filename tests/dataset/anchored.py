"""A small collection whose seals are signed and timestamped."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, hours, item, page
from tests.dataset.proof.authority import Authority
from twa.dataset.collection import Collection
from twa.dataset.proof import keys
from twa.dataset.proof.anchoring import Wanted, anchor
from twa.dataset.proof.anchors import roots_of
from twa.dataset.proof.authorities import ask
from twa.dataset.proof.timestamps import request
from twa.dataset.warc.revisits import Earlier


def harbour(root: Path) -> Collection:
    """A collection of two WARCs: a feed and two articles, and one of these again."""
    first = Archive("news-1.warc.gz")
    first.get(FEED, feed(item("bridge", "Bridge"), item("pier", "Pier")), **RSS)
    bridge = first.get(f"{SITE}/bridge/", page("Harbour bridge reopens"), at=hours(1), via=FEED)
    first.get(f"{SITE}/pier/", page("Northern pier closes", ["A wall gave way."]), at=hours(2))
    first.save(root)
    second = Archive("news-2.warc.gz")
    again = page("Harbour bridge reopens")
    second.get(f"{SITE}/bridge/", again, at=hours(30), via=FEED, earlier=digested(bridge, again))
    second.save(root)
    return Collection(root)


def digested(earlier: Earlier, body: str) -> Earlier:
    """What a revisit needs to know of a capture."""
    digest = f"sha256:{hashlib.sha256(body.encode()).hexdigest()}"
    return dataclasses.replace(earlier, digest=digest)


def anchor_all(made: Collection, authority: Authority, key: Path) -> None:
    """Have the head signed and timestamped."""
    with authority.serving() as url:
        wanted = Wanted(keys.load(key), (url,), roots_of([authority.root]))
        for outcome in anchor(made.archive, wanted, ask=ask, now=datetime.now(UTC)):
            assert outcome.error is None


def signed_as(domain: str, sha256: str, authority: Authority) -> bytes:
    """What a server says of a digest that nobody knows, and that calls itself somebody."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, domain)])
    made = x509.CertificateBuilder(name, name, key.public_key(), serial_number=5)
    made = made.not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(
        datetime(2050, 1, 1, tzinfo=UTC)
    )
    named = x509.SubjectAlternativeName([x509.DNSName(domain)])
    pem = made.add_extension(named, critical=False).sign(key, SHA256())
    digest = f"sha256:{sha256}"
    signature = b64encode(key.sign(digest.encode(), ec.ECDSA(SHA256())))
    told = {
        "hash": digest,
        "signature": signature.decode(),
        "domain": domain,
        "created": "2019-01-01T00:00:00Z",
        "domainCert": pem.public_bytes(Encoding.PEM).decode(),
        "timestampCert": authority.root.read_text(),
        "timeSignature": b64encode(authority.reply(request(signature))).decode(),
    }
    return json.dumps(told).encode()
