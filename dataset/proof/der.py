"""Certificates of a timestamp in the order of DER.

The `certificates` of a SignedData are a SET OF (RFC 5652, section 5.1), which DER would have sorted
(X.690, section 11.6). No signature covers their order, OpenSSL and others keep their own, and
rfc3161-client reads nothing but DER.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

_CERTIFICATES: Final = 0xA0

# Where to go in at each level: TimeStampResp › token › content › SignedData › certificates.
_SEQUENCE: Final = 0x30
_EXPLICIT_0: Final = 0xA0


class _Value(NamedTuple):
    tag: int
    start: int
    begin: int
    end: int


def sorted_certificates(response: bytes) -> bytes:
    """A TimeStampResp whose token has its certificates sorted; unchanged where that is none."""
    try:
        span = _certificates(response)
    except (IndexError, ValueError, StopIteration):
        return response
    if span is None:
        return response
    values = [response[one.start : one.end] for one in _values(response, span.begin, span.end)]
    return response[: span.begin] + b"".join(sorted(values)) + response[span.end :]


def _certificates(octets: bytes) -> _Value | None:
    outer = next(_values(octets, 0, len(octets)))
    _, token = _values(octets, outer.begin, outer.end)
    _, content = _values(octets, token.begin, token.end)
    if content.tag != _EXPLICIT_0:
        return None
    (signed,) = _values(octets, content.begin, content.end)
    if signed.tag != _SEQUENCE:
        return None
    parts = _values(octets, signed.begin, signed.end)
    return next((one for one in parts if one.tag == _CERTIFICATES), None)


def _values(octets: bytes, at: int, end: int) -> Iterator[_Value]:
    """The values that stand there one after the other. Raises ValueError, IndexError."""
    while at < end:
        tag, length, begin = octets[at], octets[at + 1], at + 2
        if length & 0x80:
            count = length & 0x7F
            if not 0 < count <= 4:
                raise ValueError(length)
            begin += count
            length = int.from_bytes(octets[begin - count : begin])
        if begin + length > end:
            raise ValueError(length)
        yield _Value(tag, at, begin, begin + length)
        at = begin + length
