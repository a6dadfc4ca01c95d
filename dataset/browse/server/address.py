"""The address at which collections were shown last, so that links to it go on working."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from twa.dataset.browse.server.loopback import new_secret
from twa.dataset.collection import Collection

_FOLDER: Final = "addresses"


@dataclass(frozen=True, slots=True)
class BrowseAddress:
    """A port (0 for any that is free), and the secret that opens it."""

    port: int
    token: str


def remembered(collections: Sequence[Collection]) -> BrowseAddress:
    """Where these collections were shown last; a new address if they never were."""
    try:
        kept = json.loads(_file(collections).read_text("utf-8"))
        return BrowseAddress(int(kept["port"]), str(kept["token"]))
    except (OSError, ValueError, KeyError, TypeError):
        return BrowseAddress(0, new_secret())


def remember(collections: Sequence[Collection], address: BrowseAddress) -> None:
    """Keep an address for the next time, for this user's eyes alone, where that is possible."""
    file = _file(collections)
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.chmod(0o600)
        file.write_text(json.dumps(asdict(address)), "utf-8")


def _file(collections: Sequence[Collection]) -> Path:
    roots = "\n".join(sorted(str(one.root.resolve()) for one in collections))
    name = hashlib.sha256(roots.encode()).hexdigest()[:16]
    return collections[0].shown / _FOLDER / f"{name}.json"
