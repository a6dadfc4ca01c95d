"""What every test may ask for, and how a test is named."""

from tests.site.fixtures import site
from tests.warm import warm_workers

__all__ = ["pytest_make_parametrize_id", "site", "warm_workers"]


def pytest_make_parametrize_id(val: object) -> str | None:
    """Octets that are no word are named by their number: contents may differ between processes
    (the time in a gzip header), and workers must agree on the names."""
    if isinstance(val, bytes) and not (
        len(val) < 40 and val.isascii() and val.decode().isprintable()
    ):
        return f"{len(val)}-octets"
    return None
