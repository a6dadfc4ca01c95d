"""Ids, digests and counts of a row, from the row alone.

The same thing has the same identifier in every version of the dataset, on any
machine, whatever else was captured.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from twa.dataset.expressions import expression
from twa.dataset.tables.schema import Row

_LATELY: Final = 8
"""Texts whose measures are remembered, since rows are made and then checked."""


def identify(*parts: str | None) -> str:
    """128 bits of the SHA-256 of the parts joined by line feeds, in hexadecimal; null is empty."""
    return sha256("\n".join(part or "" for part in parts))[:32]


@lru_cache(_LATELY)
def sha256(text: str) -> str:
    """SHA-256 of the text in UTF-8, in lower-case hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(_LATELY)
def words(text: str) -> int:
    """Words of a text, as the contract's `word_count` defines them.

    Chinese characters and kana count one each. Scripts that put no spaces
    between words and have no such rule (Thai, Khmer) count a run as one word.
    """
    return len(_WORD.findall(text))


def _capture(row: Row, name: str) -> str | None:
    capture: Mapping[str, Any] | None = row["capture"]
    return None if capture is None else capture[name]


IDENTITY: Final[Mapping[str, Callable[[Row], str]]] = MappingProxyType(
    {
        "articles": lambda row: identify(row["canonical_url"]),
        "revisions": lambda row: identify(row["article_id"], _capture(row, "record_id")),
        "feed_entries": lambda row: identify(row["feed_url"], row["entry_id"]),
        "rejects": lambda row: identify(
            *(row[name] for name in ("stage", "reason", "url", "via", "pointer", "detail")),
            _capture(row, "warc"),
            _capture(row, "record_id"),
        ),
    }
)
"""Table → the `id` that a row of it must have."""

# Kana, CJK ideographs with their extensions and compatibility forms.
_CHARACTER: Final = (
    "\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
)
# White space, dashes, the ellipsis, and the punctuation of texts without spaces.
_BREAK: Final = r"\s\u2013-\u2015\u2026\u3001-\u303f\uff01-\uff0f\uff1a-\uff20"
# From its first letter or digit, since a run without one is no word, to its end.
_WORD: Final = expression(rf"[{_CHARACTER}]|[^\W_{_BREAK}{_CHARACTER}][^{_BREAK}{_CHARACTER}]*+")
