"""What the archive knows, for who only asks: also where nothing can be written."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from twa.dataset.collection import Collection
from twa.dataset.crawl_state.database import Memory
from twa.dataset.files import is_writable
from twa.dataset.takedowns import Takedowns


@contextmanager
def looked_at(collection: Collection) -> Iterator[Memory]:
    """The memory of a collection, brought up to its archive, which it keeps.

    Where the collection can't be written to (a read-only disk, somebody else's folder), a copy
    that is thrown away.
    """
    takedowns = Takedowns.read(collection.takedowns)
    if is_writable(collection.state):
        with closing(Memory.open(collection.state, collection.archive, takedowns)) as memory:
            yield memory
        return
    with tempfile.TemporaryDirectory(prefix="twa-state-") as folder:
        for path in collection.root.glob(f"{collection.state.name}*"):
            # With what stands in its log: it may lack the last crawl otherwise.
            shutil.copyfile(path, Path(folder) / path.name)
        copy = Path(folder) / collection.state.name
        with closing(Memory.open(copy, collection.archive, takedowns)) as memory:
            yield memory
