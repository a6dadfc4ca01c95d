"""Whether a name that was read from a line is believed to be one of who wrote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from twa.dataset.dates import calendars
from twa.dataset.expressions import any_of, expression
from twa.dataset.pages.metadata.credits.bylines import places
from twa.dataset.pages.metadata.credits.vocabulary import (
    agencies,
    collectives,
    given_names,
    offices,
    toponyms,
    words,
)
from twa.dataset.pages.metadata.credits.wording import names
from twa.dataset.pages.metadata.markup import squeeze

if TYPE_CHECKING:
    from twa.dataset.pages.metadata.credits.bylines.clues import Clues
    from twa.dataset.pages.metadata.credits.wording.parsing import Named
    from twa.dataset.pages.metadata.lines import VisibleLine

_DRAWN: Final = ("photographer", "illustrator")
_BRIEF: Final = 60
"""Characters of a line that is nothing but a byline, though the name in it may be any word."""


def is_dated(text: str) -> bool:
    """Whether a line has a date, a time or a length of reading."""
    folded = text.lower()
    # The pattern is slow, and most lines have nothing that a date has.
    return (any(map(str.isdigit, folded)) or "ago" in folded) and (
        _dated().search(folded) is not None
    )


@cache
def _dated() -> re.Pattern[str]:
    months = any_of(calendars.MONTHS)
    return expression(
        rf"(?<!\d)(?:19|20)\d\d(?!\d)|\d{{1,2}}[./:]\d{{1,2}}|\d\s?(?:min|分|phút)|\bago\b"
        rf"|\b{months}\b\.?\s\d{{1,2}}\b|\b\d{{1,2}}\.?\s{months}\b"
    )


def kept(
    named: Sequence[Named], clues: Clues, found: Sequence[VisibleLine], number: int
) -> tuple[Named, ...]:
    """Of the names read from a line those that are believed, each once."""
    if clues.bare and any(one.labelled and one.role in _DRAWN for one in named):
        # A caption: what stands before `Photo:` is in the picture.
        named = [one for one in named if one.labelled]
    # In a row of names that is all of the line, one that is known vouches for the others.
    row = len(named) > 1 and is_list(named, clues.size)
    vouched = row and clues.dated and any(_borne(one, clues.language) for one in named)
    believed = tuple(
        dict.fromkeys(n for n in named if _is_believed(n, clues, found, number, vouched=vouched))
    )
    # Behind the first name stand others of its kind, or what its bearer is.
    first = believed[0] if believed else None
    said = clues.label or clues.marked or (first is not None and first.labelled)
    lone = first is not None and " " not in first.name and said
    return tuple(
        one
        for place, one in enumerate(believed)
        if place == 0
        or _beside(one)
        or (lone and " " not in one.name and (clues.label or names.borne(one.name)))
        or (clues.marked and is_sign(one.name))
    )


def is_sentence(text: str) -> bool:
    """Whether a line tells something of somebody, not what they are: `Jane Roe opened it.`"""
    plain = sum(word[:1].islower() for word in text.split())
    return text.endswith(".") and plain >= _PLAIN and not offices.told(text, offices.OFFICES)


_PLAIN: Final = 3
"""Words in small letters that a sentence has, at least."""


def is_list(named: Sequence[Named], size: int) -> bool:
    """Whether a line of this many characters is nothing but names and what parts them."""
    return size - sum(len(one.name) for one in named) <= 10 + 5 * len(named)


def is_like(one: Named, *, sure: bool) -> bool:
    """Whether a name is of the kind of those beside it: an agency, a person; `sure`, in a list."""
    if squeeze(one.name) in agencies.NAMES:
        return True
    return names.alone(one.name) and (sure or names.borne(one.name))


def _is_believed(
    one: Named, clues: Clues, found: Sequence[VisibleLine], number: int, *, vouched: bool
) -> bool:
    vouched = vouched and names.alone(one.name) and not names.cjk(one.name)
    if clues.bare and not one.labelled:
        # Nothing else is said of it: it must be the whole line, and known to be a name.
        if not clues.dated or (names.cjk(one.name) and clues.size > len(one.name) + _DATE):
            return False
        known = _borne(one, clues.language) or one.name in clues.presented
        if not names.borne(one.name) and places.leads_elsewhere(found[number], one.name):
            return False
        if not (known or vouched or (_is_english(clues) and _rare(one.name, found, number))):
            return False
    if not _credible(one, marked=clues.marked, sure=clues.sure):
        return False
    in_head = clues.where == "head"
    if not (in_head or clues.marked or clues.plainly or _certain(one)):
        return False
    vague = one.kind == "unknown" and not (clues.marked or clues.plainly)
    if vague and (clues.size > _BRIEF or _is_word(one.name, found[number].text)):
        return False
    if in_head or clues.where == "above" or clues.label or clues.sure:
        return True
    if one.labelled and one.role in ("editor", "translator", "source"):
        return True
    return vouched or _borne(one, clues.language)


def is_sign(name: str) -> bool:
    """Whether a name is a house's by its letters: `PCS`."""
    return name.isupper() and name.isalpha() and 2 <= len(name) <= _LETTERS


