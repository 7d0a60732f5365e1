"""Files that miglint writes into a project: what is there is never lost."""

from __future__ import annotations

import codecs
from pathlib import Path

from ..errors import PathError
from ..output.paths import relative


def create(path: Path, text: str) -> None:
    """Write a file that must not be there yet, with its folders. Raises PathError where it is, or can't be written."""
    if path.exists():
        raise PathError(f"{_shown(path)} is there already, and nothing is overwritten")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        raise PathError(f"can't write {_shown(path)}: {error.strerror}") from None


def rewrite(path: Path, before: str, after: str) -> None:
    """Write a file's new text, its byte order mark kept. Raises PathError where its text is not `before` any more."""
    try:
        data = path.read_bytes()
        mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        if data != mark + before.encode("utf-8"):
            raise PathError(f"{_shown(path)} has changed meanwhile, and is left alone", "Run it again.")
        path.write_bytes(mark + after.encode("utf-8"))
    except OSError as error:
        raise PathError(f"can't write {_shown(path)}: {error.strerror}") from None


def _shown(path: Path) -> str:
    return relative(path, Path.cwd())
