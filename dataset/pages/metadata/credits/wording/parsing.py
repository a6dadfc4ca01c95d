"""Bylines as they are written → the names in them, and what each did.

What is certainly no name goes first: labels, dates, addresses, what stands behind "in" or "for".
Null beats a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from twa.dataset.expressions import expression
from twa.dataset.pages.metadata.credits.model import Kind, Role
from twa.dataset.pages.metadata.credits.vocabulary import (
    agencies,
    collectives,
    labels,
    offices,
    words,
)
from twa.dataset.pages.metadata.credits.wording import cjk, names, noise, pieces, tidying
from twa.dataset.pages.metadata.markup import plain, squeeze

LONGEST: Final = 300
"""Characters of a byline; what is longer is a biography."""

MOST: Final = 60
"""Names in one byline."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a byline. `labelled` says that a label stood before it."""

    name: str
    kind: Kind
    role: Role
    labelled: bool = False


_BRACKETS: Final = expression(r"[(（\[【《〈<][^()（）\[\]【】《》<>]{0,100}[)）\]】》〉>]")
_ROLED: Final = expression(r"(?P<name>[^,;|()（）]{2,60})[(（](?P<role>[^()（）]{2,24})[)）]")
_LEADING: Final = expression(r"\A\s*(?:und|and|&|et|y|e|og|och|og|и|ve)\s+", re.IGNORECASE)
_BY: Final = expression(r"\A\s*(?:von|by|par|por|di|door|av|af)\s+", re.IGNORECASE)
_HANGING: Final = expression(
    r"\s(?:und|and|&|et|y|e|i|og|och|en|ve)\s{1,3}(?=\Z|[|,;·•])", re.IGNORECASE
)
# `By by Jane Roe`: a label of the page before that of the name.
_TWICE: Final = expression(r"\A(by|von|por|par|di|de):?\s+(?=\1\s)", re.IGNORECASE)
# `Port Wire (www.port-wire.example)`
_ADDRESS: Final = expression(r"\s*\((?:https?://|www\.)[^()\s]{1,80}\)")
# `By Paramita (Guha) Ghosh`
_WITHIN: Final = expression(
    r"(?:[^\W\d]{1,12}:? )?[^\W\d_]{2,20} \([^\W\d_]{2,20}\) [^\W\d_]{2,20}"
)
_IN_BRACKETS: Final = expression(r"[(（\[【《〈]\s*([^()（）\[\]【】《》]{2,60})\s*[)）\]】》〉]")


def read(value: str, *, structured: bool = False, language: str | None = None) -> tuple[Named, ...]:
    """The names in a byline, in order, each once.

    `structured` says that the value was stated as an author by itself (JSON-LD, a `<meta>`):
    then the whole is a name unless it is plainly several.
    """
    # A page says its byline in several places, and parts of it are asked again.
    known = _known if len(value) <= LONGEST else _named
    return known(value, structured, language)


def _named(value: str, structured: bool, language: str | None) -> tuple[Named, ...]:
    text = _TWICE.sub("", labels.plain(_ADDRESS.sub("", plain(value)), language))
    if not text or len(text) > LONGEST:
        return ()
    if names.cjk(text) and (found := cjk.read(text, language=language, structured=structured)):
        return _once(Named(name, _kind(name, role), role, True) for name, role in found)
    return _once(_read(text, structured, language))


_known: Final = lru_cache(maxsize=1024)(_named)


def behind_label(value: str, language: str | None) -> str | None:
    """What stands behind the label that begins a line, up to a date or what is no name."""
    text = labels.plain(plain(value), language)
    if not labels.labelled(text):
        return None
    rest = "".join(piece for role, piece in labels.segments(noise.dateless(text)) if role)
    return tidying.tidy(noise.rested(rest.partition("|")[0], language)) or None


def _kind(name: str, role: Role) -> Kind:
    """What kind of somebody a labelled name is: a report's source is rarely a person."""
    kind = names.kind(name) or "person"
    return "organisation" if role == "source" and not names.borne(name) else kind


def _once(found: Iterator[Named]) -> tuple[Named, ...]:
    """Each name once; no place; an agency is whose report it was, not who wrote it."""
    unique: dict[str, Named] = {}
    for named in found:
        key = squeeze(named.name)
        if named.name.casefold() in words.PLACES or len(unique) == MOST:
            continue
        if key in agencies.NAMES and named.role == "author":
            named = replace(named, role="source")
        unique.setdefault(key, named)
    return tuple(unique.values())


def _read(text: str, structured: bool, language: str | None) -> Iterator[Named]:
    if structured and (whole := _whole(text)):
        yield whole
        return
    place, colon, placed = text.partition(":")
    if colon and place.strip().casefold() in words.PLACES:
        text = placed.strip()
    text = noise.ADDRESS.sub(" | ", text)
    text = _roles_of_brackets(text)
    kept = _agencies_in_brackets(text)
    if structured or not _WITHIN.fullmatch(text):
        text = _BRACKETS.sub(_bracketed if structured else " ", text)
    if kept:
        # `Jane Roe and (AFP)`
        text = _HANGING.sub("", text)
    text = noise.dateless(text)
    for role, piece in labels.segments(text):
        labelled = role is not None
        rest = piece if _is_institution(piece) else noise.rested(piece, language)
        if structured and not labelled and not names.alone(rest.strip()):
            rest = piece
        tidied = (tidying.tidy(name) for name in pieces.split(rest, structured or labelled))
        found = [
            Named(name, kind if role != "source" else _kind(name, role), role or "author", labelled)
            for name in tidied
            if name and (kind := names.kind(name))
        ]
        if structured and not labelled and (house := _house(found, piece)):
            yield house
        else:
            yield from _whole_names(found)
    yield from kept


