"""What says who made a page, and what may be done with it, is archived beside it, once."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.crawler.crawling import crawl
from tests.crawler.requests.test_requisites import archived, publish
from tests.dataset.archives import page
from tests.site.running import Site

RSL: Final = [("Content-Type", "application/rsl+xml")]
DOCUMENT: Final = (
    '<rsl xmlns="https://rslstandard.org/rsl"><content url="/"><license>'
    '<prohibits type="usage">ai-train</prohibits></license></content></rsl>'
)
MACHINE: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
HEAD: Final = (
    '<link rel="license" type="application/rsl+xml" href="/page.xml">'
    '<link rel="license" href="/terms.html">'
    '<link rel="c2pa-manifest" href="/page.c2pa">'
    f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Tides",'
    f' "digitalSourceType": "{MACHINE}"}}</script>'
)


def test_licences_and_manifests_are_archived_once_and_stated(site: Site, tmp_path: Path) -> None:
    answer = site.control.answer
    rules = "User-agent: *\nAllow: /\nLicense: /site.xml # ours\n"
    answer("/robots.txt", headers=[("Content-Type", "text/plain")], body=rules)
    for path in ("/site.xml", "/page.xml", "/header.xml"):
        answer(path, headers=RSL, body=DOCUMENT)
    for path in ("/page.c2pa", "/header.c2pa"):
        answer(path, headers=[("Content-Type", "application/c2pa")], body=b"\0\0\0\x10jumb")
    article = publish(site, "", slug="tides")
    links = (
        '</header.xml>; rel="license"; type="application/rsl+xml", </other.html>; rel=license,'
        ' </header.c2pa>; rel="c2pa-manifest"'
    )
    kind = ("Content-Type", "text/html; charset=utf-8")
    answer(article, headers=[kind, ("Link", links)], body=page("Tides", head=HEAD))
    settings = {"ARCHIVE_REQUISITES": True}
    done = crawl(tmp_path, url=site.feed, settings=settings)
    assert done.status == 0, done.log

    paths = [line.path for line in site.log.requests()]
    wanted = ("/site.xml", "/page.xml", "/header.xml", "/page.c2pa", "/header.c2pa")
    assert [paths.count(path) for path in wanted] == [1] * 5
    assert not {"/terms.html", "/other.html"} & set(paths)
    held = {one.url.removeprefix(site.url): one for one in archived(done)}
    assert {path: held[path].origin.role for path in wanted} == dict.fromkeys(wanted, "requisite")
    assert held["/site.xml"].origin.via == f"{site.url}/robots.txt"
    assert held["/page.c2pa"].origin.via == f"{site.url}{article}"
    assert done.rejects() == {}

    (row,) = done.rows()
    said = {
        (s["source"], s["name"], s["value"]): s["record_id"] for s in row["rights"]["statements"]
    }
    stated = held[article].locator.record_id
    assert said == {
        ("robots-txt", "license", "/site.xml # ours"): held["/robots.txt"].locator.record_id,
        ("header", "link", links): stated,
        ("link", "license", "/page.xml"): stated,
        ("link", "license", "/terms.html"): stated,
        ("link", "c2pa-manifest", "/page.c2pa"): stated,
        ("json-ld", "digitalSourceType", MACHINE): stated,
    }

    # Another run asks for none of them again.
    site.log.clear()
    site.control.add("High water", "<p>The tide came in on time, to everybody's surprise.</p>" * 9)
    assert crawl(tmp_path, url=site.feed, settings=settings).status == 0
    assert not {line.path for line in site.log.requests()} & set(wanted)
