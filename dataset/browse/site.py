"""Writes the site: HTML pages and the data they read.

    index.html, app.css, *.js     the pages; the same for every collection
    data/site.json                what there is: counts, dictionaries, feeds, gaps, WARCs
    data/list/, data/rejected/    the lists, in chunks of columns
    data/search/                  the index, in shards
    data/*.jsonl                  the rows; the lists say at which bytes each one lies

A pure function of dataset, archive index and this code.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

from twa.dataset.browse import listing
from twa.dataset.browse.figures import BrowseFigures
from twa.dataset.browse.files import Lines, LineSpan, write_json
from twa.dataset.browse.search import SearchIndex
from twa.dataset.browse.traffic import Traffic, traffic
from twa.dataset.collection import Collection
from twa.dataset.progress import Progress, Silent
from twa.dataset.tables.manifest import Manifest
from twa.dataset.tables.parquet import read_table
from twa.dataset.tables.schema import Row

ASSETS: Final = resources.files("twa.dataset.browse") / "assets"


@dataclass(frozen=True, slots=True)
class _Related:
    """Where the lines of an article's revisions and feed entries lie."""

    revisions: dict[str, list[LineSpan]]
    entries: dict[str, list[LineSpan]]


def write(
    collection: Collection, claimed: Manifest, folder: Path, progress: Progress | None = None
) -> None:
    """Write the site of a collection into `folder`; `claimed` is the manifest of its dataset."""
    progress = progress or Silent()
    folder.mkdir(parents=True, exist_ok=True)
    copy_pages(folder)
    data = folder / "data"
    seen = traffic(collection, (feed["url"] for feed in claimed.document["feeds"]))
    related = _Related(
        _lines(collection, "revisions", data / "revisions.jsonl"),
        _lines(collection, "feed_entries", data / "feed_entries.jsonl"),
    )
    progress.start("articles", claimed.rows("articles"))
    described = {
        "articles": _articles(collection, data, related, seen, progress),
        "rejects": _rejects(collection, data),
    }
    write_json(data / "site.json", {**_about(claimed, seen), **described})


def copy_pages(folder: Path) -> None:
    """The pages themselves."""
    with resources.as_file(ASSETS) as assets:
        shutil.copytree(assets, folder, dirs_exist_ok=True)


def _lines(collection: Collection, table: str, path: Path) -> dict[str, list[LineSpan]]:
    """Write the rows of a table; the places of those of each article, in their order."""
    places: dict[str, list[LineSpan]] = defaultdict(list)
    with Lines(path) as lines:
        for row in read_table(table, collection.dataset):
            place = lines.add(row)
            if row["article_id"] is not None:
                places[row["article_id"]].append(place)
    return places


def _articles(
    collection: Collection, data: Path, related: _Related, seen: Traffic, progress: Progress
) -> dict[str, Any]:
    listed, index, figures = listing.articles(), SearchIndex(), BrowseFigures()
    with Lines(data / "articles.jsonl") as lines:
        for number, row in enumerate(_standing("articles", collection)):
            place = lines.add(
                {
                    "row": row,
                    "revisions": related.revisions.get(row["id"], []),
                    "entries": related.entries.get(row["id"], []),
                }
            )
            listing.add_article(listed, row, place)
            index.add(number, _said(row))
            figures.add(row)
            progress.advance()
    write_json(data / "figures.json", figures.write(seen.days.items()))
    return {**listed.write(data / "list"), "search": index.write(data / "search")}


def _standing(table: str, collection: Collection) -> Iterator[Row]:
    """The rows of a table that were not withdrawn: there is nothing to look at in the others."""
    return (row for row in read_table(table, collection.dataset) if row["withdrawn"] is None)


def _said(row: Row) -> Iterator[str | None]:
    """All that an article is found by. A dataset published without text has no such columns."""
    yield row["title"]
    yield row.get("standfirst")
    yield row.get("text")
    yield from row.get("captions") or ()
    yield from row["authors"]
    yield from row["categories"]
    yield from row["tags"]


def _rejects(collection: Collection, data: Path) -> dict[str, Any]:
    listed = listing.rejects()
    with Lines(data / "rejects.jsonl") as lines:
        for row in _standing("rejects", collection):
            listing.add_reject(listed, row, lines.add(row))
    return listed.write(data / "rejected")


def _about(claimed: Manifest, seen: Traffic) -> dict[str, Any]:
    document = claimed.document
    return {
        "collection": document["collection"],
        "version": claimed.version,
        "coverage": document["coverage"],
        "feeds": [{**feed, "seen": seen.polls[feed["url"]]} for feed in document["feeds"]],
        "gaps": document["gaps"],
        "warcs": [{"file": item["file"], "bytes": item["bytes"]} for item in document["inputs"]],
    }
