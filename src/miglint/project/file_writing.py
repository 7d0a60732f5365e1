"""Files that miglint writes into a project: no text of a user's is ever overwritten."""

from __future__ import annotations

import codecs
from pathlib import Path

from ..errors import PathError
from ..output.paths import relative


def create(path: Path, text: str) -> None:
    """Write a file that must not exist yet, with its folders; raise PathError if it exists or can't be written."""
    if path.exists():
        raise PathError(f"{_shown(path)} already exists and was not overwritten")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        raise PathError(f"can't write {_shown(path)}: {error.strerror}") from None


def rewrite(path: Path, before: str, after: str) -> None:
    """Write a file's new text and keep its byte order mark; raise PathError if its text is no longer `before`."""
    try:
        data = path.read_bytes()
        mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        if data != mark + before.encode("utf-8"):
            raise PathError(f"{_shown(path)} changed in the meantime and was not written", "Run the command again.")
        path.write_bytes(mark + after.encode("utf-8"))
    except OSError as error:
        raise PathError(f"can't write {_shown(path)}: {error.strerror}") from None


def _shown(path: Path) -> str:
    return relative(path, Path.cwd())
