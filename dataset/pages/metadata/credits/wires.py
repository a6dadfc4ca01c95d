"""The agency whose report a page is: in the dateline, in a line of its own, behind the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.metadata.credits.model import Credit
from twa.dataset.pages.metadata.credits.vocabulary import agencies, words
from twa.dataset.pages.metadata.credits.wording import noise
from twa.dataset.pages.metadata.markup import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twa.dataset.pages.metadata.lines import PagePlace
    from twa.dataset.pages.metadata.titles.sites import Sites

# `KYIV, 3 Nov (Ukrinform) –`, `ST. OLAF, Minn. (AP) —`, `МУРМАНСК, 3 ноября. /ТАСС/.`,
# `(©NTB)`: before the text itself.
_DATELINE: Final = re.compile(
    r"\A(?:[^.()/]{0,60}\.?\s{0,3}(?:\((?P<round>[^()]{2,40})\)|/(?P<slash>[^/]{2,40})/)"
    r"|[^()/]{0,60}\((?P<dashed>[^()]{2,40})\)\s?[-–—])"
)
# `Москва. 4 ноября. ИНТЕРФАКС - `
_PLAIN_DATELINE: Final = re.compile(r"\A.{2,50}[.,] (?P<name>[^\W\d_]{2,20})\s{0,2}[-–—] ")
# `【6月18日 AFP】`, `【北京共同】`, `【AFP＝時事】`: the day or the place, and the agency.
_DATELINE_CJK: Final = re.compile(
    r"\A[【\[（(](?:\d{1,2}月\d{1,2}日\s?|[\u3040-\u9fff]{2,10}?\s?[=＝・]?)?"
    r"(?P<name>(?:[AaＡａ][FfＦｆ]?[PpＰｐ]|共同通信|共同|時事通信|時事|ロイター通信|ロイター|新華社|聯合ニュース"
    r"|聯合)(?:[=＝](?:時事|共同))?)[】\]）)]"
)
# `（中央社奈洛比3日綜合外電報導）`: the agency first, then where, when, and how it was reported.
_REPORTED_CJK: Final = re.compile(
    r"\A[（(](?P<name>中央社|美聯社|法新社|路透社?|新華社|共同社|中新社)[^（）()者]{2,20}[電电導道讯訊][）)]"
)
# `… of the gates. (dpa)`, `… of the gates. (APA, red, 5.5.2031)`
_LAST: Final = re.compile(r"[.!?…。”“\"»’]\s?\((?P<name>[^()]{2,40})\)\.?\Z")
_MARKS: Final = " ()[]/-–—.,©*|"
_PARTED: Final = re.compile(r"\s*[/,;+–—|=＝]\s*|\s-\s")
# `دمشق-سانا`: the place, and whose report it is.
_PLACED: Final = re.compile(r"(?<=\w)-(?=\w)")
_INITIALS: Final = 4
"""Letters of a desk's sign beside the agency: `dpa/mz`."""

LONGEST: Final = 40
"""Characters of a line that is an agency."""

_WITH_DATE: Final = 3 * LONGEST
"""Characters of a line that is an agency and dates."""

BEHIND: Final = 3
"""Lines behind the text in which one may stand."""


def read(place: PagePlace, own: Sites) -> list[Credit]:
    """The agencies of a page that names nobody else; none where no place is theirs.

    Beside one the site itself is credited (`MTI / Port Times`); `own` are its names.
    """
    head, found = place.head, place.lines
    if head.line is None or head.first >= len(found):
        return []
    above = range(head.line + 1, head.first)
    below = range(head.last + 1, min(head.last + 1 + BEHIND, len(found)))
    texts = [
        *(noise.dateless(text) for n in above if len(text := found[n].text) <= _WITH_DATE),
        *(_of_dateline(found[number].text) for number in range(head.line + 1, head.first + 1)),
        *(noise.dateless(end["name"]) for end in (_LAST.search(found[head.last].text),) if end),
        *(found[number].text for number in below),
    ]
    for text in texts:
        if named := list(_agencies(text, own)):
            return [Credit(name, "organisation", "source", "html", text) for name in named]
    return []


def _of_dateline(text: str) -> str:
    match = _DATELINE.match(text)
    if match and len(text) > match.end() + LONGEST and not _is_sentence(match.group()):
        return match["round"] or match["slash"] or match["dashed"]
    cjk = _DATELINE_CJK.match(text) or _REPORTED_CJK.match(text)
    if cjk and len(text) > cjk.end() + LONGEST:
        return cjk["name"]
    plain = _PLAIN_DATELINE.match(text)
    return plain["name"] if plain and plain["name"].isupper() else ""


def _is_sentence(text: str) -> bool:
    """Whether words tell something, and do not say where and when (`The Port Party (PTI) …`)."""
    return sum(word[0].islower() for word in text.split()) > _SMALL


_SMALL: Final = 3
"""Small words of a place and a day: `2 de mayo de 2031`."""


def _agencies(text: str, own: Sites) -> Iterator[str]:
    """The agencies of a line that is nothing else, but for the signs of who sent it."""
    if not 2 <= len(text) <= LONGEST:
        return
    parted = _PLACED.split(text) if squeeze(text) not in agencies.NAMES else [text]
    pieces = [piece for part in parted for piece in _PARTED.split(part)]
    parts = [bare for piece in pieces if (bare := piece.strip(_MARKS))]
    known = [part for part in parts if squeeze(part) in agencies.NAMES]
    houses = [part for part in parts if part in known or (known and own.named(part))]
    if all(
        part in houses or len(part) <= _INITIALS or part.casefold() in words.PLACES
        for part in parts
    ):
        yield from houses