_LETTERS: Final = 5


def _is_word(name: str, text: str) -> bool:
    """Whether a line goes on behind a small word, though not to a date: `By land and water`."""
    return name.islower() and len(text) - len(name) > _LABEL and not is_dated(text)


_LABEL: Final = 12
"""Characters of a label, with what parts it from a login."""


_DATE: Final = 24
"""Characters that a date has, with what is around it."""


def _credible(one: Named, *, marked: bool, sure: bool) -> bool:
    if one.role not in ("author", "contributor", "source"):
        return True
    parts = one.name.split()
    folded = {part.casefold().strip(".,'’") for part in parts}
    if one.kind == "organisation":
        agency = squeeze(one.name) in agencies.NAMES
        return one.labelled or marked or agency or _is_team(one.name)
    if all(word in offices.OFFICES or word in offices.MODIFIERS for word in folded):
        return False
    common = 2 * len(words.COMMON & folded) >= len(folded) and not names.alone(one.name)
    plain = words.FUNCTION.isdisjoint(folded) and parts[0].casefold() not in words.ARTICLES
    if one.labelled:
        if one.kind == "person":
            return len(parts) > 1 or not common
        if one.name.islower() and "-" in one.name:
            return False
        if len(parts) > 4 or not (plain or sure):
            return False
        return len(parts) == 1 or one.name[:1].isupper() or marked
    if marked:
        if not offices.OFFICES.isdisjoint(folded) or (common and not sure):
            return False
        lone = " " not in one.name
        if one.kind == "unknown" and (len(one.name) < 3 or (lone and "-" in one.name)):
            return False
        return one.kind == "person" or (plain and len(parts) <= (4 if sure else 2))
    return names.alone(one.name)


def _is_english(clues: Clues) -> bool:
    """Whether the words of sections are known in the page's language: they are no names."""
    return (clues.language or "en").lower().startswith("en")


def _rare(name: str, found: Sequence[VisibleLine], number: int) -> bool:
    """Whether a name stands right beside a date, and no word of it is a common one in the page."""
    beside = (found[n].text for n in (number - 1, number, number + 1) if 0 <= n < len(found))
    if not any(len(text) < 60 and is_dated(text) for text in beside) or names.cjk(name):
        return False
    if toponyms.has_one(name):
        return False
    parts = "|".join(re.escape(part.casefold()) for part in name.split() if len(part) > 2)
    small = expression(rf"(?<![\w@./-])(?:{parts})(?![\w@./-])")
    return bool(parts) and not any(small.search(line.text) for line in found)


def _borne(one: Named, language: str | None) -> bool:
    """Whether a name that neither label nor place vouches for is certainly one of somebody."""
    if one.kind == "organisation":
        return squeeze(one.name) in agencies.NAMES or _is_team(one.name)
    if names.cjk(one.name) and (language or "").lower().startswith("ja"):
        return len(squeeze(one.name)) > 2 and one.name[0] in given_names.JAPANESE_SURNAMES
    if names.cjk(one.name) and (language or "").lower().startswith("zh"):
        return len(one.name.partition("·")[0]) <= _HAN and names.borne(one.name)
    if one.name.startswith(_FRENCH) and (language or "").lower().startswith("fr"):
        return False
    return names.borne(one.name)


_HAN: Final = 4
"""Characters of a Chinese name, two of them its surname."""

_FRENCH: Final = ("Le ", "La ", "Les ")
"""Articles of French houses, which elsewhere begin names."""


def _is_team(name: str) -> bool:
    """Whether the first or the last word of a name is one for those who write without a name."""
    parts = name.casefold().split()
    if not collectives.TEAMS.isdisjoint((parts[0], parts[-1])) or name.casefold().endswith(_WIRES):
        return True
    # `TT Nyhetsbyrån`: an agency by its letters.
    return parts[0] in agencies.NAMES and name.split()[0].isupper()


_WIRES: Final = ("news service", "news agency", "news network", "nyhetsbyrå", "nyhetsbyrån")


def _certain(one: Named) -> bool:
    """Whether a name is one wherever it stands."""
    return names.alone(one.name) or squeeze(one.name) in agencies.NAMES or names.cjk(one.name)


def _beside(one: Named) -> bool:
    if one.role != "author" or _certain(one):
        return True
    folded = {part.casefold().strip(".,'’") for part in one.name.split()}
    return one.kind == "organisation" and offices.OFFICES.isdisjoint(folded)


def continues(one: Named) -> bool:
    """Whether a name on a line of its own goes with that of the byline beside it."""
    if one.role != "author" or names.alone(one.name):
        return True
    # A house on a line of its own is where the writer works.
    return one.kind == "organisation" and (one.labelled or _is_team(one.name))
