"""Text as it is compared in a search: neither capitals, nor widths, nor which Chinese script."""

from __future__ import annotations

import json
import unicodedata
from importlib import resources
from typing import Final

SIMPLIFIED: Final = "simplified.json"
"""Traditional characters and the simplified ones that stand for them, in the same order: the
single characters of OpenCC 1.4.2, `TSCharacters.txt` (Apache-2.0). The pages have the same file."""

_PAIRS: Final = json.loads((resources.files("twa.dataset.search") / SIMPLIFIED).read_text("utf-8"))
_TO_SIMPLIFIED: Final = str.maketrans(_PAIRS["traditional"], _PAIRS["simplified"])


def folded(text: str) -> str:
    """NFKC (Unicode Standard Annex 15), lower case, and simplified characters for traditional.

    Character by character, so that both scripts meet; it is no translation to be read.
    """
    return unicodedata.normalize("NFKC", text).lower().translate(_TO_SIMPLIFIED)
