"""Names of feed elements, whatever their prefix, case or namespace."""

from __future__ import annotations

from typing import Final

from lxml import etree

# Namespace → the prefix it goes by here; "" is RSS itself. Compared without case, "https" for
# "http" and without a slash at the end, because feeds write them every way.
_NAMESPACES: Final = {
    "": "",
    "http://purl.org/rss/1.0": "",
    "http://my.netscape.com/rdf/simple/0.9": "",
    "http://channel.netscape.com/rdf/simple/0.9": "",
    "http://my.netscape.com/publish/formats/rss-0.91.dtd": "",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://backend.userland.com/rss091": "",
    "http://backend.userland.com/rss092": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://cyber.law.harvard.edu/rss": "",
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/elements/1.0": "dc",
    "http://purl.org/dc/terms": "dcterms",
    "http://purl.org/rss/1.0/modules/content": "content",
    "http://purl.org/rss/1.0/modules/syndication": "sy",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://rslstandard.org/rsl": "rsl",
    "http://www.sitemaps.org/schemas/sitemap/0.9": "sitemap",
    "http://www.google.com/schemas/sitemap/0.84": "sitemap",
    "http://www.google.com/schemas/sitemap/0.9": "sitemap",
    "http://www.google.com/schemas/sitemap-news/0.9": "news",
}
# Prefixes that are understood where a feed forgot to declare them.
_PREFIXES: Final = frozenset(_NAMESPACES.values()) - {""}

RDF_ABOUT: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
XML_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def name_of(element: etree._Element) -> str:
    """`prefix:local` in lower case; bare for RSS's own, `?:local` where nobody knows the prefix."""
    namespace, _, local = str(element.tag).rpartition("}")
    if namespace:
        prefix = _NAMESPACES.get(_folded(namespace[1:]), "?")
    else:
        prefix, _, local = local.rpartition(":")
        prefix = prefix.lower() if prefix.lower() in _PREFIXES else prefix and "?"
    return f"{prefix}:{local.lower()}" if prefix else local.lower()


def adopt(root: etree._Element) -> None:
    """Take the elements of a namespace that only this document knows for the format's own.

    Some feeds put all of RSS into a namespace of their making.
    """
    namespace, brace, _ = str(root.tag).rpartition("}")
    if brace and _folded(namespace[1:]) not in _NAMESPACES:
        for element in root.iter(f"{namespace}}}*"):
            local = str(element.tag).rpartition("}")[2]
            # A prefix without a name is what a parser that recovers leaves of `<media:>`.
            if ":" not in local:
                element.tag = local


def _folded(uri: str) -> str:
    return uri.strip().lower().rstrip("/").replace("https://", "http://", 1)


class Children:
    """The children of an element by name, in document order; `media:group` is looked into.

    In a document at home in Atom (`home="atom"`) Atom's own names are bare.
    """

    def __init__(self, element: etree._Element, *, home: str = "") -> None:
        self.element = element
        self._own = f"{home}:" if home else ""
        self._by_name: dict[str, list[etree._Element]] = {}
        for child in element:
            name = self._add(child)
            if name == "media:group":
                for inner in child:
                    self._add(inner)

    def _add(self, child: etree._Element) -> str:
        name = name_of(child).removeprefix(self._own)
        self._by_name.setdefault(name, []).append(child)
        return name

    def all(self, *names: str) -> list[etree._Element]:
        """The children of these names, in the order of the names."""
        return [child for name in names for child in self._by_name.get(name, ())]

    def of(self, prefix: str) -> list[tuple[str, etree._Element]]:
        """Name and element of the children whose names have a prefix, by name."""
        return [
            (name, child)
            for name, found in self._by_name.items()
            if name.startswith(f"{prefix}:")
            for child in found
        ]

    def texts(self, *names: str) -> list[str]:
        """The text of each, without white space around, empty ones left out."""
        return [text for child in self.all(*names) if (text := text_of(child))]

    def text(self, *names: str) -> str | None:
        """The first of `texts`, or None."""
        return next(iter(self.texts(*names)), None)


def text_of(element: etree._Element) -> str:
    """All text in an element, without white space around."""
    return "".join(element.itertext()).strip()
