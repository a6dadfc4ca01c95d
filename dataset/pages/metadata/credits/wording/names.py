"""Whether words can be somebody's name, by the customs of the script they are written in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from twa.dataset.dates.weekdays import WEEKDAYS
from twa.dataset.expressions import expression
from twa.dataset.pages.metadata.credits.model import Kind
from twa.dataset.pages.metadata.credits.vocabulary import (
    agencies,
    collectives,
    given_names,
    menus,
    offices,
    words,
)
from twa.dataset.pages.metadata.credits.wording import south_asia
from twa.dataset.pages.metadata.markup import squeeze

LONGEST: Final = 80
"""Characters of a name; an organisation's may have as many."""

HAN: Final = r"\u3005\u3400-\u9fff\uf900-\ufaff"
KANA: Final = r"\u3040-\u30ff"
HANGUL: Final = r"\uac00-\ud7af"

_CJK: Final = expression(f"[{HAN}{KANA}{HANGUL}]")
_CJK_NAME: Final = expression(
    rf"(?P<whole>[{HAN}]{{2,6}})|[{HAN}{KANA}]{{1,6}}[ \u3000]?[{HAN}{KANA}]{{1,6}}"
    rf"|[{HANGUL}]{{2,5}}(?: [{HANGUL}]{{2,3}})?"
    rf"|[{HAN}{KANA}{HANGUL}A-Z]{{1,10}}(?:[·・.‧•][{HAN}{KANA}{HANGUL}A-Z]{{1,10}}){{1,3}}"
)
_DATED: Final = expression(
    r"\d{1,4}[./:-]\d{1,2}|\b(?:19|20)\d\d\b|\d{1,2}(?:st|nd|rd|th)\b|[年月]\d"
)
_CASELESS: Final = expression(
    r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u10d0-\u10ff\u1200-\u139f\u1780-\u17ff]"
)
_LETTERS: Final = expression(r"[^\W\d_]")
_SENTENCE: Final = expression(
    r"[?!:;\"“”«»…]"
    r"|(?<!\b\w)(?<!\bDr)(?<!\bDra)(?<!\bProf)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bSt)(?<!\bJr)(?<!\bSr)(?<!\bMd)(?<!\bMohd)(?<!\bRev)(?<!\bHon)(?<!\bMsgr)(?<!\bIng)(?<!\bMag)\.\s+\w{4,}"
    r"|\s-\s|[{}<>=\[\]|]"
)
_INITIAL: Final = expression(r"(?:[^\W\d_]\.?){1,3}\Z")
SUFFIX: Final = expression(
    r"(?:jr|sr|ii|iii|iv|ph\.?\s?d|md|m\.d|dds|dvm|rn|rd|rdn|esq|mph|mba|jd|cpa|cfp|cfa|pharm\.?d"
    r"|msc?|m\.sc|ma|bsc?|do|pa-c|np"
    r"|ldn?|cscs|lcsw|lmft|psy\.?d|ed\.?d|facs|faap|cepf|fand|foma|dabom|frcs|frcp|dc|dpt|cssd"
    r"|cdces)[®™]?\.?\Z",
    re.IGNORECASE,
)
"""What stands behind a comma and still belongs to the name before it."""


# `Jane "Jay" Roe`
_NICKNAME: Final = expression(r"(?<=\w) [\"“„«‘'][^\W\d][\w .-]{1,20}[\"”“»’'] (?=\w)")


def kind(name: str) -> Kind | None:
    """What kind of somebody a name's words say it is; None for words that are nobody's name."""
    return _kind(name) if len(name) <= 2 * LONGEST else None


