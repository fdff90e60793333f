"""Large pieces of memory, as cheap as the system has them."""

from __future__ import annotations

import mmap

import numpy as np

from simulator.plan.tables import Ints


def zeros(count: int) -> Ints:
    """Cells that are 0: int64, shape (count,), beginning where a page of memory does.

    The system gives a page when it is first written to (NumPy would write them all at once where
    the memory was used before), and gives large ones, of which it has fewer to clear and to find,
    only to memory that no other process shares.
    """
    size = count * np.dtype(np.int64).itemsize
    if hasattr(mmap, "MAP_PRIVATE"):
        pages = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    else:
        pages = mmap.mmap(-1, size)
    if hasattr(mmap, "MADV_HUGEPAGE"):
        pages.madvise(mmap.MADV_HUGEPAGE)
    return np.frombuffer(pages, dtype=np.int64)
