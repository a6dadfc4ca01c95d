"""News feeds to WARC archives to datasets, in which every row can be proved from its bytes.

This folder is the package `twa`: installed, everything below has that one name
(`twa.crawler`, `twa.dataset`, `twa.schemas`).
"""
