"""Bylines as they are written → the names in them.

A name is what is left when everything that is certainly no name is gone: "By",
roles, places, agencies in brackets, the site itself, addresses. Null beats a
guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from twa.dataset.pages.metadata import byline_words
from twa.dataset.pages.metadata.markup import plain, squeeze
from twa.dataset.pages.metadata.titles import Sites
from twa.dataset.web import calendars

LONGEST: Final = 300
"""Characters of a byline; what is longer is a biography."""

# What stands before the names, in the languages of the news. Longest first within a language.
_BEFORE: Final = re.compile(
    r"(?:(?:(?:story|words|text|analysis|opinion|interview|review|report|reporting"
    r"|essay|column|guest essay|written|posted|published|compiled|produced"
    r"|contributed|created)(?: and \w{4,12})? )?by\b"
    r"|authors?\b|reporters?\b(?=:)|from\b(?=:)|published\b(?=:)"
    r"|(?:ein(?:e)? \w{3,20} |verfasst |geschrieben |text |kommentar |protokoll |interview )?von\b"
    r"(?! (?:der|den|dem|und|zu)\b)"
    r"|autor(?:in|en|es|as?)?\b|text(?:e|o)?\b(?=:)|redaktion\b(?=:)"
    r"|(?:écrit |publié |rédigé |propos recueillis |article )?par\b|auteurs?\b"
    r"|(?:escrito |publicado |texto )?por\b|redacción\b(?=:)|redação\b(?=:)"
    r"|(?:scritto da|articolo di|a cura di|testo di|di)\b(?= \w+ \w)"
    r"|door\b|av\b|af\b|tekst\b|skrevet av\b|oleh\b|penulis\b|yazar\b|yazan\b|автор(?:ы)?\b|текст\b"
    r"|بقلم|كتب(?:ت|ه)?\b|إعداد|تحرير|الكاتب|نوشته"
    r"|(?:本报|本報|新华社|特约|實習|实习|見習)?(?:记者|記者)\b|作者|撰文|编辑|編輯|责任编辑|責任編輯|责编|責編|来源|文(?=[/／:：|])"
    r"|執筆|取材|文責)"
    r"\s?[:：/／|–-]?\s*",
    re.IGNORECASE,
)
_CJK: Final = r"\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af"
_CJK_BEFORE: Final = re.compile(
    r"(?:(?:本报|本報|新华社|特约|实习|見習)?(?:记者|記者)|作者|撰文|文)[\s:：/／|]*"
)
_CJK_AFTER: Final = re.compile(
    r"(?:记者|記者|通讯员|编辑|編輯|特派員|撰|文|报道|報道|報導|기자|특파원)\Z"
)
_BRACKETS: Final = re.compile(r"[(（\[【<][^()（）\[\]【】<>]{0,100}[)）\]】>]")
# `Anna Müller (Text), Peter Klein (Fotos)`
_PICTURED: Final = re.compile(
    r"[^,;()（）]{1,60}[(（](?:fotos?|photos?|pictures?|bild(?:er)?|video|grafik|摄影|攝影|写真)[)）]",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)\S{1,300}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}|(?<!\w)@\w{1,40}",
)
# Behind any of these stands something that is no name any more.
_REST: Final = re.compile(
    r"\s+(?:[Ii]n|reports? from|reporting from|[Ff]or|at|aus|à|for the) (?=[A-ZÀ-Þ]).{0,100}\Z"
    r"|\s*(?:责任|責任|本文)?(?:编辑|編輯|责编|責編|来源|來源|审核|校对)\s?[:：].{0,200}\Z"
    r"|\s+(?:is|was|are|has|ist|est|es|è) (?=an? |the |ein|une? |le |la |il |el |un).{0,300}\Z"
    r"|(?i:\s*(?:;|,|\|)?\s*\b(?:edited|editing|photographs?|photos?|fotos?|illustrations?|illustrated"
    r"|additional reporting|with additional|translated|traduction|updated|published|posted"
    r"|last updated|published on)\b.{0,300}\Z)",
)
# A date behind a name, and its weekday.
_DAY: Final = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_TAG: Final = r"(?:(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch)"
_MONTH: Final = rf"(?:{'|'.join(calendars.MONTHS)})"
_WHEN: Final = re.compile(
    rf"[\s,]+(?:(?:on|am|le|el) )?(?:(?:{_DAY}|{_TAG}),? ?)?(?:{_MONTH}\.? )?\d.{{0,200}}\Z"
    rf"|\s+{_DAY}\Z",
    re.IGNORECASE,
)
_DATED: Final = re.compile(
    r"\d{1,4}[./:-]\d{1,2}|\b(?:19|20)\d\d\b|\d{1,2}(?:st|nd|rd|th)\b|[年月]\d"
)
_BETWEEN: Final = re.compile(
    r"\s*[;；、|｜•/／\n]\s*|\s+[·–—-]{1,2}\s+|,?\s+(?:and|&|und|og|och|ve|dan|ja|és|și|και|và|и|та|و|avec|mit|with|con)\s+"
    r"|\s*，\s*",
    re.IGNORECASE,
)
_STROKE: Final = re.compile(r"\s*[/／|｜]\s*|\s+[·–—-]{1,2}\s+")
# Those who did something else.
_OTHERS: Final = re.compile(
    r"\W*(?:photo\w*|fotos?|foto\w{1,10}|pictures?|bild(?:er)?|video|grafik|graphics?|illustrations?"
    r"|edit(?:ing|ed)|translat(?:ion|ed)|übersetzung|traduction|mitarbeit)\b(?:\s+by\b|\s?:|\s+von\b)",
    re.IGNORECASE,
)
# One letter or two: also particles of one person's name (`José Ortega y Gasset`).
_SHORT_AND: Final = re.compile(r"\s+(?:y|e|et|en|ed|i|a)\s+")
_INITIALS: Final = re.compile(r"(?:jr|sr|ii|iii|iv|ph\.?d|md|m\.d|esq)\.?\Z", re.IGNORECASE)


def names(values: Iterable[str], known: Sites, *, structured: bool = False) -> tuple[str, ...]:
    """The names in bylines, in order, each once.

    `structured` says that each value was stated as an author by itself (JSON-LD,
    one `<meta>` a person): an agency may then be one, and a lone word a name.
    """
    found: dict[str, str] = {}
    for value in values:
        for name in _names(value, known, structured):
            found.setdefault(squeeze(name), name)
    return tuple(found.values())


def _names(value: str, known: Sites, structured: bool) -> list[str]:
    text = plain(value)
    if not text or len(text) > LONGEST:
        return []
    text = _ADDRESS.sub(" ; ", _BRACKETS.sub(" ", _PICTURED.sub(" ", text)))
    text = _WHEN.sub("", _REST.sub("", _strip_before(text)))
    found = [
        name
        for piece in _pieces(text)
        if (name := _tidy(piece, known)) and _is_name(name, known, structured)
    ]
    # `Jane Roe and AFP`: who wrote it, and whose wire it came over.
    people = [name for name in found if not _is_organisation(name)]
    return people or found


def _is_organisation(name: str) -> bool:
    """Whether a name is certainly an organisation's: an agency, or with a word of many."""
    folded = re.findall(r"\w+", name.casefold())
    return squeeze(name) in byline_words.AGENCIES or not byline_words.COLLECTIVES.isdisjoint(folded)


