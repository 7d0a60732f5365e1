"""Storage parameters and view options: WITH (...), SET (...), RESET (...)."""

from __future__ import annotations

import re
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
_WHOLE = re.compile(r"[0-9]{1,9}\Z")
_BOOLEANS = ("true", "false", "yes", "no", "on", "off", "1", "0")


def refuse_wrong_view_option(context: Context, definitions: Iterable[Node] | None, oid: int = 0) -> None:
    """Refuse (22023) an option or a value that a view doesn't have."""
    for name, value in _pairs(definitions):
        if name not in _OF_VIEWS:
            context.refuse("22023", f'unrecognized parameter "{name}"', oid=oid, names=(name,))
        word = "true" if value is None else value.lower()
        if _OF_VIEWS[name]:
            if not _is_boolean(word):
                context.refuse("22023", f'invalid value for boolean option "{name}": {value}', oid=oid, names=(name,))
        elif word not in ("local", "cascaded"):
            context.refuse("22023", f'invalid value for enum option "{name}": {value}', oid=oid, names=(name,))


_HEAP = {
    **dict.fromkeys(
        """toast_tuple_target parallel_workers log_autovacuum_min_duration autovacuum_vacuum_threshold
        autovacuum_vacuum_max_threshold autovacuum_vacuum_insert_threshold autovacuum_vacuum_insert_scale_factor
        autovacuum_analyze_threshold autovacuum_vacuum_scale_factor autovacuum_analyze_scale_factor
        autovacuum_vacuum_cost_delay autovacuum_vacuum_cost_limit autovacuum_freeze_min_age autovacuum_freeze_max_age
        autovacuum_freeze_table_age autovacuum_multixact_freeze_min_age autovacuum_multixact_freeze_max_age
        autovacuum_multixact_freeze_table_age vacuum_index_cleanup vacuum_max_eager_freeze_failure_rate
        oids""".split(),  # noqa: SIM905
        "other",
    ),
    "fillfactor": "percent",
    "autovacuum_enabled": "bool",
    "vacuum_truncate": "bool",
    "user_catalog_table": "bool",
}
_OPTIONS = {
    "table": _HEAP,
    "btree": {"fillfactor": "percent", "deduplicate_items": "bool"},
    "hash": {"fillfactor": "percent"},
    "gist": {"fillfactor": "percent", "buffering": "other"},
    "spgist": {"fillfactor": "percent"},
    "gin": {"fastupdate": "bool", "gin_pending_list_limit": "other"},
    "brin": {"pages_per_range": "other", "autosummarize": "bool"},
}
"""Storage parameters of tables and of PostgreSQL's own access methods (access/common/reloptions.c)."""


def refuse_options(context: Context, definitions: Iterable[Node] | None, kind: str, oid: int = 0) -> None:
    """Refuse (22023) a storage parameter that a table, or an index of a method, doesn't have, and a wrong value."""
    known = _OPTIONS.get(kind)
    if known is None or context.replay.in_prelude:
        return
    for name, value in _pairs(definitions):
        space, _, own = name.rpartition(".")
        if space and (space != "toast" or kind != "table"):
            message = f'unrecognized parameter namespace "{space}"'
            context.refuse("22023", message, oid=oid, names=(space,))
        if own not in known or (space and own in ("fillfactor", "parallel_workers", "user_catalog_table")):
            context.refuse("22023", f'unrecognized parameter "{own}"', oid=oid, names=(own,))
        word = "true" if value is None else value.lower()
        if known[own] == "bool" and not _is_boolean(word):
            context.refuse("22023", f'invalid value for boolean option "{own}": {value}', oid=oid, names=(own,))
        if known[own] == "percent" and _WHOLE.match(word) and not 10 <= int(word) <= 100:
            context.refuse("22023", f'value {value} out of bounds for option "{own}"', oid=oid, names=(own,))


def _is_boolean(word: str) -> bool:
    return word != "o" and bool(word) and any(each.startswith(word) for each in _BOOLEANS)


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
