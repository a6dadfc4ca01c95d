"""trafilatura's cascade in fast mode, without what it makes and then does not use.

`trafilatura_sequence` copies the page for extractors that fast mode never asks, and cleans
another copy only to learn how much text the page has, which is more than enough on most.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from trafilatura import core
from trafilatura.baseline import baseline, html2txt
from trafilatura.htmlprocessing import convert_tags, prune_unwanted_nodes, tree_cleaning
from trafilatura.main_extractor import extract_content
from trafilatura.settings import Extractor
from trafilatura.xpaths import RAW_TREE_PRUNE_XPATH, REMOVE_COMMENTS_AND_LISTS_XPATH

from twa.dataset.pages.body.blocks import text_of

if TYPE_CHECKING:
    from lxml import html


def quick(tree: html.HtmlElement, options: Extractor) -> tuple[html.HtmlElement, str]:
    """Body and text that `trafilatura_sequence` finds in a page; the tree is used up.

    `options` are fast and balanced, and ask for no comments. The scripts of the page are gone,
    by which forums are told.
    """
    prune_unwanted_nodes(tree, RAW_TREE_PRUNE_XPATH)
    prune_unwanted_nodes(tree, REMOVE_COMMENTS_AND_LISTS_XPATH)
    cleaned = convert_tags(tree_cleaning(copy(tree), options), options)
    body, text = extract_content(cleaned, options)
    if len(text) < options.min_extracted_size:
        longer, said, length = baseline(tree)
        if length > len(text):
            body, text = longer, said
    if _is_little(text, tree):
        body, text = _more(tree, body, text, options)
    return body, text


def _is_little(text: str, tree: html.HtmlElement) -> bool:
    """Whether a text is so small a part of the page that more is looked for."""
    if not 0 < len(text) < core.ESCALATION_MAX_LENGTH:
        return False
    share = core.ESCALATION_PAGE_SHARE
    # As many characters at most are added as there are elements, twice: spaces around blocks.
    most = len(" ".join(text_of(tree).split())) + 2 * int(tree.xpath("count(.//*)"))
    return len(text) < share * most and len(text) < share * len(html2txt(tree))


def _more(
    tree: html.HtmlElement, body: html.HtmlElement, text: str, options: Extractor
) -> tuple[html.HtmlElement, str]:
    recalling: Any = copy(options)
    recalling.focus = "recall"
    try:
        found, said = core._recall_retry(tree, recalling, None)
    except Exception:
        return body, text
    enough = len(said) >= options.min_extracted_size
    if enough and len(said) > core.ESCALATION_ACCEPT_RATIO * len(text):
        return found, said
    return body, text
