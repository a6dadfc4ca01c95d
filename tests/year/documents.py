"""Feeds and pages of the outlets of a simulated year."""

from __future__ import annotations

import gzip
import json
import random
import re
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Final

from tests.year.outlets import POSTS, Form, Outlet, Story, posts_path

_WORDS: Final = tuple(
    "anchor barge crane dredger estuary fog gantry hawser islet jetty keel lighter mooring"  # noqa: SIM905
    " narrows oar pilot quay rudder sluice tide upstream vessel wharf yawl buoy channel deck"
    " engine ferry gale harbour inlet knot lock mast net ocean pier rope sail tug warp".split()
)


def title(outlet: Outlet, story: Story, now: datetime) -> str:
    """The headline of a story."""
    words = random.Random(f"{outlet.name} {story.number}")
    name = " ".join(words.sample(_WORDS, 4)).capitalize()
    return f"{name} after all" if story.is_renamed(now) else name


def path(outlet: Outlet, story: Story, now: datetime) -> str:
    """Where a story stands; its number is in it, for the account of the year."""
    slug = title(outlet, story, now).lower().replace(" ", "-")
    section = "stories" if outlet.moves is not None and outlet.moves <= now else "news"
    return f"/{section}/{slug}-{story.number}"


def page(outlet: Outlet, story: Story, now: datetime) -> bytes:
    """The page of a story as it is now."""
    headline = title(outlet, story, now)
    trouble = outlet.trouble("pages", now)
    paragraphs = [_paragraph(f"{outlet.name} {story.number} {place}") for place in range(4)]
    paragraphs += [
        f"Correction {number}: {_paragraph(f'{outlet.name} {story.number} edit {number}')}"
        for number in range(story.version(now))
    ]
    if trouble is not None and trouble.what == "scripted":
        body = "<div id=root></div><script>render(window.story)</script>"
    elif trouble is not None and trouble.what == "teaser":
        body = f"<article><h1>{headline}</h1><p>{paragraphs[0][:110]} …</p></article>"
    else:
        told = "".join(f"<p>{text}</p>" for text in paragraphs)
        body = f"<article><h1>{headline}</h1>{told}</article>"
    menu = "<nav><a href='/'>Home</a> <a href='/about'>About us</a></nav>"
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{headline}</title></head>"
        f"<body>{menu}<main>{body}</main><footer>All rights reserved.</footer></body></html>"
    ).encode()


def _paragraph(seed: str) -> str:
    words = random.Random(seed)
    sentences = (
        f"The {' '.join(words.choices(_WORDS, k=3))} was seen by the {words.choice(_WORDS)} that"
        f" the {words.choice(_WORDS)} of {words.randint(3, 900)} {words.choice(_WORDS)}s had left."
        for _ in range(3)
    )
    return " ".join(sentences)


def feed(
    outlet: Outlet, form: Form, path: str, base: str, now: datetime
) -> tuple[str, bytes] | None:
    """The media type and octets of a source as it is now, None beyond its end.

    `path` has the page that is asked for, if any.
    """
    at = now
    trouble = outlet.trouble("feed", now)
    page = int(path.rpartition("paged=")[2]) if "paged=" in path else 1
    stories = outlet.shown(now, page)
    if page > 1 and not stories:
        return None
    if trouble is not None and trouble.what == "frozen":
        at = trouble.begins
    if trouble is not None and trouble.what == "empty":
        stories = []
    if form == "wordpress":
        return "application/xml", _posts(outlet, path, base, at).encode()
    entries = [_entry(outlet, story, base, at) for story in stories]
    match form:
        case "atom":
            return "application/atom+xml", _atom(outlet, entries).encode()
        case "json":
            return "application/feed+json", _json(outlet, base, entries).encode()
        case "rdf":
            return "application/rdf+xml", _rdf(outlet, base, entries).encode()
        case "sitemap":
            return "application/xml", _sitemap(outlet, entries).encode()
        case "listing":
            return "text/html; charset=utf-8", _listing(outlet, entries).encode()
        case "gzip":
            return "application/x-gzip", gzip.compress(
                _rss(outlet, base, entries).encode(), mtime=0
            )
    return "application/rss+xml", _rss(outlet, base, entries).encode()


