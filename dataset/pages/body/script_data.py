"""The article in the data that a page's scripts carry: what a framework would have drawn.

Read are JSON scripts (`__NEXT_DATA__`, Angular's state, Nuxt's payload), states assigned to a
global (Apollo and its like), the flight rows of React, what elements keep in attributes (Astro's
islands, Inertia), and `noscript`. The shape of the data is
anybody's; what is looked for is the list, or the piece of HTML, with the most prose, first of all
where a title stands beside it that is the page's.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape, unescape
from typing import TYPE_CHECKING, Final

from lxml import etree

from twa.dataset.pages.body.blocks import weight, words
from twa.dataset.pages.body.corrections.titles import same_title
from twa.dataset.pages.body.witness import is_markup
from twa.dataset.pages.metadata.markup import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

LONGEST: Final = 4 << 20
"""Characters of script data that are read of one page."""

VALUES: Final = 200_000
"""Values of script data that are looked at."""

DEPTH: Final = 64
"""Levels of script data that are looked into."""

PROSE: Final = 40
"""Letters (see `blocks.weight`) from which a string with a sentence in it is prose."""

LEAST: Final = 200
"""Letters of an article."""

MOST_OF: Final = 0.9
"""Share of the prose from which an inner list has what an outer one has."""

TITLED: Final = 4
"""How much more data weighs that stands beside the page's title."""

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None

_ASSIGNED: Final = re.compile(
    r"(?:\b__[A-Z][A-Z0-9_]*__|(?<![\w$.])[A-Za-z_$][\w$]{0,40}(?:\.[\w$]+|\[\"[\w$-]+\"\]))\s*=\s*"
    r"(?=\{|\[|JSON\.parse\()"
)
_FLIGHT: Final = re.compile(r"self\.__next_f\.push\(")
_ROW: Final = re.compile(r"([0-9a-f]{1,8}):(?:T([0-9a-f]{1,8}),)?")
_STRING: Final = re.compile(r'"((?:[^"\\]|\\.){400,400000})"')
_ANGULAR: Final = {"&q;": '"', "&s;": "'", "&l;": "<", "&g;": ">", "&a;": "&"}
_SENTENCE: Final = re.compile(r"[.!?。！？؟।…](?:\W|$)|[。！？]")
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_NO_PROSE: Final = re.compile(r"[{};]\s*[\w.#-]+\s*[{:]|function\s*\(|^https?://\S+$|^data:")
_TEXTS: Final = words(
    "text html value content contents children body paragraph paragraphs data copy rendered blocks "
    "model items nodes elements markup p article articleBody main sections components richText "
    "document json"
)
_TITLES: Final = frozenset(("title", "headline", "name", "heading"))
_LINKS: Final = frozenset(("url", "href", "slug", "link", "permalink", "canonicalUrl", "path"))
_HEADING: Final = re.compile(r"head(?:ing|er|line)|^h[1-6]$|title", re.IGNORECASE)
_ATTRIBUTES: Final = etree.XPath(
    "//astro-island/@props | //*[@data-page]/@data-page | //*[@data-props]/@data-props"
    " | //*[@data-react-props]/@data-react-props"
)
_MARKDOWN: Final = re.compile(
    r"!\[[^\]]{0,300}\]\([^)]{0,600}\)|\[([^\]]{0,300})\]\([^)]{0,600}\)|\*\*|^\s{0,3}(?:#+|>)\s"
)
_DECODER: Final = json.JSONDecoder()


@dataclass(slots=True)
class _Search:
    """What was found so far: the best paragraphs, as HTML, and what they weigh."""

    titles: Sequence[str]
    left: int = VALUES
    best: str = ""
    score: float = 0

    def is_better(self, letters: int, titled: bool) -> bool:
        """Whether so much prose beats what was found; inner lists come first."""
        return letters >= LEAST and letters * (TITLED if titled else 1) * MOST_OF > self.score

    def take(self, paragraphs: Sequence[str], titled: bool) -> None:
        """Take paragraphs for the article, if they are better than what was found."""
        letters = sum(weight(_TAG.sub("", one)) for one in paragraphs)
        if self.is_better(letters, titled):
            self.score = letters * (TITLED if titled else 1)
            self.best = "".join(paragraphs)


def read(tree: HtmlElement, titles: Sequence[str]) -> str:
    """The article that script data has, as HTML; empty where there is none.

    `titles` are what the page calls its title, squeezed.
    """
    search = _Search(titles)
    for value in _values(tree):
        _walk(value, search, False, 0)
    return search.best


