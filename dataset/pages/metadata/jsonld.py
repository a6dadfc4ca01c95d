"""Reads JSON-LD: the nodes that describe the article.

JSON-LD 1.1 is not processed (no context is expanded, nothing is fetched): pages
use schema.org's names bare, and readers of news know the shapes: one node, an
array, `@graph`, nodes within nodes, references by `@id`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final
from urllib.parse import urlsplit

from twa.dataset.pages.metadata import json_repair
from twa.dataset.pages.metadata.markup import plain, squeeze

Node = Mapping[str, Any]
"""A JSON object. Its shape is the publisher's; every reader below checks what it takes."""

LONGEST: Final = 4 << 20
"""Characters of one script; longer ones are not read."""

NODES: Final = 20_000
"""Objects looked at on one page."""

ARTICLES: Final = frozenset(
    (
        # schema.org/Article and all that is more specific, with what news sites use beside it.
        *("Article", "NewsArticle", "AnalysisNewsArticle", "AskPublicNewsArticle"),
        *("BackgroundNewsArticle", "OpinionNewsArticle", "ReportageNewsArticle"),
        *("ReviewNewsArticle", "AdvertiserContentArticle", "SatiricalArticle", "Report"),
        *("ScholarlyArticle", "MedicalScholarlyArticle", "TechArticle", "APIReference"),
        *("SocialMediaPosting", "BlogPosting", "LiveBlogPosting", "DiscussionForumPosting"),
        *("Review", "CriticReview", "ClaimReview", "Recipe", "HowTo", "Interview"),
        *("PressRelease", "CreativeWork", "Newsarticle", "article", "newsarticle"),
    )
)
_MEDIA: Final = frozenset(
    ("VideoObject", "AudioObject", "ImageGallery", "MediaGallery", "PodcastEpisode", "Episode",
     "MediaObject", "Photograph", "ImageObject")
)  # fmt: skip
_PAGES: Final = frozenset(
    ("WebPage", "ItemPage", "CollectionPage", "ProfilePage", "FAQPage", "AboutPage", "MediaPage")
)
# What stands below these tells of something else than the page: comments, parts, teasers.
_ELSEWHERE: Final = frozenset(
    (
        *("comment", "liveBlogUpdate", "itemListElement", "hasPart", "isPartOf", "mentions"),
        *("relatedLink", "citation", "isBasedOn", "subjectOf", "workExample", "review", "author"),
        *("publisher", "potentialAction", "breadcrumb", "about", "significantLink", "itemReviewed"),
        *(
            "suggestedAnswer",
            "acceptedAnswer",
            "image",
            "video",
            "associatedMedia",
            "sharedContent",
        ),
    )
)


def load(script: str) -> Iterator[Any]:
    """The JSON values of one script, mended where a lenient reader could; none if hopeless."""
    if len(script) > LONGEST:
        return
    for text in chain((script,), json_repair.attempts(script)):
        try:
            value = json.loads(text, strict=False)
            yield _encodable(value) if "\\ud" in text.lower() else value
        except (ValueError, RecursionError):
            continue
        return


def _encodable(value: Any) -> Any:
    """A value without halves of surrogate pairs (RFC 8259, section 8.2), which no file can hold."""
    text = json.dumps(value, ensure_ascii=False)
    return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


@dataclass(frozen=True, slots=True)
class Graph:
    """All nodes of a page in document order, and those that others refer to by `@id`."""

    nodes: tuple[tuple[Node, bool], ...]
    named: Mapping[str, Node]

    def resolve(self, value: Any) -> Any:
        """The node that `{"@id": …}` refers to, or the value itself."""
        if isinstance(value, Mapping) and len(value) <= 2 and "name" not in value:
            key = value.get("@id")
            if isinstance(key, str):
                return self.named.get(key, value)
        return value

    def of_type(self, *types: str) -> Iterator[Node]:
        """The nodes of these types."""
        return (node for node, _ in self.nodes if not set(types).isdisjoint(kinds(node)))


def read(scripts: Iterable[str]) -> Graph:
    """Collect the nodes of all scripts of a page; each with whether it stands elsewhere."""
    nodes: list[tuple[Node, bool]] = []
    named: dict[str, Node] = {}
    for script in scripts:
        for value in load(script):
            for node, elsewhere in _walk(value):
                if len(nodes) >= NODES:
                    break
                nodes.append((node, elsewhere))
                key = node.get("@id")
                if isinstance(key, str) and len(node) > len(named.get(key, ())):
                    named[key] = node
    return Graph(tuple(nodes), named)


def _walk(value: Any) -> Iterator[tuple[Node, bool]]:
    """Objects within a value, outer before inner, in order; no recursion, however deep."""
    stack: list[tuple[Any, bool]] = [(value, False)]
    while stack:
        current, elsewhere = stack.pop()
        if isinstance(current, list):
            stack.extend((item, elsewhere) for item in reversed(current))
        elif isinstance(current, dict):
            yield current, elsewhere
            stack.extend(
                (inner, elsewhere or key in _ELSEWHERE)
                for key, inner in reversed(current.items())
                if isinstance(inner, (dict, list))
            )


