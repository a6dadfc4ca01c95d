"""Sources: what is crawled, by which options, and the file in which both stand."""
