"""Rows as typed values, one class a table, and one for each column that holds an object.

Made from `schemas/` by `python -m twa.dataset.documents.row_types`: not to be edited.
`docs/data-dictionary.md` says what each field means. Instants are UTC; what is not known
is None, or an empty tuple.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class BlockCell:
    """The text with its structure, one item a block, in reading order."""

    type: str
    text: str
    level: int | None


@dataclass(frozen=True, slots=True)
class RemovedCell:
    """What the extractor took for text and a later step removed, so that nobody has to wonder."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class TitlesCell:
    """What each source says that the title is, less the site's name: headlines for readers, for
    search and for sharing differ. Null where a source says nothing.
    """

    page: str | None
    og: str | None
    json_ld: str | None
    html: str | None
    feed: str | None
    twitter: str | None


@dataclass(frozen=True, slots=True)
class CreditCell:
    """Everybody whom the source credits, writers first; empty where it credits nobody. `authors`
    and `agencies` are taken from it.
    """

    name: str
    kind: str
    role: str
    source: str
    raw: str


@dataclass(frozen=True, slots=True)
class NoteCell:
    """Contradictions and doubts about this row; empty where there are none."""

    kind: str
    detail: str | None


@dataclass(frozen=True, slots=True)
class SourcesCell:
    """For each field, where on the page or in the feed its value stood. Null where the field has
    no value.
    """

    title: str | None
    authors: str | None
    published: str | None
    modified: str | None
    summary: str | None
    language: str | None
    image: str | None
    section: str | None
    categories: str | None
    tags: str | None
    publisher: str | None
    canonical_url: str | None


@dataclass(frozen=True, slots=True)
class WitnessesCell:
    """How far independent tellings of the same article agree with the text taken from the page,
    whether or not `text` is that one.
    """

    feed: float | None
    json_ld: float | None
    agreement: float | None
    chosen: str


@dataclass(frozen=True, slots=True)
class FeedCell:
    """The feed entry that led to the article, the first one seen where there are several; null
    where none did. The table `feed_entries` has the rest.
    """

    url: str
    entry_id: str
    title: str | None
    published: datetime | None
    published_raw: str | None
    content_witness: float | None


@dataclass(frozen=True, slots=True)
class RobotsRecordCell:
    """The record of that robots.txt. Null where none is archived."""

    warc: str
    offset: int | None
    length: int | None
    record_id: str


@dataclass(frozen=True, slots=True)
class TdmRecordCell:
    """The record of that answer. Null where it is not archived."""

    warc: str
    offset: int | None
    length: int | None
    record_id: str


@dataclass(frozen=True, slots=True)
class StatementCell:
    """Everything that was stated about the use of the page, word for word, with its record:
    robots.txt's `Content-Signal`, `Content-Usage` and `License` (RSL), the TDM file, header
    fields (every `X-Robots-Tag`), meta elements (`robots` and named agents), `rel=license`,
    licences in RSL (of the page, or of the feed that led to it), JSON-LD's licence, copyright
    and access, and what says how something was made (`digitalSourceType`, `rel=c2pa-manifest`).
    """

    source: str
    name: str
    agent: str | None
    value: str
    record_id: str


@dataclass(frozen=True, slots=True)
class RightsCell:
    """Evidence about the use of the page that was in force when it was captured: statements word
    for word, and what the two machine-readable protocols make of them. It is evidence, not
    advice: what binds whom is for people to judge. Null where the article was withdrawn.
    """

    robots: str
    robots_agent: str
    robots_captured_at: datetime | None
    robots_record: RobotsRecordCell | None
    tdm_reservation: int | None
    tdm_policy: str | None
    tdm_source: str | None
    tdm_captured_at: datetime | None
    tdm_record: TdmRecordCell | None
    statements: tuple[StatementCell, ...]


@dataclass(frozen=True, slots=True)
class WithdrawnCell:
    """That the article was withdrawn: of its rows in all tables only identifiers, places in the
    archive and digests of bytes stay, and all that the source wrote is gone. Null for all
    others.
    """

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class OriginalCell:
    """The record that holds the bytes, where the capture is a `revisit` record, which holds none
    (WARC 1.1, section 6.7). Null elsewhere.
    """

    warc: str
    offset: int | None
    length: int | None
    record_id: str


