"""WACZ 1.1.1 out of a collection: the names that the rest of the project uses."""

from twa.dataset.wacz.pack import Packed, pack
from twa.dataset.wacz.part import Part

__all__ = ["Packed", "Part", "pack"]
