"""Evidence about rights: what was stated when a page was captured, and in which record."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, hours, item, page, table, tree
from twa.dataset.assemble.builder import build
from twa.dataset.assemble.options import Options
from twa.dataset.collection import Collection
from twa.dataset.warc.revisits import Earlier

ROBOTS = f"{SITE}/robots.txt"
TDMREP = f"{SITE}/.well-known/tdmrep.json"
STORY = f"{SITE}/bridge/"
TEXT: dict[str, Any] = {"media_type": "text/plain"}
JSON: dict[str, Any] = {"role": "tdmrep", "media_type": "application/json"}
CLOSED = "User-agent: *\nDisallow: /\n"
OPEN = "User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n"


def robots(archive: Archive, body: str = OPEN, **more: Any) -> Earlier:
    return archive.get(ROBOTS, body, **{"role": "robots", "at": hours(-1), **TEXT, **more})


def rights(root: Path, *archives: Archive) -> dict[str, Any]:
    """The evidence of the one article of these WARCs."""
    for archive in archives:
        archive.save(root)
    build(Collection(root), workers=1)
    (row,) = table(root, "articles")
    found: dict[str, Any] = row["rights"]
    return found


def said(found: dict[str, Any]) -> list[tuple[str, str, str | None, str]]:
    return [(s["source"], s["name"], s["agent"], s["value"]) for s in found["statements"]]


MACHINE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def test_everything_that_is_stated_stands_there_word_for_word(tmp_path: Path) -> None:
    archive = Archive()
    rules = robots(archive)
    file = archive.get(
        TDMREP,
        '[{"location": "/b*/", "tdm-reservation": 1, "tdm-policy": "https://news.example/tdm"},'
        ' {"location": "/", "tdm-reservation": 0}]',
        at=hours(-0.5),
        **JSON,
    )
    head = (
        '<meta name="robots" content="max-snippet:50, noai">'
        '<meta name="Googlebot-News" content="noindex">'
        '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge",'
        ' "isAccessibleForFree": false, "copyrightHolder": {"name": "Harbour News Ltd"},'
        f' "digitalSourceType": "{MACHINE}"}}</script>'
        '<link rel="c2pa-manifest" href="/figure.c2pa">'
        '<script type="application/rsl+xml"><rsl xmlns="https://rslstandard.org/rsl"/></script>'
    )
    story = archive.get(
        STORY,
        page("Bridge", head=head).replace(
            "</article>", '<a rel="license nofollow" href="/terms/">Terms</a></article>'
        ),
        headers=[
            "X-Robots-Tag: noarchive",
            "x-robots-tag: GPTBot: noindex, nofollow",
            "X-Robots-Tag: unavailable_after: 25 Jun 2030 15:00:00 PST",
            "Content-Usage: train-ai=n",
            'Link: <https://news.example/terms/>; rel="license"',
            'Link: </style.css>; rel="preload"',
            'Link: </bridge.c2pa>; rel="c2pa-manifest"',
        ],
    )
    found = rights(tmp_path, archive)
    assert said(found) == [
        ("robots-txt", "content-signal", "*", "search=yes, ai-train=no"),
        ("tdm-file", "tdm-reservation", None, "1"),
        ("tdm-file", "tdm-policy", None, "https://news.example/tdm"),
        ("header", "x-robots-tag", None, "noarchive"),
        ("header", "x-robots-tag", "gptbot", "GPTBot: noindex, nofollow"),
        ("header", "x-robots-tag", None, "unavailable_after: 25 Jun 2030 15:00:00 PST"),
        ("header", "content-usage", None, "train-ai=n"),
        ("header", "link", None, '<https://news.example/terms/>; rel="license"'),
        ("header", "link", None, '</bridge.c2pa>; rel="c2pa-manifest"'),
        ("link", "license", None, "https://creativecommons.org/licenses/by/4.0/"),
        ("link", "c2pa-manifest", None, "/figure.c2pa"),
        ("meta", "robots", None, "max-snippet:50, noai"),
        ("meta", "googlebot-news", "googlebot-news", "noindex"),
        ("json-ld", "isAccessibleForFree", None, "false"),
        ("json-ld", "copyrightHolder", None, "Harbour News Ltd"),
        ("json-ld", "digitalSourceType", None, MACHINE),
        ("script", "application/rsl+xml", None, '<rsl xmlns="https://rslstandard.org/rsl"/>'),
        ("anchor", "license", None, "/terms/"),
    ]
    records = [statement["record_id"] for statement in found["statements"]]
    assert records == [rules.record_id] + 2 * [file.record_id] + 15 * [story.record_id]
    assert found["robots"] == "allowed"
    assert found["robots_record"]["record_id"] == rules.record_id
    assert found["robots_captured_at"] == hours(-1)
    assert (found["tdm_reservation"], found["tdm_policy"], found["tdm_source"]) == (
        1,
        "https://news.example/tdm",
        "tdm-file",
    )
    assert found["tdm_record"]["record_id"] == file.record_id


def test_a_feed_speaks_of_its_entries(tmp_path: Path) -> None:
    archive = Archive()
    ours = '<rsl:license xmlns:rsl="https://rslstandard.org/rsl"/>'
    channel = feed(item("bridge", "Bridge")).replace("<item>", f"{ours}<item>", 1)
    archive.get(FEED, channel, **RSS)
    archive.get(STORY, page("Bridge", head='<link rel="license" href="/terms/">'), via=FEED)
    later = archive.get(FEED, channel.replace("<item>", f"<item>{ours}", 1), at=hours(1), **RSS)
    archive.get(STORY, page("Bridge", ["It is open again, and free."]), at=hours(2), via=FEED)
    found = rights(tmp_path, archive)
    assert said(found) == 2 * [("feed", "rsl:license", None, ours)]
    assert {one["record_id"] for one in found["statements"]} == {later.record_id}
    # A revision says what was stated then.
    first = table(tmp_path, "revisions")[0]["rights"]
    assert said(first) == [
        ("link", "license", None, "/terms/"),
        ("feed", "rsl:license", None, ours),
    ]


@pytest.mark.parametrize(
    ("file", "headers", "meta", "expected"),
    [
        ("", [], "", (None, None, None)),
        ('[{"location":"/","tdm-reservation":1}]', [], "", (1, None, "tdm-file")),
        # later supersedes earlier
        ('[{"location":"/","tdm-reservation":1}]', ["tdm-reservation: 0"], "", (0, None, "header")),
        (
            "",
            ["tdm-reservation: 0"],
            '<meta name="tdm-reservation" content="1">',
            (1, None, "meta"),
        ),
        # ... each value for itself
        (
            '[{"location":"/","tdm-reservation":1,"tdm-policy":"https://a.example/p"}]',
            ["tdm-reservation: 1"],
            "",
            (1, "https://a.example/p", "header"),
        ),
        # a protocol error says nothing
        (
            '[{"location":"/","tdm-reservation":1}]',
            ["tdm-reservation: yes"],
            "",
            (1, None, "tdm-file"),
        ),
        ('[{"location":"/","tdm-reservation":2}]', [], "", (None, None, None)),
        ('[{"location":"/","tdm-reservation":true}]', [], "", (None, None, None)),
        # nothing is reserved, so no policy is looked at
        ("", ["tdm-reservation: 0", "tdm-policy: https://a.example/p"], "", (0, None, "header")),
        # the first rule that matches
        (
            '[{"location":"/b","tdm-reservation":0},{"location":"/","tdm-reservation":1}]',
            [],
            "",
            (0, None, "tdm-file"),
        ),
        ('[{"location":"/bridge$","tdm-reservation":1}]', [], "", (None, None, None)),
        ('{"location":"/","tdm-reservation":1}', [], "", (None, None, None)),
        ("<!DOCTYPE html>no", [], "", (None, None, None)),
        ("[" * 100_000, [], "", (None, None, None)),
    ],
)
def test_tdm_by_file_header_and_meta(
    tmp_path: Path, file: str, headers: list[str], meta: str, expected: tuple[Any, ...]
) -> None:
    archive = Archive()
    if file:
        archive.get(TDMREP, file, at=hours(-1), **JSON)
    archive.get(STORY, page("Bridge", head=meta), headers=headers)
    found = rights(tmp_path, archive)
    assert (found["tdm_reservation"], found["tdm_policy"], found["tdm_source"]) == expected
    assert (found["tdm_record"] is not None) is bool(file)


@pytest.mark.parametrize(
    ("body", "more", "verdict"),
    [
        (CLOSED, {}, "disallowed"),
        ("User-agent: twa\nDisallow: /b\nUser-agent: *\nAllow: /\n", {}, "disallowed"),
        ("User-agent: other\nDisallow: /\n", {}, "allowed"),
        ("gone", {"status": "404 Not Found"}, "allowed"),
        ("no", {"status": "503 Service Unavailable"}, "disallowed"),
        ("", {"ended": "refused"}, "disallowed"),
        # of a coding that nobody knows the octets as they are (WHATWG Fetch)
        (CLOSED, {"headers": ["Content-Encoding: zebra"]}, "disallowed"),
        (CLOSED, {"at": hours(1)}, "unknown"),
        ("", {"status": "301 Moved", "headers": ["Location: /elsewhere.txt"]}, "unknown"),
    ],
)
def test_the_verdict_of_robots_txt(
    tmp_path: Path, body: str, more: dict[str, Any], verdict: str
) -> None:
    archive = Archive()
    robots(archive, body, **more)
    archive.get(STORY, page("Bridge"))
    assert rights(tmp_path, archive)["robots"] == verdict


def test_without_robots_txt_nothing_is_known(tmp_path: Path) -> None:
    archive = Archive()
    archive.get(STORY, page("Bridge"), role="")
    found = rights(tmp_path, archive)
    assert found.pop("robots") == "unknown"
    assert found.pop("robots_agent") == "twa"
    assert not any(found.values())


def test_of_other_hosts_and_schemes_it_says_nothing(tmp_path: Path) -> None:
    archive = Archive()
    for url in ("http://news.example/robots.txt", "https://www.news.example/robots.txt"):
        archive.get(url, CLOSED, role="robots", at=hours(-1), **TEXT)
    archive.get(STORY, page("Bridge"))
    assert rights(tmp_path, archive)["robots"] == "unknown"


def test_in_archives_of_others_the_path_tells(tmp_path: Path) -> None:
    archive = Archive()
    robots(archive, CLOSED, role="")
    archive.get(TDMREP, '[{"location":"/","tdm-reservation":1}]', at=hours(-1), role="")
    archive.get(STORY, page("Bridge"), role="")
    found = rights(tmp_path, archive)
    assert (found["robots"], found["tdm_reservation"]) == ("disallowed", 1)
    assert table(tmp_path, "rejects") == []


def test_redirects_are_followed_where_they_are_archived(tmp_path: Path) -> None:
    archive = Archive()
    there = "https://www.news.example/robots.txt"
    robots(archive, "", status="301 Moved", headers=[f"Location: {there}"])
    held = archive.get(there, CLOSED, role="robots", at=hours(-0.9), **TEXT)
    archive.get(STORY, page("Bridge"))
    found = rights(tmp_path, archive)
    assert found["robots"] == "disallowed"
    assert found["robots_record"]["record_id"] == held.record_id


def test_each_revision_has_what_was_in_force_then(tmp_path: Path) -> None:
    first, second = Archive("a.warc.gz"), Archive("b.warc.gz")
    robots(first)
    first.get(STORY, page("Bridge"), at=hours(1), headers=["X-Robots-Tag: all"])
    robots(second, CLOSED, at=hours(2))
    second.get(STORY, page("Bridge", ["All is new."] * 3), at=hours(3))
    rights(tmp_path, second, first)
    revisions = [row["rights"] for row in table(tmp_path, "revisions")]
    assert [found["robots"] for found in revisions] == ["allowed", "disallowed"]
    assert [len(found["statements"]) for found in revisions] == [2, 0]
    assert table(tmp_path, "articles")[0]["rights"] == revisions[-1]


def test_what_did_not_change_is_a_revisit_and_says_the_same(tmp_path: Path) -> None:
    archive = Archive()
    rules = robots(archive, CLOSED)
    meta = '<meta name="tdm-reservation" content="1">'
    headers = ["X-Robots-Tag: noai", "Content-Usage: train-ai=n"]
    story = archive.get(STORY, page("Bridge", head=meta), headers=headers)
    again = archive.get(
        ROBOTS, status="304 Not Modified", role="robots", at=hours(1), earlier=rules
    )
    late = archive.get(
        STORY,
        status="304 Not Modified",
        headers=["X-Robots-Tag: all"],
        at=hours(2),
        earlier=story,
    )
    found = rights(tmp_path, archive)
    assert found["robots"] == "disallowed"
    assert found["robots_record"]["record_id"] == again.record_id
    assert [(s["name"], s["value"], s["record_id"]) for s in found["statements"]] == [
        ("x-robots-tag", "all", late.record_id),
        ("content-usage", "train-ai=n", story.record_id),
        ("tdm-reservation", "1", story.record_id),
    ]


def _runs() -> list[Archive]:
    """Robots.txt, its repetition, and pages, each in a WARC of its own."""
    runs = [Archive(f"{name}.warc.gz") for name in "abcd"]
    rules = robots(runs[0], CLOSED)
    runs[1].get(STORY, page("Bridge"), at=hours(1))
    runs[2].get(ROBOTS, status="304 Not Modified", role="robots", at=hours(2), earlier=rules)
    runs[2].get(TDMREP, '[{"location":"/","tdm-reservation":1}]', at=hours(2), **JSON)
    runs[3].get(STORY, page("Bridge", ["All is new."] * 3), at=hours(3))
    return runs


def test_the_order_of_warcs_and_builds_makes_no_difference(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    expected = rights(whole, *_runs())
    assert expected["robots_captured_at"] == hours(2)
    for number, order in enumerate(itertools.islice(itertools.permutations(_runs()), 0, 24, 7)):
        root = tmp_path / str(number)
        for archive in order:
            archive.save(root)
            build(Collection(root), workers=1)
        assert tree(root / "dataset") == tree(whole / "dataset")


def test_a_filter_by_source_keeps_the_rules_of_its_host(tmp_path: Path) -> None:
    archive = Archive()
    robots(archive, CLOSED)
    archive.get(STORY, page("Bridge"))
    archive.save(tmp_path)
    build(Collection(tmp_path), workers=1, options=Options((STORY,)))
    (row,) = table(tmp_path, "articles")
    assert row["rights"]["robots"] == "disallowed"


def test_hostile_statements_are_bounded_and_can_be_written(tmp_path: Path) -> None:
    archive = Archive()
    robots(archive, "User-agent: *\n" + "Content-Signal: \\xff\n" * 5000)
    archive.get(TDMREP, '[{"location":"/","tdm-reservation":1,"tdm-policy":"\\ud800"}]', **JSON)
    metas = "".join(f'<meta name="bot{n}bot" content="{n}">' for n in range(5000))
    archive.get(
        STORY,
        page("Bridge", head=metas + f'<meta name="robots" content="{"x" * 5000}">'),
        at=hours(1),
        headers=[f"X-Robots-Tag: {n}" for n in range(5000)],
    )
    found = rights(tmp_path, archive)
    assert len(found["statements"]) == 100 + 2 + 100 + 100
    assert max(len(statement["value"]) for statement in found["statements"]) == 1000


def test_the_card_sums_it_up(tmp_path: Path) -> None:
    archive = Archive()
    robots(archive, CLOSED)
    archive.get(STORY, page("Bridge"), headers=["tdm-reservation: 1", "X-Robots-Tag: noai"])
    rights(tmp_path, archive)
    card = (tmp_path / "dataset" / "README.md").read_text()
    for line in ("robots: disallowed", "tdm: reserved", "statement: x-robots-tag"):
        assert f"| `{line}` | 1 (100 %) |" in card
