"""TLS certificates are verified, unless the user says otherwise, and the archive says which."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from tests.crawler.answering import answering, page, reply
from tests.crawler.commands.test_sources import twa
from tests.crawler.crawling import Crawl, crawl
from twa.dataset.http.message import parse_fields
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


def crawled(tmp_path: Path, certificate: trustme.LeafCert, **settings: Any) -> Crawl:
    """A crawl of a feed of one article, from a server that shows this certificate."""
    with answering(tls=context(certificate)) as server:
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
