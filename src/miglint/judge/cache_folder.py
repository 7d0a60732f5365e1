"""The folder .miglint_cache: its files are written whole or not at all, checked when they are read, and few of each
kind."""

from __future__ import annotations

import atexit
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from threading import active_count

from ..rule.history import History
from .cache_keys import files_of

FOLDER = ".miglint_cache"

LEAST = 256 * 1024
"""How many characters of SQL are worth a cache; less is judged in the time that two small files take to come and go."""


def is_worth_it(histories: Iterable[History]) -> bool:
    """Return whether a run uses the cache: only for long histories, and not in CI, where only an attacker would have
    written it."""
    files = (file for history in histories for file in files_of(history))
    return sum(len(file.text) for file in files) >= LEAST and not os.environ.get("CI")


def read_checked(path: Path) -> bytes | None:
    """Return what a file holds; None if it isn't there or isn't what was written."""
    try:
        digest, _, data = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return data if digest == _digest(data) else None


def write_checked(path: Path, data: bytes, keep: int) -> None:
    """Write a file, and keep only the latest `keep` files of its kind; raise OSError."""
    folder = path.parent
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("# Made by miglint; may be deleted at any time.\n*\n")
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    unfinished.write_bytes(_digest(data) + b"\n" + data)
    os.replace(unfinished, path)
    files = sorted(folder.glob(f"*{path.suffix}"), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in files[keep:]:
        old.unlink(missing_ok=True)


def aside(work: Callable[[], None]) -> None:
    """Run work that this run doesn't have to wait for, in a forked copy of this process.

    Without fork, or with other threads, it runs here. The process waits for its copies before it exits.
    """
    child = os.fork() if hasattr(os, "fork") and active_count() == 1 else None
    if child is None:
        work()
    elif child:
        atexit.register(_wait_for, child)
    else:
        try:
            for stream in (0, 1, 2):
                # A reader of this run's output must not wait for the copy.
                os.dup2(os.open(os.devnull, os.O_RDWR), stream)
            work()
        finally:
            os._exit(0)


def _wait_for(child: int) -> None:
    with suppress(ChildProcessError, KeyboardInterrupt):  # It may be gone already; the next run makes it again.
        os.waitpid(child, 0)


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).hexdigest().encode()
