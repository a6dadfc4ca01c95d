"""What was understood goes into facts whole: no new field is lost on the way in silence."""

from __future__ import annotations

import dataclasses
from typing import Any, Final, get_type_hints

import pytest

from twa.dataset.dates.instants import Instant
from twa.dataset.facts.page_content import AlternativeFact, PageContent, RemovedFact
from twa.dataset.facts.values import BlockFact, CreditFact, NoteFact, Said, StatedInstant
from twa.dataset.pages.article import Alternative, Article, Removed, TextBlock
from twa.dataset.pages.metadata.credits.model import Credit
from twa.dataset.pages.metadata.statements import Metadata
from twa.dataset.pages.notes import Note
from twa.dataset.web.directives import Directive

DERIVED: Final = {"offset"}
"""What follows from the other fields."""

ELSEWHERE: Final = {
    # In the fact itself, or in `credits` and `sources`, of which they are a projection.
    *("url", "metadata", "canonical_url", "authors", "agencies"),
    # What only reading the page needs: its name for suffixes of titles, its type, its JSON-LD.
    *("site_name", "kind", "article_body"),
    # `said` and `license`; `json_ld_witness`, since the feed's is not known yet.
    *("licences", "witnesses"),
}
"""Fields of an article that are in its fact under another name, or that its row has not."""


def _fields(of: Any) -> set[str]:
    if dataclasses.is_dataclass(of):
        return {field.name for field in dataclasses.fields(of)}
    return set(of._fields)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        (BlockFact, TextBlock),
        (CreditFact, Credit),
        (NoteFact, Note),
        (Said, Directive),
        (StatedInstant, Instant),
        (RemovedFact, Removed),
        (AlternativeFact, Alternative),
    ],
)
def test_a_value_has_all_fields_in_its_fact(fact: type, value: type) -> None:
    assert set(get_type_hints(fact)) == _fields(value) - DERIVED


def test_an_article_has_all_fields_in_its_fact() -> None:
    said = _fields(Article) | _fields(Metadata)
    assert said - set(get_type_hints(PageContent)) == ELSEWHERE
