"""The headline that people see on a page: which heading it is, and its own words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml import etree

from twa.dataset.pages.metadata.markup import (
    fold,
    foreign_by_name,
    lineage,
    names_of,
    plain,
    squeeze,
    words,
)
from twa.dataset.pages.metadata.titles.sites import split

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

    from twa.dataset.pages.metadata.titles.sites import Sites

MOST: Final = 60
"""Headings looked at."""

LONGEST: Final = 500
"""Characters of a heading."""

_BESIDE: Final = frozenset(
    ("small", "script", "style", "svg", "button", "noscript", "template", "time")
)
# What stands in a heading and is not of the headline.
_ASIDE: Final = re.compile(
    r"(?:^|[\s_-])(?:kicker|eyebrow|overline|dachzeile|rubrik|sub-?title|sub-?line|sub-?head(?:ing|line)?"
    r"|dek|deck|byline|author|posted"
    r"|small|sub|date|meta|badge|label|sr-only|visually-?hidden|screen-?reader(?:-text)?|hidden|icon|anchor"
    r"|headerlink|permalink|edit-?section)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN: Final = re.compile(r"display:\s*none|visibility:\s*hidden", re.IGNORECASE)
_SURELY: Final = frozenset(("nav", "footer", "form", "dialog"))
_FURNITURE: Final = _SURELY | {"aside"}


@dataclass(frozen=True, slots=True)
class Headline:
    """A heading and the words in it that are the headline."""

    element: HtmlElement
    text: str


def read(
    first: Iterable[HtmlElement], root: HtmlElement, stated: Sequence[str], known: Sites
) -> Headline | None:
    """The heading that is the article's headline.

    `first` are the headings of the first level, `stated` what others say that the title is. A
    heading is known by saying the same, or much the same; the only one of the first level is
    believed without that. Where a logo has the first level, the second is asked.
    """
    keys = [squeeze(text) for text in stated if text]
    bags = [_bag(text) for text in stated if text]
    top = list(first)[:MOST]
    found = list(_shown(top, keys, known))
    # Some call the column of their articles `sidebar`, or head them with an `aside`: where no other
    # heading is left, it is that.
    usual = found or [h for h in _shown(top, keys, known, strict=False) if not _is_part(h, keys)]
    best, like = _likest(usual, keys, bags)
    if best is not None and like >= _LIKE:
        if (within := _first_piece(best, root, keys, known)) is not None:
            return within
        return best if like >= _SAME else _whole(best, usual, root, keys, known)
    others = _lower(root, keys, known)
    second, alike = _likest(others, keys, bags)
    if best and second and _is_linked(best.element) and alike > max(like, _SOME):
        # A logo, where another heading says more of what is stated.
        return second
    if second and alike == 1 and like < _NEAR and _heads_prose(second.element, root):
        # What heads a column, where another heading says just what is stated.
        return second
    # Some manuals hold all of a page in what is called a menu.
    usual = found or [one for one in _shown(top, keys, known, strict=False) if _in_main(one)]
    alone = (one for one in usual if not keys or _stands_alone(one) or _is_first(one, stated))
    own = [one for one in alone if _heads_prose(one.element, root)]
    if (
        len(own) == 1
        # A logo, where another heading says just what is stated.
        and not (alike == 1 and _is_linked(own[0].element))
        and (not keys or like >= _SOME or _in_article(own[0].element) or _is_first(own[0], stated))
    ):
        return own[0]
    if second is not None and alike >= _SAME:
        return second
    if best and like >= _NEAR and _heads_prose(best.element, root):
        return best
    return _of_class(root, keys, known)


def _is_first(one: Headline, stated: Iterable[str]) -> bool:
    """Whether a heading is all that stands before a mark in what is stated: `Usage — tool 2.4`."""
    return any(squeeze(split(text)[0][0]) == squeeze(one.text) for text in stated if text)


def _first_piece(
    best: Headline, root: HtmlElement, keys: Sequence[str], known: Sites
) -> Headline | None:
    """The lower heading that says what stands before the bars of the highest.

    That is the `<title>` again, for search engines: `Title | Section | Site`.
    """
    pieces = split(best.text)
    if len(pieces) < 2 or not set("|｜") & set(pieces[1][1]):
        return None
    key = squeeze(pieces[0][0])
    return next((one for one in _lower(root, keys, known) if squeeze(one.text) == key), None)


def _lower(root: HtmlElement, keys: Sequence[str], known: Sites) -> list[Headline]:
    """The headings of the second and third level."""
    return list(_shown([*islice(root.iter("h2", "h3"), MOST)], keys, known))


def home(root: HtmlElement, tag: str | None, host: str) -> tuple[str, ...]:
    """What ends or begins the `<title>` and is all that a link to the home page says: the site."""
    pieces = [piece for piece, _ in split(plain(tag or ""))]
    keys = {squeeze(piece) for piece in pieces if len(pieces) > 1} - {""}
    links = islice(root.iter("a"), MOST) if keys else ()
    own = ("/", *(f"{scheme}//{host}{end}" for scheme in _SCHEMES for end in ("", "/")))
    found = (words(link) for link in links if link.get("href") in own)
    return tuple({text for text in found if squeeze(text) in keys})


_SCHEMES: Final = ("https:", "http:", "")


def _of_class(root: HtmlElement, keys: Sequence[str], known: Sites) -> Headline | None:
    """What is called a title, is no heading, and says what is stated, or the better part of it."""
    for element in islice(_CALLED(root), MOST):
        own = squeeze(words(element)) if element.tag not in _NO_TEXT else ""
        if len(own) < _ENOUGH or not any(
            (key.startswith(own) or key.endswith(own)) and 2 * len(own) > len(key) for key in keys
        ):
            continue
        return next(iter(_shown([element], keys, known)), None)
    return None


_CALLED: Final = etree.XPath(
    "//body//*[contains(@class,'title') or contains(@class,'Title') or contains(@class,'head')]"
)
_NO_TEXT: Final = frozenset(("script", "style", "header", "body", "svg", "img", "a"))


def _whole(
    best: Headline,
    usual: Sequence[Headline],
    root: HtmlElement,
    keys: Sequence[str],
    known: Sites,
) -> Headline:
    """The heading that begins what is stated, where the likest says the end of it: a logo.

    A logo links to the home page; a headline that stands behind its kicker in the title does not.
    """
    if not _is_part(best, keys) or not _is_linked(best.element):
        return best
    others = (*usual, *_lower(root, keys, known))
    if same := next((one for one in others if squeeze(one.text) in keys), None):
        # `Site: Title`, where the logo begins what is stated.
        return same
    return next((one for one in others if _begins(one, keys) and not _begins(best, keys)), best)


def _is_linked(element: HtmlElement) -> bool:
    outer = element.getparent()
    return element.find(".//a") is not None or (outer is not None and outer.tag == "a")


def _begins(one: Headline, keys: Sequence[str]) -> bool:
    own = squeeze(one.text)
    return len(own) >= _ENOUGH and any(key.startswith(own) for key in keys)


_ENOUGH: Final = 12
"""Letters of a heading that is known by being the first of what is stated."""

_SAME: Final = 0.9
_LIKE: Final = 0.5
_NEAR: Final = 0.25
_SOME: Final = 0.05
_ABOVE: Final = 0.4
"""Share of a page's paragraphs above which no headline of theirs stands."""


