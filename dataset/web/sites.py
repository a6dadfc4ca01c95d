"""Sites: which URLs belong together, by the public suffix list."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from twa.dataset.web.urls import BadUrl, parse

if TYPE_CHECKING:
    from tldextract import TLDExtract


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
def _suffixes() -> TLDExtract:
    """The public suffix list as tldextract ships it: never fetched, never cached.

    Its private part counts, because two blogs of one host are two sites.
    """
    # Only here, because it takes long: what it could fetch with is imported, too.
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=4096)
def _registrable(host: str) -> str:
    if ":" in host or host.replace(".", "").isdigit():
        return host
    found = _suffixes().extract_str(host)
    if found.suffix:
        return found.top_domain_under_public_suffix or host
    # publicsuffix.org, "Algorithm", 2: an unlisted top label is a suffix by the rule "*".
    return ".".join(host.split(".")[-2:])
