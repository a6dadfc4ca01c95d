"""WACZ 1.1.1 out of a collection: the names that the rest of the project uses."""

from twa.dataset.wacz.pack import Packed, pack
from twa.dataset.wacz.part import PackagePart

__all__ = ["PackagePart", "Packed", "pack"]
