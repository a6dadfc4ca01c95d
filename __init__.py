"""News feeds to WARC archives to datasets, in which every row can be proved from its bytes.

    import twa

    for article in twa.open("data/twa").articles():
        print(article.published, article.title)

This folder is the package `twa`: installed, everything below has that one name
(`twa.crawler`, `twa.dataset`, `twa.schemas`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twa.dataset.api.archive import captures
    from twa.dataset.api.building import build, verify
    from twa.dataset.api.collection import CollectionReader, open
    from twa.dataset.api.pages import extract
    from twa.dataset.api.rows import ArticleRow, FeedEntryRow, RejectRow, RevisionRow
    from twa.dataset.errors import TwaError

__all__ = [
    "ArticleRow",
    "CollectionReader",
    "FeedEntryRow",
    "RejectRow",
    "RevisionRow",
    "TwaError",
    "build",
    "captures",
    "extract",
    "open",
    "verify",
]

_HOMES = {
    "ArticleRow": "dataset.api.rows",
    "CollectionReader": "dataset.api.collection",
    "FeedEntryRow": "dataset.api.rows",
    "RejectRow": "dataset.api.rows",
    "RevisionRow": "dataset.api.rows",
    "TwaError": "dataset.errors",
    "build": "dataset.api.building",
    "captures": "dataset.api.archive",
    "extract": "dataset.api.pages",
    "open": "dataset.api.collection",
    "verify": "dataset.api.building",
}


def __getattr__(name: str) -> Any:
    """Imports what is asked for, so that `import twa` and the commands start at once (PEP 562)."""
    if name in _HOMES:
        return getattr(import_module(f"twa.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
