"""A file's bytes -> Migration. Handles every encoding, byte order mark and NUL character; never raises."""

from __future__ import annotations

import codecs
import os
import re
from pathlib import Path

from ..syntax.source import Migration, Problem, Span
from .other_tools import end_of_run

_NAME = re.compile(r"([0-9]+)_(.*)\.sql", re.S)
"""Supabase's migrateFilePattern (supabase/cli, pkg/migration/list.go): any number of digits, any name, even none."""

_UTF16 = "UTF-16"
_ENCODING_HELP = "Save the file as UTF-8: in an editor, or with `iconv -f {encoding} -t UTF-8`."


def version_of(name: str) -> str | None:
    """Return the version that Supabase reads from a file name; None if the file isn't a migration to it."""
    match = _NAME.fullmatch(name)
    return match[1] if match else None


def read_migration(path: Path, role: str = "migration") -> Migration:
    """Return the file as a Migration, not parsed yet. A file that can't be read becomes an empty one with a problem."""
    try:
        with open(path, "rb", buffering=0) as file:
            data = file.readall()
    except OSError as error:
        why = error.strerror or type(error).__name__
        problem = Problem("unreadable-file", f"the file can't be read: {why}.", Span(0, 0), "Nothing in it is checked.")
        return Migration(path, "", role, version_of(path.name), problems=[problem])
    return migration_from_bytes(path, data, role)


def migration_from_bytes(path: Path, data: bytes, role: str = "migration") -> Migration:
    """Return the content of a file as a Migration, not parsed yet.

    A byte order mark is left out of the text. In text that isn't UTF-8 every bad byte becomes one character (as
    Windows-1252 has it), so that nothing is lost and all else keeps its place.
    """
    problems: list[Problem] = []
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        encoding = _utf16(data)
        text = _decode_utf16(data, encoding, problems) if encoding else _decode_legacy(error, problems)
    else:
        if "\0" in text and (encoding := _utf16(data)):
            text = _decode_utf16(data, encoding, problems)
    if "\0" in text:
        text = _without_nul(text, problems)
    return Migration(path, text, role, version_of(os.path.basename(path)), problems=problems)


def migration_in(folder: Path, name: str, data: bytes | None = None) -> Migration:
    """Return a migration by its name in a migrations folder, from the file or from its content elsewhere."""
    path = folder / name
    migration = read_migration(path) if data is None else migration_from_bytes(path, data)
    if "/" in name:
        migration.inner = name
        migration.version = version_of(f"{path.parent.name}.sql")
    if folder.parent.name != "supabase":
        migration.end = end_of_run(migration.text)
    return migration


def _decode_legacy(error: UnicodeDecodeError, problems: list[Problem]) -> str:
    codecs.register_error("miglint-legacy", _legacy_characters)
    data = error.object
    text = data.decode("utf-8", "miglint-legacy")
    at = len(data[: error.start].decode("utf-8"))
    count = len(data) - len(data.decode("utf-8", "ignore").encode("utf-8"))
    more = f", the first of {count:,} such bytes" if count > 1 else ""
    problems.append(
        Problem(
            "unreadable-file",
            f"this is not UTF-8: byte 0x{data[error.start]:02X} here{more}. PostgreSQL refuses it: "
            'invalid byte sequence for encoding "UTF8".',
            Span(at, at + 1),
            _ENCODING_HELP.format(encoding="WINDOWS-1252"),
        )
    )
    return text


def _legacy_characters(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    bad = error.object[error.start : error.end]
    # Five bytes have no character in Windows-1252; Latin-1 has one for each.
    return "".join(_legacy_character(byte) for byte in bad), error.end


def _legacy_character(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def _utf16(data: bytes) -> str | None:
    """Return UTF-16 or UTF-32 as iconv names it, found by the byte order mark or by NUL bytes; else None."""
    for mark, name in (
        (codecs.BOM_UTF32_LE, "UTF-32LE"),
        (codecs.BOM_UTF32_BE, "UTF-32BE"),
        (codecs.BOM_UTF16_LE, "UTF-16LE"),
        (codecs.BOM_UTF16_BE, "UTF-16BE"),
    ):
        if data.startswith(mark):
            return name
    head = data[:400]
    if len(head) >= 4 and len(head) % 2 == 0:
        even, odd = head[::2].count(0), head[1::2].count(0)
        half = len(head) // 2
        if odd > half * 0.7 and even < half * 0.1:
            return "UTF-16LE"
        if even > half * 0.7 and odd < half * 0.1:
            return "UTF-16BE"
    return None


def _decode_utf16(data: bytes, encoding: str, problems: list[Problem]) -> str:
    text = data.decode(encoding.lower(), "replace").removeprefix("\ufeff")
    problems.append(
        Problem(
            "unreadable-file",
            f"the file is {encoding}; PostgreSQL reads UTF-8 and refuses its first bytes.",
            Span(0, 0),
            _ENCODING_HELP.format(encoding=encoding),
        )
    )
    return text


def _without_nul(text: str, problems: list[Problem]) -> str:
    """Return the text with a space for every NUL: the parser would silently stop at the first one."""
    at, count = text.index("\0"), text.count("\0")
    more = f", the first of {count:,}" if count > 1 else ""
    problems.append(
        Problem(
            "unreadable-file",
            f"this is a NUL character{more}. PostgreSQL's text can't contain it, so the statement fails.",
            Span(at, at + 1),
            "Remove it; miglint reads it as a space.",
        )
    )
    return text.replace("\0", " ")
