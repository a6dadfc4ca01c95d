"""The columns of a row that its record alone decides, made again, and those that it does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from twa.dataset.facts.model import EntryFact
from twa.dataset.facts.page_content import PageContent
from twa.dataset.facts.values import StatedInstant
from twa.dataset.reduce.reconcile import FEED, believe, claimed, dated, reconcile
from twa.dataset.reduce.rows import FROM_ENTRY
from twa.dataset.tables.partial_rows import mend
from twa.dataset.tables.schema import Row, texts
from twa.dataset.tables.validate import Checker

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

_PUBLISHED: Final = ("published", "published_raw")

_NEVER: Final = "9999-12-31T00:00:00.000000Z"
"""An instant that can't be one of publication."""

_NO_TEXT: Final[Mapping[str, Any]] = {"text": "", "blocks": [], "removed": [], "diff": None}
"""What stands for texts that were left out where a contract asks for some."""


def of_article(row: Row, content: PageContent, at: str) -> dict[str, Any]:
    """What a page (`content`), captured `at` an instant, makes of what a feed may tell too.

    Left out is what the row has from the feed: where the page has a word, only if that gives way.
    """
    belief = reconcile(content, None, at)
    found: dict[str, Any] = {**belief.columns, "sources": dict(belief.sources)}
    if "sources" in row:
        # Other articles decide whether the address that the page names is believed.
        found["sources"]["canonical_url"] = row["sources"]["canonical_url"]
    for source, names in _FED.items():
        if row["feed"] is not None and _is_fed(source, row, content, at):
            found["sources"][source] = row["sources"][source]
            for name in names:
                del found[name]
    if row["feed"] is not None and "titles" in row:
        found["titles"] = {**found["titles"], "feed": row["titles"]["feed"]}
    return found


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


def kept(table: str, row: Row, found: Mapping[str, Any]) -> dict[str, Any]:
    """What the build keeps of columns that were `found`: all but what breaks their contract.

    The other columns are the row's, which keep it.
    """
    if all(row[name] == value for name, value in found.items() if name in row):
        return dict(found)
    left_out = {name: value for name, value in _NO_TEXT.items() if name in texts(table)}
    checker, made = Checker(table, {}), {**left_out, **row, **found}
    # As `row_sink.Tables` does: rules between fields are asked where each field is right.
    for _ in range(2):
        problems = [
            one
            for one in checker.check(made)
            if one.pointer.removeprefix("/").partition("/")[0] in found
        ]
        if (mended := mend(table, made, problems)) is None:
            break
        made = mended
    return {name: made[name] for name in found}


def _is_fed(source: str, row: Row, content: PageContent, at: str) -> bool:
    """Whether what a row says can be the feed's, since the page says less of it."""
    said: Row = {**content}
    named = row["sources"][source]
    if source == "published":
        told = tuple(row["feed"][one] for one in _PUBLISHED)
        same = told == tuple(row[one] for one in _PUBLISHED)
        return same and _is_dated_by_feed("published", row, content, at)
    if source == "modified":
        # What the feed says of changes the row has nowhere else.
        return _is_dated_by_feed("modified", row, content, at)
    if source == "authors":
        return named == FEED and all(one["kind"] == "organisation" for one in content["credits"])
    same = source != "title" or row["title"] == row["feed"]["title"]
    return named == FEED and not said[source] and same


def _is_dated_by_feed(
    date: Literal["published", "modified"], row: Row, content: PageContent, at: str
) -> bool:
    """Whether a feed that says this would be believed."""
    value, raw = row[date], row[f"{date}_raw"]
    # The zone in the row is that of whoever said these words first; a feed's counts as the best.
    # What a feed says that can't be has no source, and leaves its words.
    fed = StatedInstant(
        value=value or _NEVER, precision=row[f"{date}_precision"], raw=raw, zone="stated"
    )
    try:
        columns, source = believe(date, claimed(date, content, fed), at, [])
    except (TypeError, ValueError):
        return False
    same = all(row[name] == one for name, one in columns.items())
    return same and row["sources"][date] == source == (FEED if value else None)
