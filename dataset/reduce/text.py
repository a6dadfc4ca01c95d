"""Chooses the text of a row among the witnesses, and removes what recurs on its site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, NamedTuple

from twa.dataset.facts.model import EntryFact
from twa.dataset.facts.page_content import AlternativeFact, PageContent, RemovedFact
from twa.dataset.facts.values import BlockFact, slug
from twa.dataset.pages.article import Chosen, TextBlock, Witnesses, full_text, render
from twa.dataset.pages.body.alternatives import LEAST, choose
from twa.dataset.pages.body.blocks import weight
from twa.dataset.pages.body.witness import OUTLIER, agreement, containment
from twa.dataset.pages.notes import Note
from twa.dataset.pages.recurrence.boilerplate import REASON
from twa.dataset.tables import identity


class Recurs(NamedTuple):
    """The positions of the blocks that recur on the site, in each telling of an article."""

    page: Sequence[int]
    json_ld: Sequence[int]
    feed: Sequence[int]


@dataclass(frozen=True)
class Body:
    """The text of an article as its row has it: what is left, and what recurred and went.

    `page_text` is the page's own text where `chosen` names another's.
    """

    blocks: list[BlockFact]
    removed: list[RemovedFact]
    chosen: Chosen = "page"
    page_text: str | None = None

    @cached_property
    def text(self) -> str:
        """The blocks as plain text."""
        return text_of(self.blocks)

    @cached_property
    def measures(self) -> dict[str, Any]:
        """The text, and the columns that measure it."""
        return {
            "text": self.text,
            "word_count": identity.words(self.text),
            "character_count": len(self.text),
            "text_sha256": identity.sha256(self.text),
        }


def body_of(content: PageContent, entry: EntryFact | None, recurs: Recurs) -> Body:
    """The body of a page (`content`) that a feed's entry may tell of too."""
    own = without(content["blocks"], recurs.page)
    other = content["alternative"]
    if other is None:
        return own
    feed = entry and entry["blocks"]
    chosen = choose(
        own.text,
        text_of(feed) if feed else None,
        text_of(other["blocks"]),
        free=content["is_accessible_for_free"] is not False,
    )
    if chosen == "page":
        return own
    if chosen == "feed" and feed:
        taken = without(feed, recurs.feed)
    else:
        taken = without(other["blocks"], recurs.json_ld)
    return Body(taken.blocks, taken.removed, chosen, own.text)


def with_text(content: PageContent, chosen: Chosen, *, empty: bool) -> PageContent:
    """What the page says of an article with the text that was chosen; it may be `empty`."""
    told = told_by(content, chosen)
    status = "empty" if empty else told["body_status"]
    return {**content, "body_status": status, "language": told["language"]}


def told_by(content: PageContent, chosen: Chosen) -> PageContent | AlternativeFact:
    """What speaks for the page: itself, or its JSON-LD where another text was chosen."""
    other = None if chosen == "page" else content["alternative"]
    return content if other is None else other


def witnesses(content: PageContent, body: Body, entry: EntryFact | None) -> dict[str, Any]:
    """The column `witnesses`: how far the others agree with the page's own text."""
    own = body.text if body.page_text is None else body.page_text
    feed = entry and entry["blocks"]
    score = round(agreement(text_of(feed), own), 4) if feed else None
    said = Witnesses(score, content["json_ld_witness"], body.chosen)
    return asdict(said) | {"agreement": said.agreement}


def held(entry: EntryFact, body: Body) -> float | None:
    """Share of the entry's text that the row's text holds; null where it has no full text."""
    return round(containment(text_of(entry["blocks"]), body.text), 4) if entry["blocks"] else None


def doubts(content: PageContent, body: Body, entry: EntryFact | None) -> list[Note]:
    """A note where the row holds less than half of the text that the article's own feed gives."""
    told = text_of(entry["blocks"]) if entry and entry["blocks"] else ""
    if weight(told) < LEAST:
        return []
    share = containment(told, full_text(content["standfirst"], body.text))
    return [Note("unlike-the-feed", f"{share:.0%} of the feed's text")] if share < OUTLIER else []


def without(blocks: Sequence[BlockFact], recurring: Sequence[int]) -> Body:
    """A body of these blocks without those at the positions that recur on the site."""
    gone = set(recurring)
    return Body(
        [block for at, block in enumerate(blocks) if at not in gone],
        removed_of(block for at, block in enumerate(blocks) if at in gone),
    )


def removed_of(blocks: Iterable[BlockFact]) -> list[RemovedFact]:
    """Blocks as they stand in `removed` because they recur."""
    return [{"text": block["text"], "reason": slug(REASON)} for block in blocks]


def text_of(blocks: Iterable[BlockFact]) -> str:
    """Blocks as plain text."""
    return render(TextBlock(**block) for block in blocks)
