"""The contracts of the rows, to read: `docs/data-dictionary.md`.

python -m twa.dataset.documents.dictionary > docs/data-dictionary.md
"""

from __future__ import annotations

import sys
from typing import Final

from twa.dataset.documents.markdown import field_table
from twa.dataset.tables.schema import TABLES, load

DOCUMENTS: Final = ("manifest", "run")
"""Contracts of single documents, after the tables."""

_HEAD: Final = """\
# Data dictionary

Made from `schemas/` by `python -m twa.dataset.documents.dictionary > docs/data-dictionary.md`:
not to be edited.

Every row has every field: what is not known is null, or an empty list. Instants
are UTC to the microsecond. A dot leads into a nested object, or into each item
of a list.
"""


def render() -> str:
    """The data dictionary as Markdown: one section for each table and document."""
    names = [*TABLES.values(), *DOCUMENTS]
    return "\n".join([_HEAD, *map(_section, names)])


def _section(name: str) -> str:
    schema = load(name)
    return f"## {schema['title']}\n\n{schema['description']}\n\n{field_table(schema)}\n"


if __name__ == "__main__":
    sys.stdout.write(render())
