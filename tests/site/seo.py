"""What an SEO plugin puts into the head of an article: meta, OpenGraph, JSON-LD."""

from __future__ import annotations

import json
from hashlib import md5
from html import escape, unescape
from typing import Any

from tests.site.outlet import Outlet
from tests.site.posts import Post, slugify
from tests.site.syndication import excerpt


def head(outlet: Outlet, post: Post, separator: str) -> str:
    """The tags of one article, in the plugin's order."""
    link = f"{outlet.base}{post.path}"
    title = f"{post.title}{separator}{outlet.name.title}"
    description = _description(post)
    properties = [
        ("og:locale", outlet.name.language.replace("-", "_")),
        ("og:type", "article"),
        ("og:title", title),
        ("og:description", description),
        ("og:url", link),
        ("og:site_name", outlet.name.title),
        ("article:published_time", post.published.isoformat()),
    ]
    if post.modified != post.published:
        properties.append(("article:modified_time", post.modified.isoformat()))
    if post.picture:
        properties += [
            ("og:image", post.picture.url),
            ("og:image:width", "1024"),
            ("og:image:height", "576"),
            ("og:image:type", "image/png"),
        ]
    named = [
        ("author", post.author),
        ("twitter:card", "summary_large_image"),
        ("twitter:label1", "Written by"),
        ("twitter:data1", post.author),
        ("twitter:label2", "Estimated reading time"),
        ("twitter:data2", f"{max(1, len(post.words) // 200)} minutes"),
    ]
    graph = json.dumps(
        {"@context": "https://schema.org", "@graph": _graph(outlet, post, link, title)},
        ensure_ascii=False,
        separators=(",", ":"),
    ).replace("</", "<\\/")
    return "\n".join(
        [
            f'	<meta name="description" content="{escape(description)}" />',
            f'	<link rel="canonical" href="{link}" />',
            *(
                f'	<meta property="{key}" content="{escape(value)}" />'
                for key, value in properties
            ),
            *(f'	<meta name="{key}" content="{escape(value)}" />' for key, value in named),
            f'	<script type="application/ld+json" class="yoast-schema-graph">{graph}</script>',
            f"<link rel='shortlink' href='{outlet.base}/?p={post.id}' />",
            '<link rel="alternate" type="application/json+oembed" '
            f'href="{outlet.base}/wp-json/oembed/1.0/embed?url={link}" />',
        ]
    )


def _description(post: Post) -> str:
    return unescape(excerpt(post).removesuffix(" [&#8230;]"))


def _graph(outlet: Outlet, post: Post, link: str, title: str) -> list[dict[str, Any]]:
    """The nodes of the plugin's graph; instants to the second, with their offset."""
    base, site = outlet.base, outlet.name.title
    person = (
        f"{base}/#/schema/person/{md5(post.author.encode(), usedforsecurity=False).hexdigest()}"
    )
    image = {"@id": f"{link}#primaryimage"}
    times = {
        "datePublished": post.published.isoformat(),
        "dateModified": post.modified.isoformat(),
    }
    article: dict[str, Any] = {
        "@type": "Article",
        "@id": f"{link}#article",
        "isPartOf": {"@id": link},
        "author": {"name": post.author, "@id": person},
        "headline": post.title,
        **times,
        "mainEntityOfPage": {"@id": link},
        "wordCount": len(post.words),
        "commentCount": len(post.comments),
        "publisher": {"@id": f"{base}/#organization"},
        "keywords": list(post.tags),
        "articleSection": list(post.categories),
        "inLanguage": outlet.name.language,
    }
    page: dict[str, Any] = {
        "@type": "WebPage",
        "@id": link,
        "url": link,
        "name": title,
        "isPartOf": {"@id": f"{base}/#website"},
        **times,
        "description": _description(post),
        "breadcrumb": {"@id": f"{link}#breadcrumb"},
        "inLanguage": outlet.name.language,
    }
    nodes = [article, page]
    if post.picture:
        article |= {"image": image, "thumbnailUrl": post.picture.url}
        page |= {"primaryImageOfPage": image, "image": image, "thumbnailUrl": post.picture.url}
        nodes.append(
            {
                "@type": "ImageObject",
                **image,
                "url": post.picture.url,
                "contentUrl": post.picture.url,
                "width": 1024,
                "height": 576,
                "caption": post.picture.caption,
            }
        )
    crumbs = [
        {"@type": "ListItem", "position": 1, "name": "Home", "item": f"{base}/"},
        {"@type": "ListItem", "position": 2, "name": post.title},
    ]
    logo = f"{base}/wp-content/uploads/2024/11/cropped-harbour-512x512.png"
    return [
        *nodes,
        {"@type": "BreadcrumbList", "@id": f"{link}#breadcrumb", "itemListElement": crumbs},
        {
            "@type": "WebSite",
            "@id": f"{base}/#website",
            "url": f"{base}/",
            "name": site,
            "description": outlet.name.tagline,
            "publisher": {"@id": f"{base}/#organization"},
            "inLanguage": outlet.name.language,
        },
        {
            "@type": "Organization",
            "@id": f"{base}/#organization",
            "name": site,
            "url": f"{base}/",
            "logo": {"@type": "ImageObject", "@id": f"{base}/#/schema/logo/", "url": logo},
        },
        {
            "@type": "Person",
            "@id": person,
            "name": post.author,
            "url": f"{base}/author/{slugify(post.author)}/",
        },
    ]
