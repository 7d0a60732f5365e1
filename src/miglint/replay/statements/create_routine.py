"""CREATE and ALTER FUNCTION and PROCEDURE (PostgreSQL docs, 36.3 to 36.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...analysis.dependencies import depends_on
from ...catalog import Argument, DataType, Expression, Ref, Routine
from ...catalog.changes import RoutineAltered, RoutineCreated, RoutineReplaced
from ...catalog.routines import ArgumentMode, RoutineKind
from ...record import replace
from ...syntax.near_names import near_miss
from ...syntax.source import Node
from ...syntax.tree import clip, list_name
from ..checks.body_checks import check_body
from ..checks.extension_facts import refuse_missing_routine
from ..checks.type_lookup import resolve_type
from ..lookup.routine_lookup import find_routine, match
from ..state.context import Context
from ..state.refused import Refused
from .access.default_privileges import default_acl
from .common.stored_settings import changed_config
from .routine_parameters import check_definition

_NOT_FROM_SQL = frozenset({"trigger", "event_trigger", "internal", "language_handler"})
_LANGUAGES = ("sql", "plpgsql", "internal", "c")
_MODES: dict[str, ArgumentMode] = {
    "FUNC_PARAM_OUT": "OUT",
    "FUNC_PARAM_INOUT": "INOUT",
    "FUNC_PARAM_VARIADIC": "VARIADIC",
    "FUNC_PARAM_TABLE": "TABLE",
}


def create_function(context: Context, node: Node) -> None:
    name = list_name(node["funcname"])
    schema = context.schema_for_new(name.schema)
    kind: RoutineKind = "procedure" if node.get("is_procedure") else "function"
    arguments = tuple(_argument(context, n["FunctionParameter"]) for n in node.get("parameters") or ())
    returns, returns_set = _returns(context, node.get("returnType"), arguments, kind)
    check_definition(context, node, arguments, returns, returns_set)
    attributes = _attributes(context, node.get("options") or [], ())
    _check_language(context, attributes.get("language", "sql"))
    depends = _depends(context, node, arguments, returns)
    body = node.get("sql_body")
    add_routine(
        context,
        Routine(
            oid=0,
            origin=context.statement,
            changed=context.statement,
            schema=schema,
            name=clip(name.name),
            kind=kind,
            arguments=arguments,
            returns=returns,
            returns_set=returns_set,
            sql_body=Expression(body, depends, context.statement, context.session.schemas) if body else None,
            owner=context.session.role,
            depends=depends,
            **attributes,
        ),
        node.get("replace", False),
    )


def _is_polymorphic(type: DataType | None) -> bool:
    return type is not None and not type.oid and type.name.startswith("any") and type.name != "any"


def _check_language(context: Context, name: str) -> None:
    """42704 for a slip of a language's name; one that no extension brought is assumed."""
    if name.lower() in _LANGUAGES or context.catalog.extensions.get(name) is not None or context.replay.in_prelude:
        return
    if meant := near_miss(name, _LANGUAGES):
        raise Refused(
            "42704", f'language "{name}" does not exist', subject=name, hint=f'Did you mean "{meant}"?', names=(name,)
        )
    context.note_assumption("language", name, "42704")


def add_routine(context: Context, routine: Routine, replacing: bool) -> None:
    """Add a routine, or put it in the place of one of the same name and input types: then its oid, owner and
    privileges stay and all else is the new text's (PostgreSQL, ProcedureCreate)."""
    routines = context.catalog.routines
    old = match(context.catalog.routines_named(routine.schema, routine.name), list(routine.input_types))
    if old is not None:
        _check_replaced(context, old, routine, replacing)
    if routine.language == "sql" and routine.returns is not None and routine.returns.name in _NOT_FROM_SQL:
        context.refuse("42P13", f"SQL functions cannot return type {routine.returns.name}", routine.location)
    if _is_polymorphic(routine.returns) and not any(map(_is_polymorphic, routine.input_types)):
        context.refuse("42P13", "cannot determine result data type", routine.location)
    if old is None:
        acl = default_acl(context, routine.schema, "functions")
        routine = replace(routine, oid=context.catalog.new_oid(), acl=acl)
    else:
        routine = replace(routine, oid=old.oid, owner=old.owner, acl=old.acl, extension=old.extension)
    routines.put(routine.oid, routine)
    check_body(context, routine)  # it may call itself (ProcedureCreate asks the validator last)
    if old is None:
        context.emit(RoutineCreated, routine.oid, routine=routine)
    else:
        context.emit(RoutineReplaced, routine.oid, before=old, after=routine)


