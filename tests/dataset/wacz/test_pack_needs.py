"""`twa pack`: a part has what its pages need; what was withdrawn takes along what it alone did."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path

import pytest

from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, hours, item, page, table
from tests.dataset.leaning import FIRST, LONE, OWN, TOGETHER, built
from tests.dataset.packages import BRIDGE, FERRY, JUNE, captured, member, names
from twa.dataset.assemble.builder import build
from twa.dataset.assemble.options import Options
from twa.dataset.collection import Collection
from twa.dataset.errors import TwaError
from twa.dataset.pages.requisite_reader import RequisiteReader
from twa.dataset.takedown import take_down
from twa.dataset.wacz import PackagePart, pack
from twa.dataset.warc import cdxj, read
from twa.dataset.workers.pool import Limits

QUICK = Limits(deadline=1.0)


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return built(tmp_path_factory.mktemp("needs") / "harbour")


def urls(collection: Collection, path: Path, part: PackagePart | None = None) -> set[str]:
    pack(collection, path, part)
    return {url for url, _ in captured(path)}


def test_a_part_has_what_was_fetched_for_another_page(
    collection: Collection, tmp_path: Path
) -> None:
    found = urls(collection, tmp_path / "ferry.wacz", PackagePart(article=FERRY))
    # The first picture is the body of its copy.
    assert found == {FEED, FERRY, OWN, FIRST, *TOGETHER}


def test_so_has_a_part_of_an_archive_that_says_nothing_of_it(
    collection: Collection, tmp_path: Path
) -> None:
    foreign = Archive("foreign.warc.gz")
    style = "h1 { background: url(/sand.png) }"
    sizes = "<img srcset='/small.png 300w, /large.png 900w' sizes='100vw'>"
    text = page("Harbour bridge", head="<link rel=stylesheet href='/s.css?v=1&amp;utm_source=x'>")
    foreign.get(BRIDGE, text.replace("</article>", f"{sizes}</article>"), role="")
    foreign.get(f"{SITE}/s.css?v=1&utm_source=x", style, role="", media_type="text/css")
    for name in ("sand", "small", "large", "elsewhere"):
        foreign.get(f"{SITE}/{name}.png", b"\x89PNG " + name.encode(), role="")
    foreign.save(tmp_path / "harbour")
    other = Collection(tmp_path / "harbour")
    build(other, workers=1)
    found = urls(other, tmp_path / "part.wacz", PackagePart(article=BRIDGE))
    assert found == {BRIDGE, f"{SITE}/s.css?v=1&utm_source=x"} | {
        f"{SITE}/{name}.png" for name in ("sand", "small", "large")
    }


def test_of_a_requisite_that_changed_a_part_has_what_the_page_showed(tmp_path: Path) -> None:
    archive = Archive("changed.warc.gz")
    head = "<link rel=stylesheet href='/style.css'>"
    archive.get(FEED, feed(item("bridge", "Bridge")), **RSS)
    for number, day in enumerate((0, 40, 80)):
        url = (f"{SITE}/other/", BRIDGE, f"{SITE}/third/")[number]
        archive.get(url, page(f"Page {number}", head=head), at=hours(24 * day))
        css = f"h1 {{ margin: {number}px }}"
        archive.get(f"{SITE}/style.css", css, at=hours(24 * day + 1), role="requisite", via=url,
                    media_type="text/css")  # fmt: skip
    archive.save(tmp_path / "harbour")
    collection = Collection(tmp_path / "harbour")
    build(collection, workers=1)
    pack(collection, tmp_path / "part.wacz", PackagePart(article=BRIDGE))
    sheets = [at for url, at in captured(tmp_path / "part.wacz") if url.endswith(".css")]
    assert sheets == [f"{hours(24 * 40 + 1):%Y%m%d%H%M%S}"]


@pytest.mark.parametrize(
    ("withdrawn", "stays", "goes"),
    [
        # The picture that its copy is a revisit of is needed for that.
        (BRIDGE, {FERRY, OWN, FIRST, *TOGETHER}, {BRIDGE, LONE}),
        (FERRY, {BRIDGE, LONE, FIRST, *TOGETHER} - {f"{SITE}/copy.png"}, {FERRY, OWN}),
    ],
    ids=["bridge", "ferry"],
)
def test_what_was_withdrawn_takes_along_what_nobody_else_needs(
    tmp_path: Path, withdrawn: str, stays: set[str], goes: set[str]
) -> None:
    collection = built(tmp_path / "harbour")
    take_down(collection, withdrawn, reason="asked to", now=JUNE)
    build(collection, workers=1)
    found = urls(collection, tmp_path / "whole.wacz")
    assert found & goes == set()
    assert found == {FEED} | stays
    with pytest.raises(TwaError):
        pack(collection, tmp_path / "article.wacz", PackagePart(article=withdrawn))


def test_a_page_cannot_take_another_along_by_naming_it(tmp_path: Path) -> None:
    archive = Archive("naming.warc.gz")
    hostile = f"<img src='{FERRY}'><link rel=stylesheet href='{FEED}'>"
    archive.get(FEED, feed(item("bridge", "Bridge"), item("ferry", "Ferry")), **RSS)
    archive.get(BRIDGE, page("Bridge", head=hostile), at=hours(1), via=FEED)
    archive.get(FERRY, page("Ferry"), at=hours(2), via=FEED)
    archive.save(tmp_path / "harbour")
    collection = Collection(tmp_path / "harbour")
    build(collection, workers=1)
    take_down(collection, BRIDGE, reason="asked to", now=JUNE)
    build(collection, workers=1)
    assert urls(collection, tmp_path / "whole.wacz") == {FEED, FERRY}
    assert [row["url"] for row in table(collection.root, "articles") if row["withdrawn"] is None]


def test_the_index_that_is_left_is_true(tmp_path: Path) -> None:
    collection = built(tmp_path / "harbour")
    take_down(collection, BRIDGE, reason="asked to", now=JUNE)
    build(collection, workers=1)
    pack(collection, tmp_path / "whole.wacz")
    build(Collection.find(tmp_path / "whole.wacz", tmp_path / "out/dataset"), workers=1)
    (row,) = table(tmp_path / "out", "articles")
    assert row["url"] == FERRY
    assert list(cdxj.read_index(collection.index))


def test_a_page_that_can_not_be_read_in_time_is_packed_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("twa.dataset.wacz.excerpt.RequisiteReader", partial(RequisiteReader, QUICK))
    archive = Archive("endless.warc.gz")
    many = " ".join(f"a{number:x}" for number in range(100_000))
    archive.get(FEED, feed(item("bridge", "Bridge")), **RSS)
    archive.get(BRIDGE, page("Bridge"), at=hours(1), via=FEED)
    bad = page("Bridge").replace("<p>", f"<img src=/a.png><p {many}>", 1)
    archive.get(BRIDGE, bad, at=hours(2), via=FEED)
    archive.save(tmp_path / "harbour")
    collection = Collection(tmp_path / "harbour")
    build(collection, workers=1, options=Options(limits=QUICK))
    found = pack(collection, tmp_path / "part.wacz", PackagePart(article=BRIDGE))
    assert {url for url, _ in captured(found.path)} >= {BRIDGE}
    assert any(note.startswith(f"{BRIDGE}: what it needs") for note in found.notes)


def test_a_part_has_what_its_servers_showed_and_the_resolver_said(tmp_path: Path) -> None:
    archive = Archive()
    ids = [archive.connection(host) for host in ("news.example", "other.example")]
    archive.get(FEED, feed(item("bridge", "Bridge")), **RSS, certificates=ids[0])
    archive.get(BRIDGE, page("Bridge"), at=hours(1), via=FEED, certificates=ids[0])
    archive.get("https://other.example/pier/", page("Pier"), at=hours(2), certificates=ids[1])
    archive.save(tmp_path / "harbour")
    made = Collection(tmp_path / "harbour")
    build(made, workers=1)
    out = tmp_path / "part.wacz"
    pack(made, out, PackagePart(article=BRIDGE))
    (held,) = (name for name in names(out) if name.startswith("archive/"))
    assert [record.url for record in read(io.BytesIO(member(out, held)), held)][:4] == [
        None,
        "dns:news.example",
        "urn:certificates:news.example:443",
        "urn:ocsp-staple:news.example:443",
    ]
    assert not any(b"other.example" in record for record in members(out, held))


def members(package: Path, name: str) -> list[bytes]:
    """The blocks of a WARC in a package."""
    return [one.block.bytes() for one in read(io.BytesIO(member(package, name)), name)]
