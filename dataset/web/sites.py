"""Sites: which URLs belong together, by the public suffix list."""

from __future__ import annotations

from functools import cache, lru_cache

from publicsuffixlist import PublicSuffixList

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


@cache
def _suffixes() -> PublicSuffixList:
    """The public suffix list as its package ships it: never fetched.

    Its private part counts, because two blogs of one host are two sites.
    """
    return PublicSuffixList()


@lru_cache(maxsize=4096)
def _registrable(host: str) -> str:
    if ":" in host or host.replace(".", "").isdigit():
        return host
    return _suffixes().privatesuffix(host) or host
