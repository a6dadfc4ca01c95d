"""Bylines as they are written → the names in them, and what each did.

What is certainly no name goes first: labels, dates, addresses, what stands behind "in" or "for".
Null beats a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from twa.dataset.pages.metadata.credits import cjk, labels, names, words
from twa.dataset.pages.metadata.credits.model import Kind, Role
from twa.dataset.pages.metadata.markup import plain, squeeze
from twa.dataset.web import calendars

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


_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)\S{1,300}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
    r"|(?<=\w )\(?@\w{1,40}\)?"
)
_BRACKETS: Final = re.compile(r"[(（\[【《〈<][^()（）\[\]【】《》<>]{0,100}[)）\]】》〉>]")
_ROLED: Final = re.compile(r"(?P<name>[^,;|()（）]{2,60})[(（](?P<role>[^()（）]{2,24})[)）]")
_IN_BRACKETS: Final = re.compile(r"[(（\[【《〈]\s*([^()（）\[\]【】《》]{2,60})\s*[)）\]】》〉]")
_MONTHS: Final = "|".join(sorted(map(re.escape, calendars.MONTHS), key=len, reverse=True))
_DAYS: Final = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:mon|diens|donners|frei"
    r"|sams|sonn)tag|mittwoch"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes"
    r"|sábado|domingo"
)
# Dates, times, lengths of reading and their like: a stroke in the line for whoever splits it.
_NOISE: Final = re.compile(
    rf"(?:\b(?:on|at|le|el|am|den|em|il|last|first"
    rf"|of the)\s{{1,3}})?(?:\b(?:{_DAYS})\b\.?,?\s{{0,3}})?"
    rf"(?:\b\d{{1,2}}(?:st|nd|rd|th|er|º)?\.?[\s-]{{0,3}}(?:de "
    rf"|of )?(?:{_MONTHS})\b\.?,?(?:[\s-]{{0,3}}(?:de |del )?\d{{4}}\b)?"
    rf"|\b(?:{_MONTHS})\b\.?\s{{0,3}}\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s{{0,3}}\d{{4}}\b)?"
    rf"|\b(?:{_MONTHS})\b\.?,?\s\d{{4}}\b"
    r"|\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]"
    r"|\b\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{2,4}\.?"
    r"|\b\d{1,2}/\d{1,2}\b\s{0,3}—\s{0,3}\d{4})"
    r"|(?:\b(?:at|à|um|às|a las)\s{1,3})?\b\d{1,2}\s?(?:[:h時时]"
    r"|(?<=\d)\.(?=\d\d\b))\s?\d{2}(?::\d\d)?[分분]?\s?(?:[ap]\.?m\.?\b)?(?:\s?(?:uhr|hrs"
    r"|[A-Z]{2,5})\b)?"
    r"|\b\d{1,3}[\s-]?(?:min(?:ute)?s?|minuten|phút|분|分钟|分鐘)\b\.?(?:\s?(?:read(?:ing)?"
    r"|lesezeit|de lecture|de lectura|de leitura|di lettura)\b)?(?:\s?time)?"
    r"|\b(?:\d{1,3}|an?|one|two|three)\s(?:seconds?|minutes?|hours?|days?|weeks?|months?"
    r"|years?)\sago\b|\b(?:19|20)\d\d\b"
    rf"|\s(?:{_DAYS})\Z",
    re.IGNORECASE,
)
# Behind any of these stands something that is no name any more.
_REST: Final = re.compile(
    r"\s+(?:[Ii]n|reports? from|reporting from|aus|à|at|At|for the|en|em) (?=[A-ZÀ-ÞА-Я]).{0,200}\Z"
    r"|\s+in [a-z]{2,20}\Z|\s+(?:[Ff]or|para|pour|für) (?=[A-ZÀ-Þ@]).{0,200}\Z"
    r"|\s+(?:is|was|are|has|ist|est|es|è|writes|joined) (?=an? |the |ein|une? |le |la |il |el |un"
    r"|in\b|our\b|at\b|been\b).{0,300}\Z"
    r"|(?i:\s*(?:[;,|·•]|\s-|\s–)?\s*\b(?:updated|published|posted|last updated|last modified"
    r"|modified|first published|published on"
    r"|view (?:all|more|in|profile)|see (?:all|more|full)|read (?:more|full|bio)|full bio|follow"
    r"|updated on|stand:|actualizado|mis à jour"
    r"|aktualisiert|veröffentlicht|publié le|comments?\b|no comments|share|filed under|in category"
    r"|photo courtesy)\b.{0,300}\Z)",
)
_BETWEEN: Final = re.compile(
    r"\s*[;；、|｜•･\n]\s*|\s+[·⋅∙‧]\s+|\s*/\s+|\s+/\s*|\s+[–—-]{1,2}\s+|,?\s+(?:and|&|und|og|och"
    r"|ve|dan|ja|és|și|και|và|и|та|в соавторстве с"
    r"|avec|mit|with|con|com)\s+|\s*，\s*|\s+و(?=\s)|,\s*(?:and|und)\s+",
    re.IGNORECASE,
)
# One letter or two: also particles of one person's name (`José Ortega y Gasset`).
_SHORT_AND: Final = re.compile(r"\s+(?:y|Y|e|E|et|ET|en|ed|i|a)\s+")
_AND: Final = re.compile(
    r"\s+(?:and|&|und|et|y|e|ve|og|och|и|та|και|en|con|with|mit|avec)\s+", re.IGNORECASE
)
_LATIN_SLASH: Final = re.compile(r"(?<=[^\W\d_]{2})/(?=[^\W\d_]{2})")


def read(value: str, *, structured: bool = False, language: str | None = None) -> tuple[Named, ...]:
    """The names in a byline, in order, each once.

    `structured` says that the value was stated as an author by itself (JSON-LD, a `<meta>`):
    then the whole is a name unless it is plainly several.
    """
    text = plain(value)
    if not text or len(text) > LONGEST:
        return ()
    if names.cjk(text) and (found := cjk.read(text, language=language, structured=structured)):
        return _once(Named(name, names.kind(name) or "person", role, True) for name, role in found)
    return _once(_read(text, structured))


def _once(found: Iterator[Named]) -> tuple[Named, ...]:
    """Each name once; no place; an agency is whose report it was, not who wrote it."""
    unique: dict[str, Named] = {}
    for named in found:
        key = squeeze(named.name)
        if named.name.casefold() in words.PLACES or len(unique) == MOST:
            continue
        if key in words.AGENCIES and named.role == "author":
            named = replace(named, role="source")
        unique.setdefault(key, named)
    return tuple(unique.values())


def _read(text: str, structured: bool) -> Iterator[Named]:
    if structured and (whole := _whole(text)):
        yield whole
        return
    text = _ADDRESS.sub(" | ", text)
    text = _roles_of_brackets(text)
    kept = _agencies_in_brackets(text)
    text = _BRACKETS.sub(_bracketed if structured else " ", text)
    text = _NOISE.sub(" | ", text)
    for role, piece in labels.segments(text):
        labelled = role is not None
        rest = _REST.sub("", piece)
        if structured and not labelled and not names.alone(rest.strip()):
            rest = piece
        tidied = (_tidy(name) for name in _pieces(rest, structured or labelled))
        found = [
            Named(name, kind, role or "author", labelled)
            for name in tidied
            if name and (kind := names.kind(name))
        ]
        yield from _whole_names(found)
    yield from kept


def _whole_names(found: list[Named]) -> list[Named]:
    """Names without the lone words among them where others are whole: places, houses."""
    if not any(one.kind == "person" and " " in one.name for one in found):
        return found
    return [
        one
        for one in found
        if " " in one.name or names.cjk(one.name) or squeeze(one.name) in words.AGENCIES
    ]


def _whole(text: str) -> Named | None:
    """A value that is one name as it stands."""
    if len(text) > names.LONGEST or labels.labelled(text) or _NOISE.search(text):
        return None
    if re.search(r"[|;/•\n，、@]|https?:|\s[-–—]\s", text):
        return None
    if names.alone(_REST.sub("", text).strip()) != names.alone(text.strip()):
        return None
    if any(squeeze(match[1]) in words.AGENCIES for match in _IN_BRACKETS.finditer(text)):
        return None
    name, suffix = _suffixed(text)
    if "," in name or (_AND.search(name) and _are_several(name)):
        return None
    if re.search(r"[(（\[【]", name) and not re.fullmatch(r"[^()]+\([^()]{1,30}\)( [^()]+)?", name):
        return None
    tidy = _tidy(name)
    kind = names.kind(tidy) if tidy else None
    return Named(tidy + suffix, kind, "author") if kind else None


def _are_several(text: str) -> bool:
    """Whether `A and B` names two: both sides could be a person's, or an agency's."""
    return all(
        names.alone(side) or squeeze(side) in words.AGENCIES
        for side in _AND.split(text)
        if side.strip()
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
        return f" | {match['role']}: {match['name']} | " if role else match.group()

    return _ROLED.sub(turned, text)


def _agencies_in_brackets(text: str) -> list[Named]:
    """`Jane Roe (AFP)`, `(dpa)`: whose wire it came over."""
    return [
        Named(inner, "organisation", "source", True)
        for match in _IN_BRACKETS.finditer(text)
        for inner in re.split(r"\s*[/,;–-]\s*", match[1])
        if squeeze(inner) in words.AGENCIES
    ]


def _pieces(text: str, trusted: bool) -> Iterator[str]:
    text = text.strip(" ,;:|/-–—·•*")
    if not text.strip("."):
        return
    one = trusted and (_firm_whole(text) or _is_one(text))
    for part in (text,) if one else _BETWEEN.split(text):
        if not part or not part.strip():
            continue
        for sub in _slashes(part):
            for whole in _short_and(sub):
                yield from _commas(whole)


def _firm_whole(text: str) -> bool:
    return (
        names.collective(text)
        and len(text.split()) <= 8
        and not re.search(r"[|;/•·,]|\s[–—-]\s", text)
        and re.search(r"\b(?:of|for|de|für|&)\b|&", text) is not None
    )


def _is_one(text: str) -> bool:
    """`Church and Life`, `Mac & i`: one house, though a word stands in it that parts names."""
    apart = re.sub(r"[|;/•·,].*", "", text)
    return apart == text and _AND.search(text) is not None and not _any_person(text)


def _any_person(text: str) -> bool:
    return any(
        names.alone(side.strip())
        or squeeze(side) in words.AGENCIES
        or (" " not in side.strip() and names.borne(side.strip()))
        for side in _AND.split(text)
    )


def _slashes(text: str) -> list[str]:
    """`Jane Roe/AFP` is two, `Reuters/Jane Roe` too; `and/or` is nothing."""
    return _LATIN_SLASH.split(text)


def _short_and(text: str) -> list[str]:
    """Split at `y`, `e`, `et`, `en` where both sides can be a whole name."""
    pieces = _SHORT_AND.split(text)
    if len(pieces) > 1 and all(
        len(piece.split()) >= 2 or squeeze(piece) in words.AGENCIES for piece in pieces
    ):
        return pieces
    return [text]


def _commas(text: str) -> Iterator[str]:
    parts = [part for piece in text.split(",") if (part := piece.strip(" ;:|/-–—"))]
    if len(parts) == 2 and _inverted(*parts):
        yield f"{parts[1]} {parts[0]}"
        return
    several = any(len(part.split()) > 1 for part in parts)
    whole = ""
    for number, part in enumerate(parts):
        if whole and names.SUFFIX.match(part):
            whole += f", {part}"
            continue
        if whole:
            yield whole
            whole = ""
        # Beside whole names, a lone word is a place; what has a word of an office is a role.
        if number and several and not _beside(part):
            continue
        whole = part
    if whole:
        yield whole


def _beside(part: str) -> bool:
    """Whether what stands behind a comma is another name, not a place, a role, a house."""
    if squeeze(part) in words.AGENCIES or names.cjk(part):
        return True
    folded = {word.casefold().strip(".") for word in part.split()}
    if " " not in part or part.casefold() in words.PLACES or _is_role(part):
        return False
    if part.split()[0] in ("de", "da", "do", "di", "en", "em", "à", "in", "aus", "from", "at"):
        return False
    return words.FUNCTION.isdisjoint(folded) or names.collective(part)


def _inverted(last: str, first: str) -> bool:
    """`Smith, John`, `Van der Berg, Jan`: a surname with its particles, then given names."""
    surname, given = last.split(), first.split()
    if names.cjk(last + first) or not first[:1].isupper() or first.isupper():
        return False
    if len(given) > 2 or _is_role(first) or names.SUFFIX.match(first):
        return False
    if first.casefold() in words.PLACES or squeeze(first) in words.AGENCIES:
        return False
    if len(surname) == 1:
        return len(given) == 1 or (len(given) == 2 and names.initial(given[1]))
    return len(given) == 1 and all(word.casefold() in words.PARTICLES for word in surname[:-1])


def _suffixed(text: str) -> tuple[str, str]:
    """A name, and what belongs to it behind a comma: `Jon Ekeby`, `, Jr.`"""
    name, comma, rest = text.partition(",")
    pieces = [piece.strip() for piece in rest.split(",")] if comma else []
    if pieces and all(names.SUFFIX.match(piece) for piece in pieces):
        return name.strip(), "".join(f", {piece}" for piece in pieces)
    return text, ""


def _tidy(piece: str) -> str:
    name = " ".join(piece.strip(" \t.,;:|/-–—·•*\"'“”„«»‹›↑→#+~©®").split())
    if names.cjk(name):
        name = re.sub(r"\s?[(（\[].*", "", name)
        return re.sub(r"\A(\w)\s+(\w)\Z", r"\1\2", name)
    if name.startswith("@"):
        name = name[1:]
    if name.count("(") != name.count(")"):
        name = name.strip("()")
    if piece.rstrip().endswith(".") and re.search(
        r"(?:^|\s)(?:jr|sr|ph\.d|m\.d|[A-Z])\Z", name, re.I
    ):
        name += "."
    return _without_role(_without_agency(name))


def _without_agency(name: str) -> str:
    """`Jane Roe Associated Press` → `Jane Roe`: the agency is no part of her name."""
    parts = name.split()
    for start in range(2, len(parts)):
        if squeeze(" ".join(parts[start:])) in words.AGENCIES:
            return " ".join(parts[:start]).rstrip(".,")
    return name


def _without_role(name: str) -> str:
    """`Senior Reporter Jane Roe`, `Jane Roe Political Editor` → `Jane Roe`."""
    parts = name.split()
    folded = [part.casefold().strip(".,:") for part in parts]
    roles = [index for index, word in enumerate(folded) if word in words.ROLES]
    if not roles or names.collective(name):
        return name
    if roles[-1] <= 2 and 2 <= len(parts) - roles[-1] - 1 <= 4:
        return " ".join(parts[roles[-1] + 1 :])
    end = roles[0]
    while end > 2 and folded[end - 1] in words.MODIFIERS:
        end -= 1
    if end >= 2:
        return " ".join(parts[:end]).rstrip(",")
    return name


def _is_role(text: str) -> bool:
    return any(word in words.ROLES for word in re.findall(r"\w+", text.casefold()))
