"""Where a text goes on right below the last line that an extractor kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from twa.dataset.pages.body.blocks import words
from twa.dataset.pages.body.corrections.places import named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import html

    from twa.dataset.pages.body.blocks import Node

PROSE: Final = 80
"""Letters (see `blocks.weight`) from which text beyond the kept lines is taken along."""

LOOSE: Final = 0.3
"""Share of links up to which such text is the article's."""

_POSTS: Final = words("twitter tweet instagram tiktok bluesky mastodon threads telegram")
"""Words in the names of the posts of others, as their sites have them embedded."""


def right_below(nodes: Sequence[Node], last: int, home: html.HtmlElement | None) -> Iterator[int]:
    """Where the text goes on right below its last line.

    With posts of others that stand in its container, or with a paragraph whose element is
    called just what that of the last one is.
    """
    above = nodes[last]
    for node in nodes[last + 1 :]:
        posted = is_post(node) and home is not None and home in node.element.iterancestors()
        if not (posted or _goes_on(node, above)):
            return
        yield node.position


def is_post(node: Node) -> bool:
    """Whether a block is a part of somebody's post, as its site has it embedded."""
    quote = next(node.element.iterancestors("blockquote"), node.element)
    return quote.tag == "blockquote" and named(quote, _POSTS, 1)


def _goes_on(node: Node, above: Node) -> bool:
    if node.tag != "p" or above.tag != "p" or node.weight < PROSE or node.link_share > LOOSE:
        return False
    one, other = node.element.getparent(), above.element.getparent()
    if one is None or other is None or one is other or one.tag != other.tag:
        return False
    called = (other.get("class") or "").split()
    return bool(called) and set(called) <= set((one.get("class") or "").split())
