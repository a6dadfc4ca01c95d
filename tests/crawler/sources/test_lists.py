"""Lists of feeds that other programs wrote, and a crawl from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.site.running import Site
from twa.crawler.cli import cli
from twa.crawler.sources.file import known
from twa.crawler.sources.lists import ListedFeed, read
from twa.crawler.sources.source import SourceError

OPML = b"""<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
 <outline text="Harbour"><outline text="Wire &amp; tide" type="rss"
   xmlUrl="https://harbour.example/feed/"/><outline text="No feed"/></outline>
 <outline title="Ferries" text="x" xmlUrl=" https://ferry.example/rss "/>
 <outline text="again" xmlUrl="https://harbour.example/feed/"/></body></opml>"""


def test_opml_is_read_however_deep_and_each_feed_once() -> None:
    assert read(OPML, "mine.opml") == [
        ListedFeed("https://harbour.example/feed/", "Wire & tide"),
        ListedFeed("https://ferry.example/rss", "Ferries"),
    ]


def test_a_url_a_line() -> None:
    text = b"\xef\xbb\xbf# mine\nhttps://a.example/feed\n\n  https://b.example/feed  \r\n"
    assert [one.url for one in read(text, "x")] == [
        "https://a.example/feed",
        "https://b.example/feed",
    ]


@pytest.mark.parametrize(
    ("octets", "message"),
    [
        (b"<opml><body></body></opml>", "no feed is listed in it: mine"),
        (b"<opml><body>", "neither OPML nor a list of URLs: mine"),
        (b"\n# nothing\n", "no feed is listed in it: mine"),
    ],
)
def test_what_lists_no_feed_is_said(octets: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read(octets, "mine")


def test_entities_of_a_list_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("https://secret.example/")
    octets = f"""<!DOCTYPE opml [<!ENTITY x SYSTEM "file://{secret}">]><opml><body>
      <outline xmlUrl="https://a.example/" text="a"/><outline>&x;</outline></body></opml>"""
    assert read(octets.encode(), "x") == [ListedFeed("https://a.example/", "a")]


def test_import_adds_what_is_new_and_says_what_is_wrong(tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("https://a.example/feed\nhttps://a.example/feed?page=1\nftp://b.example/\n")
    arguments = ["sources", "import", str(mine), "--data", str(tmp_path / "data")]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 1
    assert "2 added, 0 known already, 1 wrong" in result.output
    assert "WRONG line 3: " in result.output
    assert "ftp://b.example/" in result.output
    names = {s.url: s.name for s in known(tmp_path / "data").values()}
    assert names["https://a.example/feed"] != names["https://a.example/feed?page=1"]
    again = CliRunner().invoke(cli, arguments)
    assert "0 added, 2 known already, 1 wrong" in again.output


def crawl(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {n: v for n, v in os.environ.items() if not n.startswith("SCRAPY_")}
    command = [sys.executable, "-m", "twa.crawler.cli", "crawl", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)


def test_a_crawl_from_any_folder(site: Site, tmp_path: Path) -> None:
    done = crawl(
        *(site.feed, "-a", "name=harbour", "-L", "WARNING"),
        *("-s", "DOWNLOAD_DELAY=0", "-s", "ARCHIVE_REQUISITES=False"),
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "data" / "harbour" / "dataset" / "manifest.json").is_file()


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("harbour.example/feed", "did you mean https://harbour.example/feed?"),
        ("nobody", "no source of this name in sources.toml: nobody (`twa sources list` has "),
    ],
)
def test_what_is_no_source_is_said(what: str, said: str, tmp_path: Path) -> None:
    done = crawl(what, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
