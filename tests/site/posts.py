"""What an outlet publishes: posts with their comments, and the outlet's own name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

_TAGS = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Comment:
    """A reader's comment; `text` is HTML."""

    author: str
    date: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A featured image: an absolute URL, the alternative text and the caption."""

    url: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Post:
    """One article. `path` begins and ends with a slash; times are UTC, to the second.

    `content` is HTML as `the_content` gives it, links absolute on the server's
    own base. `excerpt` is HTML, or null to be cut from the content as WordPress
    does. `guid` never changes, whatever else does.
    """

    id: int
    path: str
    title: str
    author: str
    published: datetime
    modified: datetime
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    content: str
    guid: str
    excerpt: str | None = None
    picture: Picture | None = None
    comments: tuple[Comment, ...] = ()

    @property
    def slug(self) -> str:
        """The last part of the path."""
        return self.path.rstrip("/").rsplit("/", 1)[-1]

    @property
    def words(self) -> list[str]:
        """What stands between white space in the content, tags taken out, references left."""
        return _TAGS.sub(" ", self.content).split()


@dataclass(frozen=True, slots=True)
class Name:
    """What the outlet calls itself; `feed_title` heads its category feeds."""

    title: str
    tagline: str
    language: str
    feed_title: str


def slugify(text: str) -> str:
    """`text` as WordPress spells it in a path: lower case, hyphens, percent-encoded."""
    return quote(re.sub(r"\W+", "-", text.lower().replace("’", "")).strip("-")).lower()
