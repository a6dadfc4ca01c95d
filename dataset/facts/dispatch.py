"""What a capture needs: work for a worker, a fact, or nothing, for it is of no table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

from twa.dataset.dates.instants import stamp
from twa.dataset.errors import FeedError, MessageError, RejectReason
from twa.dataset.exchange import Locator, Origin
from twa.dataset.facts.model import (
    Captured,
    CapturedPlace,
    Fact,
    RejectFact,
    RevisitFact,
    ShownFact,
    Stage,
    reject_fact,
)
from twa.dataset.facts.tasks import FEEDS, HTML, VAGUE, Task, held, refers
from twa.dataset.facts.values import say
from twa.dataset.feeds.decoding import unpacked
from twa.dataset.feeds.sitemaps import LIMIT, NEWS
from twa.dataset.http.message import Response
from twa.dataset.pages.notes import Note
from twa.dataset.warc.captures import Capture
from twa.dataset.warc.records import parse_digest
from twa.dataset.web.answers import NOT_MODIFIED, SUCCESS
from twa.dataset.web.directives import in_headers

SKIPPED: Final = frozenset(("robots", "tdmrep", "sitemap", "page", "requisite"))
"""Roles of captures that are archived, and of which no table speaks, sitemaps for news apart."""

SHOWS_NOTHING: Final = frozenset(("HEAD", "OPTIONS"))
"""Methods whose answers hold nothing of what stands there (RFC 9110, sections 9.3.2, 9.3.7)."""

_SEEN_AGAIN: Final = SUCCESS | {NOT_MODIFIED}

_NO_RESPONSE: Final[Mapping[str, RejectReason]] = {
    "length": "too-large",
    "time": "timeout",
    "disconnect": "truncated",
    "unspecified": "truncated",
    # The records of the response were there once.
    "complete": "damaged-record",
}
"""How an exchange without a response ended (`exchange.Ended`) → reason, where that differs."""

_REASONS: Final[Mapping[str, RejectReason]] = {
    **{reason: reason for reason in get_args(RejectReason)},
    **_NO_RESPONSE,
}


def is_news(capture: Capture) -> bool:
    """Whether it is a sitemap that says of articles what they are called, and when they came."""
    if capture.origin.role != "sitemap" or capture.response is None or capture.problem:
        return False
    if capture.response.status not in SUCCESS or capture.kind != "response":
        return False
    try:
        octets = unpacked(capture.response.payload(), url=capture.url, limit=LIMIT)
    except (FeedError, MessageError):
        return False
    return NEWS in octets


def step(capture: Capture) -> Task | Fact | str:
    """What a capture needs: work for a worker, a fact, or the name of where it ended."""
    if capture.problem is not None:
        return _refused(capture, capture.problem.reason, capture.problem.detail)
    if capture.kind == "metadata":
        return _outcome(capture) or "description"
    if capture.kind == "revisit" and _same(capture):
        concerns = _concerns(capture.origin, capture.response)
        return _revisit(capture) if concerns else "other-type"
    task = task_of(capture)
    if task is None:
        return _void(capture)
    if not _concerns(task.origin, task.response):
        return held(task)
    return task


def _revisit(capture: Capture) -> RevisitFact:
    """What a revisit saw again, as far as its record says (WARC 1.1, sections 6.7.2 and 6.7.3)."""
    return {
        "kind": "revisit",
        "url": capture.url,
        "role": capture.origin.role,
        "via": capture.origin.via,
        "refers": refers(capture),
        "said": say(in_headers(capture.response.headers)) if capture.response else [],
        "capture": _captured(capture),
    }


def task_of(capture: Capture) -> Task | None:
    """What a worker is given of a capture; None where it holds neither response nor resource."""
    response = capture.sent
    if response is None or capture.kind == "metadata":
        return None
    return Task(
        url=capture.url,
        captured_at=capture.captured_at,
        origin=capture.origin,
        truncated=capture.truncated,
        response=response,
        capture=_captured(capture),
        payload_digest=capture.payload_digest if capture.kind == "response" else None,
        record_type=capture.kind,
        notes=_date_notes(capture),
    )


def _void(capture: Capture) -> RejectFact | str:
    """A capture without an HTTP response that can be read: of another protocol, or of nothing."""
    if capture.kind == "response" and capture.url.lower().startswith(("http:", "https:")):
        return _refused(capture, "empty", "the record holds no octets of a response")
    return "other-type"


def _same(capture: Capture) -> bool:
    """Whether a revisit says that what came was what had come before.

    A block without octets says no more than that (WARC 1.1, section 6.7.2, lets it be empty).
    """
    return capture.response is None or capture.response.status in _SEEN_AGAIN


def _date_notes(capture: Capture) -> tuple[Note, ...]:
    stated = capture.stated_date
    return () if stated is None else (Note("capture-date-mended", stated[:100]),)


def _concerns(origin: Origin, response: Response | None) -> bool:
    """Whether a response may be a page or a feed."""
    if origin.role or response is None:
        return True
    media_type = response.media_type
    return media_type in HTML or media_type in FEEDS or media_type in VAGUE


def _outcome(capture: Capture) -> RejectFact | None:
    """A decision not to fetch, or an exchange without a response; None for other metadata."""
    outcome = capture.fields.get("outcome")
    if outcome is None:
        return None
    detail = capture.fields.get("detail", "")
    stated = capture.fields.get("reason", outcome)
    if "reason" not in capture.fields:
        detail = detail or "no record of the response can be read"
    if (reason := _REASONS.get(stated)) is not None:
        return _refused(capture, reason, detail)
    # An archive may be of another version than this code.
    return _refused(capture, "unreachable", f"{stated[:100]}: {detail}".removesuffix(": "))


def _refused(capture: Capture, reason: RejectReason, detail: str) -> RejectFact:
    return reject_fact(
        _stage(capture, reason),
        reason,
        detail,
        url=capture.url,
        via=capture.origin.via,
        capture=_captured(capture),
        record_type=capture.kind,
    )


def _stage(capture: Capture, reason: RejectReason) -> Stage:
    if reason == "damaged-record":
        return "archive"
    return "entry" if "entry" in capture.fields else "fetch"


def _captured(capture: Capture) -> Captured:
    locator, response, sent = capture.locator, capture.response, capture.sent
    return {
        "offset": locator.offset,
        "length": locator.length,
        "record_id": locator.record_id,
        "block_digest": _digest(locator.block_digest),
        "payload_sha256": None,
        "captured_at": stamp(capture.captured_at),
        "http_status": response.status if response else None,
        "content_type": sent.get("content-type") if sent else None,
        "original": None,
        "tls": _shown(capture),
        "position": locator.position,
    }


def _shown(capture: Capture) -> ShownFact | None:
    """What the crawler noted of the chain that a server showed; null where it noted nothing."""
    trusted = capture.fields.get("tlsTrusted")
    if trusted is None:
        return None
    place = capture.certificates
    return {
        "trusted": trusted == "yes",
        "detail": capture.fields.get("tlsTrust", ""),
        "certificates": None if place is None else _place(place),
    }


def _place(at: Locator) -> CapturedPlace:
    return {"offset": at.offset, "length": at.length, "record_id": at.record_id}


def _digest(label: str | None) -> str | None:
    """A digest as labelled, its algorithm in lower case; null for what is none.

    wget 1.21 without digests writes whatever its memory held.
    """
    if label is None or not parse_digest(label)[1]:
        return None
    algorithm, _, value = label.strip().partition(":")
    return f"{algorithm.lower()}:{value}"
