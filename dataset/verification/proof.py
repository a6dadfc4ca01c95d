"""Proves one row from its record alone.

A row names a WARC, an offset and a length. These octets, and nothing else of the
archive, must hold the record that the row names, with the digests that it
names, and say what the row says. What other records decide (a date that the feed
gave, the place in a history) the derivation of the whole proves, not this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from twa.dataset.dates.instants import stamp
from twa.dataset.errors import ArchiveError, Rejected
from twa.dataset.exchange import LISTING, Origin
from twa.dataset.facts.dispatch import task_of
from twa.dataset.facts.model import Fact
from twa.dataset.facts.page_content import (
    AlternativeFact,
    PageContent,
    content_of,
    outline_of,
    tellings,
)
from twa.dataset.facts.values import BlockFact, slug
from twa.dataset.pages.body.witness import OUTLIER, agreement
from twa.dataset.pages.recurrence.boilerplate import REASON, least
from twa.dataset.reduce.joining import joined
from twa.dataset.reduce.restore import restore
from twa.dataset.reduce.rows import FROM_PAGE
from twa.dataset.reduce.text import text_of, told_by, with_text
from twa.dataset.tables.identity import IDENTITY, identify, sha256, words
from twa.dataset.tables.schema import Row, texts
from twa.dataset.tables.tombstones import withdraw
from twa.dataset.verification import further_pages
from twa.dataset.verification.checks import ROLES, Check, Proof, Unchecked, equal, shown
from twa.dataset.verification.claims import (
    Fetch,
    Understand,
    in_tree,
    names_its_original,
    of_capture,
    of_handshake,
    of_record,
    of_url,
)
from twa.dataset.verification.derived import kept, of_article, of_entry, of_revision, unchecked
from twa.dataset.verification.further_pages import FurtherPage
from twa.dataset.warc.captures import Capture, capture_of

_MEASURES: Final = ("text_sha256", "word_count", "character_count")
"""Columns that measure a text, also where it was left out."""


def prove(
    table: str,
    row: Row,
    fetch: Fetch,
    understand: Understand,
    archive: Path | None = None,
    warcs: Path | None = None,
) -> Proof:
    """Check a row that has a capture against the record of it.

    With `archive`, the folder of the seals, the record has to
    stand where the row says in the tree that the seal of its WARC is of, if one was made.
    `warcs` is the folder of the WARCs, where that is another.
    """
    try:
        return _prove(table, row, fetch, understand, archive, warcs)
    except (KeyError, TypeError, AttributeError) as error:
        # A bit in a file of rows that gives a column another name, or rows of others.
        problem = f"{type(error).__name__}: {error}"
        return Proof(table, row, (), (Check("the row keeps its contract", False, problem),))


def _prove(
    table: str,
    row: Row,
    fetch: Fetch,
    understand: Understand,
    archive: Path | None,
    warcs: Path | None,
) -> Proof:
    if row["withdrawn"] is not None:
        return Proof(table, row, (), (_nothing_left(table, row),))
    try:
        record = fetch(row["capture"])
        original = fetch(row["capture"]["original"]) if row["capture"]["original"] else record
    except ArchiveError as error:
        return Proof(table, row, (), (Check("the record is there", False, str(error)),))
    checks: list[Check | Unchecked] = [
        equal("id", row["id"], IDENTITY[table](row)),
        *of_record(row["capture"], record),
    ]
    if archive is not None:
        checks += in_tree(row["capture"], record, archive, warcs or archive)
    capture, held = capture_of([record]), capture_of([original])
    if capture is None or held is None:
        checks.append(Check("the record is a capture", False, f"it is a {record.type}"))
    else:
        checks += of_capture(row["capture"], capture, held)
        checks += of_handshake(row["capture"], capture)
        if row["capture"]["original"]:
            checks.append(names_its_original(capture, held))
        if table in ROLES:
            if row["capture"]["payload_sha256"] is None:
                checks.append(Check("payload_sha256", False, "there is a payload"))
            further: list[FurtherPage] = []
            for one in further_pages.pages(row, fetch, understand):
                if isinstance(one, FurtherPage):
                    further.append(one)
                else:
                    checks.append(one)
            checks += _of_text(table, row, held, understand, further, capture)
        else:
            checks.append(Unchecked("what the row says, but for its capture"))
    return Proof(
        table,
        row,
        record.headers,
        [one for one in checks if isinstance(one, Check)],
        [one.claim for one in checks if isinstance(one, Unchecked)],
    )


def _nothing_left(table: str, row: Row) -> Check:
    """A tombstone holds nothing that a source wrote; its record need not be there any more."""
    withdrawn = row["withdrawn"]
    empty = row == withdraw(table, row, withdrawn)
    return Check("withdrawn, and empty", empty, f"{withdrawn['at']}: {withdrawn['reason']}")


def _of_text(
    table: str,
    row: Row,
    held: Capture,
    understand: Understand,
    further: Sequence[FurtherPage],
    capture: Capture,
) -> Iterator[Check | Unchecked]:
    task = task_of(replace(held, origin=Origin(ROLES[table])))
    if task is None:
        yield Check("the record holds a response", False, "it holds none")
        return
    try:
        facts: list[Fact] = understand(task)
        if table == "feed_entries" and all(fact["kind"] != "entry" for fact in facts):
            # What is no feed was a page that lists articles: its record alone does not say so.
            facts = understand(replace(task, origin=Origin(LISTING)))
    except Rejected as rejected:
        yield Check("the response can be understood", False, str(rejected))
        return
    at = stamp(capture.captured_at)
    if table == "feed_entries":
        yield from _entry(row, facts, at)
    else:
        yield of_url("url", row["url"], capture)
        yield _statements(row, facts)
        yield from _page(table, row, facts, further, at)


def _page(
    table: str, row: Row, facts: list[Fact], further: Sequence[FurtherPage], at: str
) -> Iterator[Check | Unchecked]:
    page = next((fact for fact in facts if fact["kind"] == "page"), None)
    if page is None:
        yield Check("the response is a page with text", False, _reason(facts))
        return
    first = content_of(page)
    content = joined(first, [one.content for one in further])
    if table == "articles":
        chosen, empty = row["witnesses"]["chosen"], not row["character_count"]
        said: Row = {**with_text(content, chosen, empty=empty)}
        found = {name: said[name] for name in FROM_PAGE} | of_article(row, content, at)
        if row["canonical_url"] == page["identity"]:
            found["canonical_url"] = page["identity"]
        yield from _notes(row, content)
    else:
        found = of_revision(content, at)
        if row["article_id"] == identify(page["identity"]):
            found["article_id"] = row["article_id"]
    yield from _columns(row, kept(table, row, found))
    yield from map(Unchecked, unchecked(row, {*found, "notes"}))
    yield Unchecked("rights, but for the statements in this record")
    if not further_pages.follow(first, further):
        yield Unchecked("that the further pages belong to this article")
    here = [name in row for name in texts(table)]
    if not any(here):
        yield from _digest(table, row, content)
    elif not all(here):
        yield Check("text", False, "a part of its columns is left out")
    elif table == "revisions":
        yield from _lines(row, content)
        yield from _measured(row)
    else:
        yield from _blocks(row, content)


def _digest(table: str, row: Row, content: PageContent) -> Iterator[Check | Unchecked]:
    """What is measured of a text that was left out; of the feed's another record decides it."""
    found = restore(content, row["text_sha256"])
    fed = table == "revisions" or (row["feed"] and row["witnesses"]["chosen"] == "feed")
    if found is not None:
        for name in _MEASURES:
            yield equal(name, row[name], found.measures[name])
        yield from _recurs(one["text"] for one in found.removed)
    elif (content["alternative"] and fed) or any(
        outline_of(blocks).has_boxes for blocks in tellings(content)
    ):
        # What recurs amid a text may have gone too, in more ways than can be tried.
        yield from map(Unchecked, _MEASURES)
    else:
        yield Check("text_sha256", False, f"{len(content['blocks'])} blocks")


