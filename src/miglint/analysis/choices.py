"""Expressions that give one of several values: CASE, COALESCE, GREATEST, LEAST, ARRAY (PostgreSQL docs, 10.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..catalog import DataType, Ref
from ..syntax.source import Node
from .function_types import array
from .operator_types import TEXT, common_type
from .scope import UNKNOWN, Scope

if TYPE_CHECKING:
    from .query import Analysis


def case_type(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    tested = analysis.typed(fields["arg"], scope) if "arg" in fields else None
    results = []
    for when in fields["args"]:
        test = when["CaseWhen"]["expr"]
        results.append(when["CaseWhen"]["result"])
        if "arg" in fields:
            type = analysis.typed(test, scope)
            analysis.operations.append((when["CaseWhen"], "=", tested, type))
            use_literal(tested, [type], analysis)
        else:
            analysis.condition(test, scope, "CASE/WHEN")
    if "defresult" in fields:
        results.append(fields["defresult"])
    return _common(results, "CASE", fields, scope, analysis)


def _common(nodes: list[Node], what: str, fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    """The type that all of several expressions become."""
    types = [analysis.typed(n, scope) for n in nodes]
    found = common_type(types)
    if found is None:
        if None not in types:
            analysis.mixtures.append((what, fields, types))
    elif UNKNOWN in types:
        analysis.constants += [(n, found) for n, type in zip(nodes, types, strict=True) if type is UNKNOWN]
        use_literal(found, types, analysis)
    return found


def use_literal(type: DataType | None, others: list[DataType | None], analysis: Analysis) -> None:
    """Note the type that a bare string constant takes from what it meets: 'open' in status = 'open'."""
    if type is not None and type.oid and not type.is_array and UNKNOWN in others:
        analysis.refs.add(Ref(type.oid))


def array_type(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    found = _common(fields.get("elements") or [], "ARRAY", fields, scope, analysis)
    if found is None or found.is_array:
        return found
    return array(TEXT if found == UNKNOWN else found)


def coalesce_type(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    return _common(fields["args"], "COALESCE", fields, scope, analysis)


def extreme_type(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    what = fields.get("op", "IS_GREATEST").removeprefix("IS_")
    return _common(fields["args"], what, fields, scope, analysis)
