"""What every test may ask for, and how a test is named."""

from hypothesis import HealthCheck, settings

from tests.site.fixtures import site
from tests.warm import warm_workers

__all__ = ["pytest_make_parametrize_id", "site", "warm_workers"]

# How long an example takes on a busy machine is no fault of what it tests.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Octets that are no word are named by their number: contents may differ between processes
    (the time in a gzip header), and workers must agree on the names."""
    if isinstance(val, bytes) and not (
        len(val) < 40 and val.isascii() and val.decode().isprintable()
    ):
        return f"{len(val)}-octets"
    return None
