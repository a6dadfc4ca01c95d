"""A dataset of any number of invented articles, English and Chinese, as a build would leave it.

No page stands behind the rows: the tables are written as they are, beside a WARC that holds its
first record only. What is looked for in them is as frequent as words of a language are: by Zipf's
law, out of 30,000 words, or of 3,500 characters. Paragraphs are drawn from a stock, so that half
a million articles are made in minutes.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from twa.dataset.assemble.description import describe
from twa.dataset.assemble.figures import Figures
from twa.dataset.assemble.options import Options
from twa.dataset.collection import Collection
from twa.dataset.documents.all_documents import documents
from twa.dataset.pages.article import TextBlock, render
from twa.dataset.reduce.history import History
from twa.dataset.tables.arrow import arrow
from twa.dataset.tables.identity import IDENTITY, sha256, words
from twa.dataset.tables.manifest import InputLines, ManifestInput
from twa.dataset.tables.parquet import write_table
from twa.dataset.tables.schema import TABLES, Row
from twa.dataset.takedowns import Takedowns
from twa.dataset.warc import cdxj
from twa.dataset.warc.writer import member, warcinfo_draft

START: Final = datetime(2021, 1, 1, 6, 30, tzinfo=UTC)
EVERY: Final = timedelta(minutes=50)
FEED: Final = "https://news-0.example/feed/"
SITES: Final = 6
SECTIONS: Final = ("Harbour", "Markets", "Science", "Transport", "港口", "市场", "科学", "交通")
PARAGRAPHS: Final = 6
STOCK: Final = 6000
"""Paragraphs of a language."""
RECORD: Final = "<urn:uuid:00000000-0000-4000-8000-000000000000>"
WARC: Final = "bench-20210101063000000-00000-host.warc.gz"


class Language:
    """Draws words, the first of them far more often than the last."""

    def __init__(self, code: str, terms: Sequence[str], between: str, draw: random.Random) -> None:
        self.code = code
        self._terms = terms
        self._between = between
        self._draw = draw
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(terms))))
        self._stock = [self.text(draw.randint(20, 90)) for _ in range(STOCK)]

    def text(self, count: int) -> str:
        """So many words."""
        drawn = self._draw.choices(self._terms, cum_weights=self._weights, k=count)
        return self._between.join(drawn)

    def paragraphs(self, count: int) -> list[str]:
        """So many of the stock, which others may have, too."""
        return self._draw.choices(self._stock, k=count)


def languages(draw: random.Random) -> tuple[Language, Language]:
    """English as far as its words look like it, and Chinese as far as its characters do."""
    syllables = [f"{first}{vowel}{last}" for first in "bcdfghlmnprstvw" for vowel in "aeiou"
                 for last in ("", "n", "r", "st", "l")]  # fmt: skip
    invented = dict.fromkeys("".join(draw.choices(syllables, k=draw.randint(1, 3)))
                             for _ in range(60_000))  # fmt: skip
    characters = [chr(0x4E00 + number) for number in draw.sample(range(0x5000), 3500)]
    return (
        Language("en", list(invented)[:30_000], " ", draw),
        Language("zh", characters, "", draw),
    )


def write(root: Path, count: int, seed: int = 7) -> Collection:
    """A collection of `count` articles below `root`, two thirds of them in English."""
    collection = Collection(root)
    collection.archive.mkdir(parents=True)
    collection.dataset.mkdir()
    info = warcinfo_draft(WARC, {}, date=START, record_id=RECORD)
    (collection.archive / WARC).write_bytes(b"".join(member(info)))
    cdxj.reindex(collection.archive)
    figures = Figures()
    outputs = [
        written
        for table in TABLES
        for written in write_table(
            table,
            _counted(_rows(count, random.Random(seed)), figures) if table == "articles" else (),
            collection.dataset,
        )
    ]
    first, last = _stamp(START), _stamp(START + count * EVERY)
    figures.histories.append(History(FEED, 2, first, last, "Harbour News", None, []))
    size = (collection.archive / WARC).stat().st_size
    made = describe(
        inputs=InputLines.of([ManifestInput(WARC, sha256(WARC), size, 1)]),
        warcs=(),
        figures=figures,
        outputs=outputs,
        options=Options(),
        takedowns=Takedowns(),
    )
    for name, octets in documents(made):
        (collection.dataset / name).write_bytes(octets)
    return collection


def _counted(rows: Iterable[Row], figures: Figures) -> Iterator[Row]:
    for row in rows:
        figures.coverage.add("articles", row)
        figures.rows["articles"] += 1
        yield row


def _rows(count: int, draw: random.Random) -> Iterator[Row]:
    english, chinese = languages(draw)
    empty = _empty(pa.struct(arrow("articles")))
    for number in range(count):
        told = _told(number, chinese if number % 3 == 2 else english, draw)
        row: Row = {name: _filled(value, told.get(name)) for name, value in empty.items()}
        yield {**row, "id": IDENTITY["articles"](row)}


def _told(number: int, language: Language, draw: random.Random) -> Row:
    at = START + number * EVERY
    url = f"https://news-{number % SITES}.example/{number}/"
    blocks = [TextBlock("paragraph", said, None) for said in language.paragraphs(PARAGRAPHS)]
    text = render(blocks)
    return {
        "url": url,
        "canonical_url": url,
        "title": language.text(9 if language.code == "en" else 18),
        "text": text,
        "text_sha256": sha256(text),
        "word_count": words(text),
        "character_count": len(text),
        "blocks": [{"type": one.type, "text": one.text, "level": one.level} for one in blocks],
        "authors": [language.text(2).title()],
        "categories": [draw.choice(SECTIONS)],
        "published": _stamp(at - timedelta(minutes=draw.randint(1, 600))),
        "published_precision": "second",
        "language": language.code,
        "body_status": "summary" if number % 9 == 0 else "full",
        "quality": 0.97,
        "sources": {},
        "witnesses": {"chosen": "page"},
        "revision_count": 2 if number % 11 == 0 else 1,
        "first_captured_at": _stamp(at),
        "gone_at": _stamp(at) if number % 97 == 0 else None,
        "rights": {"robots": "unknown", "robots_agent": "twa"},
        "capture": {
            "warc": WARC,
            "offset": 0,
            "length": 1,
            "record_id": RECORD,
            "payload_sha256": sha256(url),
            "captured_at": _stamp(at),
            "http_status": 200,
        },
        "extraction": {"extractor": "none", "version": "0", "options": "0"},
    }


def _empty(kind: pa.StructType) -> dict[str, Any]:
    """An object of this type in which nothing is told; the objects in it are as empty."""
    return {
        name: _blank(kind.field(name).type) if not pa.types.is_struct(kind.field(name).type)
        else {inner.name: _blank(inner.type) for inner in kind.field(name).type}
        for name in kind.names
    }  # fmt: skip


def _blank(kind: pa.DataType) -> Any:
    return [] if pa.types.is_list(kind) else None


def _filled(empty: Any, told: Any) -> Any:
    """What is told; in an object, null or empty where nothing is. An object may be null itself."""
    if not isinstance(empty, dict):
        return empty if told is None else told
    return None if told is None else {**empty, **told}


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S.%fZ}"