def _shown(
    elements: Sequence[HtmlElement], keys: Sequence[str], known: Sites, *, strict: bool = True
) -> Iterable[Headline]:
    for element in elements:
        if _is_hidden(element) or _is_furniture(element, strict=strict) or _is_logo(element):
            continue
        text = _told(element, keys)
        if text and len(text) <= LONGEST and len(squeeze(text)) > 1 and not known.named(text):
            yield Headline(element, text)


def _told(element: HtmlElement, keys: Sequence[str]) -> str:
    """The words of a heading: all, where they are stated so; else without what is set apart.

    A name of the site may follow in what is stated, but behind a subtitle, not behind a kicker.
    """
    whole, text = words(element), text_of(element)
    own, begun = squeeze(whole), squeeze(text)
    if own != begun and (
        own in keys or (own.startswith(begun[:_ENOUGH]) and any(k.startswith(own) for k in keys))
    ):
        text = whole
    if len(element):
        # A kicker in an element of its own, whatever it is called.
        first, last = words(element[0]), words(element[-1])
        key = squeeze(text)
        for rest in (whole.removeprefix(first), whole.removesuffix(last)):
            opens = key not in keys and _opens(rest, keys) and not _opens(whole, keys)
            if squeeze(rest) != key and (squeeze(rest) in keys or opens):
                return rest.strip(_PARTING)
    return text


def _opens(text: str, keys: Sequence[str]) -> bool:
    """Whether the better part of what is stated begins with these words."""
    own = squeeze(text)
    return any(key.startswith(own) and len(key) < 2 * len(own) for key in keys)


def _is_logo(element: HtmlElement) -> bool:
    """Whether a heading is a link to the home page."""
    link = element if element.tag == "a" else element.find(".//a")
    if link is None:
        link = next(element.iterancestors("a"), None)
    return link is not None and _HOME.fullmatch(link.get("href") or "") is not None


