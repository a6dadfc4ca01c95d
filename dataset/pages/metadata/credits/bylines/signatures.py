"""Signatures: names that stand alone below a text, without label or markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.metadata.credits.bylines import places
from twa.dataset.pages.metadata.credits.vocabulary import agencies
from twa.dataset.pages.metadata.credits.wording import names, noise
from twa.dataset.pages.metadata.markup import names_of, squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twa.dataset.pages.metadata.credits.wording.parsing import Named
    from twa.dataset.pages.metadata.lines import PagePlace

LONGEST: Final = 60
"""Characters of a line that is nothing but who signs."""

_RIGHT: Final = re.compile(
    r"text-align:\s*(?:right|end)|(?:^|[\s_-])(?:align|text)-?right", re.IGNORECASE
)
# How a letter closes, above who signs it.
_CLOSE: Final = re.compile(
    r"(?:(?:yours|very|most) )?(?:sincerely|faithfully|truly|respectfully|cordially|warmly)"
    r"(?: yours)?"
    r"|(?:with |kind |best |warm |my |every |very |all |our |good ){0,4}"
    r"(?:regards|wishes|blessings?|gratitude|love|thanks)"
    r"|in (?:solidarity|gratitude|peace|faith|christ)"
    r"|(?:mit )?(?:freundlichen|herzlichen|besten|lieben|viele|liebe|herzliche|beste)"
    r" grü(?:ß|ss)en?"
    r"|(?:ihre?|herzlichst|bien )?cordialement|(?:un )?(?:cordial )?saludos?(?: cordiale?s?)?"
    r"|atentamente|atenciosamente|cordiali saluti|met vriendelijke groet(?:en)?|z poważaniem"
    r"|med vänliga? hälsning(?:ar)?|med vennlig hilsen|med venlig hilsen|с уважением|saygılarımla",
    re.IGNORECASE,
)
_STRESSED: Final = frozenset(("strong", "b", "em", "i"))


def may_be(place: PagePlace, number: int) -> bool:
    """Whether a line may be the writer's name below the text: right behind it, and set apart."""
    line, last = place.lines[number], place.head.last
    if not last < number <= last + 2 or len(line.text) > LONGEST or places.is_listed(line.block):
        return False
    around = (
        f"{line.block.get('style') or ''} {line.block.get('align') or ''} {names_of(line.block)}"
    )
    apart = _RIGHT.search(around) is not None or line.block.get("align") == "right"
    stressed = any(e.tag in _STRESSED for e in line.inner)
    closed = _CLOSE.fullmatch(place.lines[number - 1].text.rstrip(" ,.!")) is not None
    return apart or stressed or closed or _is_last(place, number) or _is_mailed(place, number)


def _is_mailed(place: PagePlace, number: int) -> bool:
    """Whether an address with a word of a line stands in it or in the next: its bearer's."""
    text = place.lines[number].text
    lines = place.lines[number : number + 2]
    near = " ".join(line.text for line in lines if len(line.text) < _MAIL)
    found = noise.MAIL.search(near)
    words_of = [squeeze(word) for word in text.split() if "@" not in word]
    return found is not None and any(
        len(word) > 2 and word in squeeze(found.group().partition("@")[0]) for word in words_of
    )


_MAIL: Final = 80
"""Characters of a line that is a name and its address."""


def _is_last(place: PagePlace, number: int) -> bool:
    """Whether a line is right behind the last of the text, a paragraph too, and links nowhere."""
    line, text = place.lines[number], place.lines[place.head.last]
    if number != place.head.last + 1 or len(line.text) > _BRIEF:
        return False
    beside = line.block.tag == "p" and line.block.getparent() is text.block.getparent()
    broken = line.block is text.block
    return (beside or broken) and all(element.tag != "a" for element in line.inner)


_BRIEF: Final = 40
"""Characters of a name with what is beside it."""


def is_one(kept: Sequence[Named], named: Sequence[Named], text: str) -> bool:
    """Whether a line is nothing but names that are known, with a house, a place or an address.

    `kept` are those of its names, `named`, that are believed.
    """
    # `Jane Roe, “The Port Times”`
    text = noise.MAIL.sub("", text)
    text = re.sub(r",?\s*[«„“\"].{2,40}[»“”\"]\Z", "", text)
    text = re.sub(r"(?<=\S)\s*\([^()]{3,40}\)", "", text).strip(" ()")
    # `Jane Roe, Port`
    name, comma, place = text.rpartition(", ")
    if comma and place[:1].isupper() and place.isalpha() and names.alone(name):
        text = name
    people = [one for one in kept if squeeze(one.name) not in agencies.NAMES]
    # `Max Roe, Port World Radio.`
    houses = [one for one in named if one.kind == "organisation" and one not in kept]
    read = (*people, *houses)
    whole = len(text) - sum(len(one.name) for one in read) <= 4 * len(read)
    known = any(names.borne(one.name) for one in people)
    return whole and known and all(names.alone(one.name) for one in people)
