"""Renders pages in one of two frames: WordPress as newsrooms dress it, and as it comes.

`block` is WordPress 6.5 with a block theme and an SEO plugin: JSON-LD,
OpenGraph, a title that carries " | Site name". `classic` is WordPress 6.1 with
a theme in the manner of Twenty Sixteen: no JSON-LD, no OpenGraph, times and
author in the markup only.
"""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any, Final, Literal
from urllib.parse import quote

from tests.site import seo
from tests.site.outlet import Outlet
from tests.site.posts import Comment, Post, slugify
from tests.site.syndication import excerpt

TEMPLATES: Final = Path(__file__).parent / "templates"
Variant = Literal["block", "classic"]

_SIDEBAR_POSTS: Final = 5
_RELATED: Final = 3


@dataclass(frozen=True, slots=True)
class Theme:
    """One way to render the outlet's pages."""

    variant: Variant

    @property
    def separator(self) -> str:
        """What stands between a page's title and the site's name in `<title>`."""
        return " | " if self.variant == "block" else " – "

    def article(self, outlet: Outlet, post: Post) -> str:
        """The page of one post."""
        link = f"{outlet.base}{post.path}"
        main = self._fill(
            "article",
            id=post.id,
            base=outlet.base,
            link=link,
            title=escape(post.title),
            author=escape(post.author),
            author_url=f"{outlet.base}/author/{slugify(post.author)}/",
            published=post.published.isoformat(),
            published_day=_day(post.published),
            times=_times(post),
            categories=_joined(outlet, "category", post.categories),
            tags=self._tags(outlet, post),
            figure=self._figure(post),
            content=post.content,
            share=_fill("share", link=link, mail_subject=quote(f"[Shared Post] {post.title}")),
            related=_related(outlet, post),
            previous=_neighbour(outlet, post, 1, "prev"),
            next=_neighbour(outlet, post, -1, "next"),
            comments_title=_responses(post),
            comments="\n".join(
                self._comment(outlet, link, number, comment)
                for number, comment in enumerate(post.comments, start=post.id * 10)
            ),
        )
        if self.variant == "block":
            head = seo.head(outlet, post, self.separator)
        else:
            head = (
                f'<link rel="canonical" href="{link}" />\n'
                f"<link rel='shortlink' href='{outlet.base}/?p={post.id}' />"
            )
        body_class = (
            f"post-template-default single single-post postid-{post.id} single-format-standard"
        )
        feed_link = _feed_link(f"{outlet.name.title} » {post.title} Comments Feed", f"{link}feed/")
        return self._page(outlet, post.title, main, head, body_class, feed_link)

    def listing(
        self, outlet: Outlet, heading: str, path: str, posts: Sequence[Post], page: int, pages: int
    ) -> str:
        """A page of a category, a tag, an author, or the front page (`path` "/")."""
        main = self._fill(
            "listing",
            heading=escape(heading),
            entries="\n".join(self._entry(outlet, post) for post in posts),
            pagination=" ".join(
                f'<a class="page-numbers" href="{outlet.base}{path}page/{number}/">{number}</a>'
                for number in range(1, pages + 1)
                if number != page
            ),
        )
        title = heading if path != "/" else outlet.name.tagline
        feed_link = (
            ""
            if path == "/"
            else _feed_link(
                f"{outlet.name.title} » {heading} Category Feed", f"{outlet.base}{path}feed/"
            )
        )
        head = f'<link rel="canonical" href="{outlet.base}{path}" />'
        return self._page(outlet, title, main, head, "archive category", feed_link)

    def missing(self, outlet: Outlet) -> str:
        """The page for what is not there."""
        main = (
            '<section class="error-404 not-found"><h1 class="page-title">Oops! That page can’t '
            "be found.</h1><p>It looks like nothing was found at this location. Maybe try a "
            "search?</p></section>"
        )
        return self._page(outlet, "Page not found", main, "", "error404", "")

    def plain(self, outlet: Outlet, title: str, text: str) -> str:
        """A page that is no post: events, privacy, terms."""
        main = f'<h1 class="entry-title">{escape(title)}</h1><p>{escape(text)}</p>'
        return self._page(outlet, title, main, "", "page", "")

    def _page(
        self, outlet: Outlet, title: str, main: str, head: str, body_class: str, feed_link: str
    ) -> str:
        posts = outlet.posts
        return self._fill(
            "page",
            language=outlet.name.language,
            title=escape(title + self.separator + outlet.name.title),
            site=escape(outlet.name.title),
            tagline=escape(outlet.name.tagline),
            base=outlet.base,
            head=head,
            feed_link=feed_link,
            body_class=body_class,
            navigation="\n".join(self._menu(outlet, name) for name in _categories(posts)),
            main=main,
            recent_posts="".join(
                f'<li><a href="{outlet.base}{post.path}">{escape(post.title)}</a></li>'
                for post in posts[:_SIDEBAR_POSTS]
            ),
            recent_comments="".join(_recent_comments(outlet, posts)),
            archives="".join(_archives(outlet, posts)),
            year=outlet.last_modified.year,
        )

    def _menu(self, outlet: Outlet, category: str) -> str:
        url, label = f"{outlet.base}/category/{slugify(category)}/", escape(category)
        if self.variant == "classic":
            return f'<li class="menu-item menu-item-type-taxonomy"><a href="{url}">{label}</a></li>'
        return (
            '<li class="wp-block-navigation-item wp-block-navigation-link">'
            f'<a class="wp-block-navigation-item__content" href="{url}">'
            f'<span class="wp-block-navigation-item__label">{label}</span></a></li>'
        )

    def _figure(self, post: Post) -> str:
        if post.picture is None:
            return ""
        picture = post.picture
        image = (
            f'<img width="1024" height="576" src="{escape(picture.url)}" '
            f'class="attachment-post-thumbnail size-post-thumbnail wp-post-image" '
            f'alt="{escape(picture.alt)}" decoding="async" fetchpriority="high" '
            f'srcset="{srcset(picture.url)}" sizes="(max-width: 1024px) 100vw, 1024px" />'
        )
        if self.variant == "classic":
            return f'<div class="post-thumbnail">{image}</div>'
        caption = (
            f'<figcaption class="wp-element-caption">{escape(picture.caption)}</figcaption>'
            if picture.caption
            else ""
        )
        return f'<figure class="alignwide wp-block-post-featured-image">{image}{caption}</figure>'

    def _tags(self, outlet: Outlet, post: Post) -> str:
        if not post.tags:
            return ""
        links = _joined(outlet, "tag", post.tags)
        if self.variant == "classic":
            return (
                '<span class="tags-links"><span class="screen-reader-text">Tags </span>'
                f"{links}</span>"
            )
        return (
            '<div class="taxonomy-post_tag wp-block-post-terms">'
            f'<span class="wp-block-post-terms__prefix">Tagged: </span>{links}</div>'
        )

    def _comment(self, outlet: Outlet, link: str, number: int, comment: Comment) -> str:
        return self._fill(
            "comment",
            base=outlet.base,
            link=link,
            number=number,
            author=escape(comment.author),
            date=comment.date.isoformat(),
            day=f"{_day(comment.date)} at {comment.date:%H:%M}",
            text=comment.text,
        )

    def _entry(self, outlet: Outlet, post: Post) -> str:
        return self._fill(
            "entry",
            id=post.id,
            link=f"{outlet.base}{post.path}",
            title=escape(post.title),
            published=post.published.isoformat(),
            published_day=_day(post.published),
            excerpt=excerpt(post),
        )

    def _fill(self, template: str, **values: Any) -> str:
        return _fill(f"{self.variant}/{template}", **values)


