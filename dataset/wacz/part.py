"""Which part of a collection to pack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PackagePart:
    """What to pack; with nothing said, the whole.

    `article` is the id of an article, or an address that it has or had: all captures of it, what
    they need to be looked at, the captures of the feed that led to it, and those of the evidence
    about its rights. `since` and `until` (UTC) limit when a capture was made: from `since` on, and
    before `until`. `run` is the `<start>` of a run, as in `runs/<start>.json`: what it captured.
    All that is said must hold. A revisit brings the capture along that holds its body, and
    each capture what the server showed for its name and what the resolver said of it.
    """

    article: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    run: str | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return self == PackagePart()

    @property
    def limits(self) -> str:
        """What it is limited to, for people; empty for the whole."""
        limits = {
            "article": self.article,
            "captured from": self.since and f"{self.since:%Y-%m-%dT%H:%M:%SZ}",
            "captured before": self.until and f"{self.until:%Y-%m-%dT%H:%M:%SZ}",
            "run": self.run,
        }
        return ", ".join(f"{limit} {value}" for limit, value in limits.items() if value)

    @property
    def words(self) -> str:
        """What the package has of the collection, for people."""
        said = self.limits
        return f"A part of the collection: {said}" if said else "The whole collection"
