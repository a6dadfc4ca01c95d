"""Which of the names that documents give their encoding are those of a character set."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

_ASCII: Final = bytes(range(0x20, 0x7F))


@lru_cache(maxsize=256)
def is_ascii_superset(label: str) -> bool:
    """Whether `label` is a codec that reads ASCII as itself.

    True of every legacy character set that the web uses. False of UTF-16, which
    can't be declared in ASCII, and of what else Python calls a codec: hex, idna,
    punycode (whose decoding is quadratic), unicode_escape.
    """
    try:
        return _ASCII.decode(label) == _ASCII.decode("ascii")
    except (LookupError, UnicodeError):
        return False