def _posts(outlet: Outlet, path: str, base: str, now: datetime) -> str:
    """The index of sitemaps that WordPress makes, or one of them: oldest first, no end of it."""
    space = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
    there = [story for story in outlet.stories if story.is_up(now)]
    if path.startswith("/wp-sitemap-posts-"):
        number = int(re.findall(r"\d+", path)[0])
        some = there[(number - 1) * POSTS : number * POSTS]
        entries = [_entry(outlet, story, base, now) for story in some]
        told = (
            f"<url><loc>{escape(one['link'])}</loc><lastmod>{one['updated']}</lastmod></url>"
            for one in entries
        )
        return f"<urlset {space}>{''.join(told)}</urlset>"
    names = [posts_path(number + 1) for number in range(-(-len(there) // POSTS))]
    names += ["/wp-sitemap-taxonomies-category-1.xml", "/wp-sitemap-users-1.xml"]
    told = (f"<sitemap><loc>{base}{name}</loc></sitemap>" for name in names)
    return f"<sitemapindex {space}>{''.join(told)}</sitemapindex>"


def _listing(outlet: Outlet, entries: list[_Entry]) -> str:
    told = "".join(
        f"<li><h2><a href='{escape(one['link'])}'>{one['title']}</a></h2>"
        f"<time datetime='{one['published']}'>{one['dated']}</time></li>"
        for one in entries
    )
    menu = "<nav><a href='/about'>About us</a> <a href='/contact'>Write to us</a></nav>"
    return (
        f"<!doctype html><html lang=en><head><title>{outlet.name}</title></head><body>{menu}"
        f"<main><ul>{told}</ul></main><footer>All rights reserved.</footer></body></html>"
    )


_Entry = dict[str, str]


def _entry(outlet: Outlet, story: Story, base: str, now: datetime) -> _Entry:
    link = base + path(outlet, story, now)
    ids = {
        "stable": f"{outlet.name}:{story.number}",
        "link": link,
        "changing": f"{now.timestamp():.0f}-{story.number}",
        "same": outlet.name,
    }
    changed = [at for at in (story.published, story.edited, story.renamed) if at and at <= now]
    return {
        "title": title(outlet, story, now),
        "link": f"{link}?visit={now.timestamp():.0f}" if outlet.rotates else link,
        "id": ids[outlet.ids],
        "published": story.published.isoformat(),
        "dated": format_datetime(story.published),
        "updated": max(changed).isoformat(),
    }


def _rss(outlet: Outlet, base: str, entries: list[_Entry]) -> str:
    items = "".join(
        f"<item><title>{one['title']}</title><link>{escape(one['link'])}</link>"
        f"<guid isPermaLink='false'>{escape(one['id'])}</guid>"
        f"<pubDate>{one['dated']}</pubDate></item>"
        for one in entries
    )
    head = f"<title>{outlet.name}</title><link>{base}/</link><description>News</description>"
    return f"<rss version='2.0'><channel>{head}{items}</channel></rss>"


def _atom(outlet: Outlet, entries: list[_Entry]) -> str:
    told = "".join(
        f"<entry><id>{escape(one['id'])}</id><title>{one['title']}</title>"
        f"<link href='{escape(one['link'])}'/><published>{one['published']}</published>"
        f"<updated>{one['updated']}</updated></entry>"
        for one in entries
    )
    head = f"<title>{outlet.name}</title><id>urn:{outlet.name}</id>"
    return f"<feed xmlns='http://www.w3.org/2005/Atom'>{head}{told}</feed>"


def _json(outlet: Outlet, base: str, entries: list[_Entry]) -> str:
    items = [
        {
            "id": one["id"],
            "url": one["link"],
            "title": one["title"],
            "content_text": one["title"],
            "date_published": one["published"],
        }
        for one in entries
    ]
    version = "https://jsonfeed.org/version/1.1"
    return json.dumps(
        {"version": version, "title": outlet.name, "home_page_url": base, "items": items}
    )


def _rdf(outlet: Outlet, base: str, entries: list[_Entry]) -> str:
    items = "".join(
        f"<item rdf:about='{escape(one['id'])}'><title>{one['title']}</title>"
        f"<link>{escape(one['link'])}</link><dc:date>{one['published']}</dc:date></item>"
        for one in entries
    )
    return (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
        " xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        f"<channel rdf:about='{base}'><title>{outlet.name}</title><link>{base}/</link></channel>"
        f"{items}</rdf:RDF>"
    )


def _sitemap(outlet: Outlet, entries: list[_Entry]) -> str:
    urls = "".join(
        f"<url><loc>{escape(one['link'])}</loc><news:news><news:publication>"
        f"<news:name>{outlet.name}</news:name><news:language>en</news:language></news:publication>"
        f"<news:publication_date>{one['published']}</news:publication_date>"
        f"<news:title>{one['title']}</news:title></news:news></url>"
        for one in entries
    )
    return (
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
        f" xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>{urls}</urlset>"
    )