def mentions(tree: HtmlElement, text: str) -> bool:
    """Whether script data has a piece of this text: that it may have all of it."""
    probe = max(re.findall(r"[\w ,]{20,60}", text[:2000]), key=len, default="")
    if not probe.isascii():
        probe = ""
    if not probe:
        return False
    return any(
        probe in script.text
        for script in tree.iter("script")
        if script.text and script.get("type") != "application/ld+json"
    ) or any(probe in said for said in _kept_in_attributes(tree))


def without_scripts(tree: HtmlElement) -> str:
    """What a page shows where scripts do not run, as HTML; empty where that is no text."""
    parts = [part.text for part in tree.iter("noscript") if part.text and "<p" in part.text]
    return "".join(parts)


def _values(tree: HtmlElement) -> Iterator[Json]:
    left = LONGEST
    flight: list[str] = []
    for script in tree.iter("script"):
        text = script.text
        if not text or script.get("type") == "application/ld+json":
            continue
        # A row of flight data may begin in a script of its own.
        if len(text) < LEAST and "__next_f" not in text:
            continue
        left -= len(text)
        if left < 0:
            break
        kind = script.get("type") or ""
        if kind.endswith(("json", "shoebox")):
            name = script.get("id") or ""
            if name.endswith("-state") and "&q;" in text:
                text = re.sub("&[qslga];", lambda found: _ANGULAR[found.group()], text)
            value = _loaded(text)
            yield _hydrated(value) if name == "__NUXT_DATA__" else value
        elif kind in ("", "module") or "javascript" in kind:
            yield from _assigned(text, flight)
    if flight:
        yield from _rows("".join(flight))
    for said in _kept_in_attributes(tree):
        left -= len(said)
        if left < 0:
            break
        if len(said) >= LEAST:
            yield _unpaired(_loaded(said), 0)


def _kept_in_attributes(tree: HtmlElement) -> list[str]:
    found = _ATTRIBUTES(tree)
    return [str(said) for said in found] if isinstance(found, list) else []


def _unpaired(value: Json, depth: int) -> Json:
    """Astro's props without the number beside each value that says of what kind it is."""
    if depth > DEPTH:
        return None
    if isinstance(value, dict):
        return {name: _unpaired(one, depth + 1) for name, one in value.items()}
    if isinstance(value, list):
        if len(value) == 2 and value[0] in (0, 1) and not isinstance(value[0], bool):
            return _unpaired(value[1], depth + 1)
        return [_unpaired(one, depth + 1) for one in value]
    return value


def _loaded(text: str) -> Json:
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value


def _decoded(text: str, at: int) -> Json:
    """The JSON value that begins at a place of a script, null for none."""
    try:
        value: Json = _DECODER.raw_decode(text, at)[0]
    except (ValueError, RecursionError):
        return None
    return value


def _assigned(text: str, flight: list[str]) -> Iterator[Json]:
    found = False
    for push in _FLIGHT.finditer(text):
        value = _decoded(text, push.end())
        if isinstance(value, list) and len(value) > 1 and isinstance(value[1], str):
            flight.append(value[1])
        found = True
    for assigned in _ASSIGNED.finditer(text):
        start = assigned.end()
        if text.startswith("JSON.parse(", start):
            value = _decoded(text, start + len("JSON.parse("))
            value = _loaded(value) if isinstance(value, str) else None
        else:
            value = _decoded(text, start)
        if value is not None:
            found = True
            yield value
    if not found and ("\\u003C" in text or "\\u003c" in text or "<p" in text):
        for literal in _STRING.finditer(text):
            yield _decoded(text, literal.start())


def _rows(flight: str) -> Iterator[Json]:
    """React's flight format: rows `id:value`, one a line; `id:Tlength,` before bare text."""
    octets = flight.encode("utf-8", "replace")
    at = 0
    while at < len(octets):
        found = _ROW.match(octets[at : at + 32].decode("utf-8", "replace"))
        if found is None:
            after = octets.find(b"\n", at)
            at = len(octets) if after < 0 else after + 1
            continue
        start = at + found.end()
        if found.group(2):
            at = start + int(found.group(2), 16)
            yield octets[start:at].decode("utf-8", "replace")
            continue
        after = octets.find(b"\n", start)
        after = len(octets) if after < 0 else after
        if octets[start : start + 1] in (b"[", b"{", b'"'):
            yield _loaded(octets[start:after].decode("utf-8", "replace"))
        at = after + 1


