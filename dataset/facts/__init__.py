"""Map: one WARC → its facts, kept as a shard."""
