"""Streebog of libgcrypt, the library of GnuPG, which apt and LibreOffice bring along everywhere.

Its documented interface (The Libgcrypt Reference Manual, 2.4 and 6.3) by `ctypes`, so that nothing
has to be compiled; a hundred times faster than Python. Functions that end the process when
something is amiss, as the manual says of `gcry_md_hash_buffer`, are not called.
"""

from ctypes import CDLL, POINTER, byref, c_char_p, c_int, c_size_t, c_uint, c_void_p, string_at
from functools import lru_cache
from typing import Final

_NAME: Final = "libgcrypt.so.20"
_ALGORITHMS: Final = {256: b"STRIBOG256", 512: b"STRIBOG512"}


def is_there() -> bool:
    """Say whether the library is on this machine and lets Streebog be computed."""
    return _load() is not None


def compute(bits: int, data: bytes) -> bytes:
    """Return the digest of `data`. Raises ValueError when the library refuses.

    Only after `is_there`.
    """
    library = _load()
    handle = None if library is None else _open(library, bits)
    if library is None or handle is None:
        message = f"libgcrypt refuses Streebog-{bits}"
        raise ValueError(message)
    try:
        library.gcry_md_write(handle, data, len(data))
        return string_at(library.gcry_md_read(handle, 0), bits // 8)
    finally:
        library.gcry_md_close(handle)


@lru_cache(maxsize=1)
def _load() -> CDLL | None:
    """The library, initialised; None when it is missing, too old, or forbids Streebog (FIPS)."""
    try:
        library = CDLL(_NAME)
        _declare(library)
    except (OSError, AttributeError):
        return None
    library.gcry_check_version(None)  # initialises; has to come first
    for bits in _ALGORITHMS:
        handle = _open(library, bits)
        if handle is None:
            return None
        library.gcry_md_close(handle)
    return library


def _declare(library: CDLL) -> None:
    """Say what each function takes and gives; `ctypes` would take every pointer for an int."""
    library.gcry_check_version.argtypes = [c_char_p]
    library.gcry_check_version.restype = c_char_p
    library.gcry_md_map_name.argtypes = [c_char_p]
    library.gcry_md_map_name.restype = c_int
    library.gcry_md_open.argtypes = [POINTER(c_void_p), c_int, c_uint]
    library.gcry_md_open.restype = c_uint
    library.gcry_md_write.argtypes = [c_void_p, c_char_p, c_size_t]
    library.gcry_md_write.restype = None
    library.gcry_md_read.argtypes = [c_void_p, c_int]
    library.gcry_md_read.restype = c_void_p
    library.gcry_md_close.argtypes = [c_void_p]
    library.gcry_md_close.restype = None


def _open(library: CDLL, bits: int) -> c_void_p | None:
    """Begin a digest; None when the library refuses to."""
    handle = c_void_p()
    algorithm = library.gcry_md_map_name(_ALGORITHMS[bits])  # 0: not known, and would be opened
    is_refused = not algorithm or library.gcry_md_open(byref(handle), algorithm, 0)
    return None if is_refused else handle