def _house(found: Sequence[Named], text: str) -> Named | None:
    """`Field and Garden, Port, Ostland`: one house and its place, where no word is a person's."""
    name = text.partition(",")[0].strip()
    lone = all(" " not in one.name and one.kind == "person" for one in found)
    if len(found) < 2 or not lone or " " not in name or names.cjk(text):
        return None
    return (
        None
        if any(names.borne(one.name) for one in found)
        else Named(name, "organisation", "author")
    )


def _is_institution(text: str) -> bool:
    """`Landesanstalt für Wald und Forstwirtschaft`: what it is for is of its name."""
    head, of, rest = text.partition(" für ")
    if not of:
        head, of, rest = text.partition(" for ")
        return " and " in rest and len(rest) < 60 and names.collective(head)
    return (
        bool(of)
        and len(rest) < 60
        and (names.collective(head) or (" und " in rest and not names.borne(head)))
    )


def _whole_names(found: list[Named]) -> list[Named]:
    """Names without lone words (places, houses) and offices among them where others are whole."""
    if not any(one.kind == "person" and " " in one.name for one in found):
        return found
    return [
        one
        for one in found
        if not (names.office(one.name) or _is_of_office(one.name))
        and (" " in one.name or names.cjk(one.name) or squeeze(one.name) in agencies.NAMES)
    ]


def _is_of_office(name: str) -> bool:
    """`Community Development`: what is left of `Head of Marketing and Community Development`."""
    folded = {part.casefold().strip(".,'’") for part in name.split()}
    return folded <= _OFFICES


_OFFICES: Final = words.COMMON | offices.MODIFIERS | collectives.WORDS | offices.ROLES


def _whole(text: str) -> Named | None:
    """A value that is one name as it stands."""
    if _is_institution(text) and len(text) <= names.LONGEST and not re.search(r"[|;/•]", text):
        return Named(text, "organisation", "author")
    if len(text) > names.LONGEST or labels.labelled(text) or _has_day(text):
        return None
    if re.search(r"[|;/•\n，、@]|https?:|\s[-–—]\s", text):
        return None
    if names.alone(noise.REST.sub("", text).strip()) != names.alone(text.strip()):
        return None
    houses = (_VIA.sub("", match[1]) for match in _IN_BRACKETS.finditer(text))
    if any(squeeze(house) in agencies.NAMES or names.collective(house) for house in houses):
        return None
    name, suffix = _suffixed(text)
    if "," in name or (pieces.AND.search(name) and _are_several(name)):
        return None
    if re.search(r"[(（\[【]", name) and not re.fullmatch(r"[^()]+\([^()]{1,30}\)( [^()]+)?", name):
        return None
    tidy = tidying.tidy(name)
    kind = names.kind(tidy) if tidy else None
    return Named(tidy + suffix, kind, "author") if kind else None


def _has_day(text: str) -> bool:
    return noise.dates().search(text) is not None or noise.dayless(text) != text


def _are_several(text: str) -> bool:
    """Whether `A and B` names two: both sides could be a person's, or an agency's."""
    sides = [side.strip() for side in pieces.AND.split(text) if side.strip()]
    return all(names.alone(side) or squeeze(side) in agencies.NAMES for side in sides) or all(
        " " not in side and names.borne(side) and side.istitle() for side in sides
    )


def _bracketed(match: re.Match[str]) -> str:
    inner = match.group()[1:-1].strip()
    # `Paramita (Guha) Ghosh`: a name within a name.
    behind = match.string[match.end() : match.end() + 2].strip()
    return match.group() if re.fullmatch(r"[^\W\d]{2,20}", inner) and behind.isalpha() else " "


def _roles_of_brackets(text: str) -> str:
    """`Anna Müller (Text), Peter Klein (Fotos)` with the labels before the names."""

    def turned(match: re.Match[str]) -> str:
        role = labels.alone(match["role"])
        name = _BY.sub("", _LEADING.sub("", match["name"]))
        return f" | {match['role']}: {name} | " if role else match.group()

    return _ROLED.sub(turned, text) if "(" in text or "（" in text else text


_VIA: Final = expression(
    r"\A(?:avec|with|mit|con|com|via|by|von|par|por|ve|dengan|theo|dari|wg|za)\s+", re.IGNORECASE
)


def _agencies_in_brackets(text: str) -> list[Named]:
    """`Jane Roe (AFP)`, `(dpa)`: whose wire it came over."""
    return [
        Named(inner.strip(), "organisation", "source", True)
        for match in _IN_BRACKETS.finditer(text)
        for inner in re.split(r"\s*[/,;–-]\s*", _VIA.sub("", match[1]))
        if squeeze(inner) in agencies.NAMES
    ]


def _suffixed(text: str) -> tuple[str, str]:
    """A name, and what belongs to it behind a comma: `Jon Ekeby`, `, Jr.`"""
    name, comma, rest = text.partition(",")
    pieces = [piece.strip() for piece in rest.split(",")] if comma else []
    if pieces and all(names.SUFFIX.match(piece) for piece in pieces):
        return name.strip(), "".join(f", {piece}" for piece in pieces)
    return text, ""
