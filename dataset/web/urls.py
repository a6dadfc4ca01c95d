"""URLs: their parts, and the one spelling of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final, NamedTuple
from urllib.parse import SplitResult, quote, unquote_to_bytes, urljoin, urlsplit

import idna

from twa.dataset.errors import TwaError

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
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMERIC: Final = re.compile(r"(?:0x[0-9a-f]*|\d+)")


class BadUrl(TwaError, ValueError):
    """A string that is no http or https URL. The subject is the string."""

    message = "not an http or https URL"


class UrlParts(NamedTuple):
    """The parts of a URL, each as it is spelt in the canonical form; no port is the default one."""

    scheme: str
    host: str
    port: int | None
    path: str
    query: str

    @property
    def url(self) -> str:
        """The URL of these parts (RFC 3986, section 5.3)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port is None else f":{self.port}"
        query = f"?{self.query}" if self.query else ""
        return f"{self.scheme}://{host}{port}{self.path}{query}"


def canonical(url: str) -> str:
    """The one spelling of an http or https URL, by RFC 3986, section 6.2.2 and 6.2.3.

    Case, escapes, dot segments, the default port and internationalised names
    are brought to one form; the fragment, the user name, tracking parameters
    and an empty query are dropped. A trailing slash, the order of the query and
    the scheme stay: only the server knows whether they matter.
    Raises BadUrl.
    """
    return parse(url).url


def url_key(url: str | None) -> str | None:
    """The canonical form of a URL, None where there is none: what URLs are matched by."""
    try:
        return None if url is None else canonical(url)
    except BadUrl:
        return None


def join(base: str, link: str) -> str:
    """`link` as found in a document at `base`, made absolute (RFC 3986, section 5).

    What is no URL at all comes back as it is, for `refusal` to name.
    """
    link = stripped(link)
    if scheme_of(link) is None and " " in link:
        return link
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def stripped(link: str) -> str:
    """A link without blanks around and line breaks inside (WHATWG URL, basic URL parser, 1-3)."""
    return _BREAKS.sub("", link.strip(_AROUND))


def scheme_of(link: str) -> str | None:
    """The scheme that a link names, in lower case; None for a relative one."""
    match = _SCHEME.match(link)
    return match[0][:-1].lower() if match else None


def query_names(query: str) -> set[str]:
    """The names in a query, in lower case."""
    return set(map(_name, query.split("&")))


@lru_cache(maxsize=4096)
def parse(url: str) -> UrlParts:
    """The parts of an http or https URL, see `canonical`. Raises BadUrl."""
    link = stripped(url)
    if not link or len(link) > 16 * LONGEST:
        raise BadUrl(subject=url[:LONGEST])
    try:
        # Raises where there are lone surrogates, which no URL can have.
        link.encode("utf-8")
        split = urlsplit(link)
        host, port = _host(split), split.port
    except ValueError as error:
        raise BadUrl(subject=url, cause=error) from None
    if split.scheme not in DEFAULT_PORTS:
        raise BadUrl(subject=url)
    return UrlParts(
        split.scheme,
        host,
        None if port == DEFAULT_PORTS[split.scheme] else port,
        _without_dots(_escaped(split.path, _PATH_SAFE)) or "/",
        _query(split.query),
    )


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
    return _host_name(name)


@lru_cache(maxsize=1024)
def _host_name(name: str) -> str:
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
