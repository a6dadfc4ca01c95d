"""Sort-friendly URI reordering: the key by which CDXJ indexes look URLs up.

The rules of the Internet Archive's canonicaliser (webarchive-commons,
`DefaultIAURLCanonicalizer`), which pywb, cdxj-indexer and the Wayback Machine
share. Written here because the Python package is under the AGPL and asks the
resolver about hosts that look like numbers.
"""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from typing import Final
from urllib.parse import SplitResultBytes, quote_from_bytes, unquote_to_bytes

_SCHEME: Final = re.compile(rb"([a-zA-Z][a-zA-Z0-9+.\-]*):")
_REPEATED_SCHEME: Final = re.compile(rb"\A(https?://)+")
# RFC 3986, appendix B.
_URI: Final = re.compile(
    rb"([a-zA-Z][a-zA-Z0-9+.\-]*):(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.S
)
_WWW: Final = re.compile(rb"\Awww\d*\.")
_NUMERIC_HOST: Final = re.compile(rb"(?:0[0-7]*(?:\.[0-7]+){0,3}|[1-9][0-9]*(?:\.[0-9]+){0,3})")
_DEFAULT_PORTS: Final = {b"http": 80, b"https": 443}

# What escapeOnce leaves alone: printable ASCII but the space, "#" and "%".
_KEPT: Final = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"

# Session ids that canonicalisation takes out of paths and queries.
_PATH_SESSIONS: Final = (
    re.compile(rb"(.*/)\((?:[a-z]\([0-9a-z]{24}\))+\)/([^?]+\.aspx.*)", re.I),
    re.compile(rb"(.*/)\([0-9a-z]{24}\)/([^?]+\.aspx.*)", re.I),
)
_QUERY_SESSIONS: Final = (
    re.compile(rb"(.*)jsessionid=[0-9a-z]{32}(?:&(.*))?", re.I),
    re.compile(rb"(.*)phpsessid=[0-9a-z]{32}(?:&(.*))?", re.I),
    re.compile(rb"(.*)sid=[0-9a-z]{32}(?:&(.*))?", re.I),
    re.compile(rb"(.*)aspsessionid[a-z]{8}=[a-z]{24}(?:&(.*))?", re.I),
    # Not `[^&]+`: "cfid=cfid=…" would take quadratic time.
    re.compile(rb"(.*)cfid=(?:(?!cfid=[^&])[^&])+&cftoken=[^&]+(?:&(.*))?", re.I),
)


def surt(url: str) -> str:
    """The key of `url`: `https://www.a.example/B/?x` → `example,a)/b?x`.

    Raises ValueError for an empty one, and where the port is no number.
    """
    octets = re.sub(rb"[\n\r\t]", b"", url.encode().strip())
    if not octets:
        raise ValueError("empty URL")
    if not _SCHEME.match(octets):
        octets = b"http://" + octets
    octets = _REPEATED_SCHEME.sub(rb"\1", octets, count=1)
    match = _URI.fullmatch(octets)
    assert match is not None  # it has a scheme, and all else may be empty
    scheme, netloc, path, query = match[1], match[2] or b"", match[3], match[4] or b""
    authority = SplitResultBytes(scheme, netloc.rstrip(b":"), b"", b"", b"")
    host, port = authority.hostname or b"", authority.port or None
    if not host and path and scheme.startswith(b"http"):
        host, _, rest = path.lstrip(b"/").partition(b"/")
        path = b"/" + rest
    host = _host(host, scheme)
    port = None if port == _DEFAULT_PORTS.get(scheme.lower()) else port
    path, query = _path(path, within_host=bool(host)), _query(query)
    place = _place(scheme, host, port)
    return (place + (path or (b"/" if query else b"")) + query).decode("ascii")


def _place(scheme: bytes, host: bytes, port: int | None) -> bytes:
    if not host:
        return scheme + b":"
    labels = b",".join(reversed(host.split(b".")))
    return labels + (b":%d" % port if port is not None else b"") + b")"


def _host(host: bytes, scheme: bytes) -> bytes:
    host = _unescape(host)
    if not host.isascii():
        with suppress(UnicodeError):
            host = host.decode("utf-8", "ignore").encode("idna")
    host = host.replace(b"..", b".").strip(b".")
    host = _address(host) or _escape(host.lower())
    host = host.lower()
    return host if scheme == b"dns" else _WWW.sub(b"", host, count=1)


def _address(host: bytes) -> bytes | None:
    """A host that is an IPv4 address in any of the notations of inet_aton, dotted."""
    if not host[:1].isdigit():
        return None
    if host.isdigit():
        return socket.inet_ntoa((int(host[-4000:]) & 0xFFFFFFFF).to_bytes(4)).encode()
    if not _NUMERIC_HOST.fullmatch(host):
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(host.decode())).encode()
    except OSError:
        return None


def _path(path: bytes, *, within_host: bool) -> bytes:
    path = _unescape(path)
    if within_host:
        path = _normalize(path)
    path = _escape(path).lower()
    for pattern in _PATH_SESSIONS if b"(" in path else ():
        if match := pattern.fullmatch(path):
            path = match[1] + match[2]
    return path[:-1] if len(path) > 1 and path.endswith(b"/") else path


def _normalize(path: bytes) -> bytes:
    kept: list[bytes] = []
    for segment in path.split(b"/")[1:]:
        if segment == b"..":
            # At the root it stays, as the canonicaliser has it.
            kept = kept[:-1] if kept else [segment]
        elif segment != b".":
            kept.append(segment)
    # Doubled slashes go; one at the end stays.
    return b"/" + b"".join(s + b"/" for s in kept[:-1] if s) + (kept[-1] if kept else b"")


def _query(query: bytes) -> bytes:
    if not query:
        return b""
    query = _escape(_unescape(query))
    for pattern in _QUERY_SESSIONS:
        if match := pattern.fullmatch(query):
            query = match[1] + (match[2] or b"")
    arguments = sorted(tuple(part.split(b"=", 1)) for part in query.lower().split(b"&"))
    joined = b"&".join(b"=".join(argument) for argument in arguments)
    return b"?" + joined if joined else b""


def _unescape(octets: bytes) -> bytes:
    """Percent-decoded until nothing changes."""
    if b"%" not in octets:
        return octets
    while (decoded := unquote_to_bytes(octets)) != octets:
        octets = decoded
    return octets


def _escape(octets: bytes) -> bytes:
    return quote_from_bytes(octets, safe=_KEPT).encode()
