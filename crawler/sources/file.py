"""The file of sources: `sources.toml`.

It is `DATA_DIR/sources.toml`, beside the collections, or where there is none yet, the one that
comes with this package.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Final

from twa.crawler.sources import table
from twa.crawler.sources.source import Kind, Source, SourceError, checked, named, slug
from twa.dataset.files import write_whole
from twa.dataset.web.sites import site

FILE: Final = "sources.toml"


class UnknownSource(SourceError):
    """Names that no source has. The subject are the names."""

    message = f"no source of this name in {FILE}"

    def __init__(self, *names: str) -> None:
        super().__init__(subject=", ".join(names), cause="`twa sources list` has those there are")


def known(data: Path) -> dict[str, Source]:
    """The sources of `DATA_DIR`, else the shipped ones, by name. Raises SourceError."""
    path = data / FILE
    try:
        return parse(path.read_text("utf-8"), path)
    except FileNotFoundError:
        return parse(shipped(), FILE)
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError("cannot be read", subject=path, cause=error) from error


def shipped() -> str:
    """The text of the file that comes with this package."""
    return resources.files("twa.crawler").joinpath(FILE).read_text("utf-8")


def parse(text: str, path: object) -> dict[str, Source]:
    """The sources in the text of a file, in its order. Raises SourceError with `path`."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourceError("not TOML", subject=path, cause=error) from error
    found = {}
    for name, fields in tables.items():
        found[name] = table.read(name, fields, f"{path}: [{name}]")
    return found


def resolve(
    sources: Mapping[str, Source],
    known_as: str | None,
    *,
    url: str | None,
    name: str | None,
    kind: Kind | None = None,
) -> Source:
    """The source a crawl was asked for.

    `known_as` is the name of a spider's own source or None for any; `url`, `name` and
    `kind` are what the user typed and win over what we know.

    Raises SourceError for no URL, one that is not http(s), or a bad name.
    """
    wanted = known_as or name
    base = sources.get(wanted) if wanted else None
    if base is None and known_as:
        base = parse(shipped(), FILE)[known_as]
    if not url and base is None:
        if name:
            raise UnknownSource(name)
        raise SourceError("no feed given: say -a url=URL")
    if base and (not url or url == base.url):
        return replace(base, name=named(name or base.name), kind=kind or base.kind)
    # Another URL than the declared one is another server: no option of that one is of this.
    url = checked(url or "")
    called = named(name or (base.name if base else slug(url)))
    return Source(called, url, base.title if base else "", kind=kind or "feed")


def add(data: Path, source: Source) -> Path:
    """Write a source to the file of `DATA_DIR`, which is made of the shipped one where missing.

    Raises SourceError where its name or one of its URLs stands there already, and for what
    could not be read again.
    """
    path = data / FILE
    refuse_known(data, source)
    parse(table.written(source), path)
    text = path.read_text("utf-8") if path.exists() else shipped()
    data.mkdir(parents=True, exist_ok=True)
    write_whole(path, f"{text.rstrip()}\n\n{table.written(source)}".encode())
    return path


def refuse_known(data: Path, source: Source) -> None:
    """Raise SourceError where the name of a source, or one of its URLs, stands there already."""
    urls = {checked(polled.url) for polled in source.polled}
    for other in known(data).values():
        if source.name == other.name or urls & {polled.url for polled in other.polled}:
            raise SourceError(f"stands in {FILE} already, as {other.name}", subject=source.url)


def shard(sources: Mapping[str, Source], part: str) -> dict[str, Source]:
    """The part `I/N` of the sources: N parts are disjoint and together all, each site in one.

    Which part a site is in depends on nothing but its name. Raises SourceError.
    """
    found = re.fullmatch(r"([1-9]\d{0,3})/([1-9]\d{0,3})", part, re.ASCII)
    if not found or int(found[1]) > int(found[2]):
        raise SourceError("a shard is I/N, from 1/N to N/N", subject=part)
    index, count = int(found[1]) - 1, int(found[2])
    return {
        name: source
        for name, source in sources.items()
        if int.from_bytes(sha256(site(source.url).encode()).digest()[:8], "big") % count == index
    }
