"""Text that UTF-8 can hold."""

from __future__ import annotations

from typing import Any


def cleaned(value: Any) -> Any:
    """`value` with U+FFFD for each half of a surrogate pair: text that UTF-8 can hold."""
    if isinstance(value, str):
        return (
            value
            if value.isascii()
            else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        )
    if isinstance(value, dict):
        return {name: cleaned(child) for name, child in value.items()}
    if isinstance(value, list):
        return [cleaned(child) for child in value]
    return value
