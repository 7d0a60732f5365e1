"""Storage parameters and view options: WITH (...), SET (...), RESET (...)."""

from __future__ import annotations

from collections.abc import Iterable

from ....syntax.source import Node
from ....syntax.tree import constant_or, strings
from ...state.context import Context

Options = tuple[tuple[str, str], ...]


def _pairs(definitions: Iterable[Node] | None) -> list[tuple[str, str | None]]:
    found = []
    for wrapped in definitions or ():
        element = wrapped["DefElem"]
        prefix = f"{element['defnamespace']}." if "defnamespace" in element else ""
        argument = element.get("arg")
        found.append((prefix + element["defname"], None if argument is None else _text(argument)))
    return found


def _text(argument: Node) -> str:
    match argument:
        case {"TypeName": {"names": names}}:
            return strings(names)[-1]
        case {"List": {"items": parts}}:
            return ",".join(strings(parts))
    value = constant_or(argument, "")
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


_OF_VIEWS = {"security_barrier": True, "security_invoker": True, "check_option": False}
"""The options of a view, and whether they are on or off (access/common/reloptions.c)."""
_BOOLEANS = ("true", "false", "yes", "no", "on", "off", "1", "0")


def refuse_wrong_view_option(context: Context, definitions: Iterable[Node] | None, oid: int = 0) -> None:
    """Refuse (22023) an option or a value that a view doesn't have."""
    for name, value in _pairs(definitions):
        if name not in _OF_VIEWS:
            context.refuse("22023", f'unrecognized parameter "{name}"', oid=oid, names=(name,))
        word = "true" if value is None else value.lower()
        if _OF_VIEWS[name]:
            if word == "o" or not word or not any(each.startswith(word) for each in _BOOLEANS):
                context.refuse("22023", f'invalid value for boolean option "{name}": {value}', oid=oid, names=(name,))
        elif word not in ("local", "cascaded"):
            context.refuse("22023", f'invalid value for enum option "{name}": {value}', oid=oid, names=(name,))


def with_options(before: Options, definitions: Iterable[Node] | None) -> Options:
    """Return the options with those of SET or WITH; an option without a value is true."""
    merged = dict(before)
    for name, value in _pairs(definitions):
        merged[name] = "true" if value is None else value
    return tuple(merged.items())


def without_options(before: Options, definitions: Iterable[Node] | None) -> Options:
    """Return the options without those of RESET."""
    gone = {name for name, _ in _pairs(definitions)}
    return tuple((name, value) for name, value in before if name not in gone)
