"""The feeds we know, and how a collection gets its name."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Final
from urllib.parse import urlsplit

from dataset.errors import TwaError

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}", re.ASCII)


class SourceError(TwaError):
    """A source that can't be crawled as it was given. The subject is its name or URL."""

    message = "not a source"
    exit_status = 2


@dataclass(frozen=True, slots=True)
class Source:
    """One feed and the name of the collection it is kept in."""

    name: str
    url: str
    title: str = ""


def known() -> dict[str, Source]:
    """The sources of `sources.toml`, by name."""
    text = resources.files("crawler").joinpath("sources.toml").read_text("utf-8")
    return {name: Source(name=name, **fields) for name, fields in tomllib.loads(text).items()}


def resolve(known_as: str | None, *, url: str | None, name: str | None) -> Source:
    """The source a crawl was asked for.

    `known_as` is a name in `sources.toml` or None for a free feed; `url` and
    `name` are what the user typed and win over what we know.

    Raises SourceError for no URL, one that is not http(s), or a bad name.
    """
    base = known()[known_as] if known_as else None
    url = url or (base.url if base else None)
    if not url:
        raise SourceError("no feed given: say -a url=URL")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SourceError("the feed must be an http or https URL", subject=url)
    name = name or (base.name if base else _slug(parts.netloc + parts.path))
    if not _NAME.fullmatch(name):
        raise SourceError("a collection's name is a-z, 0-9, '.', '_' and '-'", subject=name)
    return Source(name=name, url=url, title=base.title if base else "")


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-.")[:100]
