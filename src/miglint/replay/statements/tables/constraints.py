"""Constraints: checks, keys and exclusions, and the indexes behind them (PostgreSQL docs, 5.5)."""

from __future__ import annotations

from collections.abc import Callable, Collection

from ....catalog import Constraint, Expression, IndexKey, Table
from ....catalog.changes import ConstraintAdded
from ....catalog.table_parts import ConstraintKind
from ....record import replace
from ....syntax.source import Node
from ....syntax.tree import clip, strings, walk, without_places
from ...checks.expression_checks import stored_expression
from ...checks.purposes import CHECK
from ...state.context import Context
from ..common.generated_names import constraint_name
from .column_definitions import expression_over

KINDS: dict[str, ConstraintKind] = {
    "CONSTR_PRIMARY": "primary key",
    "CONSTR_UNIQUE": "unique",
    "CONSTR_EXCLUSION": "exclude",
}


def fresh(context: Context, table: Table) -> Table:
    """Return the table as the catalog has it now."""
    return context.catalog.table(table.oid) or table


def put_constraint(context: Context, table: Table, constraint: Constraint) -> Constraint:
    """Add a constraint to the catalog, and note the change."""
    context.catalog.constraints.put(constraint.oid, constraint)
    context.emit(ConstraintAdded, table.oid, constraint.location, table=fresh(context, table), constraint=constraint)
    return constraint


def refuse_duplicate(context: Context, table: Table, name: str, location: int | None) -> None:
    """42710 where the table has a constraint of this name already."""
    for other in context.catalog.constraints_of(table.oid):
        if other.name == name and context.catalog.knows("constraints", table):
            message = f'constraint "{name}" for relation "{table.name}" already exists'
            context.refuse("42710", message, location, table.oid, names=(name, table.name))


def columns_read(expression: Node, table: Table) -> tuple[int, ...]:
    """Return the columns that a check reads, in the order of pg_constraint.conkey: in which the expression names them,
    rows that are compared column by column in pairs (make_row_comparison_op in parse_expr.c)."""
    found = _references(expression, table)
    for kind, comparison in walk(expression, ("A_Expr",)):
        if pairs := _compared_pairs(comparison):
            inside = _references({kind: comparison}, table)
            at = found.index(inside[0]) if inside else 0
            found[at : at + len(inside)] = [each for node in pairs for each in _references(node, table)]
    return tuple(dict.fromkeys([attnum for _, attnum in found]))


def _references(expression: Node, table: Table) -> list[tuple[int, int]]:
    """Return where an expression names columns of the table, in order, with their attnums."""
    found = []
    for _, reference in walk(expression, ("ColumnRef",)):
        if column := table.column(strings(reference["fields"])[-1]):
            found.append((reference.get("location", 0), column.attnum))
    return sorted(found)


def _compared_pairs(comparison: Node) -> list[Node]:
    """Return the columns of rows that = , <>, IS DISTINCT FROM or IN compares, in pairs; none for anything else."""
    match comparison:
        case {"lexpr": {"RowExpr": {"args": left}}, "rexpr": {"RowExpr": _} as right}:
            rows = [right]
        case {"lexpr": {"RowExpr": {"args": left}}, "rexpr": {"List": {"items": rows}}}:
            pass
        case _:
            return []
    if strings(comparison["name"])[-1] not in ("=", "<>"):
        return []
    others = [row["RowExpr"].get("args", ()) for row in rows if "RowExpr" in row]
    return [node for other in others for pair in zip(left, other, strict=False) for node in pair]


def add_check(
    context: Context, table: Table, node: Node, taken: Collection[str] = (), to_children: bool = True
) -> Constraint:
    """Return a CHECK. Its generated name has a column only if the expression reads exactly one."""
    location = node.get("location")
    expression = expression_over(context, table, node["raw_expr"], CHECK)
    table = fresh(context, table)
    columns = columns_read(node["raw_expr"], table)
    if table.kind == "partitioned table" and node.get("is_no_inherit"):
        message = f'cannot add NO INHERIT constraint to partitioned table "{table.name}"'
        context.refuse("42P16", message, location, table.oid, names=(table.name,))
    if name := clip(node.get("conname") or ""):
        if merged := _merged(context, table, name, expression):
            return merged
        refuse_duplicate(context, table, name, location)
    else:
        only = table.names(columns)[0] if len(columns) == 1 else None
        name = constraint_name(context.catalog, table.schema, table.name, only, "check", taken)
    constraint = put_constraint(
        context,
        table,
        Constraint(
            oid=context.catalog.new_oid(),
            origin=context.statement,
            changed=context.statement,
            relation=table.oid,
            schema=table.schema,
            name=name,
            kind="check",
            columns=columns,
            expression=expression,
            validated=not node.get("skip_validation"),
            no_inherit=bool(node.get("is_no_inherit")),
            location=location,
        ),
    )
    if to_children and not constraint.no_inherit:
        for child in context.catalog.children_of(table.oid):
            inherit_check(context, child, table, constraint)
    return constraint


def refuse_missing_check(context: Context, child: Table, check: Constraint, location: int | None = None) -> None:
    """Refuse (42804) a new child that lacks one of its parent's checks."""
    if check.no_inherit or not context.catalog.knows("constraints", child):
        return
    if not any(own.name == check.name for own in context.catalog.constraints_of(child.oid)):
        message = f'child table is missing constraint "{check.name}"'
        context.refuse("42804", message, location, child.oid, reason="other", names=(check.name,))


def _merged(context: Context, table: Table, name: str, expression: Expression) -> Constraint | None:
    """Return an inherited check of the same name and condition, which is the table's own as well from now on."""
    for own in context.catalog.constraints_of(table.oid):
        if own.name != name or own.kind != "check" or not own.inherited or own.expression is None:
            continue
        if without_places(own.expression.node) == without_places(expression.node):
            merged = replace(own, inherited=False, changed=context.statement)
            context.catalog.constraints.put(own.oid, merged)
            return merged
    return None


def inherit_check(context: Context, child: Table, parent: Table, check: Constraint) -> None:
    """Give a child its parent's check; one of the same name that is there already is merged with it."""
    catalog = context.catalog
    for own in catalog.constraints_of(child.oid):
        if own.name == check.name and own.kind == "check":
            merged = replace(own, parent=check.oid, inherited=own.inherited or child.is_partition)
            catalog.constraints.put(own.oid, merged)
            return
    assert check.expression is not None
    columns = tuple(c.attnum for name in parent.names(check.columns) if (c := child.column(name)))
    copy = replace(
        check,
        oid=catalog.new_oid(),
        origin=context.statement,
        changed=context.statement,
        relation=child.oid,
        schema=child.schema,
        columns=columns,
        expression=stored_expression(context, check.expression.node, child),
        inherited=True,
        parent=check.oid,
    )
    put_constraint(context, child, copy)
    for grandchild in catalog.children_of(child.oid):
        inherit_check(context, grandchild, child, copy)


def same_keys(first: tuple[IndexKey, ...], second: tuple[int, ...]) -> bool:
    """Return whether index keys are exactly these columns, in any order."""
    return sorted(key.attnum for key in first) == sorted(second)


HANDLERS: dict[str, Callable[[Context, Node], None]] = {}
