"""Large pieces of memory, as cheap as the system has them."""

from __future__ import annotations

import mmap
import weakref

import numpy as np

from simulator.plan.tables import Ints

CELL = np.dtype(np.int64).itemsize
PIECE = 1 << 21
"""Cells of a piece."""
MOST_SPARE = 4
_spare: list[mmap.mmap] = []


def zeros(count: int) -> Ints:
    """Cells that are 0: int64, shape (count,), beginning where a page of memory does."""
    return np.frombuffer(_pages(count * CELL), dtype=np.int64)


def piece() -> Ints:
    """Cells that may hold anything: int64, shape (`PIECE`,).

    A few pieces to which nobody refers any more are used again.
    """
    try:
        pages = _spare.pop()
    except IndexError:
        pages = _pages(PIECE * CELL)
    cells = np.frombuffer(pages, dtype=np.int64)
    weakref.finalize(cells, _use_again, pages).atexit = False
    return cells


def _use_again(pages: mmap.mmap) -> None:
    if len(_spare) < MOST_SPARE:
        _spare.append(pages)


def _pages(size: int) -> mmap.mmap:
    """Pages that are cleared when they are first written to.

    NumPy would write them all at once where the memory was used before. The system gives large
    ones, of which it has fewer to clear and to find, only to memory that no other process shares.
    """
    if not hasattr(mmap, "MAP_PRIVATE"):
        return mmap.mmap(-1, size)
    pages = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    if hasattr(mmap, "MADV_HUGEPAGE"):
        pages.madvise(mmap.MADV_HUGEPAGE)
    return pages
