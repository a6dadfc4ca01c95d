"""The title of an article: a vote of those who state it, without the site's name."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.metadata.markup import Stated, StatedBy, fold, plain, squeeze
from twa.dataset.pages.metadata.titles.sites import (
    HOUSE_CJK,
    SECTION_AT_END,
    SECTION_CJK,
    Sites,
    join,
    split,
)

if TYPE_CHECKING:
    from twa.dataset.pages.metadata.lines import VisibleLine

LONGEST: Final = 500
"""Characters; what is longer is no title."""

_ELLIPSIS: Final = re.compile(r"\s*(?:…|\.\.\.)$")
_GENERIC: Final = re.compile(
    r"(?:home|index|untitled|null|undefined|none|404|error|news|article|blog|live)\Z", re.IGNORECASE
)
# Votes of a candidate by its source; at a tie the first of the table is believed.
_VOTES: Final[Mapping[str, int]] = {
    "opengraph": 6,
    "json-ld": 6,
    "html": 6,  # h1
    "microdata": 4,
    "meta": 2,
    "title": 2,
}


def choose(
    shown: str | None, candidates: Iterable[tuple[StatedBy, str]], known: Sites
) -> Stated[str] | None:
    """The title of an article: the headline that is `shown`, else what most sources agree on.

    Of the headline only what is no part of it is taken off: the site's name, and what stands
    behind the whole that another source gives. `candidates` are `(source, raw title)`; each gives
    all its votes to what is left of it without the site's name, and lends them to any other that
    is what is left of it without more of its segments ("Title | Section | Site").
    """
    stated = [(source, text) for source, raw in candidates if (text := _clean(raw))]
    read = [(source, strip(text, known)) for source, text in stated]
    if shown and (text := strip(_seen(shown), known)) and not _GENERIC.match(text):
        others = [title for _, title in read]
        return Stated(_marked(_whole(text, others), others), "html")
    if len(read) == 1 and read[0][0] == "title":
        read = [("title", _first_segment(read[0][1]))]
    elif len({squeeze(text) for _, text in read}) == 1:
        # All say the same, with what stands behind a bar.
        read = [(source, _without_bar(text)) for source, text in read]
    read = _without_last(read)
    read = [(s, t) for s, t in read if not _GENERIC.match(t) and not known.named(t)]
    if not read:
        return None
    bases = {squeeze(text) for _, text in read}
    votes: dict[str, int] = {}
    spellings: dict[str, Stated[str]] = {}
    for source, text in sorted(read, key=lambda entry: list(_VOTES).index(entry[0])):
        key, text = _shortened(text, bases)
        votes[key] = votes.get(key, 0) + _VOTES[source]
        spellings.setdefault(key, Stated(text, source))
    for key in sorted(votes, key=len):
        _lend_to_whole(key, votes, spellings)
    best = max(votes, key=lambda key: (votes[key], -list(votes).index(key)))
    return spellings[best]


_TRAIL: Final = re.compile(
    r"\W{0,3}(?:posted|published|updated|by|von|par|por)\b|.{0,12}\d{4}|\([\w.]{3,30}\)\s*\d*\Z",
    re.IGNORECASE,
)


_MARKS: Final = re.compile(r"[\W_]*")
# Whole words, not `The`: a kicker is a noun, or has a mark behind it.
_KICKER: Final = re.compile(r".{2,50}[^\w\s]\s*|(?:.{0,40}\W)?\w{5,30}")


def _whole(shown: str, others: list[str]) -> str:
    """A headline without what stands around it, where other sources begin or end within it.

    That is a section or a byline behind it; and a kicker before it, where two of them say so.
    """
    key = squeeze(shown)
    ends = Counter(end for other in others for end in {other: 0, _front(other): 0})
    for other, times in ends.items():
        base = squeeze(other)
        if times > 1 and len(base) >= 20 and key.endswith(base) and key != base:
            end = _end(shown, len(key) - len(base))
            behind = _MARKS.match(shown, end)
            if _KICKER.fullmatch(shown[: behind.end() if behind else end].strip()):
                return other
    head, colon, rest = shown.partition(":")
    if colon and len(head.split()) <= 2 and any(squeeze(rest) == squeeze(o) for o in others):
        return rest.strip()
    for other in others:
        start = shown.rfind(other)
        # A kicker in the heading, and no space between: `CoastBoats are back`.
        if start > 0 and shown.endswith(other) and shown[start - 1].isalnum():
            return other
        # And a subtitle: `Boats are backFares rise`.
        glued = shown[len(other) : len(other) + 1]
        if len(other) >= _GLUED and shown.startswith(other) and glued.isupper():
            return other
        base = squeeze(other)
        if len(base) < 12 or base == key or not key.startswith(base):
            continue
        pieces = split(shown)
        for size in range(len(pieces) - 1, 0, -1):
            if squeeze(join(pieces[:size])) == base:
                return join(pieces[:size])
        end = _end(shown, len(base))
        if _TRAIL.match(shown[end:].strip()):
            return shown[:end].rstrip()
    return shown


def _marked(shown: str, others: Iterable[str]) -> str:
    """A headline with the mark behind its kicker, where its heading has an element for each."""
    for one in others:
        for title in (one, _front(one)):
            if shown in (_PARTED.sub(gap, title, count=1) for gap in (" ", "")):
                return title
    return shown


_PARTED: Final = re.compile(r"\s?(?::|\s[|–—-])\s")

_GLUED: Final = 12
"""Characters of a title to which another line is glued."""


def _front(title: str) -> str:
    """What stands before the last mark that parts: the title, if a name ends it that none knows."""
    pieces = split(title)
    return join(pieces[:-1]) if len(pieces) > 1 else title


def _without_last(read: list[tuple[StatedBy, str]]) -> list[tuple[StatedBy, str]]:
    """Titles without the segment that ends them all, where they differ before it: the site's name.

    `Title - Site`, `Title - 3 May | Business | Site`.
    """
    pieces = [split(text) for _, text in read]
    if len({squeeze(text) for _, text in read}) < 2 or any(len(one) < 2 for one in pieces):
        return read
    if len({one[0][0] for one in pieces}) > 1 or len({one[-1][0] for one in pieces}) > 1:
        return read
    return [(source, join(one[:-1])) for (source, _), one in zip(read, pieces, strict=True)]


def _end(text: str, letters: int) -> int:
    """Where in a text its first `letters` letters and digits end."""
    seen = 0
    for position, character in enumerate(text):
        seen += len(squeeze(character))
        if seen >= letters:
            return position + 1
    return len(text)


def _lend_to_whole(key: str, votes: dict[str, int], spellings: dict[str, Stated[str]]) -> None:
    """A cut title ("The long title of …", or cut at 110 characters) votes for the whole one."""
    cut = _ELLIPSIS.search(spellings[key].value) is not None or len(spellings[key].value) >= 60
    if not cut:
        return
    for other in votes:
        if other != key and other.startswith(key) and len(key) >= 20:
            votes[other] += votes[key]
            votes[key] = 0
            return


def _seen(shown: str) -> str:
    """A heading as it reads: what looks like a tag there is text."""
    text = fold(html.unescape(shown))
    return text if len(text) <= LONGEST else ""


def _clean(raw: str) -> str:
    text = plain(raw)
    return text if len(text) <= LONGEST else ""


def same(one: str, other: str) -> bool:
    """Whether two titles are one to a reader: letters and digits agree."""
    return squeeze(one) == squeeze(other)


def signature(tag: str | None, title: str, shown: str | None) -> str | None:
    """What stands behind the title in the `<title>`: the site's name, whoever else gives it.

    Not where the headline that is `shown` ends so too, in more words than a name has: a bar parts
    names whatever they are.
    """
    pieces = split(plain(tag or ""))
    if len(pieces) < 2 or squeeze(pieces[0][0]) not in squeeze(title):
        return None
    last, parted_by = pieces[-1]
    told = len(last.split()) > _NAME and not set("|｜") & set(parted_by)
    return None if told and squeeze(shown or "").endswith(squeeze(last)) else last


_NAME: Final = 3
"""Words of the name of a site, at most, where a headline may have them."""


def begun(tag: str | None, found: Sequence[VisibleLine]) -> str | None:
    """The longest line of a page with which its `<title>` begins, right before a mark that parts.

    Where no heading is known, it is the headline, and what follows is none of it, whether there
    are spaces or not (`标题-网站`, `Title-Site`). It is more than half of the whole; a third is
    enough of a line that is longer than the names of sections and tags.
    """
    title = plain(tag or "")
    most = ""
    for line in found:
        text = line.text
        share = 3 if line.size >= _LONG else 2
        fits = len(most) < len(text) < len(title) < share * len(text) and line.size >= _ENOUGH
        if fits and title.startswith(text) and _SUFFIX.match(title, len(text)):
            most = text
    return most or None


_ENOUGH: Final = 20
"""Size of a line that is a headline though nothing calls it so."""

_LONG: Final = 25
"""Size of a line that no section or tag is called."""

_SUFFIX: Final = re.compile(r"\s{0,3}[-–—_|｜ㅣ·~❘：]|\s{1,3}(?:[•»›<>*/∙⋆¦‖:]|::|//)\s")


def strip(title: str, known: Sites) -> str:
    """A title without the site's name, before or behind, however often."""
    pieces = split(title)
    # `Title - Site - Its slogan`
    for number in range(2, len(pieces)):
        if known.named(pieces[number - 1][0]) and len(squeeze(pieces[0][0])) >= 8:
            pieces = pieces[: number - 1]
            break
    parted_by = ""
    while len(pieces) > 1:
        if known.ends(pieces[-1][0]) or SECTION_CJK.fullmatch(pieces[-1][0]):
            parted_by = pieces.pop()[1]
        elif known.named(pieces[0][0]):
            pieces.pop(0)
        else:
            break
    # `Title | Section | Site`
    if len(pieces) > 1 and pieces[-1][1] == parted_by and _is_section(pieces):
        pieces.pop()
    text = SECTION_AT_END.sub("", join(pieces))
    # `標題：サイト`
    head, colon, rest = text.rpartition("：")
    if colon and head.strip() and known.named(rest):
        text = head.strip()
    # `site.example Title`
    first, _, rest = text.partition(" ")
    if rest.strip() and "." in first.strip(".") and squeeze(first) in known.labels:
        return rest.strip()
    # `Site: Title`
    head, colon, rest = text.partition(":")
    if colon and rest.strip() and known.named(head):
        return rest.strip()
    return text


