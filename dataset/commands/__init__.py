"""Commands of `twa` by what they are about; `twa.dataset.cli` gathers them."""
