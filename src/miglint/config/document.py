"""A settings file: its table, and the lines of its keys, so that errors can name the line."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..errors import SettingsError
from ..record import Value

Key = str | int


class Document(Value):
    """The settings in one file: `table` is the part that is ours, `prefix` where it lies ("tool", "miglint")."""

    path: Path
    table: dict[str, Any]
    prefix: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Return the folder that relative paths in the file start from."""
        return self.path.parent

    def error(self, keys: tuple[Key, ...], message: str, hint: str = "") -> SettingsError:
        """Return an error about the value at `keys` that names the file and the line."""
        try:
            line = line_of(self.path.read_text("utf-8"), self.prefix + keys)
        except (OSError, UnicodeDecodeError):
            line = None
        return SettingsError(f"{shown(self.path)}{f':{line}' if line else ''}: {message}", hint)


def shown(path: Path) -> str:
    """Return a path for a message: relative to the working directory if it lies in it."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def read_document(path: Path, prefix: tuple[str, ...] = ()) -> Document:
    """Return a TOML file's document. Raises SettingsError if it doesn't exist or isn't TOML."""
    import tomllib

    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SettingsError(f"{shown(path)}: can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{shown(path)}: is not UTF-8", "save the file as UTF-8") from error
    try:
        table: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = re.fullmatch(r"(.*?)(?: \(at line (\d+), column \d+\))?", str(error), re.S)
        message, line = said.groups() if said else (str(error), None)
        raise SettingsError(f"{shown(path)}{f':{line}' if line else ''}: not valid TOML: {message}") from error
    for key in prefix:
        table = table.get(key, {})
        if not isinstance(table, dict):
            raise SettingsError(f"{shown(path)}: `{'.'.join(prefix)}` is not a table")
    return Document(path, table, prefix)


def find_document(start: Path) -> Document | None:
    """Return the settings nearest to `start`; None where there are none. Raises SettingsError for a broken file."""
    found = find_settings_file(start)
    return read_document(*found) if found is not None else None


def find_settings_file(start: Path) -> tuple[Path, tuple[str, ...]] | None:
    """Return the file that holds the settings nearest to `start`, and under which keys: up to the git root
    miglint.toml, supabase/miglint.toml, or pyproject.toml with a table [tool.miglint]."""
    for folder in folders_up(start):
        for name in ("miglint.toml", "supabase/miglint.toml"):
            if (path := folder / name).is_file():
                return path, ()
        path = folder / "pyproject.toml"
        if path.is_file() and b"miglint" in path.read_bytes():
            tool = read_document(path).table.get("tool")
            if isinstance(tool, dict) and "miglint" in tool:
                return path, ("tool", "miglint")
    return None


def folders_up(start: Path) -> Iterator[Path]:
    """Return the folder `start` (or that of the file) and those above it, up to the root of the git repository.

    Outside a repository the search ends before a folder that every user may write to (/tmp): settings can name rules
    to run, and other users must not choose them.
    """
    start = start.absolute()
    first = start if start.is_dir() else start.parent
    for folder in (first, *first.parents):
        try:
            if os.stat(folder).st_mode & stat.S_IWOTH:
                return
        except OSError:
            continue
        yield folder
        if (folder / ".git").exists():
            return


def line_of(text: str, keys: tuple[Key, ...]) -> int | None:
    """Return the line (from 1) that sets the value at `keys`, or opens the nearest table around it; else None."""
    best: tuple[int, int] | None = None
    for line, path in _keys_by_line(text):
        depth = 0
        while depth < min(len(path), len(keys)) and path[depth] == keys[depth]:
            depth += 1
        # Lines of other keys don't matter, except one that opens the table in which the key is missing.
        if depth in (len(path), len(keys)) and depth > (best[0] if best else 0):
            best = (depth, line)
    return best[1] if best else None


_HEADER = re.compile(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_ASSIGNMENT = re.compile(
    r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=(.*)$"""
)
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")


def _keys_by_line(text: str) -> Iterator[tuple[int, tuple[Key, ...]]]:
    """Return every header and assignment of a TOML text with its full path; elements of [[arrays]] count from 0."""
    table: tuple[Key, ...] = ()
    counts: dict[str, int] = {}
    quote = ""
    for number, line in enumerate(text.splitlines(), 1):
        if quote:
            quote = "" if quote in line else quote
            continue
        if header := _HEADER.match(line):
            name = ".".join(part.strip("\"'") for part in _PART.findall(header[2]))
            parts: list[Key] = list(name.split("."))
            if header[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
                parts.append(counts[name])
            table = tuple(parts)
            yield number, table
        elif assignment := _ASSIGNMENT.match(line):
            path = tuple(part.strip("\"'") for part in _PART.findall(assignment[1]))
            yield number, table + path
            quote = next((q for q in ('"""', "'''") if assignment[2].count(q) == 1), "")
