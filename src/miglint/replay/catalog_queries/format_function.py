"""format() (PostgreSQL docs, 9.4.1)."""

from __future__ import annotations

import re
from typing import Any

from ...syntax.quoting import quote_identifier, quote_literal
from ..state.refused import Refused
from .known_values import UNKNOWN, Partial, known
from .value_texts import concat, output_of, quoted, text_of

_DIRECTIVE = re.compile(r"%(?:(\d+)\$)?(-*)(\d+|\*(?:\d+\$)?)?(.?)", re.S)


def format_text(arguments: list[Any]) -> Any:
    """Return the result of format(); the first argument is the pattern."""
    pattern = text_of(arguments[0]) if arguments else None
    if pattern is None or not isinstance(pattern, str) or not known(pattern):
        if isinstance(pattern, Partial):
            return Partial((pattern.pieces[0].split("%")[0], ""))
        return None if pattern is None else UNKNOWN
    parts: list[Any] = []
    at = number = 0
    for match in _DIRECTIVE.finditer(pattern):
        parts.append(pattern[at : match.start()])
        at = match.end()
        position, minus, width, kind = match.groups()
        if match[0] == "%%":
            parts.append("%")
            continue
        if width and width[0] == "*":
            number = int(width[1:-1]) if len(width) > 1 else number + 1
            width = _argument(arguments, number)
        number = int(position) if position else number + 1
        if kind == "":
            raise Refused("22023", "unterminated format() type specifier")
        value = _formatted(kind, _argument(arguments, number))
        parts.append(_padded(value, minus, width))
    parts.append(pattern[at:])
    return concat(parts)


def _argument(arguments: list[Any], number: int) -> Any:
    if number == 0:
        raise Refused("22023", "format specifies argument 0, but arguments are numbered from 1")
    if number >= len(arguments):
        raise Refused("22023", "too few arguments for format()")
    return arguments[number]


def _formatted(kind: str, value: Any) -> Any:
    text = output_of(value)
    match kind:
        case "s":
            return "" if text is None else text
        case "L":
            return "NULL" if text is None else quoted(text, quote_literal)
        case "I":
            if text is None:
                raise Refused("22004", "null values cannot be formatted as an SQL identifier")
            return quoted(text, quote_identifier)
    raise Refused("22023", f'unrecognized format() type specifier "{kind}"')


def _padded(text: Any, minus: str, width: Any) -> Any:
    """Return a text of at least this width, filled up on the left; on the right with a minus or a negative width."""
    if not width:
        return text
    if not known(width) or not known(text) or not isinstance(text, str):
        return UNKNOWN
    size = int(width)
    return text.ljust(abs(size)) if minus or size < 0 else text.rjust(size)
