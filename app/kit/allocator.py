"""The C library's allocator: what large buffers took goes back to the system as soon as they are done with."""

import contextlib
import ctypes

LARGE_BYTES = 256 * 1024
SPARE_BYTES = 4 * 1024 * 1024  # of a heap's end that are kept: giving a few back and asking again costs more
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # of malloc.h


def give_back_large() -> None:
    """Keep glibc from raising, by itself and up to 32 MB, what it calls large.

    Buffers below that are cut out of heaps that do not shrink, one for each thread: some dozen whole documents of
    2 MB, read by a few threads, hold 300 MB for ever. Other C libraries know nothing of it and need it not.
    """
    with contextlib.suppress(AttributeError, OSError):
        library = ctypes.CDLL(None)
        library.mallopt(_M_MMAP_THRESHOLD, LARGE_BYTES)
        library.mallopt(_M_TRIM_THRESHOLD, SPARE_BYTES)
