"""WARC files: read, written, indexed."""

from typing import Final

from twa.dataset.warc.captures import Capture, captures
from twa.dataset.warc.reader import fetch, read
from twa.dataset.warc.records import Record

__all__ = ["INDEX", "Capture", "Record", "captures", "fetch", "read"]

INDEX: Final = "index.cdxj"
"""Name of the index of a folder of WARC files."""