def embed(outlet: Outlet, post: Post) -> str:
    """The page other sites put in a frame: answered 200, and not an article."""
    return _fill(
        "embed",
        language=outlet.name.language,
        title=escape(f"{post.title} - {outlet.name.title}"),
        heading=escape(post.title),
        id=post.id,
        base=outlet.base,
        link=f"{outlet.base}{post.path}",
        site=escape(outlet.name.title),
        excerpt=excerpt(post),
    )


def srcset(url: str) -> str:
    """The sizes WordPress makes of an uploaded picture."""
    stem, _, suffix = url.rpartition(".")
    sizes = (("", "1024w"), ("-300x169", "300w"), ("-768x432", "768w"))
    return ", ".join(f"{stem}{size}.{suffix} {width}" for size, width in sizes)


@lru_cache
def _template(name: str) -> Template:
    return Template((TEMPLATES / f"{name}.html").read_text("utf-8").rstrip("\n"))


def _fill(template: str, **values: Any) -> str:
    return _template(template).substitute(values)


def _day(instant: datetime) -> str:
    return f"{instant:%B} {instant.day}, {instant.year}"


def _times(post: Post) -> str:
    published, modified = post.published.isoformat(), post.modified.isoformat()
    if published == modified:
        return (
            f'<time class="entry-date published updated" datetime="{published}">'
            f"{_day(post.published)}</time>"
        )
    return (
        f'<time class="entry-date published" datetime="{published}">{_day(post.published)}</time>'
        f'<time class="updated" datetime="{modified}">{_day(post.modified)}</time>'
    )


