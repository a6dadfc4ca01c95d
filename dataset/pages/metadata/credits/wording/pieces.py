"""Several names in a row → each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from twa.dataset.expressions import expression
from twa.dataset.pages.metadata.credits.vocabulary import agencies, offices, words
from twa.dataset.pages.metadata.credits.wording import names, tidying
from twa.dataset.pages.metadata.markup import squeeze

_BETWEEN: Final = expression(
    r"\s*[;；、|｜•･\n]\s*|\s+[·⋅∙‧+]\s+|\s*/\s+|\s+/\s*|\s+[–—-]{1,2}\s+|,?\s+(?:and|&|und|og|och"
    r"|ve|dan|ja|és|și|και|và|и|та|в соавторстве с"
    r"|avec|mit|with|con|com)\s+|\s*，\s*|\s+و(?=\s)|,\s*(?:and|und)\s+",
    re.IGNORECASE,
)
# One letter or two: also particles of one person's name (`José Ortega y Gasset`).
_SHORT_AND: Final = expression(r"\s+(?:y|Y|e|E|et|ET|en|ed|i|a)\s+")
AND: Final = expression(
    r"\s+(?:and|&|und|et|y|e|ve|og|och|и|та|και|en|con|with|mit|avec)\s+", re.IGNORECASE
)
_LATIN_SLASH: Final = expression(r"(?<=[^\W\d_]{2})/(?=[^\W\d_]{2})")


# `佐々木玲奈　中村拓也`: a space within a name stands behind three characters at most.
_WHOLE_NAMES: Final = expression(rf"[{names.HAN}{names.KANA}]{{4,6}}(?:\s[{names.HAN}]{{3,5}})+")


_PLACED: Final = expression(r"\s*(?:à|au|aux|in|aus|from|at|em|en|desde)\s+[A-ZÀ-Þ]")


def split(text: str, trusted: bool) -> Iterator[str]:
    text = text.strip(" ,;:|/-–—·•*")
    if not text.strip("."):
        return
    one = _is_firm(text) or (trusted and (_firm_whole(text) or _is_one(text)))
    for number, part in enumerate((text,) if one else _BETWEEN.split(text)):
        # `Jane Roe - in Port`
        if not part.strip() or (number and (_PLACED.match(part) or _is_office(part))):
            continue
        for sub in _slashes(part):
            for whole in _short_and(sub):
                yield from whole.split() if _WHOLE_NAMES.fullmatch(whole) else _commas(whole)


def _firm_whole(text: str) -> bool:
    return (
        names.collective(text)
        and len(text.split()) <= 8
        and not re.search(r"[|;/•·,]|\s[–—-]\s", text)
        and re.search(r"\b(?:of|for|de|für|&)\b|&", text) is not None
    )


def _is_firm(text: str) -> bool:
    """`Port Times Trade & Shipping`: one house, where a side is a word and neither a person's."""
    sides = [side.strip() for side in text.split("&")]
    return (
        len(sides) == 2
        and all(sides)
        and any(" " in side for side in sides)
        and any(" " not in side for side in sides)
        and not any(map(names.borne, sides))
        and not any(names.SUFFIX.match(side) or squeeze(side) in agencies.NAMES for side in sides)
        and re.search(r"[|;/•·,:(]|\s[–—-]\s", text) is None
    )


def _is_one(text: str) -> bool:
    """`Church and Life`, `Mac & i`: one house, though a word stands in it that parts names."""
    apart = re.sub(r"[|;/•·,].*", "", text)
    return apart == text and AND.search(text) is not None and not _any_person(text)


def _any_person(text: str) -> bool:
    return any(
        names.alone(side.strip())
        or squeeze(side) in agencies.NAMES
        or (" " not in side.strip() and names.borne(side.strip()))
        for side in AND.split(text)
    )


def _slashes(text: str) -> list[str]:
    """`Jane Roe/AFP` is two, `Reuters/Jane Roe` too; `RFE/RL` is one, `and/or` is nothing."""
    return [text] if squeeze(text) in agencies.NAMES else _LATIN_SLASH.split(text)


# Arabic and Hebrew write "and" at the head of the next word, where some names have the letter.
_ATTACHED: Final = expression(
    r"\s+و(?!(?:ليد|ائل|سام|فاء|رد|جدي|جيه|ديع|حيد|سيم|داد|هبة|هيبة)\b)(?=\w{2})"
    r"|\s+ו(?!(?:יקטור|יקי|ורד|רד|ולטר|ילי|ירג'יניה)\b)(?=\w{2})"
)


def _short_and(text: str) -> list[str]:
    """Split at `y`, `e`, `et`, `en`, `و…`, `ו…` where both sides can be a whole name."""
    pieces = [piece for part in _SHORT_AND.split(text) for piece in _ATTACHED.split(part)]
    if len(pieces) > 1 and all(
        (len(piece.split()) >= 2 and not piece[0].islower()) or squeeze(piece) in agencies.NAMES
        for piece in pieces
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
    if squeeze(part) in agencies.NAMES or names.cjk(part):
        return True
    folded = {word.casefold().strip(".") for word in part.split()}
    if _is_role(part):
        person = tidying.without_role(part)
        return person != part and names.alone(person) and names.borne(person)
    if " " not in part or part.casefold() in words.PLACES or _is_office(part):
        return False
    if part.split()[0] in ("de", "da", "do", "di", "en", "em", "à", "in", "aus", "from", "at"):
        return False
    return words.FUNCTION.isdisjoint(folded) or names.collective(part)


def _inverted(last: str, first: str) -> bool:
    """`Smith, John`, `Van der Berg, Jan`: a surname with its particles, then given names."""
    surname, given = last.split(), first.split()
    if names.cjk(last + first) or not first[:1].isupper():
        return False
    if first.isupper() and len(first.strip(".")) > 1:
        return False
    if len(given) > 2 or _is_role(first) or names.SUFFIX.match(first):
        return False
    if first.casefold() in words.PLACES or squeeze(first) in agencies.NAMES:
        return False
    if len(surname) == 1:
        return len(given) == 1 or names.initial(given[1]) or given[1] in words.PARTICLES
    return len(given) == 1 and all(word.casefold() in words.PARTICLES for word in surname[:-1])


def _is_office(text: str) -> bool:
    """`Assistant Curator`, `avocate associée`: what somebody is, and no known name begins it."""
    folded = text.casefold().split()
    return not offices.OFFICES.isdisjoint((folded[0], folded[-1])) and not names.borne(text)


def _is_role(text: str) -> bool:
    return any(word in offices.ROLES for word in re.findall(r"\w+", text.casefold()))
