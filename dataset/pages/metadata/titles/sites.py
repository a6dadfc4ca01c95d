"""What a site calls itself, and titles parted at their separators."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from twa.dataset.expressions import expression
from twa.dataset.pages.metadata.markup import squeeze

_LONGEST_NAME: Final = 60
"""Characters of a site's name; what is longer is its slogan, or the title in the wrong place."""

_LONGEST_SECTION: Final = 24

# A bar or a dash between spaces; Chinese pages write `标题_频道_网站` and `标题--网站` without.
_SEPARATOR: Final = expression(
    r"\s+(?:[|–—‒―·•»«›‹~<>｜∙:*ㅣ⋆－❘¦‖★►]|-{1,3}|::|//?|\\)\s+|\s?[|｜ㅣ❘]\s?"
    r"|(?<=[^\W\d_])_(?=[^\W\d_])|--+"
    r"|(?<=[\u3040-\u9fff”》」』）！？])\s?[-—]+\s?(?=[\u3040-\u9fffA-Z])"
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
    """What a site calls itself: squeezed names, the labels of its host, and its sections.

    A section is what a folder of the page's address, or the page, is filed under: no name of the
    site, but no part of a title that it ends either.
    """

    squeezed: frozenset[str]
    labels: frozenset[str]
    sections: frozenset[str] = frozenset()

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
            # `Practical Angler` on practicalanglermag.example, `Angler` on go-angler.example
            or (len(core) >= 8 and any(label.startswith(core) for label in self.labels))
            or (len(core) >= 6 and any(label.endswith(core) for label in self.labels))
            or _spelled(text, self.labels)
            # `Example Internet Marketing` where the site is that Agency
            or (
                len(key) >= 12
                and any(n.startswith(key) and 0.7 * len(n) < len(key) for n in self.squeezed)
            )
        )

    def initials(self, letters: str) -> bool:
        """Whether the site is called by these letters, with the end of its host or without."""
        key = squeeze(letters)
        return any(n.startswith(key) and len(n) <= len(key) + 3 for n in self.squeezed)

    def has_page(self, address: str) -> bool:
        """Whether an address, as it stands in a link, is one of the site's pages by its host."""
        absolute = _HOST.match(address)
        if absolute is None:
            return address.startswith("/")
        return not self.labels or not self.labels.isdisjoint(
            map(squeeze, absolute["host"].lower().split("."))
        )

    def ends(self, text: str) -> bool:
        """Whether a text behind a title is none of it: the site's name, or a section."""
        return self.named(text) or squeeze(text) in self.sections


def _spelled(text: str, labels: frozenset[str]) -> bool:
    """Whether every word of a text is a label of the host: `Example Tires` on tires.example.com."""
    words = [squeeze(word) for word in text.split()]
    return len(words) > 1 and all(len(word) > 2 and word in labels for word in words)


def sites(names: Iterable[str], host: str, sections: Iterable[str] = ()) -> Sites:
    """What a page calls its site, the labels of its host but the public ones, its sections."""
    squeezed: set[str] = set()
    for whole in names:
        for name in (whole, *(piece for piece, _ in split(whole))):
            if len(name) <= _LONGEST_NAME:
                squeezed.add(squeeze(name))
                # `EFN` for Example Farm News
                initials = "".join(word[0] for word in name.split() if word[0].isupper())
                if len(initials) >= 3 and len(initials) == len(name.split()):
                    squeezed.add(initials.casefold())
                squeezed.add(_core(name))
                # `The Port.fr`
                squeezed.add(squeeze(_DOMAIN.sub("", name)))
    squeezed.discard("")
    labels = host.lower().split(".")
    # The last label is public; of those before it, short ones (`co`, `www`, `m`) name nobody,
    # unless it is the only one there is.
    own = {label for label in labels[:-1] if label not in _PUBLIC}
    own |= {f"{label}{labels[-1]}" for label in own}
    filed = frozenset(
        key for section in sections if 4 <= len(key := squeeze(section)) <= _LONGEST_SECTION
    )
    return Sites(frozenset(squeezed), frozenset(squeeze(label) for label in own), filed)


_HOST: Final = expression(r"(?:https?:)?//(?P<host>[^/?#]+)")
_DOMAIN: Final = expression(r"(?<=\w)\.[a-z]{2,3}\Z", re.IGNORECASE)

_PUBLIC: Final = frozenset(
    (
        *("www", "m", "amp", "mobile", "co", "com", "net", "org", "gov", "edu", "ac", "or", "ne"),
        *("go", "news", "edition", "blog", "en"),
    )
)


# The same for names written without spaces: `新浪网`, `新浪新闻` are both of `新浪`.
_LOOSE_CJK: Final = expression(
    r"(?<=[\u3400-\u9fff]{2})(?:新闻|新聞|网|網|在线|频道|頻道|中心|客户端)+\Z"
)


# What ends the name of a house and no headline: `标题-港口日报`.
HOUSE_CJK: Final = expression(
    r"\A[\u3400-\u9fff]{2,8}(?:网|網|日报|日報|晚报|晚報|早报|早報|时报|時報|新闻网|新聞網|新闻"
    r"|新聞|新聞社"
    r"|在线|频道|頻道|电视台|電視台|门户|周刊|週刊)\Z"
)


# Sections of Chinese, Japanese and Korean papers: behind a bar, or a dash without spaces.
_SECTIONS: Final = (
    r"政治|经济|經濟|経済|财经|財經|社会|社會|国际|國際|国内|國內|生活|文化|体育|體育|スポーツ|娱乐|娛樂|影劇"
    r"|エンタメ|科技|健康|房產|地方|兩岸|评论|評論|要聞|頭條"
    r"|정치|경제|사회|국제|세계|문화|스포츠|연예|오피니언|생활|지역|전국|산업|증권|부동산|라이프|사설|칼럼"
)
SECTION_CJK: Final = expression(_SECTIONS)
SECTION_AT_END: Final = expression(rf"(?<=[\w”’」』?!])-(?:{_SECTIONS})\Z")


def _core(name: str) -> str:
    """A site's name squeezed, without what it may or may not carry."""
    return _LOOSE_CJK.sub("", squeeze(" ".join(w for w in _words(name) if w not in _LOOSE)))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def split(title: str) -> list[tuple[str, str]]:
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


def join(pieces: list[tuple[str, str]]) -> str:
    return "".join(
        (before if index else "") + segment for index, (segment, before) in enumerate(pieces)
    ).strip()
