"""Validators of the contracts: `jsonschema`, where it is stricter or laxer than we mean.

Apart from `twa.dataset.tables.schema`, because importing `jsonschema` with its formats takes
longer than everything else here together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators


def make(schema: Mapping[str, Any]) -> Draft202012Validator:
    """A validator for an expanded contract, with formats checked."""
    return _Validator(schema, format_checker=_FORMATS)


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    # ECMA-262, section 22.2.2.4: without the flag `m`, `$` is the end of input;
    # in Python it also matches before a final line feed.
    return re.compile(re.sub(r"(?<!\\)\$$", r"\\Z", pattern))


def _check_pattern(
    _: Draft202012Validator, pattern: str, value: object, _schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if isinstance(value, str) and not _pattern(pattern).search(value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


_Validator: Final[type[Draft202012Validator]] = validators.extend(  # type: ignore[no-untyped-call] # untyped in its stubs
    Draft202012Validator, {"pattern": _check_pattern}
)
_FORMATS: Final = FormatChecker(("date-time", "uri", "json-pointer"))
