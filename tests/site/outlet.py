"""The outlet as it stands now: its posts, and what is done to them at run time."""

from __future__ import annotations

import threading
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from tests.site import imported, newsroom
from tests.site.posts import Comment, Name, Post, slugify
from tests.site.reply import Reply

EDIT_STEP: Final = timedelta(minutes=1)
"""How long after the last change an edit is dated when nobody says: no clock is read."""

_FAULTS: Final = ("", "hang", "stall", "cut")


class Outlet:
    """Posts, newest first, and the answers that tests put in the place of pages.

    Safe to use from many threads: every change swaps in new values under a lock.
    """

    def __init__(
        self, base: str, name: Name, posts: list[Post], *, one_category: bool = False
    ) -> None:
        self.base = base
        self.name = name
        self.one_category = one_category
        self.overrides: dict[str, tuple[Reply, int | None]] = {}
        self._lock = threading.Lock()
        self._posts: dict[int, Post] = {post.id: post for post in posts}

    @classmethod
    def opened(cls, base: str, feed: Path | None = None) -> Outlet:
        """The fictional outlet, or the one whose RSS file is `feed`, on `base`."""
        if feed is None:
            return cls(base, newsroom.NAME, newsroom.read(base))
        name, posts = imported.read(feed, base)
        return cls(base, name, posts, one_category=True)

    @property
    def posts(self) -> list[Post]:
        """All posts, newest first."""
        return sorted(self._posts.values(), key=lambda post: (post.published, post.id))[::-1]

    @property
    def last_modified(self) -> datetime:
        """When anything on the site last changed (WordPress: `get_lastpostmodified`)."""
        return max(post.modified for post in self._posts.values())

    def filed_under(self, category: str) -> list[Post]:
        """Posts of the category with that slug, newest first.

        Where the posts are those of somebody's feed, `chinese` holds them all.
        """
        if self.one_category and category == "chinese":
            return self.posts
        return [post for post in self.posts if category in map(slugify, post.categories)]

    def override_for(self, target: str) -> Reply | None:
        """The answer put in the place of `target` (path and query), counting it down."""
        with self._lock:
            for key in (target, target.partition("?")[0]):
                if key in self.overrides:
                    reply, times = self.overrides[key]
                    if times == 1:
                        del self.overrides[key]
                    elif times is not None:
                        self.overrides[key] = (reply, times - 1)
                    return reply
        return None

    def act(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out one order of `running.Control`; what it gives is sent back as JSON."""
        with self._lock:
            match order["do"]:
                case "edit":
                    return _described(self._edit(order))
                case "comment":
                    return _described(self._comment(order))
                case "add":
                    return _described(self._add(order))
                case "delete":
                    return _described(self._posts.pop(self._named(order["slug"]).id))
                case "answer":
                    self.overrides[order["path"]] = (_reply(order), order["times"])
                    return {}
                case "restore":
                    self.overrides.pop(order["path"], None)
                    return {}
                case "posts":
                    return {"posts": [_described(post) for post in self.posts]}
        raise ValueError(f"unknown order {order['do']!r}")

    def _edit(self, order: Mapping[str, Any]) -> Post:
        """Place, id and publication date stay; the modification date is all that tells."""
        post = self._named(order["slug"])
        content = post.content if order["content"] is None else order["content"]
        return self._put(
            replace(
                post,
                title=order["title"] or post.title,
                content=content + (order["append"] or ""),
                modified=self._dated(order["modified"]),
            )
        )

    def _comment(self, order: Mapping[str, Any]) -> Post:
        """A comment changes the page, but neither the post nor the site's validators."""
        post = self._named(order["slug"])
        date = max([post.published, *(comment.date for comment in post.comments)]) + EDIT_STEP
        comment = Comment(order["author"], date, order["text"])
        return self._put(replace(post, comments=(*post.comments, comment)))

    def _add(self, order: Mapping[str, Any]) -> Post:
        published = self._dated(order["published"])
        post_id = max(self._posts) + 1
        slug = order["slug"] or slugify(order["title"])
        return self._put(
            Post(
                id=post_id,
                path=f"/{published:%Y/%m}/{slug}/",
                title=order["title"],
                author=order["author"],
                published=published,
                modified=published,
                categories=tuple(order["categories"]),
                tags=(),
                content=order["content"],
                guid=f"{self.base}/?p={post_id}",
            )
        )

    def _put(self, post: Post) -> Post:
        self._posts = {**self._posts, post.id: post}
        return post

    def _named(self, slug: str) -> Post:
        return next(post for post in self._posts.values() if post.slug == slug)

    def _dated(self, instant: str | None) -> datetime:
        return datetime.fromisoformat(instant) if instant else self.last_modified + EDIT_STEP


def _described(post: Post) -> dict[str, Any]:
    return {
        "id": post.id,
        "path": post.path,
        "title": post.title,
        "author": post.author,
        "published": post.published.isoformat(),
        "modified": post.modified.isoformat(),
        "categories": list(post.categories),
        "tags": list(post.tags),
        "content": post.content,
        "guid": post.guid,
        "picture": post.picture and post.picture.url,
    }


def _reply(order: Mapping[str, Any]) -> Reply:
    if order["fault"] not in _FAULTS:
        raise ValueError(f"unknown fault {order['fault']!r}")
    return Reply(
        status=order["status"],
        headers=tuple((name, value) for name, value in order["headers"]),
        body=b64decode(order["body"]),
        delay=order["delay"],
        fault=order["fault"],
    )
