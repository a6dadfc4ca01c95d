"""Reads the outlet's own articles from `content/`.

An article is `<slug>.html`: lines `key: value`, a line `---`, and the HTML of
the post. A promotion that stands under several articles is kept once, in
`content/promotions/`. Links go to `ORIGIN`, and to the server's base when read.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from tests.site.posts import Comment, Name, Picture, Post

CONTENT: Final = Path(__file__).parent / "content"
ORIGIN: Final = "https://harbourwire.example"
NAME: Final = Name(
    title="Harbour Wire",
    tagline="Technology and trade, from quay to quay",
    language="en-GB",
    feed_title="Chinese | Harbour Wire",
)


def read(base: str) -> list[Post]:
    """All articles, their links on `base`."""

    def rebased(html: str) -> str:
        return html.replace(ORIGIN, base)

    comments = read_comments()
    return [_post(path, rebased, comments, base) for path in sorted(CONTENT.glob("*.html"))]


def read_comments() -> dict[str, tuple[Comment, ...]]:
    """Comments by slug; those under `*` are for articles of other people's feeds."""
    given = json.loads((CONTENT / "comments.json").read_text("utf-8"))
    return {
        slug: tuple(
            Comment(entry["author"], datetime.fromisoformat(entry["date"]), entry["text"])
            for entry in entries
        )
        for slug, entries in given.items()
    }


def _post(
    path: Path,
    rebased: Callable[[str], str],
    comments: dict[str, tuple[Comment, ...]],
    base: str,
) -> Post:
    head, _, content = path.read_text("utf-8").partition("\n---\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    published = datetime.fromisoformat(fields.pop("published"))
    promotion = fields.pop("promotion", "")
    if promotion:
        content += (CONTENT / "promotions" / f"{promotion}.html").read_text("utf-8")
    post_id = int(fields.pop("id"))
    post = Post(
        id=post_id,
        path=f"/{published:%Y/%m}/{path.stem}/",
        title=fields.pop("title"),
        author=fields.pop("author"),
        published=published,
        modified=datetime.fromisoformat(fields.pop("modified", published.isoformat())),
        categories=_listed(fields.pop("categories")),
        tags=_listed(fields.pop("tags", "")),
        content=rebased(content.strip()),
        guid=f"{base}/?p={post_id}",
        picture=_picture(fields, rebased),
        comments=comments.get(path.stem, ()),
    )
    if fields:
        raise ValueError(f"{path}: unknown keys {sorted(fields)}")
    return post


def _listed(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _picture(fields: dict[str, str], rebased: Callable[[str], str]) -> Picture | None:
    url = fields.pop("image", "")
    alt, caption = fields.pop("image_alt", ""), fields.pop("image_caption", "")
    return Picture(rebased(url), alt, caption) if url else None
