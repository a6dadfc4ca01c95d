"""The title of an article: a vote of those who state it, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from twa.dataset.pages.metadata.markup import Stated, plain, squeeze

LONGEST: Final = 500
"""Characters; what is longer is no title."""

_LONGEST_NAME: Final = 60
"""Characters of a site's name; what is longer is its slogan, or the title in the wrong place."""

# A bar or a dash between spaces; Chinese pages write `标题_频道_网站` and `标题--网站` without.
_SEPARATOR: Final = re.compile(
    r"\s+(?:[|–—‒―·•»«›‹~>｜∙:]|-{1,3}|::|//?|\\)\s+|\s?[|｜]\s?|(?<=[^\W\d_])_(?=[^\W\d_])|--+"
    r"|(?<=[\u3040-\u9fff”》」』）！？])\s?[-—]+\s?(?=[\u3040-\u9fffA-Z])"
)
_ELLIPSIS: Final = re.compile(r"\s*(?:…|\.\.\.)$")
_GENERIC: Final = re.compile(
    r"(?:home|index|untitled|null|undefined|none|404|error|news|article|blog|live)\Z", re.IGNORECASE
)
# Words that a site's name may or may not carry.
_LOOSE: Final = frozenset(
    (
        *("the", "news", "online", "com", "net", "org", "www", "de", "der", "die", "das", "le"),
        *("la", "el", "il", "magazine", "newspaper", "tv", "international", "english", "edition"),
        *("nachrichten", "aktuell", "noticias", "notícias", "actualités", "weekly", "daily"),
    )
)


@dataclass(frozen=True, slots=True)
class Sites:
    """What a site calls itself: squeezed names, and the words of each."""

    squeezed: frozenset[str]
    labels: frozenset[str]

    def named(self, text: str) -> bool:
        """Whether a text is the site's name, or that and words that mean nothing."""
        key = squeeze(text)
        if not key:
            return False
        if key in self.squeezed or key in self.labels:
            return True
        core = _core(text)
        return len(core) >= 2 and (
            core in self.squeezed
            or core in self.labels
            or f"{core}com" in self.squeezed
            # `Practical Angler` on practicalanglermag.example
            or (len(core) >= 8 and any(label.startswith(core) for label in self.labels))
        )


def sites(names: Iterable[str], host: str) -> Sites:
    """The names that a page gives its site, and the labels of its host but the public ones."""
    squeezed: set[str] = set()
    for whole in names:
        for name in (whole, *(piece for piece, _ in _split(whole))):
            if len(name) <= _LONGEST_NAME:
                squeezed.add(squeeze(name))
                squeezed.add(_core(name))
    squeezed.discard("")
    labels = host.lower().split(".")
    # The last label is public; of those before it, short ones (`co`, `www`, `m`) name nobody,
    # unless it is the only one there is.
    own = {label for label in labels[:-1] if label not in _PUBLIC}
    own |= {f"{label}{labels[-1]}" for label in own}
    return Sites(frozenset(squeezed), frozenset(squeeze(label) for label in own))


_PUBLIC: Final = frozenset(
    (
        *("www", "m", "amp", "mobile", "co", "com", "net", "org", "gov", "edu", "ac", "or", "ne"),
        *("go", "news", "edition", "blog", "en"),
    )
)


# The same for names written without spaces: `新浪网`, `新浪新闻` are both of `新浪`.
_LOOSE_CJK: Final = re.compile(
    r"(?<=[\u3400-\u9fff]{2})(?:新闻|新聞|网|網|在线|频道|頻道|中心|客户端)+\Z"
)


# What ends the name of a house and no headline: `标题-港口日报`.
_HOUSE_CJK: Final = re.compile(
    r"\A[\u3400-\u9fff]{2,8}(?:网|網|日报|日報|晚报|晚報|早报|早報|时报|時報|新闻网|新聞網|新闻|新聞|新聞社"
    r"|在线|频道|頻道|电视台|電視台|门户|周刊|週刊)\Z"
)


def _core(name: str) -> str:
    """A site's name squeezed, without what it may or may not carry."""
    return _LOOSE_CJK.sub("", squeeze(" ".join(w for w in _words(name) if w not in _LOOSE)))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


