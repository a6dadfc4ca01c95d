"""What WordPress publishes for machines: feeds, sitemaps, robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape

from tests.site.outlet import Outlet
from tests.site.posts import Post

_EXCERPT_WORDS = 55

_CHANNEL = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:atom="http://www.w3.org/2005/Atom"
	xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
	xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
	>

<channel>
	<title>{title}</title>
	<atom:link href="{self_url}" rel="self" type="application/rss+xml" />
	<link>{link}</link>
	<description>{description}</description>
	<lastBuildDate>{built}</lastBuildDate>
	<language>{language}</language>
	<sy:updatePeriod>
	hourly	</sy:updatePeriod>
	<sy:updateFrequency>
	1	</sy:updateFrequency>
	<generator>https://wordpress.org/?v=6.5.5</generator>

<image>
	<url>{base}/wp-content/uploads/2024/11/cropped-harbour-32x32.png</url>
	<title>{title}</title>
	<link>{link}</link>
	<width>32</width>
	<height>32</height>
</image>{items}
</channel>
</rss>
"""

_ITEM = """
	<item>
		<title>{title}</title>
		<link>{link}</link>
					<comments>{link}#respond</comments>

		<dc:creator><![CDATA[{creator}]]></dc:creator>
		<pubDate>{published}</pubDate>
{categories}
		<guid isPermaLink="false">{guid}</guid>

					<description><![CDATA[{excerpt}
{appeared}]]></description>
										<content:encoded><![CDATA[{content}
{appeared}]]></content:encoded>

					<wfw:commentRss>{link}feed/</wfw:commentRss>
			<slash:comments>{comments}</slash:comments>
	</item>"""


def rss(outlet: Outlet, title: str, link: str, self_url: str, posts: Sequence[Post]) -> str:
    """A feed of `posts` as `feed-rss2.php` writes it. `lastBuildDate` is the last edit of any."""
    built = max((post.modified for post in posts), default=outlet.last_modified)
    return _CHANNEL.format(
        title=_text(title),
        self_url=_text(self_url),
        link=_text(link),
        description=_text(outlet.name.tagline),
        built=rfc822(built),
        language=outlet.name.language,
        base=outlet.base,
        items="".join(_item(outlet, post) for post in posts),
    )


def comments_rss(outlet: Outlet, post: Post, self_url: str) -> str:
    """The feed of a post's comments, which is not the feed of a post."""
    items = "".join(
        f"\n\t<item>\n\t\t<title>By: {_text(comment.author)}</title>"
        f"\n\t\t<link>{outlet.base}{post.path}#comment-{number}</link>"
        f"\n\t\t<dc:creator><![CDATA[{comment.author}]]></dc:creator>"
        f"\n\t\t<pubDate>{rfc822(comment.date)}</pubDate>"
        f'\n\t\t<guid isPermaLink="false">{post.guid}#comment-{number}</guid>'
        f"\n\t\t<description><![CDATA[{comment.text}]]></description>\n\t</item>"
        for number, comment in enumerate(post.comments, start=post.id * 10)
    )
    return _CHANNEL.format(
        title=f"Comments on: {_text(post.title)}",
        self_url=_text(self_url),
        link=f"{outlet.base}{post.path}",
        description=_text(outlet.name.tagline),
        built=rfc822(post.modified),
        language=outlet.name.language,
        base=outlet.base,
        items=items,
    )


def excerpt(post: Post) -> str:
    """The first words of a post, run together, as `wp_trim_words` cuts them."""
    words = post.words
    more = " [&#8230;]" if len(words) > _EXCERPT_WORDS else ""
    return " ".join(words[:_EXCERPT_WORDS]) + more


def robots(base: str) -> str:
    """The robots.txt that WordPress makes where no file is."""
    return (
        "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\n"
        f"Sitemap: {base}/wp-sitemap.xml\n"
    )


def sitemap_index(base: str) -> str:
    """`wp-sitemap.xml`: the sitemaps there are."""
    names = ("posts-post-1", "taxonomies-category-1", "users-1")
    entries = "".join(
        f"<sitemap><loc>{base}/wp-sitemap-{name}.xml</loc></sitemap>" for name in names
    )
    return _sitemap_document(base, "sitemapindex", "-index", entries)


def sitemap(base: str, entries: Iterable[tuple[str, datetime | None]]) -> str:
    """A sitemap of URLs, each with the time of its last change or none (WordPress before 6.5)."""
    urls = "".join(
        f"<url><loc>{escape(url)}</loc>"
        + (f"<lastmod>{changed.isoformat()}</lastmod>" if changed else "")
        + "</url>"
        for url, changed in entries
    )
    return _sitemap_document(base, "urlset", "", urls)


def rfc822(instant: datetime) -> str:
    """`Fri, 14 Mar 2025 09:35:52 +0000`."""
    return instant.strftime("%a, %d %b %Y %H:%M:%S +0000")


def _item(outlet: Outlet, post: Post) -> str:
    link = f"{outlet.base}{post.path}"
    return _ITEM.format(
        title=_text(post.title),
        link=_text(link),
        creator=post.author,
        published=rfc822(post.published),
        categories="\n".join(
            f"\t\t<category><![CDATA[{name}]]></category>"
            for name in (*post.categories, *post.tags)
        ),
        guid=_text(post.guid),
        excerpt=post.excerpt or f"<p>{excerpt(post)}</p>",
        content=post.content,
        appeared=f'<p>The post <a href="{link}">{_text(post.title)}</a> appeared first on '
        f'<a href="{outlet.base}">{_text(outlet.name.title)}</a>.</p>',
        comments=len(post.comments),
    )


def _sitemap_document(base: str, root: str, stylesheet: str, content: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<?xml-stylesheet type="text/xsl" href="{base}/wp-sitemap{stylesheet}.xsl" ?>\n'
        f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{content}</{root}>'
    )


def _text(value: str) -> str:
    """Text for XML as WordPress escapes it: `&#038;`, not `&amp;`."""
    return value.replace("&", "&#038;").replace("<", "&lt;").replace(">", "&gt;")