def _responses(post: Post) -> str:
    count = len(post.comments)
    noun = "response" if count == 1 else "responses"
    return f"{count} {noun} to “{escape(post.title)}”" if count else "Leave a comment"


def _joined(outlet: Outlet, taxonomy: str, names: Iterable[str]) -> str:
    return ", ".join(
        f'<a href="{outlet.base}/{taxonomy}/{slugify(name)}/" rel="{taxonomy} tag">'
        f"{escape(name)}</a>"
        for name in names
    )


def _feed_link(title: str, url: str) -> str:
    return (
        f'<link rel="alternate" type="application/rss+xml" title="{escape(title)}" href="{url}" />'
    )


def _neighbour(outlet: Outlet, post: Post, step: int, rel: str) -> str:
    posts = outlet.posts
    position = [other.id for other in posts].index(post.id) + step
    if not 0 <= position < len(posts):
        return ""
    other = posts[position]
    return f'<a href="{outlet.base}{other.path}" rel="{rel}">{escape(other.title)}</a>'


def _related(outlet: Outlet, post: Post) -> str:
    others = [
        other
        for other in outlet.posts
        if other.id != post.id and set(other.categories) & set(post.categories)
    ][:_RELATED]
    if not others:
        return ""
    return _fill(
        "related",
        items="".join(
            _fill(
                "related_item",
                id=other.id,
                link=f"{outlet.base}{other.path}",
                title=escape(other.title),
                thumbnail=escape(
                    other.picture.url
                    if other.picture
                    else f"{outlet.base}/wp-content/uploads/2024/11/harbour-350x200.png"
                ),
                teaser=" ".join(other.words[:24]) + "…",
                published_day=_day(other.published),
                category=escape(other.categories[0]),
            )
            for other in others
        ),
    )


def _categories(posts: Iterable[Post]) -> list[str]:
    return sorted({name for post in posts for name in post.categories})


def _recent_comments(outlet: Outlet, posts: Iterable[Post]) -> list[str]:
    found = sorted(
        ((comment, post) for post in posts for comment in post.comments),
        key=lambda pair: (pair[0].date, pair[1].id),
        reverse=True,
    )
    return [
        f'<li class="recentcomments"><span class="comment-author-link">{escape(comment.author)}'
        f'</span> on <a href="{outlet.base}{post.path}#comments">{escape(post.title)}</a></li>'
        for comment, post in found[:_SIDEBAR_POSTS]
    ]


def _archives(outlet: Outlet, posts: Iterable[Post]) -> list[str]:
    months = sorted({(post.published.year, post.published.month) for post in posts}, reverse=True)
    return [
        f'<li><a href="{outlet.base}/{year}/{month:02}/">{month_name[month]} {year}</a></li>'
        for year, month in months
    ]
