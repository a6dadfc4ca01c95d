"""TLS certificates are verified, unless the user says otherwise, and the archive says which."""

from __future__ import annotations

import json
import re
import ssl
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509 import ocsp
from OpenSSL import SSL
from warcio.archiveiterator import ArchiveIterator

from tests.crawler.answering import answering, page, reply
from tests.crawler.commands.test_sources import twa
from tests.crawler.crawling import Crawl, crawl
from twa.crawler.archive.archive import new_record_id
from twa.crawler.wire.handshakes import StaplePolicy, shown
from twa.dataset.http.message import parse_fields
from twa.dataset.warc.connections import handshake_drafts
from twa.dataset.warc.reader import read


def context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """A server's, with this certificate."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(made)
    return made


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """The one that the crawler trusts."""
    return trustme.CA()


@pytest.fixture(autouse=True)
def trust(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))


def crawled(
    tmp_path: Path, certificate: trustme.LeafCert, host: str = "127.0.0.1", **settings: Any
) -> Crawl:
    """A crawl of a feed of one article, from a server that shows this certificate."""
    with answering(tls=context(certificate)) as server:
        server.url = server.url.replace("127.0.0.1", host)
        server.rss("/tides")
        server.answers["/tides"] = reply(page("The tides"))
        return crawl(
            tmp_path,
            "feed",
            collection="x",
            url=f"{server.url}/feed",
            name="x",
            settings={"RETRY_TIMES": 0, **settings},
        )


def told(done: Crawl) -> set[str]:
    """What the archive says about certificates."""
    infos = (r for path in sorted((done.folder / "archive").glob("*.warc.gz")) for r in read(path))
    return {
        value.decode()
        for record in infos
        if record.type == "warcinfo"
        for name, value in parse_fields(record.block.bytes())
        if name == b"certificates"
    }


def test_a_certificate_that_is_right_is_taken(tmp_path: Path, authority: trustme.CA) -> None:
    done = crawled(tmp_path, authority.issue_cert("127.0.0.1"))
    assert (done.status, len(done.rows())) == (0, 1), done.log
    assert told(done) == {"verify"}


def test_what_a_server_showed_is_archived_once_and_each_row_refers_to_it(
    tmp_path: Path, authority: trustme.CA
) -> None:
    certificate = authority.issue_cert("127.0.0.1")
    done = crawled(tmp_path, certificate)
    [warc] = (done.folder / "archive").glob("*.warc.gz")
    records = [
        (one.type, one.url or "", one.locator.record_id, one.block.bytes()) for one in read(warc)
    ]
    [(number, shown)] = [(n, r) for n, r in enumerate(records) if r[1].startswith("urn:cert")]
    assert re.fullmatch(r"urn:certificates:127\.0\.0\.1:\d+", shown[1])
    assert shown[3].split() == b"".join(c.bytes() for c in certificate.cert_chain_pems).split()
    assert number < [r[0] for r in records].index("response")
    [row] = done.rows()
    tls = row["capture"]["tls"]
    assert (tls["trusted"], tls["certificates"]["record_id"]) == (True, shown[2])
    root = x509.load_pem_x509_certificate(authority.cert_pem.bytes())
    assert tls["detail"].startswith(f"root sha256:{root.fingerprint(SHA256()).hex()} ")
    noted = [r[3].decode() for r in records if r[0] == "metadata" and b"outcome" in r[3]]
    assert all(f"tlsCertificates: {shown[2]}" in fields for fields in noted)


def test_a_name_is_archived_with_what_the_resolver_answered(
    tmp_path: Path, authority: trustme.CA
) -> None:
    done = crawled(tmp_path, authority.issue_cert("localhost"), host="localhost")
    assert done.status == 0, done.log
    [warc] = (done.folder / "archive").glob("*.warc.gz")
    [found] = [one for one in read(warc) if (one.url or "").startswith("dns:")]
    assert (found.type, found.url, found.get("Content-Type")) == (
        "response",
        "dns:localhost",
        "text/dns",
    )
    at, *lines = found.block.bytes().decode().splitlines()
    assert at == f"{found.date:%Y%m%d%H%M%S}"
    assert lines == ["localhost.\tIN\tA\t127.0.0.1"]
    with warc.open("rb") as file:
        seen = [
            record.rec_headers.get_header("WARC-Target-URI")
            for record in ArchiveIterator(file, check_digests="raise")
            if record.content_stream().read() is not None
        ]
    assert "dns:localhost" in seen
    # Of both a build says that they are no content.
    manifest = json.loads((done.folder / "dataset/manifest.json").read_text())
    [account] = manifest["inputs"]
    assert account["account"]["response"]["other-type"] == 1
    assert not done.rejects()


def private_key(pem: trustme.Blob) -> EllipticCurvePrivateKey:
    key = load_pem_private_key(pem.bytes(), None)
    assert isinstance(key, EllipticCurvePrivateKey)
    return key


def good(certificate: x509.Certificate, authority: trustme.CA) -> bytes:
    """An OCSP response that says that a certificate is good."""
    issuer = x509.load_pem_x509_certificate(authority.cert_pem.bytes())
    builder = ocsp.OCSPResponseBuilder().add_response(
        certificate,
        issuer,
        SHA256(),
        ocsp.OCSPCertStatus.GOOD,
        this_update=datetime.now(UTC),
        next_update=None,
        revocation_time=None,
        revocation_reason=None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, issuer)
    made = builder.sign(private_key(authority.private_key_pem), SHA256())
    return made.public_bytes(Encoding.DER)


def test_an_ocsp_response_is_asked_for_and_kept(authority: trustme.CA) -> None:
    server = SSL.Context(SSL.TLS_SERVER_METHOD)
    leaf = authority.issue_cert("news.example")
    certificate = x509.load_pem_x509_certificate(leaf.cert_chain_pems[0].bytes())
    server.use_certificate(certificate)
    server.use_privatekey(private_key(leaf.private_key_pem))
    response = good(certificate, authority)
    server.set_ocsp_server_callback(lambda _, __: response)
    client = SSL.Context(SSL.TLS_CLIENT_METHOD)
    creator = SimpleNamespace(clientConnectionForTLS=lambda _: SSL.Connection(client))
    policy = SimpleNamespace(creatorForNetloc=lambda *_: creator)
    made = StaplePolicy(policy, lambda _: client, verifying=False)
    near = made.creatorForNetloc(b"news.example", 443).clientConnectionForTLS(None)
    far = SSL.Connection(server)
    near.set_connect_state()
    far.set_accept_state()
    for _ in range(4):
        for one, other in ((near, far), (far, near)):
            with suppress(SSL.WantReadError):
                one.do_handshake()
            with suppress(SSL.WantReadError):
                other.bio_write(one.bio_read(1 << 16))
    found = shown(near)
    assert found is not None
    assert (found.name, found.staple, found.trusted) == ("news.example:443", response, False)
    assert found.words == "certificates are not verified (DOWNLOAD_VERIFY_CERTIFICATES is off)"
    chain, staple = handshake_drafts(
        found, date=datetime.now(UTC), new_id=new_record_id, warcinfo_id="<urn:x>"
    )
    assert (staple.type, staple.url) == ("metadata", "urn:ocsp-staple:news.example:443")
    assert staple.block.bytes() == response
    assert staple.get("WARC-Concurrent-To") == chain.record_id


def test_a_certificate_that_is_wrong_is_refused_in_words(
    tmp_path: Path, authority: trustme.CA
) -> None:
    past = datetime.now(UTC) - timedelta(days=1)
    wrong = {
        "certificate verify failed": trustme.CA().issue_cert("127.0.0.1"),
        "it is for another host": authority.issue_cert("harbour.example"),
        "": authority.issue_cert("127.0.0.1", not_before=past - timedelta(days=9), not_after=past),
    }
    for words, certificate in wrong.items():
        done = crawled(tmp_path / (words or "expired"), certificate)
        assert done.status == 1
        assert "no secure connection could be made: its certificate is not valid" in done.log
        assert words in done.last_line
        assert "<twisted" not in done.log
        [feed] = [item for item in done.report()["failures"] if item["url"].endswith("/feed")]
        assert feed["reason"] in ("tls", "robots")


def test_who_turns_it_off_gets_it_written_into_the_archive(tmp_path: Path) -> None:
    done = crawled(tmp_path, trustme.CA().issue_cert("x.example"), DOWNLOAD_VERIFY_CERTIFICATES=0)
    assert (done.status, len(done.rows())) == (0, 1), done.log
    assert told(done) == {"ignore"}


def test_a_source_may_turn_it_off_for_itself(tmp_path: Path) -> None:
    with answering(tls=context(trustme.CA().issue_cert("x.example"))) as server:
        server.rss("/tides")
        server.answers["/tides"] = reply(page("The tides"))
        lines = f"[lax]\nurl = '{server.url}/feed'\nverify = false\n\n"
        lines += f"[strict]\nurl = '{server.url}/feed?strict'\n"
        (tmp_path / "sources.toml").write_text(lines)
        server.answers["/feed?strict"] = server.answers["/feed"]
        done = crawl(tmp_path, "feed", collection="lax", name="lax")
        assert (done.status, len(done.rows())) == (0, 1), done.log
        assert told(done) == {"ignore"}
        # What the user types wins.
        again = crawl(
            tmp_path,
            "feed",
            collection="lax",
            name="lax",
            settings={"DOWNLOAD_VERIFY_CERTIFICATES": True, "RETRY_TIMES": 0},
        )
        assert again.status == 1
        assert "its certificate is not valid" in again.log
        checked = twa("sources", "check", "--data", tmp_path)
        assert "ok    lax" in checked.stdout
        assert "WRONG strict" in checked.stdout
        assert "its certificate is not valid" in checked.stdout