@lru_cache(maxsize=1024)
def _kind(name: str) -> Kind | None:
    name = _NICKNAME.sub(" ", name)
    key = squeeze(name)
    if not 2 <= len(key) <= 60 or len(name) > LONGEST or key in menus.NOBODY:
        return None
    if name.casefold() in WEEKDAYS or menus.SYSTEMS_CJK.search(name):
        return None
    if not _LETTERS.search(name) or _DATED.search(name) or "://" in name:
        return None
    if _NO_NAME.match(name):
        return None
    head = name.split()[0].casefold()
    if (
        key in agencies.NAMES
        or (collective(name) and not _is_bearer(name))
        or office(name)
        or (" " in name and head in agencies.NAMES and name.split()[0].isupper())
    ):
        return "organisation" if len(name.split()) <= 10 else None
    if _CJK.search(name):
        return _of_cjk(name)
    parts = name.replace("\u3000", " ").split()
    folded = [part.casefold().strip(".,'’()") for part in parts]
    bare = len(name.partition(",")[0].split())
    if len(parts) > 7 or _is_chrome(folded[:bare]) or _SENTENCE.search(name):
        return None
    if not menus.CHROME.isdisjoint(folded[bare:]):
        return None
    if not menus.LOGINS.isdisjoint(folded):
        return "unknown"
    if folded[-1] in ("pv", "p.v") and len(parts) <= 2:
        return "organisation"
    if len(parts) == 1:
        # A login, a pen name, a first name alone.
        is_word = name[1:].isalpha() and name[1:].islower()
        return "person" if _capital(parts[0]) and is_word else "unknown"
    if _CASELESS.search(name):
        if any(c.isdigit() for c in name):
            return None
        enough = all(len(part) > 1 or "." in part for part in parts)
        return "person" if len(parts) <= 5 and enough else None
    if _is_house(folded) or "&" in parts:
        return "organisation"
    if parts[0].casefold() in words.ARTICLES or not words.FUNCTION.isdisjoint(_plain(parts)):
        return "unknown"
    if any(c.isdigit() for c in name):
        return "unknown"
    small = [part for part in parts if part[:1].islower()]
    if all(_particle(part) for part in small) and len(small) < len(parts):
        return "person" if len(parts) <= 6 else "unknown"
    return "unknown"


def _is_chrome(folded: list[str]) -> bool:
    """Whether a word is one of menus; one that is a surname too may stand behind a given name.

    That is one that is known, or a word that is in no list at all (`Rachael Link`).
    """
    found = menus.CHROME.intersection(folded)
    surname = 2 <= len(folded) <= 3 and found == {folded[-1]} and folded[-1] in menus.SURNAMES
    return bool(found) and not (surname and _may_be_given(folded[0]))


def _may_be_given(word: str) -> bool:
    if given_names.is_given(word):
        return True
    listed = (
        words.COMMON,
        words.FUNCTION,
        offices.ROLES,
        collectives.WORDS,
        offices.MODIFIERS,
    )
    return word.isalpha() and len(word) > 4 and not any(word in one for one in listed)


def collective(name: str) -> bool:
    """Whether a name has a word that only names of many have: News Desk, University of …."""
    folded = set(re.findall(r"[\w\u0900-\u0e7f]+", name.casefold()))
    if not collectives.WORDS.isdisjoint(folded):
        return True
    return any(pattern.search(name) for pattern in (collectives.CJK, collectives.ENDS))


def _is_bearer(name: str) -> bool:
    """`Jon Staff`: a given name, and a word of houses that is a surname too."""
    parts = name.casefold().split()
    return len(parts) == 2 and given_names.is_given(parts[0]) and parts[1] in _SURNAMES


_SURNAMES: Final = frozenset(("staff", "church", "board", "co"))


def office(name: str) -> bool:
    """Whether words are what one person is and no name: Staff Writer, Our Reporter."""
    folded = [part.strip(".,") for part in name.casefold().removeprefix("our ").split()]
    return folded[-1] in offices.OFFICE_OF_ONE and all(
        word in offices.ROLES or word in offices.MODIFIERS for word in folded
    )


def desk(name: str) -> bool:
    """Whether words are those of a desk and no name at all: News Desk, Tim Redaksi."""
    return all(
        word in collectives.TEAMS
        or word in offices.ROLES
        or word in offices.MODIFIERS
        or word in collectives.DESKS
        for word in (part.strip(".,") for part in name.casefold().split())
    )


def _is_house(folded: list[str]) -> bool:
    """Whether a name is a paper's: an article, and a word of papers at the end (`Le Courrier`)."""
    return len(folded) <= 4 and folded[0] in _THE and folded[-1] in collectives.HOUSES


_THE: Final = words.ARTICLES | frozenset(("le", "la", "el", "o", "a"))


