"""What a page needs is archived with it: on a site whose pages lean on another host."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.crawler.crawling import Crawl, asked, begin, crawl
from tests.site.running import Site, running
from twa.dataset.exchange import Origin
from twa.dataset.warc import Capture, captures

pytestmark = pytest.mark.slow

REQUISITES: Final[dict[str, object]] = {"ARCHIVE_REQUISITES": True, "BUILD": False}
THEME = "/wp-content/themes/harbour"
FEED = "/category/chinese/feed/"
TEXT = (
    "<p>The ferries wait, and for the first time in a hundred years somebody told them why.</p>" * 6
)

ROBOTS = "User-agent: *\nDisallow: /private/\n"
CDN_STYLE = """
@import "deep/one.css";
@font-face { font-family: A; src: url(a.eot); src: url(a.eot?#x) format("embedded-opentype"),
             url(harbour.woff2) format("woff2"), url(a.ttf) format("truetype") }
body { background: url( 'sand 1.png' ) } /* url(comment.png) */
p::after { content: "url(text.png)" }
"""


@pytest.fixture
def cdn() -> Iterator[Site]:
    """A host of its own, with rules of its own, that pages of `site` lean on."""
    with running() as started:
        css = [("Content-Type", "text/css")]
        answer = started.control.answer
        answer("/robots.txt", headers=[("Content-Type", "text/plain")], body=ROBOTS)
        answer("/lib/main.css", headers=css, body=CDN_STYLE)
        for depth in range(1, 9):
            body = f'@import "/lib/deep/{depth + 1}.css"; p {{ background: url(/lib/{depth}.png) }}'
            answer(f"/lib/deep/{depth}.css", headers=css, body=body)
        answer("/lib/deep/one.css", headers=css, body='@import "/lib/deep/1.css";')
        answer("/gone.png", 404)
        answer("/broken.png", 500)
        answer("/cut.png", headers=[("Content-Type", "image/png")], body=b"x" * 4000, fault="cut")
        answer("/moved.png", 302, headers=[("Location", f"{started.url}/arrived.png")])
        answer("/inward.png", 302, headers=[("Location", "http://192.168.7.7/camera.png")])
        answer("/elsewhere.png", 302, headers=[("Location", "file:///etc/hostname")])
        big = [("Content-Type", "image/png")]
        answer("/huge.png", headers=big, body=b"\x89PNG" + b"x" * 400_000)
        yield started


def publish(site: Site, content: str, slug: str = "all-that-a-page-needs") -> str:
    """The only article that the feed lists; its path."""
    before = site.control.posts()
    added: dict[str, Any] = site.control.add("All that a page needs", content + TEXT, slug=slug)
    for post in before:
        site.control.delete(post["path"].rstrip("/").rpartition("/")[2])
    return str(added["path"])


def everything(cdn: str) -> str:
    """A page that leans on the host at `cdn` in every way."""
    return f"""
<link rel="stylesheet" href="{cdn}/lib/main.css">
<img src="{cdn}/plain.png" srcset="{cdn}/plain-300x10.png 300w, {cdn}/plain-900x10.png 900w,
 {cdn}/plain-9000x10.png 9000w" sizes="(max-width: 900px) 100vw, 900px">
<picture><source srcset="{cdn}/dense.png, {cdn}/dense-2x.png 2x, {cdn}/dense-4x.png 4x">
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="{cdn}/lazy.png"></picture>
<video poster="{cdn}/poster.png" src="{cdn}/film.mp4"></video>
<div style="background-image: url('{cdn}/inline.png')"></div>
<script src="{cdn}/needed.js"></script><script src="{cdn}/old.js" nomodule></script>
<script type="application/json" src="{cdn}/data.json"></script>
<script src="https://www.googletagmanager.com/gtag/js?id=G-0"></script>
<iframe src="{cdn}/frame.html"></iframe><a href="{cdn}/linked.png">a link</a>
<img src="{cdn}/gone.png"><img src="{cdn}/broken.png"><img src="{cdn}/cut.png">
<img src="{cdn}/moved.png"><img src="{cdn}/inward.png"><img src="{cdn}/elsewhere.png">
<img src="{cdn}/huge.png"><img src="{cdn}/private/face.png"><img src="file:///etc/passwd">
<img src="http://10.0.0.1/router.png"><img src="http://127.0.0.1:1/nobody.png">
<img src="{cdn}/plain.png"><img src="{cdn}/plain.png#again">
"""


WANTED = {
    *("/plain.png", "/plain-300x10.png", "/plain-900x10.png", "/plain-9000x10.png"),
    *("/dense.png", "/dense-2x.png", "/lazy.png", "/poster.png", "/inline.png", "/needed.js"),
    *("/gone.png", "/broken.png", "/cut.png", "/moved.png", "/arrived.png", "/inward.png"),
    *("/elsewhere.png", "/huge.png", "/lib/main.css", "/lib/deep/one.css", "/lib/deep/1.css"),
    *("/lib/deep/2.css", "/lib/1.png", "/lib/harbour.woff2", "/lib/sand%201.png", "/robots.txt"),
}


def full(tmp_path: Path, site: Site, **settings: Any) -> Crawl:
    return crawl(tmp_path, url=site.feed, settings=REQUISITES | settings)


def archived(done: Crawl) -> Iterator[Capture]:
    """All that is in the archive."""
    for path in sorted((done.folder / "archive").glob("*.warc.gz")):
        yield from captures(path)


def test_all_that_a_page_needs_is_archived(site: Site, cdn: Site, tmp_path: Path) -> None:
    path = publish(site, everything(cdn.url))
    done = full(tmp_path, site, DOWNLOAD_MAXSIZE=300_000, BUILD=True)
    assert done.status == 0, done.log
    assert Counter(line.path for line in cdn.log.requests()) == Counter(WANTED)
    here = [line.path for line in site.log.requests()]
    assert len(here) == len(set(here))
    assert here.index(path) < here.index(f"{THEME}/style.css?ver=1.4")
    assert f"{THEME}/tide.css" in here
    assert f"{THEME}/fonts/harbour.woff2" in here
    assert f"{THEME}/images/tide-320x24.png" in here
    assert not any("eot" in each for each in here)

    # Nothing of it is an article, and nothing of it fails one.
    assert [row["url"] for row in done.rows()] == [f"{site.url}{path}"]
    assert done.rejects() == {}
    told = done.report()["requisites"]
    assert told["failed_by_reason"] == {
        "http-status": 3,  # gone, broken, elsewhere
        "too-large": 1,
        "truncated": 1,
    }
    assert told["refused_by_reason"] == {
        "private-address": 2,  # inward, and the router
        "robots": 1,
        "unreachable": 1,  # nobody
    }
    assert told["fetched"] > 20

    # The archive says what each was for.
    found = {capture.url.removeprefix(cdn.url): capture for capture in archived(done)}
    page, sheet = f"{site.url}{path}", f"{cdn.url}/lib/main.css"
    assert found["/plain.png"].origin == Origin("requisite", page, "LE")
    assert found["/lib/harbour.woff2"].origin == Origin("requisite", sheet, "LEE")
    assert found["/arrived.png"].origin == Origin("requisite", f"{cdn.url}/moved.png", "LER")
    assert found["/private/face.png"].fields["reason"] == "robots"
    assert found["/cut.png"].truncated == "disconnect"

    # All is settled, save what may be better tomorrow: that is tried three times.
    cdn.log.clear()
    site.log.clear()
    for again in (["/broken.png", "/cut.png"], ["/broken.png", "/cut.png"], []):
        assert full(tmp_path, site, DOWNLOAD_MAXSIZE=300_000).status == 0
        assert asked(site) == [(FEED, 304)]
        assert sorted(path for path, _ in asked(cdn)) == again


def test_a_new_page_asks_for_what_is_new_with_it(site: Site, tmp_path: Path) -> None:
    publish(site, '<img src="/wp-content/uploads/first.png">', "first-of-two")
    full(tmp_path, site)
    site.control.add("Second", '<img src="/wp-content/uploads/second.png">' + TEXT, slug="second")
    site.log.clear()
    assert full(tmp_path, site).status == 0
    paths = [path for path, _ in asked(site)]
    assert [path for path in paths if "first" in path or "/themes/" in path] == []
    assert "/wp-content/uploads/second.png" in paths


def test_bytes_that_are_known_are_stored_once(site: Site, cdn: Site, tmp_path: Path) -> None:
    picture = [("Content-Type", "image/png")]
    body = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
    for name in ("one", "two", "three"):
        cdn.control.answer(f"/{name}.png", headers=picture, body=body)
    publish(site, f'<img src="{cdn.url}/one.png"><img src="{cdn.url}/two.png">', "first-of-two")
    done = full(tmp_path, site)
    site.control.add("Second", f'<img src="{cdn.url}/three.png">' + TEXT, slug="second")
    assert full(tmp_path, site).status == 0
    stored = [
        each for each in archived(done) if each.url.startswith(cdn.url) and ".png" in each.url
    ]
    first, *others = sorted(stored, key=lambda capture: capture.captured_at)
    assert first.kind == "response"
    assert [each.kind for each in others] == ["revisit", "revisit"]
    for each in others:
        assert each.refers_to_id == first.locator.record_id
        assert each.refers_to == (first.url, first.captured_at)
        assert each.profile == "identical-payload-digest"
        assert each.payload_digest == first.payload_digest
    assert {each.url for each in stored} == {f"{cdn.url}/{n}.png" for n in ("one", "two", "three")}
    # The second run knew it by the archive alone.
    assert len({each.locator.warc for each in stored}) == 2


def test_no_more_than_its_share_for_one_page(site: Site, cdn: Site, tmp_path: Path) -> None:
    images = "".join(f'<img src="{cdn.url}/{number}.png">' for number in range(30))
    publish(site, images)
    done = full(tmp_path, site, REQUISITES_PER_PAGE=10)
    asked_for = [path for path, _ in asked(cdn) + asked(site) if path.endswith(".png")]
    assert len(asked_for) <= 10
    told = done.report()["requisites"]
    assert told["fetched"] == 10
    assert told["refused_by_reason"]["too-many"] >= 20
    # It was decided, and stays so.
    assert full(tmp_path, site, REQUISITES_PER_PAGE=10).report()["requisites"]["fetched"] == 0
    assert asked(cdn) == []


def test_no_more_octets_than_its_share_for_one_page(site: Site, cdn: Site, tmp_path: Path) -> None:
    big = [("Content-Type", "image/png")]
    for number in range(6):
        cdn.control.answer(f"/{number}.png", headers=big, body=b"x" * 50_000)
    publish(site, "".join(f'<img src="{cdn.url}/{number}.png">' for number in range(6)))
    done = full(tmp_path, site, REQUISITES_BYTES_PER_PAGE=120_000)
    assert [path for path, _ in asked(cdn)] == ["/robots.txt", "/0.png", "/1.png", "/2.png"]
    assert done.report()["requisites"]["refused_by_reason"]["too-large"] >= 3


def test_it_can_be_turned_off(site: Site, cdn: Site, tmp_path: Path) -> None:
    path = publish(site, everything(cdn.url))
    done = full(tmp_path, site, ARCHIVE_REQUISITES=False)
    assert [each for each, _ in asked(site)] == [
        *("/robots.txt", FEED, "/.well-known/tdmrep.json", path)
    ]
    assert asked(cdn) == []
    assert done.report()["requisites"]["fetched"] == 0


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_what_was_not_asked_for_when_it_was_stopped_is_asked_for_by_the_next(
    site: Site, cdn: Site, tmp_path: Path, how: signal.Signals
) -> None:
    publish(site, everything(cdn.url))
    crawling = begin(tmp_path, url=site.feed, settings=REQUISITES | {"DOWNLOAD_DELAY": 0.4})
    try:
        _wait(lambda: len(cdn.log.requests()) > 4)
    finally:
        os.kill(crawling.pid, how)
        crawling.communicate(timeout=60)
    before = {line.path for line in cdn.log.requests() if line.status == 200}
    assert before < WANTED
    cdn.log.clear()
    site.log.clear()
    # A cache is all that may be lost.
    (tmp_path / "twa" / "state.sqlite").unlink(missing_ok=True)
    done = full(tmp_path, site)
    assert done.status == 0, done.log
    after = {line.path for line in cdn.log.requests()}
    assert before | after >= WANTED
    # Killed, it may not have known of the last of them; stopped, it knows of all.
    repeated = (before & after) - {"/robots.txt"}
    assert len(repeated) <= (0 if how == signal.SIGINT else len(before))
    assert {capture.url for capture in archived(done)} >= {f"{cdn.url}{path}" for path in WANTED}


def _wait(so: Any) -> None:
    deadline = time.monotonic() + 60
    while not so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.slow
def test_a_page_that_can_not_be_read_is_tried_once(site: Site, cdn: Site, tmp_path: Path) -> None:
    many = " ".join(f"a{number:x}" for number in range(480_000))
    publish(site, f"<img src='{cdn.url}/first.png'><p {many}>Text.</p>")
    first = crawl(tmp_path, settings=REQUISITES, url=f"{site.url}{FEED}")
    assert first.report()["requisites"]["failed_by_reason"] == {"unreadable": 1}
    assert "took more than" in first.log
    again = crawl(tmp_path, settings=REQUISITES, url=f"{site.url}{FEED}")
    assert again.report()["requisites"]["failed_by_reason"] == {}
