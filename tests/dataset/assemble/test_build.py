"""From WARCs to a dataset: what a crawl archived is what the tables say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from tests.dataset.archives import (
    FEED,
    RSS,
    SENTENCES,
    SITE,
    Archive,
    feed,
    hours,
    item,
    page,
    prose,
    table,
    tree,
)
from twa.dataset.assemble.builder import BuildReport, build, locked
from twa.dataset.collection import Collection
from twa.dataset.errors import TwaError
from twa.dataset.progress import Silent
from twa.dataset.proof.sealing import claim_of
from twa.dataset.warc import read

Maker = Callable[..., BuildReport]


@pytest.fixture
def make(root: Path) -> Maker:
    """Save WARCs into the collection and build it with one worker."""

    def make(*archives: Archive) -> BuildReport:
        for archive in archives:
            archive.save(root)
        return build(Collection(root), workers=1)

    return make


def crawl() -> Archive:
    """A feed of two entries and their pages."""
    archive = Archive()
    entries = item("bridge", "Harbour bridge reopens"), item("ferry", "Ferries stay")
    archive.get(FEED, feed(*entries), **RSS)
    archive.get(f"{SITE}/bridge/", page("Harbour bridge reopens"), at=hours(0.1), via=FEED)
    archive.get(f"{SITE}/ferry/", page("Ferries stay", SENTENCES[2:]), at=hours(0.2), via=FEED)
    return archive


def reasons(root: Path) -> dict[str | None, tuple[str, str]]:
    return {row["url"]: (row["stage"], row["reason"]) for row in table(root, "rejects")}


def test_an_article_says_what_page_and_feed_say_and_where_it_stands(
    make: Maker, root: Path
) -> None:
    report = make(crawl())
    assert report.rows == {"articles": 2, "revisions": 2, "feed_entries": 2, "rejects": 0}
    row = table(root, "articles")[0]
    assert row["title"] == "Harbour bridge reopens"
    assert row["text"] == "\n\n".join(SENTENCES)
    assert row["published"] == datetime(2024, 5, 17, 6, 30, tzinfo=UTC)
    assert row["published_raw"] == "2024-05-17T14:30:00+08:00"
    assert row["categories"] == ["City"]
    assert row["sources"]["categories"] == "feed"
    assert row["feed"]["entry_id"] == f"{SITE}/?p=bridge"
    assert row["feed"]["content_witness"] == 1
    assert row["capture"]["http_status"] == 200
    assert table(root, "feed_entries")[0]["article_id"] == row["id"]


def test_a_row_names_its_leaf_in_the_tree_over_its_warc(make: Maker, root: Path) -> None:
    make(crawl())
    row = table(root, "articles")[1]
    (warc,) = Collection(root).warcs()
    claim, leaves = claim_of(warc)
    proof = row["capture"]["proof"]
    assert proof["root"] == claim.root
    with warc.open() as file:
        places = [record.locator.offset for record in read(file)]
    assert len(places) == len(leaves)
    assert places[proof["position"]] == row["capture"]["offset"]


def test_a_second_build_reads_no_page_again_and_changes_no_byte(make: Maker, root: Path) -> None:
    first = make(crawl())
    before = tree(root / "dataset")
    second = build(Collection(root), workers=1)
    assert (first.mapped, second.mapped) == (1, 0)
    assert first.version == second.version
    assert tree(root / "dataset") == before


def test_a_damaged_shard_is_made_again(make: Maker, root: Path) -> None:
    make(crawl())
    before = tree(root / "dataset")
    (shard,) = (root / "cache/shards").glob("*.gz")
    octets = bytearray(shard.read_bytes())
    octets[len(octets) // 2] ^= 1
    shard.write_bytes(octets)
    # Nobody reads it while what was made of it stands.
    assert build(Collection(root), workers=1).mapped == 0
    assert tree(root / "dataset") == before
    assert build(Collection(root), workers=1, read_all=True).mapped == 1
    assert tree(root / "dataset") == before


def test_shards_nobody_needs_are_deleted(make: Maker, root: Path) -> None:
    make(crawl())
    stale = root / "cache/shards" / f"{'0' * 64}-{'0' * 16}.jsonl.gz"
    stale.write_bytes(b"")
    build(Collection(root), workers=1)
    assert not stale.exists()


def test_a_copy_of_a_warc_adds_nothing(make: Maker, root: Path) -> None:
    make(crawl())
    rows = table(root, "articles")
    path = crawl().save(root)
    path.with_name("zz-copy.warc.gz").write_bytes(path.read_bytes())
    build(Collection(root), workers=1)
    assert table(root, "articles") == rows


def test_a_collection_without_warcs_is_said_so(root: Path) -> None:
    (root / "archive").mkdir(parents=True)
    with pytest.raises(TwaError, match="no WARC files"):
        build(Collection(root))
    (root / "archive/news-0.warc.gz.open").touch()
    with pytest.raises(TwaError, match=r"no WARC files: .*news-0\.warc\.gz\.open: not sealed yet"):
        build(Collection(root))


def test_segments_still_being_written_are_left_alone(make: Maker, root: Path) -> None:
    (root / "archive").mkdir(parents=True)
    (root / "archive/later.warc.gz.open").write_bytes(b"half a reco")
    assert make(crawl()).warcs == 1


def test_a_folder_of_something_else_is_not_overwritten(make: Maker, root: Path) -> None:
    (root / "dataset").mkdir(parents=True)
    (root / "dataset/thesis.tex").write_text("four years of work")
    with pytest.raises(TwaError, match="no dataset of ours"):
        make(crawl())
    assert (root / "dataset/thesis.tex").read_text() == "four years of work"


def test_a_build_that_fails_leaves_the_dataset_as_it_was(
    make: Maker, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(crawl())
    before = tree(root / "dataset")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("twa.dataset.assemble.builder.write_whole", full)
    with pytest.raises(OSError, match="No space left"):
        build(Collection(root), workers=1)
    assert tree(root / "dataset") == before
    assert [path.name for path in sorted(root.iterdir())] == ["archive", "cache", "dataset"]


def test_what_a_killed_build_left_is_cleared_away(make: Maker, root: Path) -> None:
    left = root / ".dataset.new" / "articles"
    left.mkdir(parents=True)
    (left / "half.parquet").write_bytes(b"PAR1")
    make(crawl())
    assert [path.name for path in sorted(root.iterdir())] == ["archive", "cache", "dataset"]
    assert "articles/half.parquet" not in tree(root / "dataset")


def test_two_builds_at_once_give_one_whole_dataset(make: Maker, root: Path) -> None:
    make(crawl())
    before = tree(root / "dataset")
    with ThreadPoolExecutor(3) as threads:
        reports = list(threads.map(build, [Collection(root)] * 3))
    assert len({report.version for report in reports}) == 1
    assert tree(root / "dataset") == before


# --- Many captures of one article ------------------------------------------------------


class Told(Silent):
    """What a person at a terminal is told; `told` is set with the first of it."""

    def __init__(self) -> None:
        self.labels: list[str] = []
        self.told = Event()

    def start(self, label: str, total: int | None = None, unit: str = "") -> None:
        self.labels.append(label)
        self.told.set()


def test_a_build_that_waits_for_another_says_so(make: Maker, root: Path) -> None:
    made = make(crawl())
    collection, told = Collection(root), Told()
    with ThreadPoolExecutor(1) as threads:
        with locked(collection.lock):
            waiting = threads.submit(build, collection, workers=1, progress=told)
            assert told.told.wait(60)
        assert waiting.result().version == made.version
    assert told.labels[0] == "waiting for another build of the collection"


def test_a_changed_text_is_a_revision_and_the_newest_is_the_article(
    make: Maker, root: Path
) -> None:
    archive = crawl()
    url = f"{SITE}/bridge/"
    archive.get(url, page("Harbour bridge reopens", head="<!-- other -->"), at=hours(1))
    changed = [*SENTENCES[:4], "Tolls rise by a tenth from the first of June, the treasurer said."]
    archive.get(url, page("Harbour bridge reopens", changed), at=hours(2))
    make(archive)
    article = table(root, "articles")[0]
    first, second = (row for row in table(root, "revisions") if row["article_id"] == article["id"])
    assert (first["number"], second["number"]) == (1, 2)
    assert second["supersedes"] == first["id"]
    assert second["diff"] == f"-{SENTENCES[4]}\n+{changed[4]}"
    assert 0.5 < second["similarity"] < 1
    assert article["text"] == second["text"]
    assert article["revision_count"] == 2
    assert article["first_captured_at"] == hours(0.1)
    assert article["capture"]["captured_at"] == hours(2)


def test_captures_in_several_warcs_are_ordered_by_time_not_by_file(make: Maker, root: Path) -> None:
    later, earlier = Archive("a.warc.gz"), Archive("b.warc.gz")
    url = f"{SITE}/bridge/"
    later.get(url, page("New title", SENTENCES[1:]), at=hours(5))
    earlier.get(url, page("Old title", SENTENCES), at=hours(1))
    make(later, earlier)
    (article,) = table(root, "articles")
    assert article["title"] == "New title"
    assert [row["title"] for row in table(root, "revisions")] == ["Old title", "New title"]


def test_a_revisit_is_a_capture_of_what_it_refers_to(make: Maker, root: Path) -> None:
    archive = Archive()
    url = f"{SITE}/bridge/"
    original = archive.get(url, page("Harbour bridge reopens"), at=hours(1))
    archive.get(url, page("Harbour bridge reopens"), at=hours(9), earlier=original)
    make(archive)
    (article,) = table(root, "articles")
    assert article["text"] == "\n\n".join(SENTENCES)
    assert article["revision_count"] == 1
    assert article["capture"]["captured_at"] == hours(9)
    assert article["capture"]["original"]["record_id"] == original.record_id


@pytest.mark.parametrize("named", [True, False])
def test_the_same_octets_at_another_address_are_the_article_that_they_name(
    make: Maker, root: Path, named: bool
) -> None:
    """Archived as a revisit or not, that is: what is the same article is for the page to say."""
    url, copy = f"{SITE}/bridge/", f"{SITE}/walled/bridge/"
    html = page("Harbour bridge", head=f'<link rel="canonical" href="{url}">' if named else "")
    archive = Archive()
    original = archive.get(copy, html, at=hours(1))
    archive.get(url, html, at=hours(2), earlier=original)
    links = item("bridge", "Bridge"), item("walled/bridge", "Another")
    archive.get(FEED, feed(*links), at=hours(3), **RSS)
    make(archive)
    articles = {row["url"]: row for row in table(root, "articles")}
    assert articles.keys() == ({url} if named else {url, copy})
    assert {row["revision_count"] for row in articles.values()} == {1}
    led = {row["link"]: row["article_id"] for row in table(root, "feed_entries")}
    assert led == {url: articles[url]["id"], copy: articles[url if named else copy]["id"]}


def test_a_revisit_of_what_is_not_there_is_a_reject(make: Maker, root: Path) -> None:
    whole, rest = Archive("whole.warc.gz"), Archive("rest.warc.gz")
    url = f"{SITE}/bridge/"
    original = whole.get(url, page("Harbour bridge reopens"), at=hours(1))
    rest.get(url, page("Harbour bridge reopens"), at=hours(9), earlier=original)
    make(rest)
    assert reasons(root) == {url: ("archive", "original-missing")}


def test_a_feed_that_has_not_changed_still_lists_its_entries(make: Maker, root: Path) -> None:
    archive = Archive()
    entry = item("bridge", "Harbour bridge reopens")
    original = archive.get(FEED, feed(entry), **RSS)
    archive.get(FEED, status="304 Not Modified", at=hours(1), earlier=original, **RSS)
    make(archive)
    (row,) = table(root, "feed_entries")
    assert row["times_seen"] == 2
    assert (row["first_seen"], row["last_seen"]) == (hours(0), hours(1))
    assert row["capture"]["original"]["record_id"] == original.record_id


def test_a_page_that_goes_is_gone_from_the_first_time_it_was_missed(
    make: Maker, root: Path
) -> None:
    archive = crawl()
    url = f"{SITE}/bridge/"
    for when in (3, 4):
        archive.get(url, "gone", status="410 Gone", at=hours(when))
    make(archive)
    assert table(root, "articles")[0]["gone_at"] == hours(3)
    assert reasons(root)[url] == ("fetch", "gone")


def test_a_page_that_comes_back_is_not_gone(make: Maker, root: Path) -> None:
    archive = crawl()
    url = f"{SITE}/bridge/"
    archive.get(url, "", status="404 Not Found", at=hours(3))
    archive.get(url, page("Harbour bridge reopens"), at=hours(4))
    make(archive)
    assert table(root, "articles")[0]["gone_at"] is None


def test_an_entry_leads_to_its_article_over_redirects(make: Maker, root: Path) -> None:
    archive = Archive()
    archive.get(FEED, feed(item("bridge?utm_source=feed", "Bridge")), **RSS)
    hop: dict[str, Any] = {"status": "301 Moved Permanently", "media_type": None}
    archive.get(
        f"{SITE}/bridge?utm_source=feed/", headers=["Location: /2024/bridge"], via=FEED, **hop
    )
    archive.get(
        f"{SITE}/2024/bridge", headers=[f"Location: {SITE}/2024/bridge/"], at=hours(0.1), **hop
    )
    archive.get(f"{SITE}/2024/bridge/", page("Harbour bridge reopens"), at=hours(0.2))
    make(archive)
    (article,) = table(root, "articles")
    (entry,) = table(root, "feed_entries")
    assert entry["article_id"] == article["id"]
    assert article["url"] == f"{SITE}/2024/bridge/"
    assert article["feed"]["title"] == "Bridge"


def test_two_addresses_of_one_canonical_are_one_article(make: Maker, root: Path) -> None:
    head = f'<link rel="canonical" href="{SITE}/bridge/">'
    archive = Archive()
    for number, url in enumerate((f"{SITE}/bridge/", f"{SITE}/BRIDGE/?print=1")):
        archive.get(url, page("Harbour bridge reopens", head=head), at=hours(number))
    make(archive)
    (article,) = table(root, "articles")
    assert article["canonical_url"] == f"{SITE}/bridge/"
    assert article["url"] == f"{SITE}/BRIDGE/?print=1"


def test_a_canonical_on_another_site_is_not_believed(make: Maker, root: Path) -> None:
    head = '<link rel="canonical" href="https://elsewhere.example/bridge/">'
    archive = Archive()
    archive.get(f"{SITE}/bridge/", page("Harbour bridge reopens", head=head))
    make(archive)
    (article,) = table(root, "articles")
    assert article["canonical_url"] == f"{SITE}/bridge/"


def test_the_version_of_an_entry_is_the_one_seen_when_the_page_was(make: Maker, root: Path) -> None:
    archive = Archive()
    for number, title in enumerate(("Bridge to open", "Bridge opens", "Bridge has opened")):
        archive.get(FEED, feed(item("bridge", title)), at=hours(2 * number), **RSS)
    archive.get(f"{SITE}/bridge/", page("Harbour bridge reopens"), at=hours(3))
    make(archive)
    (article,) = table(root, "articles")
    (entry,) = table(root, "feed_entries")
    assert article["feed"]["title"] == "Bridge opens"
    assert (entry["title"], entry["times_seen"]) == ("Bridge has opened", 3)


def test_further_pages_of_a_feed_are_that_feed(make: Maker, root: Path) -> None:
    archive = Archive()
    archive.get(FEED, feed(item("bridge", "Bridge")), **RSS)
    archive.get(f"{FEED}?paged=2", feed(item("ferry", "Ferry")), at=hours(0.1), via=FEED, **RSS)
    make(archive)
    assert {row["feed_url"] for row in table(root, "feed_entries")} == {FEED}


def test_polls_without_a_common_entry_are_a_gap(make: Maker, root: Path) -> None:
    archive = Archive()
    archive.get(FEED, feed(item("one", "One"), item("two", "Two")), **RSS)
    archive.get(FEED, feed(item("two", "Two"), item("three", "Three")), at=hours(1), **RSS)
    archive.get(FEED, feed(item("eight", "Eight"), item("nine", "Nine")), at=hours(50), **RSS)
    make(archive)
    card = (root / "dataset/README.md").read_text()
    assert "2024-05-17 07:30" in card
    assert "2024-05-19 08:30" in card


def test_what_recurs_at_the_edges_of_a_sites_articles_is_removed_and_said_so(
    make: Maker, root: Path
) -> None:
    promotion = "Come to our harbour conference in October and hear twelve speakers on bridges."
    archive = Archive()
    for number in range(4):
        own = [prose(f"{number} {paragraph}") for paragraph in range(8)]
        archive.get(f"{SITE}/{number}/", page(f"Report {number}", [*own, promotion]))
    assert make(archive).rows["articles"] == 4
    for article in table(root, "articles"):
        assert promotion not in article["text"]
        assert promotion in [removed["text"] for removed in article["removed"]]
        assert article["word_count"] > 50


@pytest.mark.parametrize(
    ("footer", "kept"),
    [
        (f'<p>The post <a href="{SITE}/bridge/">Bridge</a> appeared first on us.</p>', False),
        (f'<p>Der Beitrag <a href="{SITE}/bridge/">Bridge</a> erschien bei uns.</p>', False),
        (f'<p>See also <a href="{SITE}/ferry/">Ferries stay</a> of last week.</p>', True),
    ],
)
def test_what_a_feed_adds_to_an_entry_is_not_its_summary(
    make: Maker, root: Path, footer: str, kept: bool
) -> None:
    entry = item("bridge", "Bridge").replace(
        "In short: Bridge.", f"<![CDATA[<p>In short: Bridge.</p>\n{footer}\n]]>"
    )
    archive = Archive()
    archive.get(FEED, feed(entry), **RSS)
    make(archive)
    (row,) = table(root, "feed_entries")
    assert row["summary"].startswith("In short: Bridge.")
    assert (row["summary"] != "In short: Bridge.") == kept


# --- Dates -------------------------------------------------------------------------------


def test_the_feed_knows_the_second_where_the_page_knows_the_day(make: Maker, root: Path) -> None:
    archive = Archive()
    archive.get(FEED, feed(item("bridge", "Bridge")), **RSS)
    archive.get(f"{SITE}/bridge/", page("Harbour bridge reopens", published="2024-05-17"))
    make(archive)
    (article,) = table(root, "articles")
    assert article["published"] == datetime(2024, 5, 17, 6, 30, tzinfo=UTC)
    assert article["published_precision"] == "second"
    assert article["sources"]["published"] == "feed"


def test_a_date_that_lies_after_the_capture_is_null_with_a_note(make: Maker, root: Path) -> None:
    late = "Thu, 01 Jan 2099 00:00:00 +0000"
    archive = Archive()
    archive.get(FEED, feed(item("bridge", "Bridge", published=late)), **RSS)
    archive.get(f"{SITE}/bridge/", page("Harbour bridge reopens", published=None))
    report = make(archive)
    assert report.rejects == {"bad-date": 1}
    (article,) = table(root, "articles")
    (entry,) = table(root, "feed_entries")
    assert article["published"] is None
    assert article["published_raw"] == late
    assert article["notes"] == [{"kind": "published-after-capture", "detail": f"feed: {late}"}]
    assert (entry["published"], entry["published_raw"]) == (None, late)


def test_an_entry_without_a_date_has_none(make: Maker, root: Path) -> None:
    archive = Archive()
    archive.get(FEED, feed(item("bridge", "Bridge", published=None)), **RSS)
    archive.get(f"{SITE}/bridge/", page("Harbour bridge reopens", published=None))
    make(archive)
    (article,) = table(root, "articles")
    assert article["published"] is None
    assert article["sources"]["published"] is None


def test_an_unreadable_date_keeps_its_words(make: Maker, root: Path) -> None:
    archive = Archive()
    archive.get(FEED, feed(item("bridge", "Bridge", published="last Tuesday")), **RSS)
    make(archive)
    (entry,) = table(root, "feed_entries")
    assert (entry["published"], entry["published_raw"]) == (None, "last Tuesday")


# --- Decisions ---------------------------------------------------------------------------


def test_an_entry_refused_at_every_poll_is_one_reject(make: Maker, root: Path) -> None:
    archive = Archive()
    for hour in range(3):
        archive.note(
            "https://elsewhere.example/ad",
            at=hours(hour),
            role="article",
            outcome="refused",
            reason="offsite",
            detail="the entry links to another site",
            via=FEED,
            entry="ad-1",
        )
    make(archive)
    (row,) = table(root, "rejects")
    assert (row["stage"], row["reason"], row["via"]) == ("entry", "offsite", FEED)
    assert row["captured_at"] == hours(0)


@pytest.mark.parametrize("ended", ["dns", "refused", "tls", "unreachable"])
def test_an_exchange_without_a_response_says_how_it_ended(
    make: Maker, root: Path, ended: Any
) -> None:
    archive = Archive()
    archive.get(f"{SITE}/bridge/", ended=ended, detail="in words", via=FEED)
    make(archive)
    (row,) = table(root, "rejects")
    assert (row["stage"], row["reason"], row["detail"]) == ("fetch", ended, "in words")
    assert row["capture"]["http_status"] is None


def test_what_is_no_article_and_no_feed_is_in_no_table(make: Maker) -> None:
    archive = Archive()
    urls: Iterable[tuple[str, str]] = (
        ("robots.txt", "robots"),
        ("sitemap.xml", "sitemap"),
        ("style.css", "requisite"),
    )
    for name, role in urls:
        archive.get(f"{SITE}/{name}", "User-agent: *", role=role, status="404 Not Found")
    assert make(archive).rows == {"articles": 0, "revisions": 0, "feed_entries": 0, "rejects": 0}