def _strip_before(text: str) -> str:
    text = text.strip(" .,;:|/-–—·•")
    if match := _BEFORE.match(text):
        rest = text[match.end() :].strip(" .,;:|/-–—")
        # `Von Hagen`, `Di Maio`: after a word that also begins surnames, two words must follow.
        if rest and (match.end() > 4 or " " in rest or match.group().lower().startswith("by")):
            return rest
        return text if rest else ""
    return text


def _pieces(text: str) -> Iterator[str]:
    # `Jane Roe / Madrid`, `Mario Rossi - Roma`: a place or an agency, as behind a comma.
    if re.search(r"\w \w", text):
        text = _STROKE.sub(", ", text)
    for part in _BETWEEN.split(text):
        if _OTHERS.match(part):
            continue
        # Chinese names of two to four characters, parted by spaces.
        if re.fullmatch(r"[\u3400-\u9fff]{2,4}(?: [\u3400-\u9fff]{2,4})+", part):
            yield from part.split()
            continue
        for whole in _short_and(part):
            yield from _commas(whole)


def _short_and(text: str) -> list[str]:
    """Split at `y`, `e`, `et`, `en` where both sides can be a whole name."""
    pieces = _SHORT_AND.split(text)
    if len(pieces) > 1 and all(len(piece.split()) >= 2 for piece in pieces):
        return pieces
    # `A B, C D et E F` has been met above; `Anna, Ben et Carla` is no list of names.
    return [text]


def _commas(text: str) -> Iterator[str]:
    parts = [part for piece in text.split(",") if (part := _strip_before(piece.strip()))]
    if len(parts) == 2 and _inverted(*parts):
        yield f"{parts[1]} {parts[0]}"
        return
    several = any(len(part.split()) > 1 for part in parts)
    for part in parts:
        if _INITIALS.match(part):
            continue
        # Beside whole names, a lone word is a place or an agency.
        if several and len(parts) > 1 and " " not in part and not re.search(f"[{_CJK}]", part):
            continue
        yield part


