"""Numbers that several have named: the same answer from memory and from disk."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twa.dataset.pages.recurrence import shingle_counts
from twa.dataset.pages.recurrence.shingle_counts import Votes

NUMBERS = st.integers(0, 2**64 - 1) | st.sampled_from([0, 1, 2**63, 2**64 - 1])
PAIRS = st.lists(st.tuples(NUMBERS, st.integers(0, 4)), max_size=60)


@pytest.mark.parametrize("held", [shingle_counts.HELD, 8])
@given(pairs=PAIRS)
def test_it_is_what_counting_gives(held: int, pairs: list[tuple[int, int]]) -> None:
    expected = defaultdict(set)
    for number, voter in pairs:
        expected[number].add(voter)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shingle_counts, "HELD", held)
        made = Votes()
        for number, voter in pairs:
            made.add(voter, [number])
        elected = made.elected(3)
    assert list(elected.ordered) == sorted(n for n, named in expected.items() if len(named) >= 3)
    assert all((n in elected) == (len(named) >= 3) for n, named in expected.items())
    assert sorted(made.pairs()) == sorted(pairs)