@dataclass(frozen=True, slots=True)
class CertificatesCell:
    """The record that holds the chain of certificates as the server sent it, in PEM. Null where
    none was archived.
    """

    warc: str
    offset: int | None
    length: int | None
    record_id: str


@dataclass(frozen=True, slots=True)
class TlsCell:
    """What the server showed for its name. Null where the capture did not come over TLS, or its
    archive does not say.
    """

    trusted: bool
    detail: str
    certificates: CertificatesCell | None


@dataclass(frozen=True, slots=True)
class ProofCell:
    """Where the record stands in the tree of hashes (RFC 9162, section 2.1) over the records of
    its WARC, whose root seals, signatures and timestamps are of. `twa prove` shows the way from
    one to the other.
    """

    position: int
    root: str


@dataclass(frozen=True, slots=True)
class CaptureCell:
    """The archived exchange that the row was made from: the proof."""

    warc: str
    offset: int | None
    length: int | None
    record_id: str
    block_digest: str | None
    payload_sha256: str | None
    captured_at: datetime
    http_status: int | None
    content_type: str | None
    original: OriginalCell | None
    tls: TlsCell | None
    proof: ProofCell


@dataclass(frozen=True, slots=True)
class FurtherPageCell:
    """The further pages of an article that stands on several, in their order; empty for one on a
    single page. `text` is that of all.
    """

    url: str
    capture: CaptureCell


@dataclass(frozen=True, slots=True)
class ExtractionCell:
    """What made the text out of the bytes."""

    extractor: str
    version: str
    options: str


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One row an article: the newest version of its text, the metadata, and where each comes from,
    down to the bytes.
    """

    id: str
    url: str | None
    canonical_url: str | None
    title: str | None
    text: str
    standfirst: str | None
    summary: str | None
    blocks: tuple[BlockCell, ...]
    removed: tuple[RemovedCell, ...]
    titles: TitlesCell
    credits: tuple[CreditCell, ...]
    byline: str | None
    authors: tuple[str, ...]
    agencies: tuple[str, ...]
    published: datetime | None
    published_raw: str | None
    published_precision: str | None
    published_zone: str | None
    modified: datetime | None
    modified_raw: str | None
    modified_precision: str | None
    modified_zone: str | None
    language: str | None
    section: str | None
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    image: str | None
    captions: tuple[str, ...]
    publisher: str | None
    license: str | None
    is_accessible_for_free: bool | None
    word_count: int
    character_count: int
    text_sha256: str
    body_status: str | None
    quality: float
    notes: tuple[NoteCell, ...]
    sources: SourcesCell
    witnesses: WitnessesCell
    revision_count: int
    first_captured_at: datetime
    gone_at: datetime | None
    feed: FeedCell | None
    rights: RightsCell | None
    withdrawn: WithdrawnCell | None
    capture: CaptureCell
    further_pages: tuple[FurtherPageCell, ...]
    extraction: ExtractionCell


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One row for each version of an article's text that was seen, the first included. A page that
    changed while its text did not is no revision.
    """

    id: str
    article_id: str
    url: str | None
    number: int
    supersedes: str | None
    captured_at: datetime
    title: str | None
    text: str
    word_count: int
    character_count: int
    text_sha256: str
    modified: datetime | None
    similarity: float | None
    diff: str | None
    rights: RightsCell | None
    withdrawn: WithdrawnCell | None
    capture: CaptureCell
    further_pages: tuple[FurtherPageCell, ...]
    extraction: ExtractionCell


@dataclass(frozen=True, slots=True)
class FeedEntryRow:
    """One row for each entry that a feed has shown, whether or not it became an article: what the
    feed said, and from when to when it said so.
    """

    id: str
    feed_url: str
    entry_id: str
    position: int
    link: str | None
    article_id: str | None
    title: str | None
    published: datetime | None
    published_raw: str | None
    published_precision: str | None
    updated: datetime | None
    updated_raw: str | None
    updated_precision: str | None
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    summary: str | None
    first_seen: datetime
    last_seen: datetime
    times_seen: int
    withdrawn: WithdrawnCell | None
    capture: CaptureCell


@dataclass(frozen=True, slots=True)
class RejectRow:
    """One row for each thing that was met and became no row, and why: nothing is lost silently."""

    id: str
    url: str | None
    stage: str
    reason: str
    detail: str
    via: str | None
    pointer: str | None
    captured_at: datetime | None
    withdrawn: WithdrawnCell | None
    capture: CaptureCell | None
