"""What the EU asks of who trains a model on crawled pages, as far as the dataset can answer.

"Template for the Public Summary of Training Content for general-purpose AI models" (Regulation
(EU) 2024/1689, article 53 (1) (d)), sections 1.3, 2.3 and 3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from twa.dataset.documents.markdown import code, table

if TYPE_CHECKING:
    from twa.dataset.tables.manifest import Manifest

_SHARE: Final = 10
"""Of the domains, the largest tenth is to be named (section 2.3)."""

_MOST: Final = 30
"""Domains that are named; the manifest has all."""

_BEHAVIOUR: Final = (
    "It says who it is in `User-Agent`; asks for robots.txt first and obeys it (RFC "
    "9309, `Crawl-delay`); waits between requests, and longer where a server says so (429, 503, "
    "`Retry-After`); has no account, solves no puzzle and goes around no wall. What others "
    "archived is taken as it is"
)


def section(manifest: Manifest) -> str:
    """The section of the card."""
    return (
        "## For a summary of training content\n\n"
        "Who trains a model on this in the European Union has to publish a summary of the content "
        "(Regulation 2024/1689, article 53). What its template asks about crawled content:\n\n"
        + table(("Item", "Here"), list(_items(manifest)))
    )


def _items(manifest: Manifest) -> Iterator[tuple[str, str]]:
    figures = manifest.document["coverage"]
    yield (
        "Content",
        f"text of news articles: {figures['words']:,} words, {figures['characters']:,} characters,"
        " in " + (", ".join(map(code, sorted(figures["languages"]))) or "no language"),
    )
    named = ", ".join(map(code, sorted(figures["crawlers"]))) or "none"
    yield "Crawler, purpose, behaviour", f"{named}, to archive what feeds announce. {_BEHAVIOUR}"
    yield "Period of collection", _period(figures["captured"])
    yield "Domains, the largest tenth by words", _domains(figures["host_words"])
    yield "Reservations of rights", _reservations(figures["rights"])


def _period(span: Mapping[str, str | None]) -> str:
    first, last = span["first"], span["last"]
    if first is None or last is None:
        return "none"
    return " to ".join(dict.fromkeys(f"{at[5:7]}/{at[:4]}" for at in (first, last)))


def _domains(words: Mapping[str, int]) -> str:
    ranked = sorted(words.items(), key=lambda item: (-item[1], item[0]))
    named = ranked[: max(1, -(-len(ranked) // _SHARE))]
    told = ", ".join(f"{code(name)} ({count:,} words)" for name, count in named[:_MOST])
    left = len(ranked) - len(named[:_MOST])
    return f"{told} and {left:,} more in the manifest" if left else told or "none"


def _reservations(rights: Mapping[str, Any]) -> str:
    wanted = ("tdm: reserved", "robots: disallowed")
    told = [f"{code(name)} {rights[name]:,} articles" for name in wanted if rights.get(name)]
    return (", ".join(told) or "none was met") + "; each statement stands in its row (`rights`)"
