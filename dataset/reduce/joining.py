"""What an article says that stands on several pages: the first page, with the text of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from twa.dataset.facts.page_content import PageContent
from twa.dataset.pages.body.witness import ALIKE as SAME
from twa.dataset.pages.body.witness import agreement
from twa.dataset.pages.notes import NoteKind
from twa.dataset.reduce.text import text_of

CONTINUED: Final[NoteKind] = "continues-on-further-pages"
"""The kind of the note on a page that goes on elsewhere."""


def joined(content: PageContent, further: Sequence[PageContent]) -> PageContent:
    """What was understood of the first page, with what its further pages add, in their order.

    The status is that of the last page, where that is the end; what speaks for the article beside
    its pages (its JSON-LD) is left out, since it may be of the first page alone.
    """
    if not further:
        return content
    pages, told = [content], text_of(content["blocks"])
    for page in further:
        # Pages of comments show the article again.
        if agreement(text := text_of(page["blocks"]), told) < SAME:
            pages.append(page)
            told = f"{told}\n\n{text}"
    last = further[-1]
    is_whole = last["following"] is None
    return {
        **content,
        "blocks": [one for page in pages for one in page["blocks"]],
        "removed": [one for page in pages for one in page["removed"]],
        "captions": [one for page in pages for one in page["captions"]],
        "alternative": None,
        "body_status": last["body_status"] if is_whole else "excerpt",
        "notes": [
            note for note in content["notes"] if not (is_whole and note["kind"] == CONTINUED)
        ],
    }
