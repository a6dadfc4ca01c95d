"""The server of sites on this machine: from the cache, the WARCs, and the database."""
