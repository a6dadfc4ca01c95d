"""The article as a value: metadata, and a body in blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from twa.dataset.pages.metadata.statements import Metadata
    from twa.dataset.pages.notes import Note

BlockType = Literal["heading", "paragraph", "list-item", "quote", "table", "code", "entry"]
"""`entry` is the head of one entry of a live blog: its time, and its title if it has one."""

BodyStatus = Literal["full", "excerpt", "paywalled", "live", "gallery", "video", "empty"]
"""How much of the article the text is. `empty` stands only in rows without text of their own."""

Chosen = Literal["page", "feed", "json_ld"]
"""Which candidate the text was taken from."""

_MARKS: Final = {"list-item": "- "}


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One block of the body in reading order.

    `text` has no line breaks, save in `code` and `table` (one line a row, cells
    parted by ` | `). `level` is 1–6 for a heading, the depth of nesting from 1
    for a list item, null for all else.
    """

    type: BlockType
    text: str
    level: int | None = None


RemovalReason = Literal[
    "another article",
    "byline",
    "caption",
    "comments",
    "contact",
    "copyright",
    "credit",
    "feed footer",
    "filing",
    "heading of nothing",
    "label",
    "link-only",
    "outside the article",
    "promotion",
    "reading time",
    "recurring",
    "repeated",
    "title",
    "unlike the article",
    "update",
    "wall",
]
"""Why a block was removed: what rules may say. The schema has each as a slug."""


@dataclass(frozen=True, slots=True)
class Removed:
    """Text that the page or its extraction had and the article has not, and why."""

    text: str
    reason: RemovalReason


@dataclass(frozen=True, slots=True)
class Witnesses:
    """How far others agree with the page's text: 0 (nothing shared) to 1 (the same).

    `feed` is the entry's own full text, `json_ld` the page's `articleBody`;
    null where there is none. `agreement` is the lowest of those that are there.
    """

    feed: float | None = None
    json_ld: float | None = None
    chosen: Chosen = "page"

    @property
    def agreement(self) -> float | None:
        """The lowest score there is, null without witnesses."""
        return min((s for s in (self.feed, self.json_ld) if s is not None), default=None)


@dataclass(frozen=True, slots=True)
class Alternative:
    """The article as the page's JSON-LD tells it, where that is another text than the page's."""

    blocks: tuple[TextBlock, ...]
    body_status: BodyStatus
    language: str | None

    @property
    def text(self) -> str:
        """The body as plain text: see `render`."""
        return render(self.blocks)


@dataclass(frozen=True, slots=True)
class Article:
    """An article page understood. A value: it equals another of the same content.

    `blocks` are the page's own, none only where there is an `alternative`.
    `quality` is 0 to 1: how far the text and the page's prose, wherever it stands,
    are the same; under 0.65 a person should look. `language` is ISO 639-1, with the
    script for Chinese (`zh-Hans`, `zh-Hant`), null where nobody can tell. `notes` say where the
    text comes from if the page does not show it, and what is doubtful in it. `following` is the
    address of the next page of the article, null where this is the last.
    """

    url: str
    metadata: Metadata
    blocks: tuple[TextBlock, ...]
    captions: tuple[str, ...] = ()
    removed: tuple[Removed, ...] = ()
    standfirst: str | None = None
    body_status: BodyStatus = "full"
    quality: float = 1.0
    language: str | None = None
    witnesses: Witnesses = Witnesses()
    alternative: Alternative | None = None
    notes: tuple[Note, ...] = ()
    following: str | None = None

    @property
    def text(self) -> str:
        """The body as plain text: see `render`."""
        return render(self.blocks)

    @property
    def full_text(self) -> str:
        """The standfirst and the body, as a reader of the page has them: see `full_text`."""
        return full_text(self.standfirst, self.text)


def full_text(standfirst: str | None, text: str) -> str:
    """What a reader of the page reads: the standfirst, an empty line, the text.

    The standfirst is left out where it is null, or the text begins with it.
    """
    if not standfirst or text.startswith(standfirst):
        return text
    return f"{standfirst}\n\n{text}" if text else standfirst


def render(blocks: Iterable[TextBlock]) -> str:
    """Blocks as plain text: parted by an empty line, list items by a line break, marked `- `."""
    parts: list[str] = []
    before = ""
    for block in blocks:
        if parts:
            parts.append("\n" if before == block.type == "list-item" else "\n\n")
        parts.append(_MARKS.get(block.type, "") + block.text)
        before = block.type
    return "".join(parts)