def _recurs(gone: Iterable[str]) -> Iterator[Unchecked]:
    """That the site's other pages have what was removed, of which this one says nothing."""
    if removed := list(gone):
        yield Unchecked(f"that what was removed recurs on the site: {shown(removed)}")


def _enough(text: str, *told_of: Sequence[BlockFact]) -> Check:
    """Whether what recurs can be all that a text has not of some of these blocks."""
    told = min(sum(len(one["text"]) for one in blocks) for blocks in told_of)
    return Check("text is not less than recurrence leaves", len(text) >= least(told), f"{told}")


def _lines(row: Row, content: PageContent) -> Iterator[Check | Unchecked]:
    lines = {line for blocks in tellings(content) for line in text_of(blocks).splitlines()}
    missing = [line for line in row["text"].splitlines() if line not in lines]
    if missing and content["alternative"] is not None:
        yield from _like_json_ld(row, content["alternative"])
        return
    yield Check("text stands in the page", not missing, shown(missing[:1] or len(lines)))
    told = [one for one in tellings(content) if _stand(row["text"].splitlines(), one)]
    yield Check("text stands in its order", bool(told), f"{len(lines)} lines")
    if told:
        yield _enough(row["text"], *told)
        whole = max(map(text_of, told), key=len).splitlines()
        gone = Counter(whole) - Counter(row["text"].splitlines())
        yield from _recurs(line for line in gone.elements() if line)


