"""dataset = f(WARC files, code, schemas): the map step, the reduce step, and who runs them."""
