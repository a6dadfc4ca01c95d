"""Loads py3langid's model, inflated once on each machine and mapped into memory.

The package has its model as an `.npz` within xz, and inflates 68 MB in half a second at every
start of a process. Here the inflated file is kept in the user's cache; processes map it and
share its pages. Its members carry CRCs of their own (APPNOTE.TXT, 4.4.7): a file that does not
hold what the package has is made anew.
"""

from __future__ import annotations

import io
import lzma
import mmap
import struct
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

import numpy as np
from isal import isal_zlib
from numpy.lib import format as npy
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

from twa.dataset.user_cache import user_cache

_SIZES: Final = struct.Struct("<HH")
"""Lengths of name and extra field, 26 octets into a local file header (APPNOTE.TXT, 4.3.7)."""

_ARRAYS: Final = {"ptc", "pc", "classes", "nextmove", "nextmove_row", "out_feat"}


def load() -> LanguageIdentifier:
    """An identifier that nobody else has, with normalised probabilities."""
    arrays = _kept(f"py3langid-{version('py3langid')}.npz")
    return LanguageIdentifier(
        arrays["ptc"],
        arrays["pc"],
        arrays["classes"].tolist(),
        # Items of a view are Python's own numbers, which the walk over octets wants.
        memoryview(arrays["nextmove"]),
        arrays["out_feat"].tolist(),
        norm_probs=True,
        tk_row=arrays["nextmove_row"].tolist(),
    )


def _kept(name: str) -> dict[str, Any]:
    """The arrays of the inflated model, which is kept under this name, or is made."""
    try:
        return _mapped(user_cache() / name)
    except (OSError, RuntimeError, ValueError, BadZipFile, struct.error):
        inflated = lzma.decompress((MODEL_DIR / MODEL_FILE).read_bytes())
    try:
        _keep(user_cache() / name, inflated)
        return _mapped(user_cache() / name)
    except (OSError, RuntimeError):  # no room there, or no home
        return _arrays(inflated)


def _keep(path: Path, octets: bytes) -> None:
    """Write the file in one step, whoever else does the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            file.write(octets)
            file.close()
            Path(file.name).replace(path)
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise


def _mapped(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return _arrays(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _arrays(octets: bytes | mmap.mmap) -> dict[str, Any]:
    """The arrays in the octets of an `.npz` whose members are stored as they are.

    What is mapped is not copied. Raises BadZipFile for what is not whole.
    """
    whole = memoryview(octets)
    arrays = {}
    with ZipFile(io.BytesIO(octets) if isinstance(octets, bytes) else octets) as members:  # type: ignore[arg-type] # a map reads and seeks
        for one in members.infolist():
            name, extra = _SIZES.unpack_from(whole, one.header_offset + 26)
            start = one.header_offset + 30 + name + extra
            part = whole[start : start + one.file_size]
            if isal_zlib.crc32(part) != one.CRC:
                raise BadZipFile(f"{one.filename} is not what it was")
            head = io.BytesIO(part[:1024])
            npy.read_magic(head)
            shape, _, kind = npy.read_array_header_1_0(head)
            array = np.frombuffer(part, kind, offset=head.tell()).reshape(shape)
            arrays[one.filename.removesuffix(".npy")] = array
    if arrays.keys() != _ARRAYS:
        raise BadZipFile("these are not the arrays of a model")
    return arrays