def _hydrated(value: Json) -> Json:
    """Nuxt's payload (devalue): a list whose values name one another by position."""
    if not isinstance(value, list):
        return value
    left = [VALUES]

    def of(at: Json, depth: int) -> Json:
        left[0] -= 1
        if not isinstance(at, int) or not 0 <= at < len(value) or depth > DEPTH or left[0] < 0:
            return None
        said = value[at]
        if isinstance(said, dict):
            return {name: of(one, depth + 1) for name, one in said.items()}
        if isinstance(said, list):
            if said and isinstance(said[0], str):  # a type's name, and what it is made of
                return of(said[1], depth + 1) if len(said) > 1 else None
            return [of(one, depth + 1) for one in said]
        return said

    return of(0, 0)


def _walk(value: Json, search: _Search, titled: bool, depth: int) -> int:
    """Find the list or the piece of HTML that is the article, inner ones first.

    Returns the letters of the strings within that are long enough for prose.
    """
    search.left -= 1
    if depth > DEPTH or search.left < 0:
        return 0
    if isinstance(value, str):
        letters = weight(value) if len(value) >= PROSE // 3 else 0
        if letters >= LEAST and value[0] in "[{" and (within := _loaded(value)) is not None:
            return _walk(within, search, titled, depth + 1)  # an answer kept as its text
        if letters >= LEAST and "<p" in value and search.is_better(letters, titled):
            search.take([value], titled)
        elif titled and letters >= LEAST and "\n" in value and search.is_better(letters, titled):
            lines = [_MARKDOWN.sub(r"\1", line).strip() for line in value.split("\n")]
            prose = [f"<p>{escape(unescape(line))}</p>" for line in lines if _is_prose(line)]
            if len(prose) > 1:
                search.take(prose, titled)
        return letters
    if isinstance(value, dict):
        titled = titled or any(
            isinstance(said := value.get(name), str)
            and len(said) < LEAST
            and any(same_title(squeeze(said), title) for title in search.titles)
            for name in _TITLES
        )
        return sum(
            _walk(one, search, titled, depth + 1)
            for one in value.values()
            if isinstance(one, (dict, list, str))
        )
    if not isinstance(value, list):
        return 0
    if len(value) > 3 and value[0] == "$" and isinstance(value[3], dict):
        return _walk(value[3], search, titled, depth + 1)
    letters = sum(
        _walk(one, search, titled, depth + 1) for one in value if isinstance(one, (dict, list, str))
    )
    if len(value) > 1 and search.is_better(letters, titled) and not any(map(_is_teaser, value)):
        search.take(_paragraphs(value, depth), titled)
    return letters


def _is_teaser(value: Json) -> bool:
    return (
        isinstance(value, dict) and not _LINKS.isdisjoint(value) and not _TITLES.isdisjoint(value)
    )


def _paragraphs(value: Json, depth: int) -> list[str]:
    """The prose of a value, a paragraph each, as HTML."""
    return [
        one if "<p" in one else f"<{tag}>{one if is_markup(one) else escape(unescape(one))}</{tag}>"
        for tag, one in _pieces(value, depth)
        if tag == "h2" or _is_prose(one) or "<p" in one
    ]


def _pieces(value: Json, depth: int) -> list[tuple[str, str]]:
    """Strings of a value with the tag of what they are; those of one sentence are joined."""
    if depth > DEPTH:
        return []
    if isinstance(value, str):
        return [("p", value)] if value.strip() else []
    if isinstance(value, dict):
        kind = value.get("type") or value.get("_type") or value.get("nodeType") or value.get("tag")
        pieces = [
            piece
            for name, one in value.items()
            if name in _TEXTS or (depth and isinstance(one, list) and name not in _LINKS)
            for piece in _pieces(one, depth + 1)
        ]
        if isinstance(kind, str) and _HEADING.search(kind) and len(pieces) == 1:
            return [("h2", pieces[0][1])]
        return pieces
    if isinstance(value, list):
        if len(value) > 3 and value[0] == "$":
            pieces = _pieces(value[3], depth + 1)
            tag = str(value[1])
            if tag in ("p", "li", "blockquote") or _HEADING.fullmatch(tag):
                said = "".join(one for _, one in pieces)
                return [("h2" if tag[0] == "h" else "p", said)] if said else []
            return pieces
        parts = [_pieces(one, depth + 1) for one in value]
        pieces = [piece for part in parts for piece in part]
        inline = len(pieces) > 1 and all(
            len(part) <= 1 and (not part or (part[0][0] == "p" and "<p" not in part[0][1]))
            for part in parts
        )
        if inline and sum(_is_prose(one) for _, one in pieces) < 2:
            return [("p", "".join(one for _, one in pieces))]
        return pieces
    return []


def _is_prose(text: str) -> bool:
    return (
        weight(text) >= PROSE
        and (" " in text or not text.isascii())
        and _SENTENCE.search(text) is not None
        and _NO_PROSE.search(text) is None
    )
