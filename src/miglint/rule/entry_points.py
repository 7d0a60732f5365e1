"""Entry points of installed packages, read from their entry_points.txt files.

importlib.metadata would cost more start-up time than all the rules together, so the files are read directly. Packages
inside zip archives are not seen.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple


class EntryPoint(NamedTuple):
    """One line of an entry_points.txt, `name = value`, and its package as "name version"."""

    name: str
    value: str
    distribution: str


def entry_points_of(group: str) -> list[EntryPoint]:
    """Return all entry points of a group, in the order of the packages' names."""
    return sorted(_scan(group, tuple(sys.path)), key=lambda point: (point.distribution, point.name))


@lru_cache(maxsize=8)
def _scan(group: str, path: tuple[str, ...]) -> list[EntryPoint]:
    """Look through the folders of `path`. A package found twice counts where it stands first, as on import."""
    seen: set[str] = set()
    found: list[EntryPoint] = []
    for folder in dict.fromkeys(path):
        try:
            with os.scandir(folder or ".") as listing:
                names = [entry.name for entry in listing if entry.name.endswith((".dist-info", ".egg-info"))]
        except OSError:
            continue
        for name in sorted(names):
            distribution, _, version = name.rpartition(".")[0].partition("-")
            if distribution.lower() in seen:
                continue
            seen.add(distribution.lower())
            label = f"{distribution} {version.partition('-py')[0]}".rstrip()
            found += _read(os.path.join(folder, name, "entry_points.txt"), group, label)
    return found


def _read(file: str, group: str, distribution: str) -> Iterator[EntryPoint]:
    try:
        with open(file, "rb") as stream:
            data = stream.read()
    except OSError:
        return
    if group.encode() not in data:
        return
    section = ""
    for raw in data.decode("utf-8", "replace").splitlines():
        line = raw.strip()
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1].strip()
        elif section == group and "=" in line and not line.startswith(("#", ";")):
            name, _, value = line.partition("=")
            yield EntryPoint(name.strip(), value.partition("[")[0].strip(), distribution)
