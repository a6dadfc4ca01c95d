"""Through the whole build: whose text a row has where page, feed and JSON-LD differ."""

from __future__ import annotations

import json
from pathlib import Path
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
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.documents.without_text import project
from twa.dataset.progress import Silent
from twa.dataset.texts.hydrate import claimed_by, hydrate
from twa.dataset.texts.sources import OwnArchive
from twa.dataset.verification.files import load
from twa.dataset.verification.rows import proofs
from twa.dataset.verification.verify import verify
from twa.dataset.warc import cdxj

TITLE = "Harbour bridge reopens"
NOTICE = [
    "This page needs scripts. Please allow them in the settings of your browser, or read us"
    " in the app, which needs none, on any telephone that was made in this century."
]


def json_ld(body: str, **more: Any) -> str:
    data = {"@type": "NewsArticle", "headline": TITLE, "articleBody": body, **more}
    return f"<script type='application/ld+json'>{json.dumps(data)}</script>"


WHOLE = "\n".join(SENTENCES)
OTHER = [prose(str(number)) for number in range(5)]
# What the page's JSON-LD says, what the feed says, whose text is taken, and which that is.
CASES = {
    "feed": (json_ld(WHOLE), SENTENCES, "feed", SENTENCES),
    "fuller": (json_ld(WHOLE), SENTENCES[:4], "json_ld", SENTENCES),
    "alone": (json_ld(WHOLE), (), "json_ld", SENTENCES),
    "escaped": (
        json_ld("".join(f"&lt;p&gt;{one}&lt;/p&gt;" for one in SENTENCES)),
        (),
        "json_ld",
        SENTENCES,
    ),
    "contradicted": (json_ld(WHOLE), OTHER, "page", NOTICE),
    "summary": (json_ld("In short: it is open."), SENTENCES, "page", NOTICE),
    "walled": (json_ld(WHOLE, isAccessibleForFree=False), (), "page", NOTICE),
}
TRAPS = [
    "<div>" * 50_000,
    "<ul><li>" * 20_000,
    "<p><a href='x'>y</a></p>" * 20_000,
    "follow " * 50_000,
    "&lt;p&gt;" * 100_000,
    "<!--" * 50_000,
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    """All cases as articles of one feed, one page without any text, and hostile entries."""
    archive = Archive()
    entries = [item(name, TITLE, content=content) for name, (_, content, _, _) in CASES.items()]
    entries += [
        item(f"trap-{number}", "Trap").replace("<p>", f"{trap}<p>", 1)
        for number, trap in enumerate(TRAPS)
    ]
    archive.get(FEED, feed(*entries, item("bare", TITLE, content=())), **RSS)
    for name, (head, *_) in CASES.items():
        archive.get(f"{SITE}/{name}/", page(TITLE, NOTICE, head=head), at=hours(1), via=FEED)
    archive.get(f"{SITE}/bare/", page(TITLE, (), head=json_ld(WHOLE)), at=hours(1), via=FEED)
    root = tmp_path_factory.mktemp("made") / "harbour"
    archive.save(root)
    cdxj.reindex(root / "archive")
    collection = Collection(root)
    build(collection, workers=1)
    return collection


def rows(collection: Collection, name: str = "articles") -> dict[str, dict[str, Any]]:
    return {row["url"].split("/")[-2]: row for row in table(collection.root, name)}


@pytest.mark.parametrize("name", CASES)
def test_the_better_telling_is_taken_and_the_row_says_so(made: Collection, name: str) -> None:
    _, _, chosen, text = CASES[name]
    row = rows(made)[name]
    assert row["witnesses"]["chosen"] == chosen
    assert row["text"] == "\n\n".join(text)
    assert row["witnesses"]["json_ld"] < 0.5
    assert rows(made, "revisions")[name]["text"] == row["text"]
    assert chosen == "page" or row["body_status"] == "full"


def test_a_page_without_any_text_has_that_of_its_json_ld(made: Collection) -> None:
    row = rows(made)["bare"]
    assert row["text"] == "\n\n".join(SENTENCES)
    assert row["witnesses"] == {"feed": None, "json_ld": 0, "agreement": 0, "chosen": "json_ld"}


def test_what_is_not_free_stays_behind_its_wall(made: Collection) -> None:
    assert rows(made)["walled"]["body_status"] == "paywalled"


def test_hostile_entries_are_entries_like_others(made: Collection) -> None:
    assert len(table(made.root, "feed_entries")) == len(CASES) + len(TRAPS) + 1
    assert {row["reason"] for row in table(made.root, "rejects")} <= {"no-text"}


def test_it_verifies_and_every_row_is_proved(made: Collection) -> None:
    assert list(verify(made, workers=1)) == []
    ids = {row["id"] for name in ("articles", "revisions") for row in table(made.root, name)}
    assert [proof.row["id"] for proof in proofs(made, ids) if not proof.holds] == []


def test_published_without_text_it_comes_back_whole(made: Collection, tmp_path: Path) -> None:
    published, full = tmp_path / "published", tmp_path / "full" / "dataset"
    project(made.dataset, load(made), published)
    bare = Collection(published.parent, source=made.archive, output=published)
    ids = {row["id"] for row in rows(made).values()}
    assert [proof.row["id"] for proof in proofs(bare, ids) if not proof.holds] == []
    own = Collection.find(made.archive, full)
    with OwnArchive(own, claimed_by(published), workers=1, progress=Silent()) as source:
        assert hydrate(published, full, source, Silent()).whole
    assert tree(full) == tree(made.dataset)
