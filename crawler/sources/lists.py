"""Lists of feeds that other programs wrote: OPML 2.0, or a URL a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from twa.crawler.sources.source import Source, SourceError, named, slug


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """A feed as a list has it, on the line `line` of it."""

    url: str
    title: str = ""
    line: int = field(default=0, compare=False)


def read(octets: bytes, subject: object) -> list[ListedFeed]:
    """The feeds of a list, each URL once, in its order.

    OPML (opml.org/spec2): every `<outline>` with an `xmlUrl`, however deep. Else one URL a
    line; empty lines and those that begin with `#` are passed over. Raises SourceError where
    there is none.
    """
    found = _opml(octets, subject) if octets.lstrip(_BLANK).startswith(b"<") else _lines(octets)
    unique: dict[str, ListedFeed] = {}
    for one in found:
        unique.setdefault(one.url, one)
    if not unique:
        raise SourceError("no feed is listed in it", subject=subject)
    return list(unique.values())


def fresh(listed: list[ListedFeed], known: dict[str, Source]) -> Iterator[tuple[int, Source]]:
    """The sources of a list that are not known by their URL, each with a name of its own.

    With each the number of its line."""
    urls = {polled.url for source in known.values() for polled in source.polled}
    names = set(known)
    for one in listed:
        if one.url in urls:
            continue
        name = _free(slug(one.url) or "feed", names)
        names.add(name)
        yield one.line, Source(named(name), one.url, one.title)


_BLANK = b"\xef\xbb\xbf \t\r\n"


def _opml(octets: bytes, subject: object) -> Iterator[ListedFeed]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(octets.lstrip(_BLANK), parser)
    except etree.XMLSyntaxError as error:
        raise SourceError(
            "neither OPML nor a list of URLs", subject=subject, cause=error
        ) from error
    for outline in root.iter("outline"):
        if url := (outline.get("xmlUrl") or "").strip():
            title = " ".join((outline.get("title") or outline.get("text") or "").split())
            yield ListedFeed(url, title, outline.sourceline or 0)


def _lines(octets: bytes) -> Iterator[ListedFeed]:
    for number, line in enumerate(octets.decode("utf-8-sig", "replace").splitlines(), 1):
        if (url := line.strip()) and not url.startswith("#"):
            yield ListedFeed(url, line=number)


def _free(name: str, taken: set[str]) -> str:
    number, chosen = 1, name
    while chosen in taken:
        number += 1
        chosen = f"{name[:95]}-{number}"
    return chosen
