"""One table of `sources.toml`: its fields → a Source, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from difflib import get_close_matches
from typing import Any, Final, get_args

from twa.crawler.sources.entry_filter import EntryFilter
from twa.crawler.sources.source import Backfill, Kind, Polled, Source, SourceError, checked, named

LONGEST_DELAY: Final = 86_400
"""Seconds between requests, at most."""

KINDS: Final = get_args(Kind)

_WORDS: Final = tuple(one.name for one in fields(EntryFilter))


def read(name: str, table: object, where: str) -> Source:
    """The source in a table. Raises SourceError, which names `where`, the field and what is wrong.

    `where` is the file and the table in it, for people.
    """
    if not isinstance(table, dict):
        raise SourceError("a source is a table", subject=where)
    for field in table:
        if field not in FIELDS:
            raise SourceError(f"unknown field {field!r}", subject=where, cause=meant(field, FIELDS))
    given: dict[str, Any] = {}
    for field, value in table.items():
        meaning, accepts = _CHECKS[field]
        if not accepts(value):
            raise SourceError(f"{field} is not {meaning}", subject=where)
        given[field] = value
    feeds = [_polled(one) for one in given.pop("feeds", ())]
    if "url" not in given and feeds:
        first = feeds.pop(0)
        given |= {"url": first.url, "kind": first.kind}
    polled = [("url", given.pop("url", "")), *(("feeds", one.url) for one in feeds)]
    _passed(named, name, "the name", where)
    urls = [_passed(checked, url, field, where) for field, url in polled]
    if twice := next((url for url in urls if urls.count(url) > 1), None):
        raise SourceError("feeds has a URL twice", subject=where, cause=twice)
    wanted = EntryFilter(**{field: tuple(given.pop(field, ())) for field in _WORDS})
    follow_any = given.pop("follow", "site") == "any"
    return Source(
        name,
        urls[0],
        declared=True,
        feeds=tuple(feeds),
        follow_any=follow_any,
        wanted=wanted,
        **given,
    )


def written(source: Source) -> str:
    """A source as its table, the fields that say nothing new left out."""
    plain = Source("", "")
    told: dict[str, Any] = {"url": source.url}
    for field in ("kind", "title"):
        told[field] = getattr(source, field)
    told["feeds"] = [
        one.url if one.kind == plain.kind else {"url": one.url, "kind": one.kind}
        for one in source.feeds
    ]
    for field in ("contact", "delay", "cookies", "verify", "private", "backfill"):
        told[field] = getattr(source, field)
    told["follow"] = "any" if source.follow_any else ""
    told |= {field: list(getattr(source.wanted, field)) for field in _WORDS}
    lines = [
        f"{field} = {_value(value)}"
        for field, value in told.items()
        if value not in (getattr(plain, field, None), [], "")
    ]
    return "\n".join([f"[{_value(source.name)}]", *lines]) + "\n"


def meant(name: str, known: Iterable[str]) -> str:
    """What somebody may have meant who wrote a name that there is not, and all that there are."""
    near = get_close_matches(name, list(known), n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"{hint}there are {', '.join(known)}"


def _passed(check: Callable[[str], str], value: str, field: str, where: str) -> str:
    """A value that `check` lets pass. Raises SourceError with what it says, the field and where."""
    try:
        return check(value)
    except SourceError as error:
        raise SourceError(f"{field}: {error}", subject=where) from None


def _polled(value: str | Mapping[str, Any]) -> Polled:
    return Polled(value) if isinstance(value, str) else Polled(**value)


def _is_line(value: object) -> bool:
    return isinstance(value, str) and value.isprintable()


def _is_delay(value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return 0 <= value <= LONGEST_DELAY


def _are_words(value: object) -> bool:
    return isinstance(value, list) and all(_is_line(one) and one.strip(" *") for one in value)


def _are_feeds(value: object) -> bool:
    return isinstance(value, list) and value != [] and all(map(_is_feed, value))


def _is_feed(value: object) -> bool:
    if not isinstance(value, dict):
        return _is_line(value)
    known = value.keys() <= {"url", "kind"} and _is_line(value.get("url"))
    return known and value.get("kind", KINDS[0]) in KINDS


def _one_of(*choices: str) -> tuple[str, Callable[[object], bool]]:
    return " or ".join(f'"{one}"' for one in choices), lambda value: value in choices


_FLAG: Final = ("true or false", lambda value: isinstance(value, bool))
_LINE: Final = ("a string", _is_line)
_LIST: Final = ("a list of words", _are_words)
_CHECKS: Final[Mapping[str, tuple[str, Callable[[Any], bool]]]] = {
    "url": _LINE,
    "kind": _one_of(*KINDS),
    "title": ("a string", lambda value: isinstance(value, str)),
    "feeds": ('a list of URLs, or of tables such as {url = "…", kind = "listing"}', _are_feeds),
    "contact": ("a mail address or URL", lambda value: _is_line(value) and value.strip() != ""),
    "delay": (f"a number of seconds from 0 to {LONGEST_DELAY}", _is_delay),
    "cookies": _FLAG,
    "verify": _FLAG,
    "private": _FLAG,
    "follow": _one_of("site", "any"),
    "backfill": _one_of(*filter(None, get_args(Backfill))),
    **dict.fromkeys(_WORDS, _LIST),
}
"""What a field is, in words, and whether a value is that."""

FIELDS: Final = tuple(_CHECKS)
"""The fields of a table."""


def _value(value: object) -> str:
    """A value in TOML. A JSON string is a TOML basic string (TOML 1.0, "String"), DEL apart."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_value(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
