"""URLs: canonical form, site, and which are no articles.

Rules are rows of tables. Nothing here asks the network; what only the network
knows (that `/a` redirects to `/a/`) comes in as an argument of `identity`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import SplitResult, quote, unquote_to_bytes, urljoin, urlsplit

import idna

from twa.dataset.errors import RejectReason, TwaError

if TYPE_CHECKING:
    from tldextract import TLDExtract

LONGEST: Final = 2000
"""Characters. Longer URLs are refused: servers and archives give up soon after."""

DEFAULT_PORTS: Final = {"http": 80, "https": 443}


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Names of query parameters that say where a reader came from, not what is shown; `*` ends a
# prefix. The single names are those that Firefox strips (Mozilla's query-stripping list) and
# those of the analytics tools that write them into feeds.
TRACKING: Final = _words(
    """
    utm_* mtm_* matomo_* piwik_* hsa_* itm_*
    pk_campaign pk_kwd pk_keyword pk_source pk_medium pk_content pk_cid at_medium at_campaign
    ga_source ga_medium ga_campaign ga_content ga_term ga_place
    fbclid gclid gclsrc dclid gbraid wbraid msclkid twclid ttclid yclid ysclid li_fat_id
    _openstat _ga _gl __hsfp __hssc __hstc __s _hsenc _hsmi hsctatracking
    mc_cid mc_eid mkt_tok ml_subscriber ml_subscriber_hash oly_anon_id oly_enc_id
    igsh igshid rb_clickid s_cid vero_conv vero_id vgo_ee wickedid xtor cmpid ncid
    """
)

# What a link names that is no article, wherever WordPress stands: a pattern of the path, or
# names of the query. RFC 9309-style prefixes would miss installations in folders.
NOT_ARTICLES: Final = (
    ("an embed frame", re.compile(r"/embed/?\Z"), ("embed",)),
    ("a feed", re.compile(r"/feed(?:/(?:rss2?|rdf|atom|json))?/?\Z"), ("feed",)),
    ("a comment form or thread", re.compile(r"/comment-page-\d+/?\Z"), ("replytocom", "cpage")),
    ("a share button", None, ("share", "like_comment")),
    ("a trackback", re.compile(r"/trackback/?\Z"), ("tb",)),
    ("an interface", re.compile(r"/wp-json(?:/|\Z)|/xmlrpc\.php\Z"), ("rest_route",)),
    (
        "a service page",
        re.compile(r"/wp-(?:admin(?:/|\Z)|(?:login|signup|cron|comments-post|trackback)\.php\Z)"),
        ("preview", "customize_changeset_uuid"),
    ),
)

# A language may stand before it: `/en/`, `/pt-br/index.html`.
_HOME: Final = re.compile(
    r"/(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|default|home)\.[a-z]{3,5}|home/?)?",
    re.IGNORECASE,
)
_NOTICE: Final = re.compile(
    r"(?:/|\A)(?:error[-_/]?)?(?:404|410|(?:page[-_]?)?not[-_]?found|error)(?:[-_]page)?"
    r"(?:\.[a-z]{3,5})?/?\Z",
    re.IGNORECASE,
)

_UNRESERVED: Final = frozenset(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"
)
# RFC 3986, section 3.3 and 3.4: pchar and "/", and in a query also "?". "%" stands for the
# escapes that were left as they are.
_PATH_SAFE: Final = "/:@!$&'()*+,;=%-._~"
_QUERY_SAFE: Final = _PATH_SAFE + "?"
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})|%")
_AROUND: Final = "".join(map(chr, range(0x21))) + "\x7f\xa0\u200b\ufeff"
_BREAKS: Final = re.compile(r"[\t\r\n]+")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffd]")
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMERIC: Final = re.compile(r"(?:0x[0-9a-f]*|\d+)")


class BadUrl(TwaError, ValueError):
    """A string that is no http or https URL. The subject is the string."""

    message = "not an http or https URL"


class _Parts(NamedTuple):
    scheme: str
    host: str
    port: int | None
    path: str
    query: str


def canonical(url: str) -> str:
    """The one spelling of an http or https URL, by RFC 3986, section 6.2.2 and 6.2.3.

    Case, escapes, dot segments, the default port and internationalised names
    are brought to one form; the fragment, the user name, tracking parameters
    and an empty query are dropped. A trailing slash, the order of the query and
    the scheme stay: only the server knows whether they matter.
    Raises BadUrl.
    """
    return _unparse(_parse(url))


def join(base: str, link: str) -> str:
    """`link` as found in a document at `base`, made absolute (RFC 3986, section 5).

    What is no URL at all comes back as it is, for `refusal` to name.
    """
    stripped = _BREAKS.sub("", link.strip(_AROUND))
    if not _SCHEME.match(stripped) and " " in stripped:
        return stripped
    try:
        return urljoin(base, stripped)
    except ValueError:
        return stripped


def same_site(a: str, b: str) -> bool:
    """Whether two URLs are of one site: the same registrable domain, else the same host.

    Subdomains, schemes and ports are of one site. Addresses, single labels and
    public suffixes themselves (`github.io`) are one site with themselves only.
    """
    try:
        one, other = _parse(a).host, _parse(b).host
    except BadUrl:
        return False
    return one == other or _registrable(one) == _registrable(other)


def site(url: str) -> str:
    """What all URLs of one site share, and no other has. Raises BadUrl."""
    return _registrable(_parse(url).host)


def refusal(link: str, feed_url: str, follow_any: bool = False) -> RejectReason | None:
    """Why an entry's link is not followed, or None: a reason of `schemas/reject.schema.json`.

    `bad-url`, `scheme`, `offsite` (unless `follow_any`) or `not-an-article`. A
    link that is not refused has a `canonical` form.
    """
    stripped = link.strip(_AROUND)
    if not stripped or len(stripped) > LONGEST or _CONTROL.search(_BREAKS.sub("", stripped)):
        return "bad-url"
    scheme = _SCHEME.match(stripped)
    if scheme and scheme[0][:-1].lower() not in DEFAULT_PORTS:
        return "scheme"
    try:
        parts = _parse(link)
    except BadUrl:
        return "bad-url"
    if not follow_any and not same_site(link, feed_url):
        return "offsite"
    return "not-an-article" if _is_no_article(parts) else None


def is_home(url: str) -> bool:
    """Whether a URL is that of a home page, of a site or of its part in one language."""
    try:
        parts = _parse(url)
    except BadUrl:
        return False
    return not parts.query and _HOME.fullmatch(parts.path) is not None


def is_notice(url: str) -> bool:
    """Whether a URL says of itself that nothing is there: `/404.html`, `/not-found`."""
    try:
        return _NOTICE.search(_parse(url).path) is not None
    except BadUrl:
        return False


def identity(url: str, *, canonical_link: str | None = None, redirects: Sequence[str] = ()) -> str:
    """The canonical URL of the article that `url` led to.

    `redirects` are the targets of the hops, the last being the URL that
    answered; `canonical_link` is the answer's `rel=canonical`. It counts only
    if it is of the same site, could be an article, and is not the home page
    given for a page below it (a common mistake of themes). Raises BadUrl.
    """
    answered = _parse(redirects[-1] if redirects else url)
    here = _unparse(answered)
    if canonical_link is None:
        return here
    link = join(here, canonical_link)
    if refusal(link, here) is not None:
        return here
    named = _parse(link)
    if named.path == "/" and not named.query and (answered.path != "/" or answered.query):
        return here
    return _unparse(named)


# --- Parts -----------------------------------------------------------------------


@lru_cache(maxsize=256)
def _parse(url: str) -> _Parts:
    # WHATWG URL, "basic URL parser", step 1 to 3: blanks around and line breaks inside go.
    stripped = _BREAKS.sub("", url.strip(_AROUND))
    if not stripped or len(stripped) > 16 * LONGEST:
        raise BadUrl(subject=url[:LONGEST])
    try:
        # Raises where there are lone surrogates, which no URL can have.
        stripped.encode("utf-8")
        split = urlsplit(stripped)
        host, port = _host(split), split.port
    except ValueError as error:
        raise BadUrl(subject=url, cause=error) from None
    if split.scheme not in DEFAULT_PORTS:
        raise BadUrl(subject=url)
    return _Parts(
        split.scheme,
        host,
        None if port == DEFAULT_PORTS[split.scheme] else port,
        _without_dots(_escaped(split.path, _PATH_SAFE)) or "/",
        _query(split.query),
    )


def _unparse(parts: _Parts) -> str:
    host = f"[{parts.host}]" if ":" in parts.host else parts.host
    port = "" if parts.port is None else f":{parts.port}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{host}{port}{parts.path}{query}"


def _host(split: SplitResult) -> str:
    """Lower case, IDNA (RFC 5891, by UTS 46), addresses in their one form. Raises ValueError."""
    name = split.hostname
    if not name or len(name) > 1000:
        raise ValueError("no host name")
    if split.netloc.rpartition("@")[2].startswith("["):
        address = IPv6Address(name)
        if address.scope_id is not None:
            raise AddressValueError("an address of one link only")
        return str(address)
    name = unquote_to_bytes(name).decode("utf-8")
    if not name.isascii():
        name = idna.encode(name, uts46=True).decode("ascii")
    name = name.lower().removesuffix(".")
    labels = name.split(".")
    # WHATWG URL, "ends in a number checker": such a host is an IPv4 address or nothing.
    if _NUMERIC.fullmatch(labels[-1]):
        return _ipv4(labels)
    if len(name) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise ValueError("not a host name")
    return name


def _ipv4(labels: Sequence[str]) -> str:
    """The IPv4 parser of WHATWG URL: `0x7f.1` and `2130706433` are both 127.0.0.1."""
    if len(labels) > 4 or not all(map(_NUMERIC.fullmatch, labels)):
        raise AddressValueError("not an IPv4 address")
    numbers = [_number(label) for label in labels]
    *front, last = numbers
    if any(n > 255 for n in front) or last >= 256 ** (5 - len(numbers)):
        raise AddressValueError("not an IPv4 address")
    value = last + sum(n << (8 * (3 - place)) for place, n in enumerate(front))
    return str(IPv4Address(value))


def _number(label: str) -> int:
    if len(label) > 16:
        raise AddressValueError("not an IPv4 address")
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    return int(label, 8 if label.startswith("0") and len(label) > 1 else 10)


def _escaped(text: str, safe: str) -> str:
    """RFC 3986, section 6.2.2.1 and 6.2.2.2: unreserved characters bare, escapes upper case."""

    def one(match: re.Match[str]) -> str:
        if match[1] is None:
            return "%25"
        octet = int(match[1], 16)
        return chr(octet) if octet in _UNRESERVED else f"%{match[1].upper()}"

    return quote(_ESCAPE.sub(one, text), safe=safe)


def _without_dots(path: str) -> str:
    """RFC 3986, section 5.2.4, for a path that begins with a slash or is empty."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    kept = [pair for pair in query.split("&") if pair and not _is_tracking(_name(pair))]
    return _escaped("&".join(kept), _QUERY_SAFE)


def _name(pair: str) -> str:
    return unquote_to_bytes(pair.partition("=")[0]).decode("latin-1").lower()


@lru_cache(maxsize=1024)
def _is_tracking(name: str) -> bool:
    return any(
        name.startswith(rule[:-1]) if rule.endswith("*") else name == rule for rule in TRACKING
    )


def _is_no_article(parts: _Parts) -> bool:
    names = {_name(pair) for pair in parts.query.split("&")}
    return any(
        (pattern is not None and pattern.search(parts.path)) or not names.isdisjoint(queries)
        for _, pattern, queries in NOT_ARTICLES
    )


# --- Sites -----------------------------------------------------------------------


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


def url_key(url: str | None) -> str | None:
    """The canonical form of a URL, None where there is none: what URLs are matched by."""
    try:
        return None if url is None else canonical(url)
    except BadUrl:
        return None