# Votes of a candidate by its source; at a tie the first of the table is believed.
_VOTES: Final[Mapping[str, int]] = {
    "opengraph": 6,
    "json-ld": 6,
    "html": 6,  # h1
    "microdata": 4,
    "meta": 2,
    "title": 2,
}


def choose(candidates: Iterable[tuple[str, str]], known: Sites) -> Stated[str] | None:
    """The title that most of `(source, raw title)` agree on.

    A candidate gives all its votes to what is left of it without the site's
    name, and lends them to any other candidate that is what is left of it
    without more of its segments ("Title | Section | Site").
    """
    stated = [(source, text) for source, raw in candidates if (text := _clean(raw))]
    read = [(source, strip(text, known)) for source, text in stated]
    if len(read) == 1 and read[0][0] == "title":
        read = [("title", _first_segment(read[0][1]))]
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


def _clean(raw: str) -> str:
    text = plain(raw)
    return text if len(text) <= LONGEST else ""


def same(one: str, other: str) -> bool:
    """Whether two titles are one to a reader: letters and digits agree."""
    return squeeze(one) == squeeze(other)


def heading(shown: Iterable[str], stated: Iterable[str], known: Sites) -> str | None:
    """The first-level heading that is the article's: the one others state too, else the first."""
    texts = [text for text in shown if text and not known.named(text)]
    keys = [key for other in stated if (key := squeeze(other))]
    for text in texts:
        own = squeeze(text)
        if own and any(
            (own in key or key in own) and 2 * min(len(own), len(key)) > max(len(own), len(key))
            for key in keys
        ):
            return text
    return texts[0] if texts else None


def signature(tag: str | None, title: str) -> str | None:
    """What stands behind the title in the `<title>`: the site's name, whoever else gives it."""
    pieces = _split(plain(tag or ""))
    if len(pieces) > 1 and squeeze(pieces[0][0]) in squeeze(title):
        return pieces[-1][0]
    return None


def strip(title: str, known: Sites) -> str:
    """A title without the site's name, before or behind, however often."""
    pieces = _split(title)
    while len(pieces) > 1:
        if known.named(pieces[-1][0]):
            pieces.pop()
        elif known.named(pieces[0][0]):
            pieces.pop(0)
        else:
            break
    text = _join(pieces)
    # `Site: Title`
    head, colon, rest = text.partition(":")
    if colon and rest.strip() and known.named(head):
        return rest.strip()
    return text


def _first_segment(title: str) -> str:
    """The title in a `<title>` that nobody else confirms.

    `标题_频道_网站`: an underscore parts nothing but names. After a bar, a few
    words are a name; dashes are as often part of the title.
    """
    pieces = _split(title)
    if len(pieces) > 1 and "_" in pieces[1][1]:
        return pieces[0][0]
    if len(pieces) > 1 and _HOUSE_CJK.search(pieces[-1][0]):
        pieces.pop()
    if len(pieces) > 1 and set("|｜") & set(pieces[-1][1]) and len(pieces[-1][0].split()) <= 4:
        pieces.pop()
    return _join(pieces)


def _shortened(text: str, bases: set[str]) -> tuple[str, str]:
    """The longest run of first (else last) segments that another candidate states as its own."""
    pieces = _split(text)
    for size in range(len(pieces) - 1, 0, -1):
        for part in (pieces[:size], pieces[-size:]):
            shorter = _join(part)
            if len(shorter) >= 8 and squeeze(shorter) in bases:
                return squeeze(shorter), shorter
    return squeeze(text), text


def _split(title: str) -> list[tuple[str, str]]:
    """Segments, each with the separator that stood before it."""
    pieces: list[tuple[str, str]] = []
    position, before = 0, ""
    for match in _SEPARATOR.finditer(title):
        if segment := title[position : match.start()].strip():
            pieces.append((segment, before))
            before = match.group()
        position = match.end()
    if segment := title[position:].strip():
        pieces.append((segment, before))
    return pieces


def _join(pieces: list[tuple[str, str]]) -> str:
    return "".join(
        (before if index else "") + segment for index, (segment, before) in enumerate(pieces)
    ).strip()
