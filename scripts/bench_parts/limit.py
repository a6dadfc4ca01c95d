"""The least that a check of WARC files takes: what no verifier can leave out, and nothing else.

    python -m scripts.bench_parts.limit PROCESSES FILE…

Each file is read once, hashed as it is stored, its gzip members inflated (with the library that
this project inflates with), and what each held hashed. No header is parsed, no claim compared.
"""

from __future__ import annotations

import hashlib
import sys
from multiprocessing import Pool

from isal import igzip_lib

_READ = 1 << 20
_PIECE = 1 << 15


def inflate(path: str) -> int:
    """The members of a file."""
    members = 0
    stored = hashlib.sha256()
    with open(path, "rb") as file:  # noqa: PTH123 (nothing that the limit could do without)
        octets, at = b"", 0
        while True:
            member = igzip_lib.IgzipDecompressor(igzip_lib.DECOMP_GZIP, hist_bits=15)
            pieces = []
            while not member.eof:
                if len(octets) - at < _PIECE:
                    more = file.read(_READ)
                    stored.update(more)
                    octets, at = octets[at:] + more, 0
                    if not octets:
                        return members
                piece = octets[at : at + _PIECE]
                at += len(piece)
                pieces.append(member.decompress(piece))
            at -= len(member.unused_data)
            hashlib.sha256(pieces[0] if len(pieces) == 1 else b"".join(pieces)).digest()
            members += 1


def main(processes: int, paths: list[str]) -> None:
    """Print the number of members."""
    if processes == 1:
        print(sum(map(inflate, paths)))
    else:
        with Pool(processes) as pool:
            print(sum(pool.imap(inflate, paths)))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
