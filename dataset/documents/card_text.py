"""The part of the dataset's README that people read, section by section.

What sources say of themselves (names, addresses) stands in code spans: it is
never markup here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from twa.dataset.documents import training_summary
from twa.dataset.documents.citation import bibtex
from twa.dataset.documents.markdown import code, field_table, table, text
from twa.dataset.tables.coverage import UNDATED, UNDETERMINED
from twa.dataset.tables.manifest import FILE, Manifest
from twa.dataset.tables.schema import TABLES, contract

FIELDS_FILE: Final = "FIELDS.md"
"""Where each field is described, beside the card."""

LONGEST_LIST: Final = 4
"""Lines of a list in the card; the manifest holds all."""

HELD: Final = {
    True: "clean text, metadata and revisions",
    False: "metadata, revisions and the digests of their text",
}
"""What the rows hold, with text and without."""

_WITH_DATASETS: Final = """\
`path` is this folder, or the name of the dataset on the Hub.

```python
from datasets import load_dataset

articles = load_dataset(path, split="train")
revisions = load_dataset(path, "revisions", split="train")
for row in load_dataset(path, split="train", streaming=True):
    print(row["published"], row["title"])
```"""

_WITH_OTHERS: Final = """\
The files are plain Parquet; in a folder:

```python
import duckdb, pandas, polars

pandas.read_parquet(f"{path}/articles")
polars.read_parquet(f"{path}/articles/*.parquet")
duckdb.sql(f"SELECT language, count(*) FROM '{path}/articles/*.parquet' GROUP BY ALL")
```"""

_EXAMPLE: Final = """\
An invented row of `articles`, some of its fields:

```json
{"id": "7c0d2a5be41f4f0c9e0a6d6e5b1f3a42", "url": "https://news.example/harbour-bridge/",
 "title": "Harbour bridge reopens", "authors": ["Ada Okafor"], "language": "en",
 "published": "2024-05-17T06:30:00.000000Z", "published_precision": "second",
 "body_status": "full", "word_count": 412, "revision_count": 2,
 "first_captured_at": "2024-05-17T06:41:07.120000Z",
 "capture": {"warc": "harbour-20240517064100000-00000-host.warc.gz", "offset": 81236,
             "length": 9604, "http_status": 200}}
```"""

_CONCLUSIONS: Final = """\
You can conclude that the crawler got these bytes at that time, and what the page then said of
itself: its text, title, date, authors. You can compare revisions that were captured, and count what
was captured, with the gaps above in mind.

You can't conclude that a source published nothing else, that a text stood unchanged between two
captures, that a date or a byline is true, or that an article is gone for everybody because it was
gone for the crawler. Shares of languages, authors and sections are shares of what was captured, and
of the pages on which software could tell.
"""

_LIMITS: Final = """\
- A feed shows a window. What came and went between two looks at it is not here; the
  gaps above say where that may have happened, and nothing can say that it did not elsewhere.
- Text is taken from pages by software. `quality`, `witnesses` and `removed` say how sure
  it is and what it left out; `body_status` says where only a part could be had.
- Dates, authors and licences are what the sources say. Null means that they do not say,
  or say what can't be.
- Languages are detected, and short texts are easily mistaken."""


def body(manifest: Manifest) -> str:
    """The README below its YAML."""
    sections = (
        _opening,
        _tables,
        _projection,
        _loading,
        _example,
        _coverage,
        _gaps,
        _collecting,
        _conclusions,
        _checking,
        _citing,
        training_summary.section,
        _rights,
        _limits,
    )
    return "\n\n".join(filter(None, (section(manifest) for section in sections))) + "\n"


def _opening(manifest: Manifest) -> str:
    homepage = manifest.document["collection"]["homepage"]
    link = f" <{homepage}>" if homepage else ""
    captured = manifest.document["coverage"]["captured"]
    articles = _number(manifest.rows("articles"), "article")
    extent = f"{articles}, captured {_span(captured)}" if captured["first"] else "nothing yet"
    return f"""\
# {text(manifest.title)}

News articles with {HELD[manifest.text]}, each traceable to the bytes that
the server sent: file, offset, length, record and digest in a web archive (WARC).{link}

Version `{manifest.version}`: {extent}."""


def _tables(manifest: Manifest) -> str:
    rows = [
        (code(name), f"{manifest.rows(name):,}", contract(name)["description"]) for name in TABLES
    ]
    return "## Tables\n\n" + table(("Table", "Rows", "What a row is"), rows)


def _projection(manifest: Manifest) -> str:
    projection = manifest.document.get("projection")
    if projection is None:
        return ""
    if manifest.text:
        return f"""\
