"""WARC files, read: the names that the rest of the project uses."""

from twa.dataset.warc.captures import Capture, captures
from twa.dataset.warc.reader import fetch, read
from twa.dataset.warc.records import Record

__all__ = ["Capture", "Record", "captures", "fetch", "read"]
