"""Sites: which URLs belong together, by the public suffix list."""

from __future__ import annotations

from functools import lru_cache

from twa.dataset.web.suffixes import suffix_length
from twa.dataset.web.urls import BadUrl, parse


def same_site(a: str, b: str) -> bool:
    """Whether two URLs are of one site: the same registrable domain, else the same host.

    Subdomains, schemes and ports are of one site. Addresses, single labels and
    public suffixes themselves (`github.io`) are one site with themselves only.
    """
    try:
        one, other = parse(a).host, parse(b).host
    except BadUrl:
        return False
    return one == other or _registrable(one) == _registrable(other)


def site(url: str) -> str:
    """What all URLs of one site share, and no other has. Raises BadUrl."""
    return _registrable(parse(url).host)


@lru_cache(maxsize=4096)
def _registrable(host: str) -> str:
    if ":" in host or host.replace(".", "").isdigit():
        return host
    labels = host.split(".")
    # publicsuffix.org, "Algorithm", 2: an unlisted top label is a suffix by the rule "*".
    length = 1 + (suffix_length(labels) or 1)
    return ".".join(labels[-length:])