## Text put back

This is a copy of version `{projection["version"]}` from which all text had been left out,
with the texts that could be proved by their digests. The others are null."""
    columns = "; ".join(
        f"{code(name)}: {', '.join(map(code, projection['left_out'][name]))}"
        for name in TABLES
        if name in projection["left_out"]
    )
    return f"""\
## Without text

What the sources wrote is left out ({columns}); all else is that of the full version
`{projection["version"]}`, whose manifest follows from `{FILE}` by its section `projection`.
Whoever has the archive, or can fetch the pages again, puts the text back with
`twa hydrate`, and each text is proved by `text_sha256`."""


def _loading(manifest: Manifest) -> str:
    parts = ["## Load it", _WITH_DATASETS, _WITH_OTHERS]
    if empty := [code(name) for name in TABLES if not manifest.rows(name)]:
        # huggingface/datasets, pull request 8401
        parts.append(
            f"Without rows in this version: {', '.join(empty)}. `datasets` (5.2.0) loads such a "
            "table only with `streaming=True`; the other readers take it as it is."
        )
    return "\n\n".join(parts)


def _coverage(manifest: Manifest) -> str:
    figures = manifest.document["coverage"]
    articles = _present(manifest)
    rows = [
        ("Articles", f"{articles:,}"),
        ("Captured", _span(figures["captured"])),
        ("Published", _span(figures["published"])),
        ("With more than one revision", _share(figures["revised"], articles)),
        ("Page gone since", _share(figures["gone"], articles)),
        *([("Withdrawn", f"{figures['withdrawn']:,}")] if figures["withdrawn"] else []),
    ]
    parts = ["## Coverage", table(("Figure", "Value"), rows)]
    for heading, name in (
        ("Language", "languages"),
        ("Body", "body_status"),
        ("Publisher", "publishers"),
    ):
        if counts := figures[name]:
            parts.append(_counts(heading, counts, articles))
    if figures["rejects"]:
        rejects = manifest.rows("rejects")
        parts.append("What was met and became no row (table `rejects`), by reason:")
        parts.append(_counts("Reason", figures["rejects"], rejects))
    return "\n\n".join(parts)


def _gaps(manifest: Manifest) -> str:
    feeds, gaps = manifest.document["feeds"], manifest.document["gaps"]
    parts = ["## Feeds and gaps"]
    if feeds:
        rows = [
            (
                code(feed["url"]),
                f"{feed['polls']:,}",
                _span({"first": feed["first_polled_at"], "last": feed["last_polled_at"]}),
                f"{feed['entries']:,}",
                f"{feed['articles']:,}",
            )
            for feed in feeds[:LONGEST_LIST]
        ]
        header = ("Feed", "Looked at, times", "From and to", "Entries", "Articles")
        parts.append(table(header, rows) + _more(feeds))
    if not gaps:
        parts.append(
            "No window was found of which a feed may have shown entries that nobody saw. "
            "That is no proof that there is none: see the known limits."
        )
        return "\n\n".join(parts)
    parts.append("In these windows a feed may have shown entries that nobody saw:")
    lines = [
        (code(gap["feed"]), _instant(gap["from"]), _instant(gap["to"]), code(gap["evidence"]))
        for gap in gaps[:LONGEST_LIST]
    ]
    parts.append(table(("Feed", "From", "To", "Evidence"), lines) + _more(gaps))
    return "\n\n".join(parts)


def _collecting(manifest: Manifest) -> str:
    document = manifest.document
    archived = manifest.archived
    software = document["code"]
    versions = ", ".join(
        f"{code(name)} {text(version)}" for name, version in sorted(document["environment"].items())
    )
    return f"""\
## How it was made

