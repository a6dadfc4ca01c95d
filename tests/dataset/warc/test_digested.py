"""A file hashed while it is read, whatever the reader does."""

from __future__ import annotations

import hashlib
import io

from hypothesis import given
from hypothesis import strategies as st

from twa.dataset.warc.digested import Digested


@given(
    st.binary(max_size=5000),
    st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 3000)), max_size=8),
)
def test_the_digest_is_that_of_the_whole_file(octets: bytes, reads: list[tuple[int, int]]) -> None:
    file = Digested(io.BytesIO(octets))
    for offset, size in reads:
        file.seek(offset)
        assert file.read(size) == octets[offset : offset + size]
    assert file.sha256() == hashlib.sha256(octets).hexdigest()


def test_what_is_larger_than_a_piece_is_hashed_once() -> None:
    octets = bytes(range(256)) * (5 << 12)
    file = Digested(io.BytesIO(octets))
    file.seek(3 << 20)
    assert file.read(1 << 21) == octets[3 << 20 : 5 << 20]
    file.seek(0)
    assert file.read() == octets
    assert file.sha256() == hashlib.sha256(octets).hexdigest()
