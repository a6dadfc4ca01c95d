"""The further pages of an article: what its row says of each, against its record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from twa.dataset.errors import Rejected, TwaError
from twa.dataset.exchange import Origin
from twa.dataset.facts.dispatch import task_of
from twa.dataset.facts.model import Fact
from twa.dataset.facts.page_content import PageContent, content_of
from twa.dataset.tables.schema import Row
from twa.dataset.verification.checks import Check, Unchecked
from twa.dataset.verification.claims import (
    Fetch,
    Understand,
    of_capture,
    of_handshake,
    of_place,
    of_record,
    of_url,
)
from twa.dataset.warc.captures import Capture, capture_of
from twa.dataset.web.urls import url_key


@dataclass(frozen=True, slots=True)
class FurtherPage:
    """What was understood of a further page, and the `address` that its row gives it."""

    address: str | None
    content: PageContent


def pages(
    row: Row, fetch: Fetch, understand: Understand
) -> Iterator[Check | Unchecked | FurtherPage]:
    """Each further page of a row, and what was checked of it; `understand` as for a whole proof."""
    for number, one in enumerate(row.get("further_pages") or (), 1):
        name = f"further page {number}"
        try:
            yield from _page(name, one, fetch, understand)
        except TwaError as error:
            yield Check(f"{name} is there", False, str(error))


def follow(content: PageContent, further: Sequence[FurtherPage]) -> bool:
    """Whether each page names the next one as the one that follows it."""
    named = [content["following"], *(page.content["following"] for page in further)]
    return all(page.address == link for page, link in zip(further, named, strict=False))


def _page(
    name: str, one: Row, fetch: Fetch, understand: Understand
) -> Iterator[Check | Unchecked | FurtherPage]:
    place = one["capture"]
    record = fetch(place["original"] or place)
    held = capture_of([record])
    if held is None:
        yield Check(f"{name} is a capture", False, f"it is a {record.type}")
        return
    if place["original"]:
        yield from of_place(place["original"], record, name)
        yield Unchecked(f"of {name}, which came again, all but the record that it repeats")
    else:
        for check in (*of_record(place, record), *of_capture(place, held, held)):
            yield replace(check, claim=f"{name}: {check.claim}")
        yield of_url(f"{name}: url", one["url"], held)
        for one_more in of_handshake(place, held):
            yield Unchecked(f"{one_more.claim} of {name}")
    yield FurtherPage(url_key(one["url"]), _content(held, understand))


def _content(held: Capture, understand: Understand) -> PageContent:
    task = task_of(replace(held, origin=Origin("article")))
    facts: list[Fact] = understand(task) if task else []
    content = next((content_of(fact) for fact in facts if fact["kind"] == "page"), None)
    if content is None:
        reasons = [f"{one['reason']}: {one['detail']}" for one in facts if one["kind"] == "reject"]
        detail = "; ".join(reasons) or "it is something else"
        raise Rejected("no-text", detail, subject=held.locator.record_id)
    return content
