"""The C library's allocator: what large buffers took goes back to the system as soon as they are done with."""

import contextlib
import ctypes

LARGE_BYTES = 256 * 1024
_M_MMAP_THRESHOLD = -3  # of malloc.h


def give_back_large() -> None:
    """Keep glibc from raising, by itself and up to 32 MB, what it calls large.

    Buffers below that are cut out of heaps that do not shrink, one for each thread: some dozen whole documents of
    2 MB, read by a few threads, hold 300 MB for ever. Other C libraries know nothing of it and need it not.
    """
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, LARGE_BYTES)
