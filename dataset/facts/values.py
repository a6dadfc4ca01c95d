"""The values that facts are made of: instants, blocks, credits, notes, statements, as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypedDict

from twa.dataset.dates.instants import Instant, Precision, Zone, stamp
from twa.dataset.pages.article import BlockType, TextBlock
from twa.dataset.pages.metadata.credits.model import Credit, CreditedBy, Kind, Role
from twa.dataset.pages.notes import Note, NoteKind
from twa.dataset.web.directives import Directive, StatementPlace


class StatedInstant(TypedDict):
    """An instant as it was stated: see `twa.dataset.dates.instants.Instant`."""

    value: str
    precision: Precision
    raw: str
    zone: Zone


class BlockFact(TypedDict):
    """A block of a body: see `twa.dataset.pages.article.Block`."""

    type: BlockType
    text: str
    level: int | None


class CreditFact(TypedDict):
    """One name that is credited: see `twa.dataset.pages.metadata.credits.model.Credit`."""

    name: str
    kind: Kind
    role: Role
    source: CreditedBy
    raw: str


class NoteFact(TypedDict):
    """A doubt about a row: see `twa.dataset.pages.notes.Note`."""

    kind: NoteKind
    detail: str | None


class Said(TypedDict):
    """A statement about use: see `twa.dataset.web.directives.Directive`."""

    source: StatementPlace
    name: str
    agent: str | None
    value: str


def stated(instant: Instant | None) -> StatedInstant | None:
    """An instant as JSON."""
    if instant is None:
        return None
    return {
        "value": stamp(instant.value),
        "precision": instant.precision,
        "raw": instant.raw,
        "zone": instant.zone,
    }


def block_facts(blocks: Iterable[TextBlock]) -> list[BlockFact]:
    """Blocks as JSON."""
    return [{"type": block.type, "text": block.text, "level": block.level} for block in blocks]


def credit_facts(credits: Iterable[Credit]) -> list[CreditFact]:
    """Credits as JSON."""
    return [
        {"name": one.name, "kind": one.kind, "role": one.role, "source": one.source, "raw": one.raw}
        for one in credits
    ]


def note_facts(notes: Iterable[Note]) -> list[NoteFact]:
    """Notes as JSON, each once."""
    return [{"kind": note.kind, "detail": note.detail} for note in dict.fromkeys(notes)]


def say(directives: Iterable[Directive]) -> list[Said]:
    """Statements as JSON."""
    return [
        {"source": one.source, "name": one.name, "agent": one.agent, "value": one.value}
        for one in directives
    ]


def slug(words: str) -> str:
    """A rule's name as one word, as the schemas want it: lower-case words parted by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", words.lower()))
