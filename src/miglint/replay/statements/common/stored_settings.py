"""SET clauses of routines and roles as pg_proc.proconfig and pg_db_role_setting spell them
(flatten_set_variable_args in utils/misc/guc_funcs.c)."""

from __future__ import annotations

from ....syntax.quoting import quote_identifier
from ....syntax.source import Node
from ....syntax.tree import constant_or
from ...checks.parameters import refuse_parameter
from ...state.context import Context

# The settings that are lists of names, each quoted if necessary (GUC_LIST_QUOTE).
_NAME_LISTS = frozenset(
    {"search_path", "temp_tablespaces", "session_preload_libraries", "shared_preload_libraries",
     "local_preload_libraries", "unix_socket_directories"}
)  # fmt: skip
_SPELLED = {"timezone": "TimeZone", "datestyle": "DateStyle", "intervalstyle": "IntervalStyle"}


def changed_config(context: Context, config: tuple[str, ...], setting: Node) -> tuple[str, ...]:
    """Return `config` after one SET or RESET clause (a VariableSetStmt's fields)."""
    kind = setting.get("kind")
    if kind == "VAR_RESET_ALL":
        return ()
    name = setting.get("name", "").lower()
    if kind in ("VAR_SET_VALUE", "VAR_SET_CURRENT") or not _is_superuser(context):
        refuse_parameter(context, setting["name"])
    name = _SPELLED.get(name, name)
    if kind == "VAR_SET_VALUE":
        value: str | None = setting_value(name, setting.get("args") or [])
    elif kind == "VAR_SET_CURRENT":
        value = _current(context, name)
    else:
        value = None
    entries = list(config)
    at = next((i for i, entry in enumerate(entries) if entry.partition("=")[0] == name), None)
    if value is None:
        return config if at is None else (*entries[:at], *entries[at + 1 :])
    if at is None:
        entries.append(f"{name}={value}")
    else:
        entries[at] = f"{name}={value}"
    return tuple(entries)


def _is_superuser(context: Context) -> bool:
    """Return whether the current role may take back what doesn't exist (validate_option_array_item in guc.c)."""
    role = context.catalog.roles.get(context.session.role)
    return role is not None and "SUPERUSER" in role.attributes


def setting_value(name: str, arguments: list[Node]) -> str:
    """Return the text of a setting's value: the items of a list joined by ", "."""
    return join_names(name, [str(_text(node)) for node in arguments])


def join_names(name: str, values: list[str]) -> str:
    """Return the items of a setting's value, quoted where the setting is a list of names."""
    return ", ".join(map(quote_identifier, values) if name in _NAME_LISTS else values)


def _text(node: Node) -> object:
    match node:
        case {"A_Const": {"fval": {"fval": text}}}:
            return text
    value = constant_or(node, "")
    return ("on" if value else "off") if isinstance(value, bool) else value


def _current(context: Context, name: str) -> str | None:
    """Return what the session has now, where the replay knows it."""
    if name == "search_path":
        return join_names(name, list(context.session.path))
    return context.session.settings.get(name)
