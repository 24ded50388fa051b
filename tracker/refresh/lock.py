"""One run at a time: an operating-system lock beside the database, which dies with its process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout


class Busy(Exception):
    """Another run holds the lock."""


@contextmanager
def run_lock(path: Path, wait: float = 0) -> Iterator[None]:
    """Hold the lock, waiting up to `wait` seconds for it. Raises Busy."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=wait)
    except Timeout:
        raise Busy(f"another run holds {path.name}") from None
    try:
        yield
    finally:
        lock.release()
