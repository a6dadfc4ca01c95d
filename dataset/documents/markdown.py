"""Markdown made of values: every value is text, whatever it looks like."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Final

from twa.dataset.tables.schema import Field, Schema, fields

# CommonMark 0.31, section 2.4: these may be escaped with a backslash. `<` and `&`
# go as entities (section 2.5), which no renderer takes for markup.
_SPECIAL: Final = re.compile(r"[\\`*_{}\[\]()#+!~$]")


def text(value: object) -> str:
    """`value` as words, for what the owner of a collection says: no markup, one line."""
    line = " ".join(str(value).split())
    return _SPECIAL.sub(r"\\\g<0>", line.replace("&", "&amp;").replace("<", "&lt;"))


def code(value: object) -> str:
    """`value` as code, for what others say: nothing in it is markup, or becomes a link.

    In as many backticks as it takes (CommonMark, section 6.1).
    """
    line = " ".join(str(value).split())
    longest = max(map(len, re.findall("`+", line)), default=0)
    if not line:
        return ""
    fence = "`" * (longest + 1)
    pad = " " if "`" in line else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    # GitHub Flavored Markdown, section 4.10: a pipe in a cell is escaped, in code too.
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines
    )


def field_table(schema: Schema) -> str:
    """The fields of a contract: name, type, meaning with unit and values, an example."""
    return table(
        ("Field", "Type", "Meaning", "Example"),
        [
            (code(".".join(field.path)), _type(field), _meaning(field), _example(field))
            for field in fields(schema)
        ],
    )


def _type(field: Field) -> str:
    kind = "instant" if field.instant else field.kind
    if field.repeated:
        return f"list of {kind}s"
    return f"{kind} or null" if field.nullable else kind


def _meaning(field: Field) -> str:
    schema = field.schema
    parts = [schema["description"]]
    if unit := schema.get("x-unit"):
        parts.append(f"In {unit}.")
    if meanings := schema.get("x-meanings"):
        parts.append(
            "One of: " + "; ".join(f"{code(name)} ({why})" for name, why in meanings.items()) + "."
        )
    if schema.get("x-text"):
        parts.append("Not in publications without text.")
    return " ".join(parts)


def _example(field: Field) -> str:
    examples = field.schema.get("examples")
    return code(json.dumps(examples[0], ensure_ascii=False)) if examples else ""
