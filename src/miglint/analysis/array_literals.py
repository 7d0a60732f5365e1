"""Texts of arrays: '{a,"b c",NULL}' (PostgreSQL docs, 8.15.2; ReadArrayStr in adt/arrayfuncs.c)."""

from __future__ import annotations

_SPACE = " \t\n\v\f\r"


def elements_of(text: str) -> list[str] | None:
    """Return the elements of an array's text, those of inner arrays among them, without NULLs; None if it is certainly
    malformed. A text that is written in a rare way has no elements."""
    body = text.strip(_SPACE)
    if body.startswith("["):
        return [] if "=" in body and "]" in body else None
    if not body.startswith("{"):
        return None
    return _read(body)


def _read(body: str) -> list[str] | None:
    found: list[str] = []
    depth, at, size = 0, 0, len(body)
    wants = True
    """Whether an element or an inner array has to come next, as after a comma."""
    opened = False
    """Whether the last thing was an opening brace, so that nothing has to come."""
    while at < size:
        sign = body[at]
        if sign in _SPACE:
            at += 1
        elif at and depth == 0:
            return None
        elif sign == "{":
            if not wants:
                return None
            depth, wants, opened, at = depth + 1, True, True, at + 1
        elif sign == "}":
            if wants and not opened:
                return None
            depth, wants, opened, at = depth - 1, False, False, at + 1
        elif sign == ",":
            if wants:
                return None
            wants, at = True, at + 1
            opened = False
        else:
            if not wants:
                return None
            element, quoted, at = _element(body, at)
            if element is None:
                return None
            if quoted or element.lower() != "null":
                found.append(element)
            wants = opened = False
    return found if depth == 0 else None


def _element(body: str, at: int) -> tuple[str | None, bool, int]:
    """Return the element that begins at a place, whether it is quoted, and where it ends."""
    if body[at] == '"':
        parts = []
        at += 1
        while at < len(body) and body[at] != '"':
            at += body[at] == "\\"
            parts.append(body[at : at + 1])
            at += 1
        return ("".join(parts) if at < len(body) else None), True, at + 1
    parts = []
    while at < len(body) and body[at] not in '{},"':
        at += body[at] == "\\"
        parts.append(body[at : at + 1])
        at += 1
    return "".join(parts).rstrip(_SPACE), False, at
