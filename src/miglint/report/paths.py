"""Where files are, as reports spell it: relative to a folder, with "/"."""

from __future__ import annotations

import os
from pathlib import Path


def relative(path: Path, folder: Path) -> str:
    """`path` as seen from `folder`, with "/"; absolute where it lies outside."""
    inner = inside(path, folder)
    return inner if inner is not None else absolute(path).as_posix()


def inside(path: Path, folder: Path) -> str | None:
    """`path` relative to `folder` with "/", or None where it lies outside."""
    for one, other in ((absolute(path), absolute(folder)), (path.resolve(), folder.resolve())):
        if one.is_relative_to(other):
            return one.relative_to(other).as_posix()
    return None


def absolute(path: Path) -> Path:
    """The path from the root of the file system, `..` folded, links left alone."""
    return Path(os.path.abspath(path))
