"""The row contracts, as JSON Schema 2020-12 files beside this one."""
