"""What the maker of a collection says of it: `collection.toml`, an input of every build."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from twa.dataset.errors import TwaError
from twa.dataset.files import write_whole

LONGEST: Final = 300
"""Characters of a name or a title."""


class BadStatement(TwaError):
    """A `collection.toml` that says something else. The subject is its path."""

    message = "not the statement of a collection's maker"


@dataclass(frozen=True, slots=True)
class CollectionSettings:
    """Who made the collection, as it is to be cited, and its title; null where nobody said."""

    maker: str | None = None
    title: str | None = None

    @classmethod
    def read(cls, path: Path) -> CollectionSettings:
        """The statement in a file; an empty one where there is no file. Raises BadStatement."""
        try:
            values = tomllib.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError) as error:
            raise BadStatement(subject=path, cause=error) from error
        for name, value in values.items():
            if name not in ("maker", "title"):
                raise BadStatement(subject=path, cause=f"it may say maker and title, not {name}")
            if not isinstance(value, str) or not 0 < len(value.strip()) <= LONGEST:
                raise BadStatement(subject=path, cause=f"{name} is 1 to {LONGEST} characters")
        return cls(*(_line(values.get(name)) for name in ("maker", "title")))

    def write(self, path: Path) -> None:
        """Write the statement to a file."""
        # A JSON string is a basic string of TOML 1.0, but for DEL, which no name has.
        said = {"maker": self.maker, "title": self.title}
        lines = (
            f"{name} = {json.dumps(value, ensure_ascii=False)}\n"
            for name, value in said.items()
            if value is not None
        )
        write_whole(path, "".join(lines).encode())


def _line(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split())