def _inverted(last: str, first: str) -> bool:
    """`Smith, John`, `Van der Berg, Jan`: a surname with its particles, then given names."""
    surname, given = last.split(), first.split()
    if re.search(f"[{_CJK}]", last + first) or not first[:1].isupper() or first.isupper():
        return False
    if len(given) > 2 or _is_role(first):
        return False
    if len(surname) == 1:
        return len(given) == 1 or (len(given) == 2 and len(given[1].rstrip(".")) == 1)
    return len(given) == 1 and all(
        word.casefold() in byline_words.PARTICLES for word in surname[:-1]
    )


def _tidy(piece: str, known: Sites) -> str:
    name = piece.strip(" \t.,;:|/-–—·•*\"'“”„«»‹›")
    if re.search(f"[{_CJK}]", name):
        name = _CJK_BEFORE.sub("", name, count=1) if _CJK_BEFORE.match(name) else name
        name = _CJK_AFTER.sub("", name).strip()
        # Names of two characters are spaced out to look like those of three.
        return re.sub(r"\A(\w)\s+(\w)\Z", r"\1\2", name)
    name = _without_employer(name, known)
    if piece.rstrip().endswith(".") and _INITIALS.search(name.split(" ")[-1]):
        name += "."
    return _without_role(name)


def _without_employer(name: str, known: Sites) -> str:
    """`Jane Roe. Example News`, `Jane Roe Associated Press` → `Jane Roe`."""
    parts = name.split()
    for start in range(2, len(parts)):
        tail = " ".join(parts[start:])
        if squeeze(tail) in byline_words.AGENCIES or known.named(tail):
            return " ".join(parts[:start]).rstrip(".,")
    return name


def _without_role(name: str) -> str:
    """`Senior Reporter Jane Roe`, `Jane Roe Political Editor` → `Jane Roe`."""
    parts = name.split()
    folded = [part.casefold() for part in parts]
    roles = [index for index, word in enumerate(folded) if word in byline_words.ROLES]
    if not roles:
        return name
    if roles[-1] <= 2 and 2 <= len(parts) - roles[-1] - 1 <= 4:
        return " ".join(parts[roles[-1] + 1 :])
    end = len(parts)
    while end and (
        folded[end - 1] in byline_words.ROLES or folded[end - 1] in byline_words.MODIFIERS
    ):
        end -= 1
    return " ".join(parts[:end]) if 2 <= end <= roles[0] else name


def _is_role(text: str) -> bool:
    return any(word in byline_words.ROLES for word in re.findall(r"\w+", text.casefold()))


def _is_name(name: str, known: Sites, structured: bool) -> bool:
    key = squeeze(name)
    if not 2 <= len(key) <= 60 or key in byline_words.NOBODY or _DATED.search(name):
        return False
    if known.named(name) or any(char.isdigit() for char in name):
        return False
    parts = name.split()
    if len(parts) > 6 or _is_role(name):
        return False
    if key in byline_words.AGENCIES or (not structured and _is_organisation(name)):
        return structured
    if len(parts) > 1 and (
        _is_of_site(name, known) or parts[0].casefold() in byline_words.AGENCIES
    ):
        return False
    if not structured and not _looks_like_a_name(parts):
        return False
    if re.search(f"[{_CJK}]", name):
        return len(key) <= (20 if "·" in name else 12)
    # A lone word in one case is a login or a code.
    return len(parts) > 1 or (structured and not name.islower() and not _is_code(name))


def _is_of_site(name: str, known: Sites) -> bool:
    """`Example News Desk`, `Example Business`: the site, and what is no person of it."""
    folded = re.findall(r"\w+", name.casefold())
    core = [
        w for w in folded if w not in byline_words.COLLECTIVES and w not in byline_words.MODIFIERS
    ]
    if len(core) < len(folded) and (not core or known.named(" ".join(core))):
        return True
    # A name of two words or more that begins with the site's two.
    return len(folded) > 2 and known.named(" ".join(folded[:2]))


def _looks_like_a_name(parts: list[str]) -> bool:
    """Whether running text could be a name: capitals where the script has them, no article."""
    if parts[0].casefold() in ("the", "this", "a", "an", "our", "der", "die", "das", "les"):
        return False
    return all(
        part[:1].isupper() or not part[:1].islower() or part.casefold() in byline_words.PARTICLES
        for part in parts
    )


def _is_code(name: str) -> bool:
    """Whether a lone word is all capitals, in a script that has small letters."""
    return name.isupper() and name.isascii()
