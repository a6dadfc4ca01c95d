"""From socket to Exchange: records the octets of every connection."""
