"""WARC files, read: the names that the rest of the project uses."""

from dataset.warc.captures import Capture, captures
from dataset.warc.reader import fetch, read
from dataset.warc.records import Record

__all__ = ["Capture", "Record", "captures", "fetch", "read"]
