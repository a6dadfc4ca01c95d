"""A build: map, reduce and write, on the cores of this machine."""
