"""Where files are, as reports spell it: relative to a folder, with "/"."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path


def relative(path: Path, folder: Path) -> str:
    """Return `path` relative to `folder`, with "/"; absolute if it lies outside."""
    inner = inside(path, folder)
    return inner if inner is not None else absolute(path).as_posix()


@lru_cache(maxsize=4096)
def inside(path: Path, folder: Path) -> str | None:
    """Return `path` relative to `folder` with "/"; None if it lies outside, even with links followed."""
    one, other = absolute(path), absolute(folder)
    if not one.is_relative_to(other):
        try:
            one, other = one.resolve(), other.resolve()
        except (OSError, ValueError):  # loops of links; names that no file system takes
            return None
    return one.relative_to(other).as_posix() if one.is_relative_to(other) else None


def absolute(path: Path) -> Path:
    """Return the absolute path, with `..` resolved and links not followed."""
    return Path(os.path.abspath(path))
