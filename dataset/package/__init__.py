"""WACZ 1.1.1 out of a collection: the names that the rest of the project uses."""

from dataset.package.pack import Packed, pack
from dataset.package.part import Part

__all__ = ["Packed", "Part", "pack"]
