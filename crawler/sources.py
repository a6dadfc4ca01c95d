"""The list of sources: `sources.toml`, and the names of their collections.

They stand in one file: `DATA_DIR/sources.toml`, beside the collections, or
where there is none yet, in the one that comes with this package.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from twa.dataset.errors import TwaError
from twa.dataset.files import write_whole
from twa.dataset.web.urls import BadUrl, site

FILE: Final = "sources.toml"

_SECRET: Final = re.compile(r"[^/?#]*[/\\]*[^/?#\\]*@")
"""RFC 3986, section 3.2.1: user information stands before the host, and section 7.5: it should not
stand in a URL at all."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}", re.ASCII)
_FIELDS: Final = {"url": str, "title": str, "verify": bool}


class SourceError(TwaError):
    """A source that can't be crawled as it was given. The subject is its name, URL or file."""

    message = "not a source"
    exit_status = 2


@dataclass(frozen=True, slots=True)
class Source:
    """One feed and the name of the collection it is kept in.

    `declared` says that `url` stands in a file of sources, where only feeds do.
    Without `verify`, any TLS certificate is taken.
    """

    name: str
    url: str
    title: str = ""
    declared: bool = False
    verify: bool = True


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
        found[name] = _source(name, fields, f"{path}: [{name}]")
    return found


def _source(name: str, fields: object, where: str) -> Source:
    if not isinstance(fields, dict):
        raise SourceError("a source is a table", subject=where)
    if unknown := fields.keys() - _FIELDS.keys():
        raise SourceError(f"unknown field {min(unknown)!r}", subject=where)
    for field, value in fields.items():
        if not isinstance(value, _FIELDS[field]):
            kind = "true or false" if _FIELDS[field] is bool else "a string"
            raise SourceError(f"{field} is not {kind}", subject=where)
    url, title = fields.get("url", ""), fields.get("title", "")
    verify = fields.get("verify", True)
    return Source(named(name), checked(url), title, declared=True, verify=verify)


def resolve(
    sources: Mapping[str, Source], known_as: str | None, *, url: str | None, name: str | None
) -> Source:
    """The source a crawl was asked for.

    `known_as` is the name of a spider's own source or None for any; `url` and
    `name` are what the user typed and win over what we know.

    Raises SourceError for no URL, one that is not http(s), or a bad name.
    """
    wanted = known_as or name
    base = sources.get(wanted) if wanted else None
    if base is None and known_as:
        base = parse(shipped(), FILE)[known_as]
    if not url and base is None:
        if name:
            raise SourceError(f"no source of this name in {FILE}", subject=name)
        raise SourceError("no feed given: say -a url=URL")
    if base and (not url or url == base.url) and name in (None, base.name):
        return base
    url = checked(url or (base.url if base else ""))
    return Source(
        named(name or (base.name if base else slug(url))),
        url,
        base.title if base else "",
        # Another URL than the declared one is another server.
        verify=base.verify if base and url == base.url else True,
    )


def slug(url: str) -> str:
    """The name of a collection that nobody named: host and path."""
    parts = urlsplit(url)
    return re.sub(r"[^a-z0-9.]+", "-", f"{parts.netloc}{parts.path}".lower()).strip("-.")[:100]


def entry(source: Source) -> str:
    """A source as it is written to a file."""
    # A JSON string is a TOML basic string (TOML 1.0, "String"), DEL apart.
    fields = {"url": source.url, **({"title": source.title} if source.title else {})}
    lines = [f"{key} = {_string(value)}" for key, value in fields.items()]
    lines += [] if source.verify else ["verify = false"]
    return "\n".join([f"[{_string(source.name)}]", *lines]) + "\n"


def add(data: Path, source: Source) -> Path:
    """Write a source to the file of `DATA_DIR`, which is made of the shipped one where missing.

    Raises SourceError where its name or its URL stands there already.
    """
    path = data / FILE
    checked(source.url)
    for other in known(data).values():
        if source.name == other.name or source.url == other.url:
            raise SourceError(f"stands in {FILE} already, as {other.name}", subject=source.url)
    text = path.read_text("utf-8") if path.exists() else shipped()
    data.mkdir(parents=True, exist_ok=True)
    write_whole(path, f"{text.rstrip()}\n\n{entry(source)}".encode())
    return path


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


def named(name: str) -> str:
    """A name that a collection may have. Raises SourceError for any other."""
    if not _NAME.fullmatch(name):
        raise SourceError("a collection's name is a-z, 0-9, '.', '_' and '-'", subject=name)
    return name


def checked(url: str) -> str:
    """A URL that a feed may have. Raises SourceError for any other, without a password in it."""
    if _SECRET.match(url):
        # Said without the words in question: they would go on into logs and screens.
        host = url.rpartition("@")[2]
        raise SourceError(
            "a feed's URL with a user name in it would be published with it", subject=f"…@{host}"
        )
    try:
        site(url)
    except BadUrl as error:
        # What is no URL may have a password in any place of it.
        subject = "a text with an @ in it, not shown" if "@" in url else url
        meant = None if "@" in url or ":" in url else f"did you mean https://{url.lstrip('/')}?"
        raise SourceError(
            "the feed must be an http or https URL", subject=subject, cause=meant
        ) from (None if "@" in url else error)
    return url


def _string(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
