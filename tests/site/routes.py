"""Answers requests as WordPress does behind nginx, quirks included."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from email.utils import parsedate_to_datetime
from hashlib import md5
from html import escape
from typing import Final
from urllib.parse import parse_qs, unquote

from tests.site import bad, pictures, syndication, themes
from tests.site.outlet import Outlet
from tests.site.posts import Post, slugify
from tests.site.reply import Reply, Request, page, redirect
from tests.site.themes import Theme

PER_PAGE: Final = 10
_RSS: Final = ("Content-Type", "application/rss+xml; charset=UTF-8")
_STYLES: Final = themes.TEMPLATES / "styles"
_XML: Final = ("Content-Type", "application/xml; charset=UTF-8")
_PLAIN_PAGES: Final = {
    "/events/": ("Events", "Meet the people behind the stories: our events for the coming year."),
    "/newsletter/": ("Newsletter", "The week in technology and trade, every Friday morning."),
    "/privacy-policy/": ("Privacy Policy", "We keep nothing that we do not need."),
    "/terms/": ("Terms", "Every company named on this site is invented."),
    "/advertise/": ("Advertise", "Our readers move goods, people and money."),
}


def answer(outlet: Outlet, theme: Theme, request: Request) -> Reply:
    """The reply to `request`: what a test put there, a hostile resource, or WordPress."""
    override = outlet.override_for(request.target)
    if override is not None:
        return override
    path, _, query = request.target.partition("?")
    path = unquote(path)
    if path.startswith("/bad/"):
        return bad.answer(outlet, theme, path) or _missing(outlet, theme)
    if "//" in path:
        return redirect(_with_query(outlet.base + re.sub("/{2,}", "/", path), query))
    parameters = {key: values[-1] for key, values in parse_qs(query).items()}
    return (
        _static(path)
        or _machine(outlet, theme, path)
        or _feed(outlet, path, request, parameters)
        or _shortlink(outlet, path, parameters)
        or _article(outlet, theme, path, query)
        or _listing(outlet, theme, path)
        or _plain(outlet, theme, path)
        or _missing(outlet, theme)
    )


def _missing(outlet: Outlet, theme: Theme) -> Reply:
    return page(theme.missing(outlet), *_NO_CACHE, status=404)


_NO_CACHE: Final = (
    ("Expires", "Wed, 11 Jan 1984 05:00:00 GMT"),
    ("Cache-Control", "no-cache, must-revalidate, max-age=0"),
)


def _static(path: str) -> Reply | None:
    """Files that nginx serves itself, with validators of its own."""
    if path.endswith((".png", ".jpg", ".jpeg", ".webp")):
        kind, body = "image/png", pictures.png(path)
    elif path.endswith(".css"):
        kind, body = "text/css", _stylesheet(path.rpartition("/")[2])
    elif path.endswith(".js"):
        kind, body = "application/javascript", b"/* nothing moves here */\n"
    elif path.endswith("/harbour.woff2"):
        # Bars for letters, of our own making.
        kind, body = "font/woff2", (_STYLES / "fonts" / "harbour.woff2").read_bytes()
    else:
        return None
    tag = md5(body, usedforsecurity=False).hexdigest()[:16]
    return Reply(200, (("Content-Type", kind), ("ETag", f'"{tag}"')), body)


def _stylesheet(name: str) -> bytes:
    """The stylesheet of that name, or for any other name that of the theme."""
    found = _STYLES / name
    return (found if found.is_file() else _STYLES / "style.css").read_bytes()


def _machine(outlet: Outlet, theme: Theme, path: str) -> Reply | None:
    base, posts = outlet.base, outlet.posts
    # `lastmod` came with WordPress 6.5.
    dated = theme.variant == "block"
    match path:
        case "/robots.txt":
            body, kind = syndication.robots(base), ("Content-Type", "text/plain; charset=utf-8")
        case "/wp-sitemap.xml":
            body, kind = syndication.sitemap_index(base), _XML
        case "/wp-sitemap-posts-post-1.xml":
            entries = [(base + post.path, post.modified if dated else None) for post in posts]
            body, kind = syndication.sitemap(base, entries), _XML
        case "/wp-sitemap-taxonomies-category-1.xml":
            slugs = sorted({slugify(name) for post in posts for name in post.categories})
            listed = [(f"{base}/category/{slug}/", None) for slug in slugs]
            body, kind = syndication.sitemap(base, listed), _XML
        case "/wp-sitemap-users-1.xml":
            slugs = sorted({slugify(post.author) for post in posts})
            listed = [(f"{base}/author/{slug}/", None) for slug in slugs]
            body, kind = syndication.sitemap(base, listed), _XML
        case _:
            return None
    return Reply(200, (kind,), body.encode(), dynamic=True)


def _feed(outlet: Outlet, path: str, request: Request, parameters: dict[str, str]) -> Reply | None:
    """Feeds of the site, a category, or the comments of one post.

    A slash at the end is optional. `?paged=N` pages; `/page/N/feed/` answers
    the first page, whatever N is.
    """
    found = re.fullmatch(r"(?P<of>/(?:.+/)?)feed/?", re.sub(r"/page/\d+/feed", "/feed", path))
    if not found:
        return None
    headers = (_RSS, *_validators(outlet))
    if _not_modified(outlet, request):
        return Reply(304, _validators(outlet))
    of, self_url = found["of"], outlet.base + request.target
    post = _posted_at(outlet, of)
    if post is not None:
        body = syndication.comments_rss(outlet, post, self_url)
        return Reply(200, headers, body.encode(), dynamic=True)
    if of == "/":
        posts, title = outlet.posts, outlet.name.title
    elif of == "/comments/":
        posts, title = [], f"Comments for {outlet.name.title}"
    elif category := re.fullmatch(r"/category/([^/]+)/", of):
        posts, title = outlet.filed_under(slugify(category[1])), outlet.name.feed_title
    else:
        return None
    paged = parameters.get("paged", "")
    number = max(1, int(paged)) if paged.isdecimal() else 1
    shown = _page_of(posts, number)
    # Past the end: 404, and yet a feed, without items. An unknown category: 200 without items.
    status = 404 if number > 1 and not shown else 200
    body = syndication.rss(outlet, title, outlet.base + of, self_url, shown)
    return Reply(status, headers, body.encode(), dynamic=True)


def _validators(outlet: Outlet) -> tuple[tuple[str, str], ...]:
    """One pair for every feed and page of feeds: `md5` of the site's last change."""
    modified = f"{outlet.last_modified:%a, %d %b %Y %H:%M:%S} GMT"
    tag = md5(modified.encode(), usedforsecurity=False).hexdigest()
    return (("Last-Modified", modified), ("ETag", f'"{tag}"'))