Requests and responses are archived as they stand on the wire, before anything reads them;
archives that others made are read as they are. Here: \
{_number(archived.files, "WARC file")} with {_number(archived.records, "record")}, \
{archived.bytes:,} bytes.
Everything in the tables is a function of these files, the code and its contracts,
without clock or network: {code(software["name"])} {text(software["version"])} \
(sources `{software["fingerprint"]}`), with {versions}.
`{FILE}` names every file that went in and came out, with its SHA-256."""


def _example(_: Manifest) -> str:
    return f"## A row\n\n{_EXAMPLE}\n\n`{FIELDS_FILE}` describes every field of every table."


def _conclusions(_: Manifest) -> str:
    return f"## What you can conclude\n\n{_CONCLUSIONS.rstrip()}"


def fields_page(manifest: Manifest) -> str:
    """`FIELDS.md`: every field of every table, and how many articles have it."""
    parts = [
        f"# Fields of {text(manifest.title)}",
        "Every row has every field; what is not known is null or an empty list. Instants are "
        "UTC to the microsecond. A dot leads into a nested object, or into each item of a list.",
    ]
    parts += [f"## {name}\n\n{_fields_of(name, text=manifest.text)}" for name in TABLES]
    if articles := _present(manifest):
        columns = contract("articles", text=manifest.text)["properties"]
        counts = manifest.document["coverage"]["filled"]
        filled = {name: count for name, count in counts.items() if name in columns}
        parts += [
            "## Fields of articles that have a value",
            _counts("Field", filled, articles, limit=None),
        ]
    return "\n\n".join(parts) + "\n"


@cache
def _fields_of(table: str, *, text: bool) -> str:
    return field_table(contract(table, text=text))


def _checking(manifest: Manifest) -> str:
    return f"""\
## Check it

The version is the SHA-256 of `{FILE}`, which names every other file by its own:

```sh
sha256sum {FILE}    # {manifest.version}
```

Each row's `capture` says where its bytes lie: `length` bytes from `offset` of the file
`warc` are one gzip member, one WARC record, whose decoded payload has the digest
`payload_sha256`. With the archive at hand, `twa verify` checks files, records and
digests, and makes every row again from its bytes. `capture.proof` is its leaf in a tree of
hashes; seals, timestamps and signatures in `archive/seals` say who saw the root before when."""


def _citing(manifest: Manifest) -> str:
    return f"## Cite it\n\n```bibtex\n{bibtex(manifest)}\n```\n\n`CITATION.cff` says the same."


def _rights(manifest: Manifest) -> str:
    contact = manifest.document["collection"]["contact"]
    where = (
        f"write to {text(contact)}"
        if contact
        else "open a discussion in the Community tab of this dataset"
    )
    figures = manifest.document["coverage"]
    withdrawn = figures["withdrawn"]
    gone = f" Withdrawn so far: {_number(withdrawn, 'article')}." if withdrawn else ""
    evidence = (
        "\n\n" + _counts("Evidence", figures["rights"], _present(manifest))
        if figures["rights"]
        else ""
    )
    return f"""\
## Rights and withdrawal

The articles belong to their authors and publishers; this dataset grants no licence to
them (see `LICENSE.md`). Where a page declares a licence, the field `license` holds it.
Names of authors are there because the sources publish them.

The field `rights` holds what was in force when a page was captured, each statement with its
record: robots.txt, TDMRep, headers, markup, feeds. It is evidence, not a licence.{evidence}

To have an article corrected or withdrawn, {where}, naming its `id` or `url`. A withdrawn
article leaves every later version, its text and metadata included; its rows stay with their
identifiers and `withdrawn`, when and why, and nothing else that the source wrote.{gone}"""


def _limits(_: Manifest) -> str:
    return f"## Known limits\n\n{_LIMITS}"


def _present(manifest: Manifest) -> int:
    """Articles that were not withdrawn: those that the figures count."""
    withdrawn: int = manifest.document["coverage"]["withdrawn"]
    return manifest.rows("articles") - withdrawn


def _counts(
    heading: str, counts: Mapping[str, int], whole: int, *, limit: int | None = LONGEST_LIST
) -> str:
    """A table of counts, the largest first."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    rows = [(_label(name), _share(count, whole)) for name, count in ranked[:limit]]
    return table((heading, "Rows"), rows) + (_more(ranked) if limit else "")


def _label(name: str) -> str:
    return {"": "none given", UNDATED: "no date given", UNDETERMINED: "could not be told"}.get(
        name
    ) or code(name)


def _more(items: Iterable[Any]) -> str:
    left = len(list(items)) - LONGEST_LIST
    return f"\n\nand {left:,} more, in `{FILE}`." if left > 0 else ""


def _share(count: int, whole: int) -> str:
    """A count and its share in per cent, rounded half up in whole numbers."""
    return f"{count:,} ({(200 * count + whole) // (2 * whole)} %)" if whole else f"{count:,}"


def _span(span: Mapping[str, str | None]) -> str:
    if span["first"] is None:
        return "none"
    first, last = _instant(span["first"]), _instant(span["last"])
    return first if first == last else f"{first} to {last}"


def _instant(instant: str | None) -> str:
    return "unknown" if instant is None else f"{instant[:10]} {instant[11:16]} UTC"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
