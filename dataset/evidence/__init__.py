"""The one file for outsiders: a row, its records, and the anchors that date them."""
