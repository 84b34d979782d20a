"""Telling the C library to keep memory that is freed for what comes next."""

import ctypes

# Of glibc's <malloc.h>.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
KEPT_BYTES, LARGEST_KEPT, ARENAS = 64 << 20, 32 << 20, 2


def keep_freed_memory() -> None:
    """Have a list of records scored in the memory of the one before.

    glibc hands each larger array back to the system, and getting the pages back takes as long as
    scoring by trees. Other C libraries are left as they are.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES)
    mallopt(M_MMAP_THRESHOLD, LARGEST_KEPT)
    # What is kept, is kept for each of these.
    mallopt(M_ARENA_MAX, ARENAS)
