"""Checks of single values in a settings file; each raises a SettingsError that names file and line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..errors import did_you_mean
from .document import Document, Key


def refuse_unknown(document: Document, keys: tuple[Key, ...], table: dict[str, Any], known: Iterable[str]) -> None:
    """Raise SettingsError for a key that isn't known."""
    known = list(known)
    for key in table:
        if key not in known:
            where = f" in {dotted(keys)}" if keys else ""
            hint = did_you_mean(key.replace("_", "-"), known) or f"known keys: {', '.join(known)}"
            raise document.error((*keys, key), f"unknown key `{key}`{where}", hint)


def text(document: Document, keys: tuple[Key, ...], value: Any) -> str:
    """Return a string that isn't empty."""
    if not isinstance(value, str):
        raise wrong_type(document, keys, "a string", value)
    if not value.strip():
        raise document.error(keys, f"{dotted(keys)} is empty")
    return value


def texts(document: Document, keys: tuple[Key, ...], value: Any) -> tuple[str, ...]:
    """Return a list of strings; one string counts as a list of one."""
    if isinstance(value, str):
        return (text(document, keys, value),)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise wrong_type(document, keys, "a list of strings", value)
    return tuple(value)


def table(document: Document, keys: tuple[Key, ...], value: Any) -> dict[str, Any]:
    """Return a table."""
    if not isinstance(value, dict):
        raise wrong_type(document, keys, "a table", value)
    return value


def choice(document: Document, keys: tuple[Key, ...], value: Any, choices: Iterable[str]) -> str:
    """Return one of a few strings."""
    choices = list(choices)
    if not isinstance(value, str):
        raise wrong_type(document, keys, " or ".join(f'"{c}"' for c in choices), value)
    if value not in choices:
        hint = did_you_mean(value.lower(), choices) or f"one of: {', '.join(choices)}"
        raise document.error(keys, f'{dotted(keys)} can\'t be "{value}"', hint)
    return value


def version(document: Document, keys: tuple[Key, ...], value: Any) -> str:
    """Return a migration's version: digits, which may be written as a number."""
    digits = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(digits, str) or not (digits.isascii() and digits.isdigit()):
        key = keys[-1]
        message = f"`{key}` must be a migration's version, not {described(value)}"
        raise document.error(keys, message, f'for example {key} = "20250926000000"')
    return digits


def wrong_type(document: Document, keys: tuple[Key, ...], wanted: str, value: Any) -> Exception:
    """Return the error for a value of the wrong type."""
    return document.error(keys, f"{dotted(keys)} must be {wanted}, not {described(value)}")


def dotted(keys: tuple[Key, ...]) -> str:
    """Return a key for a message: `rules.missing-grant.severity`."""
    return f"`{'.'.join(str(key) for key in keys if isinstance(key, str))}`"


def described(value: Any) -> str:
    """Return a TOML value in words."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'the string "{value}"'
        case int() | float():
            return f"the number {value}"
        case list():
            return "a list"
        case dict():
            return "a table"
    return str(value)
