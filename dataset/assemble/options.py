"""What a build depends on beside archive and code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from twa.dataset import fingerprint
from twa.dataset.errors import VerificationError
from twa.dataset.workers.pool import Limits

MAP: Final = "twa.dataset.facts.shards"
"""The module whose sources, with all they import, decide what stands in a shard."""


REDUCE: Final = "twa.dataset.assemble.growth"
"""The module whose sources, with all they import, decide what rows are made of facts."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a build depends on beside archive and code.

    Only captures whose URL begins with one of `prefixes` count, where there are
    any. `limits` are those of one page.
    """

    prefixes: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Options:
        """The options that a manifest names. Raises `VerificationError` where none are."""
        try:
            limits = Limits(float(values["deadline_seconds"]), int(values["memory_bytes"]))
            return cls(tuple(values["sources"].splitlines()), limits)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise VerificationError("these are the options of no build", cause=error) from error

    def values(self) -> dict[str, str | int]:
        """The options by name, for the manifest."""
        return {
            "sources": "\n".join(sorted(self.prefixes)),
            "deadline_seconds": f"{self.limits.deadline:g}",
            "memory_bytes": self.limits.memory,
        }

    def shard(self, sha256: str) -> str:
        """The file name of the shard of a WARC: another one for other bytes, code or options."""
        return f"{sha256}-{_key(self)}.jsonl.gz"


@cache
def _key(options: Options) -> str:
    """What stands for the code and the options in the name of a shard."""
    parts = [fingerprint.fingerprint(MAP), options.values()]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
