"""Spellings of one address: what sites serve under several URLs, each of them as good.

Only the server knows whether `/a` and `/a/` are one page, so nothing here says that they are: what
has one plain spelling is worth comparing by its text.
"""

from __future__ import annotations

import re
from typing import Final

from twa.dataset.web.urls import parse

_HOST: Final = re.compile(r"(?:www\d?|m|mobile|amp|print|wap)\.(?=[^.]+\.)")
_INDEX: Final = re.compile(r"/(?:index|default)\.[a-z]{3,5}\Z")
_VARIANT: Final = re.compile(
    # A folder before all others, or the last step; a name's ending.
    r"\A/(?:amp|print|mobile|m)(?=/.)|/(?:amp|print|printable|mobile)\Z"
    r"|[.-](?:amp|print)(?=(?:\.[a-z]{3,5})?\Z)|\.[sp]?html?\Z"
)
_NAMES: Final = frozenset(("amp", "print", "printable", "printview", "mobile", "m"))
_WORDS: Final = re.compile(
    r"(?:output|outputtype|output_type|format|view|mode|version|display|layout|tmpl|template)="
    r"(?:amp|print|printable|printview|mobile|m|full|desktop|default)"
)


def plain_spelling(url: str) -> str:
    """What is equal for spellings of one address: without scheme, case, slash, `www.`, and the
    marks of twins for printers and phones. Raises BadUrl."""
    parts = parse(url)
    port = "" if parts.port is None else f":{parts.port}"
    path = _INDEX.sub("/", parts.path.lower()).rstrip("/")
    bare = _VARIANT.sub("", path)
    while bare != path:
        path, bare = bare.rstrip("/"), _VARIANT.sub("", bare.rstrip("/"))
    query = sorted(pair for pair in parts.query.split("&") if pair and not _is_variant(pair))
    return f"{_HOST.sub('', parts.host, count=1)}{port}{path}?{'&'.join(query)}"


def _is_variant(pair: str) -> bool:
    told = pair.lower()
    return told.partition("=")[0] in _NAMES or _WORDS.fullmatch(told) is not None
