"""Writes the site for any web server: HTML pages and the data they read.

    index.html, app.css, *.js     the pages; the same for every collection
    data/site.json                what there is: counts, dictionaries, feeds, gaps, WARCs
    data/figures.json             what was counted
    data/rejected/, data/list/    the lists, in chunks of columns
    data/search/                  the index in shards
    data/*.jsonl                  the rows; the lists say at which bytes each one lies

A pure function of dataset, archive index and this code. What our own server shows is kept and
grows (`growth.py`): pages and lines the same, and a database for all else.
"""

from __future__ import annotations

import shutil
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np

from twa.dataset.browse.site import listing
from twa.dataset.browse.site.figures import COUNTED, Headlines, figures, growth, numbers_of
from twa.dataset.browse.site.files import Lines, LineSpan, write_json
from twa.dataset.browse.site.indexes import IndexInFiles
from twa.dataset.browse.site.polls_by_day import Traffic, traffic
from twa.dataset.collection import Collection
from twa.dataset.progress import Progress, Silent
from twa.dataset.search.folding import SIMPLIFIED
from twa.dataset.tables.manifest import Manifest
from twa.dataset.tables.parquet import read_table
from twa.dataset.tables.schema import Row, contract

DATA: Final = "data"
"""The folder of the data, in that of the pages."""

ASSETS: Final = resources.files("twa.dataset.browse") / "assets"
PAIRS: Final = resources.files("twa.dataset.search") / SIMPLIFIED


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
    copy_pages(folder)
    data = folder / DATA
    seen = traffic(collection, (feed["url"] for feed in claimed.document["feeds"]))
    headlines = Headlines()
    related = _Related(
        _lines(collection, "revisions", data / "revisions.jsonl", headlines.add),
        _lines(collection, "feed_entries", data / "feed_entries.jsonl"),
    )
    progress.start("Pages to look at", claimed.rows("articles"), "articles")
    articles, counted = _articles(collection, data, related, progress)
    rejects = _rejects(collection, data)
    told = {**counted, "growth": growth(seen.days.items()), "headlines": headlines.write()}
    write_json(data / "figures.json", told)
    described = {"articles": articles, "rejects": rejects}
    write_json(data / "site.json", {**about(claimed, seen), **described})


def copy_pages(folder: Path) -> None:
    """The pages themselves."""
    with resources.as_file(ASSETS) as assets:
        shutil.copytree(assets, folder, dirs_exist_ok=True)
    (folder / SIMPLIFIED).write_bytes(PAIRS.read_bytes())


def _lines(
    collection: Collection,
    table: str,
    path: Path,
    seen: Callable[[Row], None] = lambda _: None,
) -> dict[str, list[LineSpan]]:
    """Write the rows of a table, each of which `seen` is told of.

    Gives the places of those of each article, in their order.
    """
    places: dict[str, list[LineSpan]] = defaultdict(list)
    with Lines(path) as lines:
        for row in read_table(table, collection.dataset):
            place = lines.add(row)
            seen(row)
            if row["article_id"] is not None:
                places[row["article_id"]].append(place)
    return places


def _articles(
    collection: Collection, data: Path, related: _Related, progress: Progress
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the pages have to know of the list, and what is counted of it."""
    index = IndexInFiles(data)
    columns = {name: array("q") for name in COUNTED}
    with Lines(data / "articles.jsonl") as lines:
        for row in _standing("articles", collection):
            revisions = related.revisions.get(row["id"], [])
            entries = related.entries.get(row["id"], [])
            place = lines.add(article_line(row, revisions, entries))
            numbers = {**index.add(row, place), **numbers_of(row)}
            for name, column in columns.items():
                column.append(numbers[name])
            progress.advance()
    told = index.write()
    arrays = {name: np.frombuffer(column, np.int64) for name, column in columns.items()}
    return told, figures(arrays, told["dictionaries"])


def article_line(
    row: Row, revisions: Sequence[LineSpan], entries: Sequence[LineSpan]
) -> dict[str, Any]:
    """The line of an article, with the places of the lines of its revisions and entries."""
    return {"row": row, "revisions": revisions, "entries": entries}


def _standing(table: str, collection: Collection) -> Iterator[Row]:
    """The rows of a table that were not withdrawn: there is nothing to look at in the others."""
    return (row for row in read_table(table, collection.dataset) if row["withdrawn"] is None)


def _rejects(collection: Collection, data: Path) -> dict[str, Any]:
    listed = listing.ColumnChunks(listing.REJECTS)
    with Lines(data / "rejects.jsonl") as lines:
        for row in _standing("rejects", collection):
            listed.add(listing.reject(listed.dictionaries, row), lines.add(row))
    return listed.write(data / "rejected")


def about(claimed: Manifest, seen: Traffic) -> dict[str, Any]:
    """What the pages have to know of a collection, beside its lists."""
    document = claimed.document
    return {
        "meanings": {
            "reason": contract("rejects")["properties"]["reason"]["x-meanings"],
            "removed": contract("articles")["properties"]["removed"]["items"]["properties"][
                "reason"
            ]["x-meanings"],
        },
        "collection": document["collection"],
        "version": claimed.version,
        "coverage": document["coverage"],
        "feeds": [{**feed, "seen": seen.polls[feed["url"]]} for feed in document["feeds"]],
        "gaps": document["gaps"],
        "warcs": [{"file": item["file"], "bytes": item["bytes"]} for item in document["inputs"]],
    }
