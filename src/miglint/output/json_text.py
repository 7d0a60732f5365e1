"""JSON text for reports: the same bytes for the same input, and harmless when a log or a terminal shows it."""

from __future__ import annotations

import re
from typing import Any

import orjson

# Outside of strings JSON is printable ASCII and line ends, so all of these stand in strings, where an escape means
# the same. They are the characters of categories Cc, Cf, Zl and Zp that JSON does not escape anyway.
_HIDDEN = re.compile(
    "[\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
_COMMAND = re.compile(r"#(?=#(?:vso)?\[)", re.I)


def to_json(value: Any) -> str:
    """Return `value` as indented JSON with a line end; hidden characters and CI commands are written as escapes."""
    try:
        data = orjson.dumps(value, option=orjson.OPT_INDENT_2)
    except TypeError:  # half surrogates, from file names that are not UTF-8
        data = orjson.dumps(_encodable(value), option=orjson.OPT_INDENT_2)
    text = data.decode()
    if not text.isascii() or "\x7f" in text:
        text = _HIDDEN.sub(_escape, text)
    if "##" in text:
        text = _COMMAND.sub(r"\\u0023", text)
    return text + "\n"


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def _encodable(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-8", "backslashreplace").decode()
        case dict():
            return {_encodable(key): _encodable(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_encodable(inner) for inner in value]
    return value
