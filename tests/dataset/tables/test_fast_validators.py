"""Verdicts that are given without the whole grammar agree with it."""

from hypothesis import given
from hypothesis import strategies as st
from rfc3986_validator import validate_rfc3986

from twa.dataset.tables.fast_validators import FORMATS

URLS = st.tuples(
    st.sampled_from(("http://", "https://a.example", "http://a.example/", "HTTPS://a.example/?")),
    st.text("aZ09./:?#[]@!$&%4F -_~|é\n\\", max_size=12),
).map("".join)


@given(URLS)
def test_a_uri_is_what_rfc_3986_says(url: str) -> None:
    """Of those that are known at a glance, and of those beside them."""
    assert FORMATS["uri"](url) is bool(validate_rfc3986(url, rule="URI"))
