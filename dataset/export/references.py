"""Articles as references to cite: BibTeX, RIS, and CSL-JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Final

import pyarrow as pa

from twa.dataset.documents.citation import tex
from twa.dataset.export.formats import Rows

COLUMNS: Final = ("id", "url", "title", "authors", "published", "publisher", "language", "capture")
"""What a reference is made of."""


@dataclass(frozen=True, slots=True)
class CitedArticle:
    """An article as it is cited. `seen` is when it was captured."""

    key: str
    url: str
    title: str
    authors: tuple[str, ...]
    published: datetime | None
    publisher: str | None
    language: str | None
    seen: datetime

    @classmethod
    def of(cls, row: dict[str, Any]) -> CitedArticle:
        """The reference of a row of `articles`."""
        return cls(
            f"twa-{row['id'][:12]}",
            row["url"],
            row["title"] or row["url"],
            tuple(row["authors"] or ()),
            _instant(row["published"]),
            row["publisher"],
            row["language"],
            datetime.fromisoformat(row["capture"]["captured_at"]),
        )


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def write_bibtex(rows: Rows, _schema: pa.Schema, file: IO[bytes]) -> int:
    """BibTeX, an `@online` entry (BibLaTeX 3.19, section 2.1.1) an article."""
    return _write(rows, file, _bibtex)


def write_ris(rows: Rows, _schema: pa.Schema, file: IO[bytes]) -> int:
    """RIS (Research Information Systems, 2011), a `NEWS` reference an article."""
    return _write(rows, file, _ris)


def write_csl(rows: Rows, _schema: pa.Schema, file: IO[bytes]) -> int:
    """CSL-JSON 1.0: one list of items of type `article-newspaper`."""
    items = [_csl(CitedArticle.of(row)) for row in rows]
    file.write(json.dumps(items, ensure_ascii=False, indent=1).encode() + b"\n")
    return len(items)


def _write(rows: Rows, file: IO[bytes], render: Callable[[CitedArticle], Iterator[str]]) -> int:
    count = 0
    for row in rows:
        file.write("".join(f"{line}\n" for line in render(CitedArticle.of(row))).encode())
        count += 1
    return count


def _bibtex(one: CitedArticle) -> Iterator[str]:
    fields = {
        "title": f"{{{tex(one.title)}}}",
        "author": " and ".join(f"{{{tex(name)}}}" for name in one.authors),
        "date": f"{one.published:%Y-%m-%d}" if one.published else "",
        "organization": tex(one.publisher or ""),
        # A URL is verbatim, but for what would end or escape the field.
        "url": one.url.translate(_VERBATIM),
        "urldate": f"{one.seen:%Y-%m-%d}",
        "langid": tex(one.language or ""),
    }
    yield f"@online{{{one.key},"
    yield from (f"  {name} = {{{value}}}," for name, value in fields.items() if value)
    yield "}"
    yield ""


_VERBATIM: Final = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


def _ris(one: CitedArticle) -> Iterator[str]:
    yield _tag("TY", "NEWS")
    yield _tag("ID", one.key)
    yield _tag("TI", one.title)
    for name in one.authors:
        yield _tag("AU", name)
    if one.published:
        yield _tag("PY", f"{one.published:%Y}")
        yield _tag("DA", f"{one.published:%Y/%m/%d}")
    if one.publisher:
        yield _tag("PB", one.publisher)
    if one.language:
        yield _tag("LA", one.language)
    yield _tag("UR", one.url)
    yield _tag("Y2", f"{one.seen:%Y/%m/%d}")
    yield "ER  - "


def _tag(name: str, value: str) -> str:
    return f"{name}  - {' '.join(value.split())}"


def _csl(one: CitedArticle) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": one.key,
        "type": "article-newspaper",
        "title": one.title,
        "author": [{"literal": name} for name in one.authors],
        "URL": one.url,
        "accessed": _date(one.seen),
    }
    if one.published:
        item["issued"] = _date(one.published)
    if one.publisher:
        item["container-title"] = one.publisher
    if one.language:
        item["language"] = one.language
    return item


def _date(instant: datetime) -> dict[str, list[list[int]]]:
    return {"date-parts": [[instant.year, instant.month, instant.day]]}
