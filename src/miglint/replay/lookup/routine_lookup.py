"""Which routine a statement means: by name and input types (PostgreSQL docs, 36.6 Function Overloading)."""

from __future__ import annotations

from ...analysis.postgres import facts
from ...analysis.written_types import bare_builtin, column_type
from ...catalog import DataType, Routine
from ...syntax.source import Node
from ...syntax.tree import Name, clip, list_name, strings
from ..state.context import Context
from .named_types import lookup_type

_NOT_INPUT = ("FUNC_PARAM_OUT", "FUNC_PARAM_TABLE")


def find_routine(context: Context, object: Node, kind: str = "routine") -> Routine | None:
    """Return the routine that an ObjectWithArgs' fields mean, None if there is none; 42725 where the name is not
    unique, 42809 where the arguments are those of another kind (LookupFuncWithArgs in parser/parse_func.c).

    kind: "routine" for any, or "function" (which aggregates are too), "procedure", "aggregate".
    """
    name = list_name(object["objname"])
    named = visible_routines(context, name)
    candidates = [r for r in named if _is_of(r, kind)]
    if object.get("args_unspecified"):
        if len(candidates) > 1 or (candidates and name.schema is None and _is_builtin_too(context, candidates[0])):
            context.refuse("42725", f'{kind} name "{name.name}" is not unique', names=(name.name,))
        return candidates[0] if candidates else None
    if not named:
        return None
    types = [argument_type(context, node["TypeName"]) for node in object.get("objargs") or () if "TypeName" in node]
    if found := match(candidates, types):
        return found
    _refuse_other_kind(context, match(named, types), kind)
    # DROP FUNCTION f(a int, OUT b int): the names in the list of input types leave OUT arguments out already,
    # Except for procedures, PostgreSQL also accepts a list of the input arguments alone.
    full = [
        argument_type(context, node["FunctionParameter"]["argType"])
        for node in object.get("objfuncargs") or ()
        if node["FunctionParameter"].get("mode") not in _NOT_INPUT
    ]
    return match(candidates, full) if len(full) != len(types) else None


def _is_of(routine: Routine, kind: str) -> bool:
    return kind in ("routine", routine.kind) or (kind == "function" and routine.kind == "aggregate")


def _refuse_other_kind(context: Context, found: Routine | None, kind: str) -> None:
    """Refuse (42809) a procedure where a function is meant, and the reverse."""
    if found is None or _is_of(found, kind) or not context.catalog.knows("routines"):
        return
    signature = context.catalog.signature(found, qualified=False)
    wanted = f"function {signature} is not an aggregate" if kind == "aggregate" else f"{signature} is not a {kind}"
    context.refuse("42809", wanted, oid=found.oid, subject=found.name, names=(found.name,))


def _is_builtin_too(context: Context, routine: Routine) -> bool:
    """Return whether PostgreSQL has functions of the same name, which a bare name without types may mean as well."""
    version, own = context.replay.target.postgres_version, tuple(t.name if t else "" for t in routine.input_types)
    found = [s.types for s in facts.functions(routine.name) if not facts.lacks(version, routine.name, s.types)]
    return any(types != own for types in found)


def visible_routines(context: Context, name: Name) -> list[Routine]:
    """Return all overloads that a name can mean: of its schema, or along the search path, where the first of equal
    signatures hides the others."""
    wanted = clip(name.name)
    if name.schema is not None:
        return context.catalog.routines_named(name.schema, wanted)
    found: list[Routine] = []
    for schema in context.session.schemas:
        for routine in context.catalog.routines_named(schema, wanted):
            if not any(same_types(routine.input_types, other.input_types) for other in found):
                found.append(routine)
    return found


def argument_type(context: Context, type_name: Node) -> DataType | None:
    """Return the type in a routine's signature: without modifiers, and without assuming an unknown one."""
    if bare := bare_builtin(type_name):
        return bare
    if type_name.get("pct_type"):
        found = column_type(strings(type_name.get("names")), context.catalog, context.session.schemas)
        return None if found is None else DataType(found.name, found.schema, found.oid, "", found.is_array)
    name = list_name(type_name["names"])
    found = lookup_type(context, name)
    is_array = "arrayBounds" in type_name
    if found is None:
        return DataType(name.name, name.schema or "public", is_array=is_array)
    return found if found.is_array or not is_array else DataType(found.name, found.schema, found.oid, is_array=True)


def match(candidates: list[Routine], types: list[DataType | None]) -> Routine | None:
    """Return the routine with exactly these input types, else the only one that may have them."""
    likely = [r for r in candidates if same_types(r.input_types, types)]
    if len(likely) < 2:
        return likely[0] if likely else None
    exact = [r for r in likely if r.input_types == tuple(types)]
    return exact[0] if exact else likely[0]


def same_types(left: tuple[DataType | None, ...], right: tuple[DataType | None, ...] | list[DataType | None]) -> bool:
    """Return whether two lists of input types can be the same; a type that is not resolved may be any of its name."""
    return len(left) == len(right) and all(map(same_type, left, right))


def same_type(left: DataType | None, right: DataType | None) -> bool:
    """Return whether two types can be the same."""
    if left is right or left is None or right is None:
        return True
    if left.is_array != right.is_array:
        return False
    if left.oid and right.oid:
        return left.oid == right.oid
    if left.name != right.name:
        return False
    return left.schema == right.schema or "pg_catalog" not in (left.schema, right.schema)
