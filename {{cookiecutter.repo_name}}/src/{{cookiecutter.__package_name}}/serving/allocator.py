"""Telling the C library to keep memory that is freed for what comes next."""

import ctypes

# Of glibc's <malloc.h>.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
KEPT_BYTES, LARGEST_KEPT = 64 << 20, 32 << 20


def keep_freed_memory() -> None:
    """Have a list of records scored in the memory of the one before.

    glibc hands each larger array back to the system, and to get its pages anew takes as long as
    to score by trees. Other C libraries are left as they are.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES)
    mallopt(M_MMAP_THRESHOLD, LARGEST_KEPT)
