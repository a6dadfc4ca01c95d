"""WARC files, read: the names that the rest of the project uses."""

from dataset.captures import Capture, captures
from dataset.records import Record
from dataset.warc_read import fetch, read

__all__ = ["Capture", "Record", "captures", "fetch", "read"]
