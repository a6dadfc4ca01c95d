"""Compiled validators that only say yes or no, for speed.

`validators` beside it says what is wrong with what does not. Both ask the same functions about
formats, so that they agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from jsonpointer import JsonPointer, JsonPointerException
from jsonschema_rs import Draft202012Validator
from rfc3339_validator import validate_rfc3339

from twa.dataset.expressions import expression

Verdict = Callable[[object], bool]
"""Whether a value surely keeps the contract. Where it is false, there may still be no reason."""


def make(schema: Mapping[str, Any]) -> Verdict:
    """A verdict on an expanded contract, with formats checked."""
    compiled = Draft202012Validator(dict(schema), validate_formats=True, formats=dict(FORMATS))

    def verdict(value: object) -> bool:
        try:
            return compiled.is_valid(value)
        except ValueError:
            # A lone surrogate, or a key that is no string: for others to say what that means.
            return False

    return verdict


_PLAIN: Final = expression(
    r"https?://[A-Za-z0-9._-]+(?::[0-9]*)?"
    r"(?:/(?:[A-Za-z0-9_.~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?"
    r"(?:\?(?:[A-Za-z0-9_.~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"
)
"""Nearly all URLs of pages: some of the URIs of RFC 3986, appendix A, whose whole grammar takes
longer to compile than a day's rows to check."""


def _is_uri(value: str) -> bool:
    if _PLAIN.fullmatch(value):
        return True
    from rfc3986_validator import validate_rfc3986

    return bool(validate_rfc3986(value, rule="URI"))


def _is_pointer(value: str) -> bool:
    try:
        JsonPointer(value)
    except JsonPointerException:
        return False
    return True


FORMATS: Final[Mapping[str, Callable[[str], bool]]] = MappingProxyType(
    {
        "date-time": lambda value: bool(validate_rfc3339(value.upper())),
        "uri": _is_uri,
        "json-pointer": _is_pointer,
    }
)
"""What the contracts call a format, as `jsonschema.FormatChecker` decides about it."""