_HOME: Final = re.compile(
    r"(?:https?:)?//[^/?#]+/?|(?:\.{0,2}/){1,9}|(?:\.{0,2}/){0,9}index\.\w{3,5}"
)
"""The address of a site."""


def _is_part(one: Headline, keys: Sequence[str]) -> bool:
    """Whether a heading is the lesser part of what is stated: the name of the site."""
    own = squeeze(one.text)
    return any(own in key and 2 * len(own) < len(key) for key in keys)


def _likest(
    found: Sequence[Headline], keys: Sequence[str], bags: Sequence[frozenset[str]]
) -> tuple[Headline | None, float]:
    best: Headline | None = None
    most = 0.0
    for one in found:
        like = max((_alike(one.text, k, b) for k, b in zip(keys, bags, strict=True)), default=0.0)
        if like > most:
            best, most = one, like
    return best, most


def _alike(text: str, key: str, bag: frozenset[str]) -> float:
    """1 for the same letters; near 1 for one within the other; else the words in common."""
    own = squeeze(text)
    if own == key:
        return 1.0
    short, long = sorted((own, key), key=len)
    if len(short) >= 12 and short in long:
        return 0.95 if 2 * len(short) > len(long) else 0.6
    words_of = _bag(text)
    union = len(words_of | bag)
    return len(words_of & bag) / union if union else 0.0


def _bag(text: str) -> frozenset[str]:
    """Its words; of Chinese, Japanese and Thai, pairs of characters."""
    bag: set[str] = set()
    for word in re.findall(r"\w+", text.casefold()):
        if re.search(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]", word):
            bag.update(word[i : i + 2] for i in range(len(word) - 1))
        else:
            bag.add(word)
    return frozenset(bag)


def _stands_alone(one: Headline) -> bool:
    """Whether a heading is long enough to be a headline whoever else says so."""
    wide = len(re.findall(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", one.text))
    return len(one.text.split()) >= 3 or wide >= 6


def _in_article(element: HtmlElement) -> bool:
    return any(outer.tag == "article" for outer in element.iterancestors())


def _in_main(one: Headline) -> bool:
    """Whether a heading stands in what the page calls its main part."""
    return any(outer.get("role") == "main" or outer.tag == "main" for outer in lineage(one.element))


def _heads_prose(element: HtmlElement, root: HtmlElement) -> bool:
    """Whether most paragraphs of a page stand below a heading."""
    above = total = 0
    passed = False
    for other in root.iter("p", element.tag):
        if other is element:
            passed = True
        elif other.tag == "p":
            size = len(other.text or "") + sum(len(child.tail or "") for child in other)
            total += size
            above += 0 if passed else size
    return above <= _ABOVE * total


def _is_furniture(element: HtmlElement, *, strict: bool) -> bool:
    """Whether an element stands outside of the article, by its tags; if `strict`, by names too."""
    return any(
        outer.tag in (_FURNITURE if strict else _SURELY)
        or (strict and outer.tag not in ("body", "html") and foreign_by_name(outer))
        for outer in element.iterancestors()
    )


def _is_hidden(element: HtmlElement) -> bool:
    return any(
        "hidden" in outer.attrib
        or (outer.get("aria-hidden") or "").lower() == "true"
        or _HIDDEN.search(outer.get("style") or "") is not None
        for outer in lineage(element)
    )


def text_of(heading: HtmlElement) -> str:
    """The words of a heading but kickers, subtitles, dates and what is for screen readers."""
    if not len(heading):
        return fold(heading.text or "")
    pieces: list[str] = []
    parted = False
    walk = etree.iterwalk(heading, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            if element is not heading:
                pieces.append(_gap(element))
                pieces.append(element.tail or "")
            continue
        if element is not heading and (
            element.tag in _BESIDE
            or _ASIDE.search(names_of(element)) is not None
            or "hidden" in element.attrib
            or (not len(element) and (element.text or "").strip() in _SIGNS)
        ):
            walk.skip_subtree()
            pieces.append(" ")
            parted = True
            continue
        pieces.append(_gap(element))
        pieces.append(element.text or "")
    text = fold("".join(pieces))
    if parted:
        text = text.strip(_PARTING)
    return text if squeeze(text) else words(heading)


_SIGNS: Final = frozenset("+¶#§🔗🔒★")
"""Signs in elements of their own: of links to a heading, of articles that are not free."""

_PARTING: Final = " :：|｜·•–—-"
"""What parts a headline from a kicker or subtitle in its heading."""


def _gap(element: HtmlElement) -> str:
    return " " if element.tag in ("br", "p", "div", "li", "h2", "h3") else ""
