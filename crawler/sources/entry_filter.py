"""Which entries of a source are wanted: by keywords in title and address, and by categories."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import unquote, urlsplit

from twa.dataset.errors import RejectReason

_DENSE: Final = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Thai, Lao, Burmese, Khmer, kana, Han and Hangul: a word has no end there that one could see."""

_WORD: Final = rf"[^\W{_DENSE}]"
_SEPARATORS: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What of a source's entries is fetched; without any words, all.

    A keyword of a title is a word or several, whatever their capitals; `*` stands for any end of a
    word. A keyword of an address is any part of it, where `*` stands for anything. What is to be
    dropped is, also where it is to be kept. An entry that names no category may be of any.
    """

    keep_title: tuple[str, ...] = ()
    keep_url: tuple[str, ...] = ()
    drop_title: tuple[str, ...] = ()
    drop_url: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    def refusal(
        self, *, title: str, url: str, categories: Sequence[str]
    ) -> tuple[RejectReason, str] | None:
        """Why an entry is not wanted, as a reason of `rejects` and in words; None where it is."""
        # What has no title, as in most sitemaps, has words in its address.
        words = title or _words_of(url)
        if (word := _first(self.drop_title, words, _in_title)) is not None:
            return "keyword", f"drop_title has {word!r}"
        if (word := _first(self.drop_url, url, _in_url)) is not None:
            return "keyword", f"drop_url has {word!r}"
        named = {_folded(name) for name in categories}
        if self.categories and named and named.isdisjoint(map(_folded, self.categories)):
            return "other-category", f"filed under {', '.join(categories)}"
        if not self.keep_title and not self.keep_url:
            return None
        kept = _first(self.keep_title, words, _in_title) or _first(self.keep_url, url, _in_url)
        return None if kept else ("keyword", "no word of keep_title or keep_url is in it")


def _first(keywords: Iterable[str], text: str, stands_in: Callable[[str, str], bool]) -> str | None:
    return next((word for word in keywords if stands_in(word, text)), None)


def _in_title(keyword: str, title: str) -> bool:
    return _title_pattern(keyword).search(_folded(title)) is not None


def _in_url(keyword: str, url: str) -> bool:
    return _url_pattern(keyword).search(_folded(unquote(url))) is not None


@lru_cache(maxsize=1024)
def _title_pattern(keyword: str) -> re.Pattern[str]:
    words = _folded(keyword)
    inner = re.escape(words.rstrip("*")).replace(r"\*", rf"{_WORD}*")
    begins = rf"(?<!{_WORD})" if re.match(_WORD, words) else ""
    ends = rf"(?!{_WORD})" if re.search(rf"{_WORD}\Z", words) else ""
    return re.compile(f"{begins}{inner}{ends}")


@lru_cache(maxsize=1024)
def _url_pattern(keyword: str) -> re.Pattern[str]:
    return re.compile(".*?".join(map(re.escape, _folded(unquote(keyword)).split("*"))))


def _words_of(url: str) -> str:
    """The words of the last part of an address."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return ""
    return _SEPARATORS.sub(" ", path.rstrip("/").rpartition("/")[2])


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
