"""JSON in lines is that of Python's own encoder."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from twa.dataset.tables.json_text import written

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda some: st.lists(some) | st.dictionaries(st.text(), some),
    max_leaves=20,
)


@given(value=VALUES)
def test_it_is_what_the_encoder_of_python_writes(value: Any) -> None:
    assert written(value) == json.dumps(value, ensure_ascii=False, indent=1)
    assert written(value, "") == json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def test_keys_come_sorted_where_that_is_asked_for() -> None:
    value = {"b": [], "a": {"d": 1, "c": {}}}
    assert written(value, "", order=sorted) == '{"a":{"c":{},"d":1},"b":[]}'
