"""What every test may ask for."""

from tests.site.fixtures import site

__all__ = ["site"]