def _plain(parts: list[str]) -> set[str]:
    """The words of a name, but those that are a name of somebody where they stand last or first."""
    folded = [part.casefold().strip(".,'’()") for part in parts]
    if len(parts) <= 4 and folded[-1] in ("an", "in", "on", "to") and parts[-1].istitle():
        folded.pop()
    if len(parts) <= 3 and folded[0] in ("per", "an") and parts[0].istitle():
        folded.pop(0)
    return set(folded)


_NO_NAME: Final = expression(r"\d+\+\s|(?i:for|special to) the\s")
"""What no name begins with: `12+ …`, `Special to the Port Times`."""


def alone(name: str) -> bool:
    """Whether words that stand by themselves, with no label, look like a person's name."""
    name = _NICKNAME.sub(" ", name)
    if kind(name) != "person":
        return False
    if _CJK.search(name):
        return True
    parts = name.split()
    if not 2 <= len(parts) <= 5:
        return False
    folded = [part.casefold().strip(".,'’") for part in parts]
    if _is_bearer(name):
        return True
    if not offices.OFFICES.isdisjoint(folded) or " ".join(folded) in words.PLACES:
        return False
    # Places and common words are surnames too, behind a given name, and given names (`June`).
    told = folded
    if given_names.is_given(folded[0]) and len(parts) <= 3:
        told = folded[:-1] if folded[-1] in _EITHER else folded[1:]
    if not words.COMMON.isdisjoint(told) or not words.PLACES.isdisjoint(told):
        return False
    return _CASELESS.search(name) is not None or (
        _capital(parts[0]) and _capital(parts[-1]) and len(squeeze(name)) >= 5
    )


_EITHER: Final = words.COMMON | words.PLACES
"""Words that are surnames too."""


_TITLE: Final = expression(
    r"\A(?:(?:Dra?|Prof|Revd?|Msgr|Pastor|Bishop|Canon)\b\.?|Fr\.|Hon\.|Rabbi|Maître)"
    r" (?=[^\W\d]\S+ [^\W\d])"
)
"""What stands before names of persons alone."""


def borne(name: str) -> bool:
    """Whether a name begins as those of people do, with a known one or an initial, or ends so."""
    if _CJK.search(name):
        first = name.lstrip()[:1]
        if "\uac00" <= first <= "\ud7af":
            return first in given_names.HANGUL_SURNAMES and " " not in name
        return first in given_names.HAN_SURNAMES
    if _TITLE.match(name):
        return True
    parts = re.split(r"[\s-]+", name.casefold())
    first = parts[0].strip(".,'’")
    if any(map(given_names.is_given, (first, name.split()[0].casefold().strip(".,'’")))):
        return True
    last = parts[-1]
    # Not `Weitere Informationen`.
    ends = last.endswith(given_names.SURNAME_ENDS) and not last.endswith("ionen")
    if len(parts) > 1 and len(last) > 5 and ends:
        return True
    if _CASELESS.search(name) and south_asia.borne(name):
        return True
    return any(len(part.strip(".")) == 1 for part in parts[:2]) and len(parts) > 1


_FIRST: Final = given_names.HAN_SURNAMES | given_names.JAPANESE_SURNAMES
"""First characters of surnames."""


def _of_cjk(name: str) -> Kind | None:
    text = name.strip()
    if any(word in text for word in menus.CHROME_CJK):
        return None
    if match := _CJK_NAME.fullmatch(text):
        # Of one piece and in Chinese characters alone, it begins with a surname that is known.
        return "person" if not match["whole"] or text[0] in _FIRST else "unknown"
    if len(text) <= 24 and not re.search(r"[。！？：:；]", text):
        return "unknown"
    return None


def _capital(part: str) -> bool:
    stripped = part.lstrip("'’\"(")
    return stripped[:1].isupper() or bool(_CASELESS.match(stripped))


def _particle(part: str) -> bool:
    folded = part.casefold().strip(".,")
    return folded in words.PARTICLES or "'" in part[:3] or "’" in part[:3] or _capital(part)


def initial(part: str) -> bool:
    """Whether a word is one person's initials: `J.`, `A.B.`."""
    return bool(_INITIAL.match(part)) and part.isupper()


def cjk(text: str) -> bool:
    """Whether a text has Chinese characters, kana or hangul."""
    return _CJK.search(text) is not None
