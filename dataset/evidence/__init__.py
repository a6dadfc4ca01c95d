"""The proof file (`twa prove`): a row, its records, and the anchors that date them."""
