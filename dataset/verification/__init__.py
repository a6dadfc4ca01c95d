"""Whether a dataset is what it claims to be: every byte, one row, or a row far away."""
