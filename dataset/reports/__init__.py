"""Reports of runs, to look at and to watch."""
