"""Commands of `twa` by what they are about; `twa.dataset.cli` gathers them."""


def counted(number: int, what: str) -> str:
    """So many of a thing, as people say it: "1 row", "1,200 rows"."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
