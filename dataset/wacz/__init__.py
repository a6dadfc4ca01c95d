"""Packs a collection as WACZ 1.1.1."""

from twa.dataset.wacz.pack import Packed, pack
from twa.dataset.wacz.part import PackagePart

__all__ = ["PackagePart", "Packed", "pack"]
