"""Keeping freed memory: where the C library can be told to, and where not."""

import ctypes
from typing import Any

import pytest

from slipway_package.serving import allocator


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[int, int] = {}

    class Library:
        mallopt = staticmethod(told.__setitem__)
    monkeypatch.setattr(ctypes, "CDLL", lambda name: Library)
    allocator.keep_freed_memory()
    assert told == {allocator.M_TRIM_THRESHOLD: 64 << 20, allocator.M_MMAP_THRESHOLD: 32 << 20,
                    allocator.M_ARENA_MAX: 2}


def test_a_library_that_knows_of_neither_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: Any) -> None:
        raise OSError
    for library in (lambda name: object(), refuse):
        monkeypatch.setattr(ctypes, "CDLL", library)
        allocator.keep_freed_memory()