def _stand(lines: Sequence[str], blocks: Sequence[BlockFact]) -> bool:
    """Whether lines stand in the text of blocks, in its order."""
    rest = iter(text_of(blocks).splitlines())
    return all(line in rest for line in lines)


def _like_json_ld(row: Row, alternative: AlternativeFact) -> Iterator[Check | Unchecked]:
    """A text that may be the feed's, against the page's JSON-LD, which was like it.

    That it is like it does not prove it.
    """
    score = agreement(row["text"], text_of(alternative["blocks"]))
    if score < OUTLIER:
        yield Check("text is like the page's articleBody", False, f"{score:.4f}")
    yield Unchecked(f"text, which is not the page's own (its JSON-LD agrees to {score:.4f})")


def _measured(row: Row) -> Iterator[Check]:
    text = row["text"]
    found = dict(zip(_MEASURES, (sha256(text), words(text), len(text)), strict=True))
    return (equal(name, row[name], value) for name, value in found.items())


def _notes(row: Row, content: PageContent) -> Iterator[Check | Unchecked]:
    """What is doubtful about the page comes first; more may be of what else is known."""
    count = len(content["notes"])
    yield Check("notes", row["notes"][:count] == content["notes"], f"{count} of the page")
    if row["notes"][count:]:
        yield Unchecked(f"notes, but for the first {count}")


def _statements(row: Row, facts: list[Fact]) -> Check:
    """What the record that holds the page states about its use; other records state the rest."""
    record_id = (row["capture"]["original"] or row["capture"])["record_id"]
    stated = [
        {name: value for name, value in one.items() if name != "record_id"}
        for one in row["rights"]["statements"]
        if one["record_id"] == record_id
    ]
    page = next((fact for fact in facts if fact["kind"] == "page"), None)
    found: list[Any] = [*page["said"], *content_of(page)["said"]] if page else []
    if row["capture"]["original"]:
        # The header of a revisit takes the place of fields of the one that it repeats.
        stated = [one for one in stated if one["source"] != "header"]
        found = [one for one in found if one["source"] != "header"]
    return Check("rights.statements", stated == found, f"{len(found)} in this record")


def _columns(row: Row, found: Mapping[str, Any]) -> Iterator[Check | Unchecked]:
    """The columns that `found` decides, as far as the row has them."""
    for name, value in found.items():
        if name == "extraction" and row[name] != value:
            # What the page gives is compared all the same: by other software it may be the same.
            yield Unchecked("extraction, which is by other software than this")
        elif name in row:
            yield equal(name, row[name], value)


def _blocks(row: Row, content: PageContent) -> Iterator[Check | Unchecked]:
    """The row's blocks are the page's in their order, less those that recur on its site."""
    chosen = row["witnesses"]["chosen"]
    count = len(content["removed"])
    gone = [removed["text"] for removed in row["removed"][count:]]
    if chosen == "feed" and row["feed"] is not None and content["alternative"] is not None:
        yield from _like_json_ld(row, content["alternative"])
    else:
        blocks = told_by(content, chosen)["blocks"]
        found, kept = ([block["text"] for block in those] for those in (blocks, row["blocks"]))
        rest = iter(blocks)
        in_order = all(block in rest for block in row["blocks"])
        yield Check("blocks stand in the page, in order", in_order, f"{len(found)} blocks")
        missing = list((Counter(found) - Counter(kept + gone)).elements())
        yield Check("no block of the page is missing", not missing, shown(missing))
        yield _enough(row["text"], blocks)
    recurring = all(one["reason"] == slug(REASON) for one in row["removed"][count:])
    as_page = row["removed"][:count] == content["removed"]
    yield Check("removed", as_page and recurring, f"{count} by the page alone")
    yield from _recurs(gone)
    text = text_of(row["blocks"])
    yield equal("text", row["text"], text)
    yield from _measured(row)


def _entry(row: Row, facts: list[Fact], at: str) -> Iterator[Check | Unchecked]:
    found = [
        fact for fact in facts if fact["kind"] == "entry" and fact["entry_id"] == row["entry_id"]
    ]
    if not found:
        yield Check("the feed lists the entry", False, _reason(facts))
        return
    made = of_entry(found[-1], at)
    yield from _columns(row, kept("feed_entries", row, made))
    yield from map(Unchecked, unchecked(row, set(made)))


def _reason(facts: list[Fact]) -> str:
    reasons = [f"{fact['reason']}: {fact['detail']}" for fact in facts if fact["kind"] == "reject"]
    return "; ".join(reasons) or "it is something else"