def _not_modified(outlet: Outlet, request: Request) -> bool:
    """`WP::send_headers`: both validators must match where both are sent.

    ETags are compared as plain strings, and before anyone looks what was asked
    for: a page past the end is "not modified" too.
    """
    (_, modified), (_, tag) = _validators(outlet)
    given_tag = request.headers.get("if-none-match", "")
    given_date = request.headers.get("if-modified-since", "")
    same = given_tag == tag
    try:
        fresh = parsedate_to_datetime(given_date) >= parsedate_to_datetime(modified)
    except ValueError:
        fresh = False
    return (same and fresh) if given_tag and given_date else (same or fresh)


def _shortlink(outlet: Outlet, path: str, parameters: dict[str, str]) -> Reply | None:
    if path != "/" or "p" not in parameters:
        return None
    for post in outlet.posts:
        if str(post.id) == parameters["p"]:
            return redirect(outlet.base + post.path)
    return None


def _article(outlet: Outlet, theme: Theme, path: str, query: str) -> Reply | None:
    """A post's page: no validators, three `Link` headers."""
    post = _posted_at(outlet, path)
    if post is not None and not path.endswith("/"):
        return redirect(_with_query(outlet.base + post.path, query))
    if post is not None:
        links = (
            f'<{outlet.base}/wp-json/>; rel="https://api.w.org/"',
            f'<{outlet.base}/wp-json/wp/v2/posts/{post.id}>; rel="alternate"; '
            'title="JSON"; type="application/json"',
            f"<{outlet.base}/?p={post.id}>; rel=shortlink",
        )
        return page(theme.article(outlet, post), *(("Link", link) for link in links))
    if path.endswith("/embed/") and (post := _posted_at(outlet, path.removesuffix("embed/"))):
        return page(themes.embed(outlet, post))
    # `redirect_guess_404_permalink`: the beginning of a slug is enough.
    guess = re.fullmatch(r"(?:/\d{4}/\d{2})?/([^/]{4,})/?", path)
    if guess:
        for post in outlet.posts:
            if post.slug.startswith(guess[1].lower()):
                return redirect(outlet.base + post.path)
    return None


def _posted_at(outlet: Outlet, path: str) -> Post | None:
    """The post with that path; the database compares slugs without regard to case."""
    wanted = path.lower().rstrip("/")
    return next((post for post in outlet.posts if unquote(post.path).lower() == f"{wanted}/"), None)


def _listing(outlet: Outlet, theme: Theme, path: str) -> Reply | None:
    found = re.fullmatch(r"(?P<of>/(?:.+?/)??)(?:page/(?P<page>\d+)/)?", path)
    if not found:
        return None
    of, number = found["of"], int(found["page"] or 1)
    heading, posts = _listed(outlet, of)
    shown = _page_of(posts, number)
    if not shown:
        return None
    pages = -(-len(posts) // PER_PAGE)
    return page(theme.listing(outlet, heading, of, shown, number, pages))


_FILED_BY: Final[Mapping[str, Callable[[Post], tuple[str, ...]]]] = {
    "category": lambda post: post.categories,
    "tag": lambda post: post.tags,
    "author": lambda post: (post.author,),
}


def _listed(outlet: Outlet, of: str) -> tuple[str, list[Post]]:
    """The heading of an archive page and what it lists."""
    posts = outlet.posts
    if of == "/":
        return outlet.name.title, posts
    if month := re.fullmatch(r"/(\d{4})/(\d{2})/", of):
        wanted = f"{month[1]}-{month[2]}"
        return wanted, [post for post in posts if f"{post.published:%Y-%m}" == wanted]
    kind, _, slug = of.strip("/").lower().partition("/")
    if kind not in _FILED_BY:
        return "", []
    filed = [(name, post) for post in posts for name in _FILED_BY[kind](post)]
    found = [(name, post) for name, post in filed if slugify(name) == slugify(slug)]
    return (found[0][0] if found else ""), [post for _, post in found]


def _plain(outlet: Outlet, theme: Theme, path: str) -> Reply | None:
    if path not in _PLAIN_PAGES:
        return None
    title, text = _PLAIN_PAGES[path]
    return page(theme.plain(outlet, title, escape(text)))


def _page_of(posts: Sequence[Post], number: int) -> Sequence[Post]:
    return posts[(number - 1) * PER_PAGE : number * PER_PAGE]


def _with_query(url: str, query: str) -> str:
    return f"{url}?{query}" if query else url