def kinds(node: Node) -> tuple[str, ...]:
    """The local names of `@type`: `http://schema.org/NewsArticle` and `schema:NewsArticle` too."""
    stated = node.get("@type")
    values = stated if isinstance(stated, list) else [stated]
    return tuple(re.split(r"[/#:]", kind)[-1] for kind in values if isinstance(kind, str))


# --- Which node is the article ---------------------------------------------------


def articles(graph: Graph, urls: Iterable[str], titles: Iterable[str]) -> tuple[Node, ...]:
    """The nodes that tell of this page's article, the best first.

    `urls` are the page's own addresses, `titles` the headlines it shows. A node
    is known by its address, by its headline, or by being the only article.
    """
    addresses = {address(url) for url in urls}
    headlines = {key for title in titles if (key := squeeze(title))}
    known: list[tuple[int, int, Node]] = []
    strangers: list[Node] = []
    for position, (node, elsewhere) in enumerate(graph.nodes):
        if elsewhere or not (rank := _rank(node)):
            continue
        match = _match(node, addresses, headlines)
        if match:
            known.append((rank + match, -position, node))
        elif rank >= _ARTICLE:
            strangers.append(node)
    known.sort(key=lambda entry: entry[:2], reverse=True)
    found = tuple(node for _, _, node in known)
    if len(strangers) == 1 and not any(_rank(node) >= _ARTICLE for node in found):
        return (strangers[0], *found)
    return found


_ARTICLE: Final = 4


def _rank(node: Node) -> int:
    """How likely a node is the page's main thing, by its type and what it states; 0 for never."""
    types = set(kinds(node))
    if types & ARTICLES:
        rank = _ARTICLE
    elif types & _MEDIA:
        rank = 2
    elif types & _PAGES:
        rank = 1
    else:
        return 0
    # A page, however much it states, is not its article.
    stated = ("datePublished" in node) + ("author" in node)
    return rank + stated if rank >= _ARTICLE else rank


def _match(node: Node, addresses: set[str], headlines: set[str]) -> int:
    """5 for a headline that the page shows, 4 for an address that is the page's, and their sum."""
    stated = (squeeze(text) for key in _HEADLINES for text in texts(node.get(key)))
    shown = any(_same(text, other) for text in stated if text for other in headlines)
    here = any(address(url) in addresses for url in _addresses(node))
    return 5 * shown + 4 * here


_HEADLINES: Final = ("headline", "name", "alternativeHeadline")


def _same(one: str, other: str) -> bool:
    """Whether two squeezed headlines are one: equal, or one within the other (site names)."""
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= 10 and short in long and 2 * len(short) > len(long))


def _addresses(node: Node) -> Iterator[str]:
    for key in ("url", "@id", "mainEntityOfPage"):
        value = node.get(key)
        if isinstance(value, Mapping):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and value.strip():
            yield value


def address(url: str) -> str:
    """What two spellings of a page's address share: host without www, path without its slash."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    host = (parts.hostname or "").removeprefix("www.")
    path = parts.path.rstrip("/")
    return f"{host}{path}" if path else f"{host}/?{parts.query}"


# --- Values of a node ------------------------------------------------------------


def texts(value: Any) -> Iterator[str]:
    """The strings that a value comes to: itself, its items, the name of a node, `@value`."""
    pending = [value]
    while pending:
        current = pending.pop(0)
        if isinstance(current, str):
            if text := plain(current):
                yield text
        elif isinstance(current, bool) or current is None:
            continue
        elif isinstance(current, (int, float)):
            yield str(current)
        elif isinstance(current, list):
            pending[:0] = current[:1000]
        elif isinstance(current, Mapping):
            inner = current.get("name") or current.get("@value")
            if isinstance(inner, (str, list)):
                pending.insert(0, inner)


def first_text(value: Any) -> str | None:
    """The first of `texts`."""
    return next(texts(value), None)


def first_url(graph: Graph, value: Any) -> str | None:
    """The address that a value comes to: a string, or `url`, `contentUrl`, `@id` of a node."""
    for item in value if isinstance(value, list) else [value]:
        resolved = graph.resolve(item)
        if isinstance(resolved, str) and resolved.strip():
            return resolved.strip()
        if isinstance(resolved, Mapping):
            for key in ("url", "contentUrl", "@id"):
                inner = resolved.get(key)
                if isinstance(inner, list) and inner:
                    inner = inner[0]
                if isinstance(inner, str) and inner.strip():
                    return inner.strip()
    return None


def truth(value: Any) -> bool | None:
    """A boolean as stated: JSON's, or "True", "False", "https://schema.org/False"."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().rsplit("/", 1)[-1].lower())
    return None