def _is_section(pieces: list[tuple[str, str]]) -> bool:
    """Whether the last segment is a section by its shortness, beside a whole headline."""
    first, last = pieces[0][0], pieces[-1][0]
    return len(last.split()) == 1 and len(last) <= _LONGEST_SECTION and 2 * len(last) < len(first)


_LONGEST_SECTION: Final = 14


def _first_segment(title: str) -> str:
    """The title in a `<title>` that nobody else confirms.

    `标题_频道_网站`: an underscore parts nothing but names. After a bar, a few
    words are a name; dashes are as often part of the title.
    """
    pieces = split(title)
    if len(pieces) > 1 and "_" in pieces[1][1]:
        return pieces[0][0]
    if len(pieces) > 1 and HOUSE_CJK.search(pieces[-1][0]):
        pieces.pop()
    return _without_bar(join(pieces))


def _without_bar(title: str) -> str:
    """A title without the few words behind its last bar."""
    pieces = split(title)
    if len(pieces) > 1 and set("|｜") & set(pieces[-1][1]) and len(pieces[-1][0].split()) <= 4:
        pieces.pop()
    return join(pieces)


def _shortened(text: str, bases: set[str]) -> tuple[str, str]:
    """The longest run of first (else last) segments that another candidate states as its own."""
    pieces = split(text)
    for size in range(len(pieces) - 1, 0, -1):
        for part in (pieces[:size], pieces[-size:]):
            shorter = join(part)
            if len(shorter) >= 8 and squeeze(shorter) in bases:
                return squeeze(shorter), shorter
    return squeeze(text), text
