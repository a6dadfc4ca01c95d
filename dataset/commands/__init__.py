"""Commands of `twa` by what they are about; `dataset.cli` gathers them."""
