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
from rfc3986_validator import validate_rfc3986

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


def _is_pointer(value: str) -> bool:
    try:
        JsonPointer(value)
    except JsonPointerException:
        return False
    return True


FORMATS: Final[Mapping[str, Callable[[str], bool]]] = MappingProxyType(
    {
        "date-time": lambda value: bool(validate_rfc3339(value.upper())),
        "uri": lambda value: bool(validate_rfc3986(value, rule="URI")),
        "json-pointer": _is_pointer,
    }
)
"""What the contracts call a format, as `jsonschema.FormatChecker` decides about it."""
