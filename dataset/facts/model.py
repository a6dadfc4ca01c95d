"""Facts: what one capture says by itself; the unit of the map step.

Facts are JSON values, so that a shard can hold them and a process can answer with
them. They name no WARC file: the same file under another name says the same.
Instants are RFC 3339 in UTC to the microsecond; addresses are canonical URLs.
"""

from __future__ import annotations

from typing import Literal, TypedDict

from twa.dataset.errors import RejectReason
from twa.dataset.facts.values import BlockFact, Said, StatedInstant
from twa.dataset.web.urls import url_key


class ShownFact(TypedDict):
    """Whether the chain that a server showed was trusted; to which root, or why not; its record."""

    trusted: bool
    detail: str
    certificates: CapturedPlace | None


class CapturedPlace(TypedDict):
    """Where a record lies, less the name of the WARC."""

    offset: int | None
    length: int | None
    record_id: str


class Captured(TypedDict):
    """`capture` of the schemas, less the WARC: its name, and the root over its records.

    `position` is that of the record in the WARC (`exchange.Locator`).
    """

    offset: int | None
    length: int | None
    record_id: str
    block_digest: str | None
    payload_sha256: str | None
    captured_at: str
    http_status: int | None
    content_type: str | None
    original: None
    tls: ShownFact | None
    position: int | None


class PageFact(TypedDict):
    """A page was read. `identity` is the canonical URL of its article, `site` what it is of.

    `said` is what its header states about its use. `content` is what was understood of the
    page, as JSON, since many pass it on and few read it (`content_of`); `outlines` are those of
    its `tellings` (`twa.dataset.pages.recurrence.outlines`). `following` is the address of the next
    page of the article, if it has one (`twa.dataset.pages.paging`), `passage` a digest of its
    longest paragraphs, null where it has too little text to be known by.
    """

    kind: Literal["page"]
    record_type: str
    url: str
    address: str
    identity: str
    site: str
    said: list[Said]
    capture: Captured
    content: str
    outlines: list[str]
    following: str | None
    passage: str | None


class PollFact(TypedDict):
    """A feed was read, and listed the entries with these keys in this order."""

    kind: Literal["poll"]
    record_type: str
    url: str
    via: str | None
    title: str | None
    homepage: str | None
    capture: Captured
    entries: list[str]


class EntryFact(TypedDict):
    """An entry as a feed gave it. `key` is the digest of the rest; equal entries are one fact.

    `blocks` are the full text that the feed gives, where it does; `said` is what it states about
    the use of the entry; `address` is null
    where there is no link that could lead to an article.
    """

    kind: Literal["entry"]
    key: str
    entry_id: str
    link: str | None
    address: str | None
    title: str | None
    published: StatedInstant | None
    published_raw: str | None
    updated: StatedInstant | None
    updated_raw: str | None
    authors: list[str]
    categories: list[str]
    summary: str | None
    blocks: list[BlockFact] | None
    said: list[Said]


class RedirectFact(TypedDict):
    """`address` answered that the resource is at `target`."""

    kind: Literal["redirect"]
    address: str
    target: str
    at: str
    offset: int | None


class Refers(TypedDict):
    """How a revisit names its original; each null where the record does not say.

    That is the record `record_id`, or what `url` answered at `at`, or one whose payload has the
    digest `digest`.
    """

    record_id: str | None
    url: str | None
    at: str | None
    digest: str | None


class RulesFact(TypedDict):
    """What was found where an origin keeps its rules: robots.txt, or the file of TDMRep.

    `status` is null where no whole answer came, `target` where a redirect leads;
    `body` holds the octets of a success as Latin-1, null where they do not decode
    and in a revisit, which refers to another capture instead (`refers`, else null).
    """

    kind: Literal["rules"]
    role: str
    url: str
    address: str
    at: str
    offset: int | None
    length: int | None
    record_id: str
    status: int | None
    target: str | None
    body: str | None
    refers: Refers | None


class HeldFact(TypedDict):
    """A record holds a payload, whatever it is of: what a revisit may refer to.

    `digests` are the names of the payload (`twa.dataset.warc.revisits.payload_names`).
    """

    kind: Literal["held"]
    url: str
    at: str
    offset: int | None
    record_id: str
    digests: list[str]


class RevisitFact(TypedDict):
    """`url` answered as it had before, or as another capture had.

    `said` as in `PageFact`: a revisit has a header of its own.
    """

    kind: Literal["revisit"]
    url: str
    role: str
    via: str | None
    refers: Refers
    said: list[Said]
    capture: Captured


class WarcFact(TypedDict):
    """What a WARC says of itself: the last fact of a shard, so that one without it is not whole.

    `account` says of its records by kind what became of them, as far as it alone can tell
    (`twa.dataset.facts.fates`). `root` is that of the tree over its records
    (`twa.dataset.proof.leaf`), in hex. `collection`, `operator` and `user_agent` are `isPartOf`,
    `operator` and `http-header-user-agent` of its first warcinfo record.
    """

    kind: Literal["warc"]
    records: int
    root: str
    account: dict[str, dict[str, int]]
    collection: str | None
    operator: str | None
    user_agent: str | None


Stage = Literal["feed", "entry", "fetch", "page", "row", "archive"]
"""Where on the way something ended; `schemas/reject.schema.json` says what each means."""


class RejectFact(TypedDict):
    """Something that became no row. `gone` says that a page answered 404 or 410.

    `about` says of what it is the account: of a record of the kind `record_type`, of a damaged
    place, or it remarks on something that ended otherwise.
    """

    kind: Literal["reject"]
    about: Literal["record", "damaged", "remark"]
    record_type: str
    url: str | None
    address: str | None
    stage: Stage
    reason: RejectReason
    detail: str
    via: str | None
    pointer: str | None
    at: str | None
    gone: bool
    capture: Captured | None


def reject_fact(
    stage: Stage,
    reason: RejectReason,
    detail: str,
    *,
    url: str | None = None,
    via: str | None = None,
    pointer: str | None = None,
    gone: bool = False,
    capture: Captured | None = None,
    about: Literal["record", "damaged", "remark"] = "record",
    record_type: str = "",
) -> RejectFact:
    """The fact that something became no row: at which `stage`, and why.

    `stage` and `reason` are those of `schemas/reject.schema.json`. Its address is the key of
    `url`, and its instant that of `capture`. `about` and `record_type` are as in `RejectFact`.
    """
    return {
        "kind": "reject",
        "about": about,
        "record_type": record_type,
        "url": url,
        "address": url_key(url),
        "stage": stage,
        "reason": reason,
        "detail": detail,
        "via": via,
        "pointer": pointer,
        "at": capture and capture["captured_at"],
        "gone": gone,
        "capture": capture,
    }


Fact = (
    PageFact
    | PollFact
    | EntryFact
    | RedirectFact
    | RulesFact
    | HeldFact
    | RevisitFact
    | RejectFact
    | WarcFact
)
