"""The columns of a row that its record alone decides, made again, and those that it does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from twa.dataset.facts.model import EntryFact
from twa.dataset.facts.page_content import PageContent
from twa.dataset.reduce.reconcile import FEED, dated, reconcile
from twa.dataset.reduce.rows import FROM_ENTRY
from twa.dataset.tables.partial_rows import LEFT_OUT
from twa.dataset.tables.schema import Row

BESIDE: Final = ("id", "url", "capture", "withdrawn", "further_pages", "rights")
"""Columns that are compared otherwise, as far as a record says anything of them."""

_TEXT: Final = ("text", "blocks", "removed", "text_sha256", "word_count", "character_count")

_FED: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("title",),
    "summary": ("summary",),
    "categories": ("categories",),
    "authors": ("credits", "authors", "agencies"),
    **{
        date: (date, f"{date}_raw", f"{date}_precision", f"{date}_zone")
        for date in ("published", "modified")
    },
}
"""Columns that a feed may decide, by the name of their source in `sources`."""


def of_article(row: Row, content: PageContent, at: str) -> dict[str, Any]:
    """What a page (`content`), captured `at` an instant, makes of what a feed may tell too.

    Left out is what the row has from the feed: where the page has a word, only if that gave way.
    """
    belief = reconcile(content, None, at)
    found: dict[str, Any] = {**belief.columns, "sources": dict(belief.sources)}
    if "sources" in row:
        # Other articles decide whether the address that the page names is believed.
        found["sources"]["canonical_url"] = row["sources"]["canonical_url"]
    for source, names in _FED.items():
        if row["feed"] is not None and _is_fed(source, row, content):
            found["sources"][source] = row["sources"][source]
            for name in names:
                del found[name]
    if row["feed"] is not None and "titles" in row:
        found["titles"] = {**found["titles"], "feed": row["titles"]["feed"]}
    return {name: value for name, value in found.items() if name not in _left_out(row)}


def of_revision(content: PageContent, at: str) -> dict[str, Any]:
    """What a page makes of the columns of a revision."""
    return {
        "captured_at": at,
        "title": content["title"],
        "modified": dated("modified", content["modified"], at)["modified"],
        "extraction": content["extraction"],
    }


def of_entry(entry: EntryFact, at: str) -> dict[str, Any]:
    """What an entry of a feed makes of its row."""
    said: dict[str, Any] = {**entry}
    return {
        **{name: said[name] for name in FROM_ENTRY},
        **dated("published", entry["published"], at, entry["published_raw"]),
        **dated("updated", entry["updated"], at, entry["updated_raw"]),
        "last_seen": at,
    }


def unchecked(row: Row, checked: set[str]) -> list[str]:
    """The columns of a row that nothing was compared with, in its order, and such parts of one."""
    known = checked.union(BESIDE, _TEXT, ("entry_id",))
    parts = {"sources": "sources.canonical_url"}
    if row.get("feed") is not None:
        parts["titles"] = "titles.feed"
    found = [parts.get(name, "") if name in known else name for name in row]
    return [name for name in found if name]


def _is_fed(source: str, row: Row, content: PageContent) -> bool:
    said: Row = {**content}
    named = row["sources"][source]
    if source in ("published", "modified"):
        # What a feed says can't be read as an instant has no source.
        return named == FEED or (named is None and said[source] is None)
    if source == "authors":
        return named == FEED and all(one["kind"] == "organisation" for one in content["credits"])
    return named == FEED and not said[source]


def _left_out(row: Row) -> set[str]:
    """Columns that lost a part, since what the source says keeps no contract; with their kin."""
    lost = {
        str(note["detail"]).split("/")[1].partition("_")[0]
        for note in row["notes"]
        if note["kind"] == LEFT_OUT and str(note["detail"]).startswith("/")
    }
    return {name for name in row if name.partition("_")[0] in lost}
