"""The public suffix list, as tldextract ships it: never fetched, never cached.

Its private part counts, because two blogs of one host are two sites. The package is not imported
for it: with what it could fetch a newer list, that takes a tenth of the time that a proof takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_LIST: Final = ".tld_set_snapshot"


def suffix_length(labels: Sequence[str]) -> int:
    """How many labels of a host, the last ones, are its public suffix; 0 where none is listed.

    publicsuffix.org, "Algorithm": the longest rule prevails, an exception over all.
    """
    plain = [_decoded(label) for label in labels]
    rules, found = _rules(), 0
    for count in range(1, len(plain) + 1):
        rest = plain[len(plain) - count + 1 :]
        whole = ".".join([plain[-count], *rest])
        if f"!{whole}" in rules:
            return count - 1
        if whole in rules or ".".join(["*", *rest]) in rules:
            found = count
    return found


@cache
def _rules() -> frozenset[str]:
    spec = find_spec("tldextract")
    assert spec is not None, "it is a dependency"
    lines = Path(spec.origin or "").with_name(_LIST).read_text("utf-8").splitlines()
    # "Format": a rule ends at the first white space, and comments are lines of their own.
    return frozenset(line.split(None, 1)[0] for line in lines if line and line[:2] != "//")


def _decoded(label: str) -> str:
    """A label as the list has it (RFC 5891, section 5.3)."""
    if not label.startswith("xn--"):
        return label
    import idna

    try:
        return idna.decode(label)
    except (UnicodeError, IndexError):
        return label
