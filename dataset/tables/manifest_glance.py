"""A manifest for who only looks at it: nobody makes objects of all that it says of each WARC."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from twa.dataset.tables import manifest
from twa.dataset.tables.manifest import InputLines, Manifest

_BEGIN: Final = '\n "inputs": [\n  '
_END: Final = "\n ],\n"
_BETWEEN: Final = ",\n  "

_NUMBER: Final = r"(?:0|[1-9]\d*)"


def _object(value: str) -> str:
    """An object with such values, whose keys are plain words."""
    member = rf'"[a-z_-]+":{value}'
    return rf"\{{(?:{member}(?:,{member})*)?\}}"


_LINE: Final = re.compile(
    rf'\{{"account":{_object(_object(_NUMBER))},"bytes":({_NUMBER}),"damaged":{_NUMBER},'
    r'"file":("(?:[^"\\\x00-\x1f]|\\.)+"),'
    rf'"records":({_NUMBER}),"remarks":{_NUMBER},"rows":{_object(_NUMBER)},'
    r'"sha256":"([0-9a-f]{64})"\}',
    re.ASCII,
)
"""What is said of a WARC: octets, name, records and digest."""


@dataclass(frozen=True, slots=True)
class Glance:
    """A manifest, and the SHA-256 of each WARC that was taken in, by name."""

    manifest: Manifest
    inputs: Mapping[str, str]


def glance(octets: bytes) -> Glance:
    """The manifest in a file, of which the lines about WARCs are held against their form alone.

    Raises `ManifestError` as `manifest.parse`, which is asked where anything is not as usual.
    """
    try:
        head, _, rest = octets.decode().partition(_BEGIN)
        lines, end, tail = rest.partition(_END)
        document = json.loads(f"{head}{tail}") if end else {}
        told = lines.split(_BETWEEN)
        found = [one.groups() for line in told if (one := _LINE.fullmatch(line))]
        inputs = {json.loads(name): sha256 for _, name, _, sha256 in found}
        size, records = (sum(int(one[place]) for one in found) for place in (0, 2))
    except ValueError:
        document = {}
    if document and "projection" not in document and len(inputs) == len(told):
        made = manifest.checked({**document, "inputs": InputLines(told, size, records, [])})
        if made.octets == octets:
            return Glance(made, inputs)
    made = manifest.parse(octets)
    return Glance(made, made.inputs)
