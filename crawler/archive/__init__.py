"""From Exchange to sealed WARC: segments, recovery after a crash, and the process that writes."""
