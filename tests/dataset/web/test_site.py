"""Which site a URL is of, by the public suffix list."""

from __future__ import annotations

import pytest

from twa.dataset.web.sites import same_site, site


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://www.pier.example/a", "pier.example"),
        ("https://news.pier.co.uk/", "pier.co.uk"),
        ("https://co.uk/", "co.uk"),
        ("https://a.pier.github.io/", "pier.github.io"),
        ("https://city.kawasaki.jp/", "city.kawasaki.jp"),
        ("https://a.b.kawasaki.jp/", "a.b.kawasaki.jp"),
        ("https://www.xn--85x722f.xn--55qx5d.cn/", "xn--85x722f.xn--55qx5d.cn"),
        ("https://localhost/", "localhost"),
        ("http://127.0.0.1:80/", "127.0.0.1"),
    ],
)
def test_the_site_of_a_url(url: str, told: str) -> None:
    assert site(url) == told


def test_a_label_that_is_no_punycode_is_itself() -> None:
    assert same_site("https://a.xn--0.example/", "https://xn--0.example/")