def alter_function(context: Context, node: Node) -> None:
    object_type = node.get("objtype", "OBJECT_FUNCTION")
    kind = {"OBJECT_FUNCTION": "function", "OBJECT_PROCEDURE": "procedure"}.get(object_type, "routine")
    before = find_routine(context, node["func"], kind)
    if before is None:
        refuse_missing_routine(context, node["func"], kind)
        return
    after = replace(
        before, changed=context.statement, **_attributes(context, node["actions"], before.config, keep=True)
    )
    context.catalog.routines.put(after.oid, after)
    context.emit(RoutineAltered, after.oid, before=before, after=after)


def _attributes(context: Context, options: list[Node], config: tuple[str, ...], keep: bool = False) -> dict[str, Any]:
    """Return the fields of a Routine from the options; with `keep` only those that they change."""
    found: dict[str, Any] = {}
    for option in options:
        element = option["DefElem"]
        argument = element.get("arg") or {}
        match element["defname"], argument:
            case "set", {"VariableSetStmt": setting}:
                config = changed_config(context, config, setting)
                found["config"] = config
            case "security", {"Boolean": flag}:
                found["security_definer"] = flag.get("boolval", False)
            case "strict", {"Boolean": flag}:
                found["strict"] = flag.get("boolval", False)
            case ("language" | "volatility" | "parallel") as name, {"String": text}:
                found[name] = text["sval"]
            case "as", {"List": {"items": [{"String": text}, *_]}} if not keep:
                found["body"] = text.get("sval", "")
    return found


def _argument(context: Context, parameter: Node) -> Argument:
    return Argument(
        name=parameter.get("name"),
        type=_bare(resolve_type(context, parameter["argType"])),
        mode=_MODES.get(parameter.get("mode", ""), "IN"),
        default=_default(context, parameter["defexpr"]) if "defexpr" in parameter else None,
    )


def _default(context: Context, node: Node) -> Expression:
    schemas = context.session.schemas
    return Expression(node, depends_on(node, context.catalog, schemas), context.statement, schemas)


def _bare(type: DataType | None) -> DataType | None:
    """Return a type as in a signature: without modifiers."""
    return replace(type, modifiers="") if type is not None and type.modifiers else type


def _returns(
    context: Context, written: Node | None, arguments: tuple[Argument, ...], kind: str
) -> tuple[DataType | None, bool]:
    """Return what a routine returns: RETURNS, else its OUT arguments."""
    if written is not None:
        return _bare(resolve_type(context, written)), written.get("setof", False)
    outputs = [a for a in arguments if a.mode in ("OUT", "INOUT")]
    if not outputs:
        return DataType("void"), False
    if len(outputs) == 1 and kind == "function":
        return outputs[0].type, False
    return DataType("record"), False


def _depends(context: Context, node: Node, arguments: tuple[Argument, ...], returns: DataType | None) -> frozenset[Ref]:
    """Return what drops the routine with CASCADE: its types, its arguments' defaults, and what a body without quotes
    reads."""
    found = {Ref(a.type.oid) for a in arguments if a.type and a.type.oid}
    if returns and returns.oid:
        found.add(Ref(returns.oid))
    for argument in arguments:
        if argument.default:
            found |= argument.default.depends
    if body := node.get("sql_body"):
        found |= depends_on(body, context.catalog, context.session.schemas)
    return frozenset(found)


def _check_replaced(context: Context, old: Routine, new: Routine, replacing: bool) -> None:
    """Refuse what CREATE OR REPLACE can't change (PostgreSQL, catalog/pg_proc.c), if all types are known."""
    was, now = old.input_types, new.input_types
    if None in was or None in now or was != now:
        return
    if not replacing:
        context.refuse(
            "42723", f'function "{new.name}" already exists with same argument types', oid=old.oid, names=(new.name,)
        )
    if old.kind != new.kind:
        context.refuse(
            "42809",
            f'cannot change routine kind: "{new.name}" is a {old.kind}',
            oid=old.oid,
            reason="signature",
            names=(new.name,),
        )
    if _result(old) != _result(new):
        context.refuse("42P13", "cannot change return type of existing function", oid=old.oid)
    for before, after in zip(_inputs(old), _inputs(new), strict=True):
        if before.name and before.name != after.name:
            context.refuse(
                "42P13", f'cannot change name of input parameter "{before.name}"', oid=old.oid, names=(before.name,)
            )
        if before.has_default and not after.has_default:
            context.refuse("42P13", "cannot remove parameter defaults from existing function", oid=old.oid)


def _inputs(routine: Routine) -> list[Argument]:
    return [a for a in routine.arguments if a.is_input]


def _result(routine: Routine) -> object:
    """Return what two results must agree in: the type, SETOF, and the columns of a record; None in places that are
    open."""
    columns = [(a.name, a.type) for a in routine.arguments if a.mode in ("OUT", "INOUT", "TABLE")]
    return routine.returns, routine.returns_set, columns if len(columns) > 1 else None


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "CreateFunctionStmt": create_function,
    "AlterFunctionStmt": alter_function,
}

__all__ = ["HANDLERS", "find_routine"]
