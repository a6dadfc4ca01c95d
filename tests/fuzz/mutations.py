"""What is done to an archive: a few strokes at one of three depths, drawn by Hypothesis.

Strokes at the file break its framing. Strokes at the text of a record pass the checksum
of gzip, and strokes at its block, whose length and digests are put right again, reach
the readers of HTTP, feeds and pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st

from tests.fuzz.corpus import FRAMINGS, ORIGINS, texts

TOKENS: Final = (
    b"WARC/1.1\r\n",
    b"\r\n\r\n",
    b"\x1f\x8b\x08",
    b"Content-Length: 99999999999999\r\n",
    b"Content-Length: -1\r\n",
    b"WARC-Truncated: length\r\n",
    b"WARC-Segment-Number: 2\r\n",
    b"WARC-Type: revisit\r\n",
    b"WARC-Date: 9999-12-31T23:59:59.999999999Z\r\n",
    b"WARC-Date: 0000-00-00T00:00:00Z\r\n",
    b"WARC-Target-URI: http://[::1\r\n",
    b"HTTP/1.1 999\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n",
    b"Content-Encoding: gzip, br, deflate\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"ffffffffffffffff\r\n",
    b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    b"<article>" * 300,
    b"<base href='http://['>",
    b'<link rel="canonical" href="//">',
    b'<script type="application/ld+json">{"@type":"NewsArticle","headline":[{}],',
    b'<meta property="article:published_time" content="99999999-13-45T99:99:99+99:99">',
    b"\xff\xfe",
    b"\xed\xa0\x80&#xD800;",
    b"\0",
)
"""What means something somewhere on the way."""

LAYERS: Final = ("file", "record", "block")


@dataclass(frozen=True, slots=True)
class Stroke:
    """One change of some octets; `place` and `size` are taken modulo what is there."""

    kind: str
    place: int
    size: int
    token: bytes

    def apply(self, octets: bytes) -> bytes:
        """The octets, changed."""
        at = self.place % (len(octets) + 1)
        size = self.size % (len(octets) - at + 1)
        before, here, after = octets[:at], octets[at : at + size], octets[at + size :]
        match self.kind:
            case "flip":
                bit = 1 << self.size % 8
                return octets[:at] + bytes(o ^ bit for o in octets[at : at + 1]) + octets[at + 1 :]
            case "insert":
                return before + self.token + here + after
            case "overwrite":
                return before + self.token + octets[at + len(self.token) :]
            case "delete":
                return before + after
            case "double":
                return before + here + here + after
            case "blank":
                return before + bytes(size) + after
            case _:
                return before


KINDS: Final = ("flip", "insert", "overwrite", "delete", "double", "blank", "cut")

STROKES: Final = st.builds(
    Stroke,
    st.sampled_from(KINDS),
    st.integers(0, 1 << 16),
    st.integers(0, 1 << 12),
    st.sampled_from(TOKENS) | st.binary(min_size=1, max_size=8),
)


@dataclass(frozen=True, slots=True)
class Case:
    """An archive, and what becomes of it. `record` is the one that is hurt, where one is."""

    origin: str
    framing: str
    layer: str
    number: int
    strokes: tuple[Stroke, ...]

    @property
    def name(self) -> str:
        """The name of the file."""
        return FRAMINGS[self.framing][0]

    @property
    def record(self) -> int | None:
        """The number of the record that the strokes are at; None where they are at the file."""
        return None if self.layer == "file" else self.number % len(texts(self.origin))

    @property
    def sound(self) -> bytes:
        """The file before."""
        return FRAMINGS[self.framing][1](texts(self.origin))

    @property
    def hurt(self) -> bytes:
        """The file after."""
        if self.record is None:
            return self._struck(self.sound)
        records = list(texts(self.origin))
        text = records[self.record]
        if self.layer == "record":
            records[self.record] = self._struck(text)
        else:
            head, end, block = text.partition(b"\r\n\r\n")
            block = self._struck(block.removesuffix(b"\r\n\r\n"))
            lines = [line for line in head.split(b"\r\n") if not line.startswith(UNTRUE)]
            lines.append(b"Content-Length: %d" % len(block))
            records[self.record] = b"\r\n".join(lines) + end + block + b"\r\n\r\n"
        return FRAMINGS[self.framing][1](records)

    def _struck(self, octets: bytes) -> bytes:
        for stroke in self.strokes:
            octets = stroke.apply(octets)
        return octets


UNTRUE: Final = (b"Content-Length:", b"WARC-Block-Digest:", b"WARC-Payload-Digest:")
"""Fields that a changed block makes wrong."""


def cases(framings: Iterable[str]) -> st.SearchStrategy[Case]:
    """Archives of these framings, hurt."""
    return st.builds(
        Case,
        st.sampled_from(ORIGINS),
        st.sampled_from(sorted(framings)),
        st.sampled_from(LAYERS),
        st.integers(0, 63),
        st.lists(STROKES, min_size=1, max_size=4).map(tuple),
    )
