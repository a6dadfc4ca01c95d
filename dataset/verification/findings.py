"""A finding of a verification: where, and what."""

from __future__ import annotations

from dataclasses import dataclass

from twa.dataset.errors import one_line


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as claimed: where, and what. A remark takes nothing from the proof."""

    place: str
    message: str
    remark: bool = False

    def __str__(self) -> str:
        return one_line(f"{self.place}: {self.message}")
