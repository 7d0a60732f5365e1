"""Columns of tables: from ColumnDef to Column, with serial, identity and the constraints in the definition."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from ....analysis.column_references import SYSTEM_COLUMNS
from ....catalog import Column, DataType, Expression, Ref, Sequence, Table
from ....catalog.changes import RefusalReason
from ....record import Draft, Value, field, replace
from ....syntax.source import Node
from ....syntax.tree import Name, clip, list_name, options, strings, walk
from ...checks.expression_checks import stored_expression
from ...checks.pseudo_types import refuse_pseudo_type
from ...checks.purposes import CHECK, Purpose, default_of, generated_of
from ...checks.type_errors import refuse_constant
from ...checks.type_lookup import is_serial, resolve_type
from ...checks.type_modifiers import refuse_collation
from ...state.context import Context
from ..common.generated_names import relation_name
from .sequences import add_sequence, next_value, with_sequence_options

INDEX_KINDS = frozenset({"CONSTR_PRIMARY", "CONSTR_UNIQUE", "CONSTR_EXCLUSION"})


class Parts(Draft):
    """The constraints of a definition, in the order in which PostgreSQL adds them: (Constraint fields, its column)."""

    checks: list[tuple[Node, str | None]] = field(default_factory=list)
    indexes: list[tuple[Node, str | None]] = field(default_factory=list)
    foreign_keys: list[tuple[Node, str | None]] = field(default_factory=list)
    not_nulls: list[Node] = field(default_factory=list)
    """Those that stand beside the columns."""
    generated: dict[str, Node] = field(default_factory=dict)

    def add(self, constraint: Node, column: str | None = None) -> None:
        """Sort a constraint in by its kind."""
        kind = constraint["contype"]
        if kind == "CONSTR_CHECK":
            self.checks.append((constraint, column))
        elif kind in INDEX_KINDS:
            self.indexes.append((constraint, column))
        elif kind == "CONSTR_FOREIGN":
            self.foreign_keys.append((constraint, column))
        elif kind == "CONSTR_NOTNULL":
            self.not_nulls.append(constraint)


class Home(Value):
    """The table that columns are made for; it need not be in the catalog yet."""

    oid: int
    schema: str
    name: str
    persistence: str = "p"


def make_column(context: Context, home: Home, definition: Node, attnum: int, parts: Parts) -> Column:
    """Return a column from a ColumnDef; its constraints are added to `parts`, a serial's sequence to the catalog."""
    name = clip(definition["colname"])
    type_name = definition.get("typeName")
    location = definition.get("location")
    type: DataType | None = None
    default: Expression | None = None
    constraints = definition.get("constraints") or ()
    not_null = False
    for wrapped in constraints:
        if wrapped["Constraint"]["contype"] in _NOT_NULL:
            not_null = True
            break
    if type_name is not None:
        serial = is_serial(type_name)
        if serial:
            type = DataType(serial)
            sequence = _owned_sequence(context, home, name, attnum, type, location)
            default, not_null = next_value(context, sequence), True
        else:
            type = resolve_type(context, type_name)
            refuse_pseudo_type(context, name, type, location)
    collation = definition.get("collClause")
    if collation is not None:
        refuse_collation(context, type, location)
    column = Column(
        attnum=attnum,
        name=name,
        type=type,
        not_null=not_null,
        default=default,
        collation=list_name(collation["collname"]).name if collation else None,
        origin=context.statement,
        changed=context.statement,
        location=location,
    )
    return _apply(context, home, column, constraints, parts) if constraints else column


def _apply(context: Context, home: Home, column: Column, constraints: Iterable[Node], parts: Parts) -> Column:
    """Return the column, changed by the constraints in its definition."""
    fields: dict[str, Any] = {}
    last: Node | None = None
    for wrapped in constraints:
        constraint = wrapped["Constraint"]
        kind = constraint["contype"]
        if kind == "CONSTR_NOTNULL":
            if "conname" in constraint:
                fields["not_null_name"] = clip(constraint["conname"])
            if constraint.get("is_no_inherit"):
                fields["not_null_inherits"] = False
            continue
        if kind == "CONSTR_NULL":
            if column.not_null:
                _conflict(context, home, column, constraint, "conflicting NULL/NOT NULL declarations")
        elif kind == "CONSTR_DEFAULT":
            if "default" in fields or column.default is not None:
                _conflict(context, home, column, constraint, "multiple default values specified")
            fields["default"] = default_expression(context, constraint["raw_expr"], column)
        elif kind == "CONSTR_IDENTITY":
            fields["identity"] = identity_kind(constraint.get("generated_when"))
            add_identity_sequence(context, home, column, constraint.get("options"), constraint.get("location"))
        elif kind == "CONSTR_GENERATED":
            if "generated" in fields:
                _conflict(context, home, column, constraint, "multiple generation clauses specified")
            virtual = constraint.get("generated_kind") == "v"
            fields["generated"] = "VIRTUAL" if virtual else "STORED"
            parts.generated[column.name] = constraint["raw_expr"]
        elif kind.startswith("CONSTR_ATTR_"):
            if kind in _MISPLACED and (last is None or last["contype"] == "CONSTR_CHECK"):
                message = f"misplaced {_MISPLACED[kind]} clause"
                context.refuse("42601", message, constraint.get("location"), home.oid)
            if last is not None:
                last.update(_ATTRIBUTES.get(kind, {}))
        else:
            last = dict(constraint)
            parts.add(last, column.name)
    sources = [word for kind, word in _SOURCES.items() if kind in fields]
    if len(sources) > 1:
        _conflict(context, home, column, {"location": column.location}, f"both {sources[0]} and {sources[1]} specified")
    return replace(column, **fields) if fields else column


_NOT_NULL = frozenset({"CONSTR_NOTNULL", "CONSTR_PRIMARY", "CONSTR_IDENTITY"})

_SOURCES = {"default": "default", "identity": "identity", "generated": "generation expression"}
"""What a column's value may come from, in the order in which PostgreSQL's errors name them."""

_MISPLACED = {"CONSTR_ATTR_DEFERRABLE": "DEFERRABLE", "CONSTR_ATTR_DEFERRED": "INITIALLY DEFERRED"}

_ATTRIBUTES: dict[str, dict[str, bool]] = {
    "CONSTR_ATTR_DEFERRABLE": {"deferrable": True},
    "CONSTR_ATTR_DEFERRED": {"deferrable": True, "initdeferred": True},
}


def _conflict(context: Context, home: Home, column: Column, constraint: Node, what: str) -> None:
    message = f'{what} for column "{column.name}" of table "{home.name}"'
    context.refuse("42601", message, constraint.get("location"), home.oid, names=(column.name, home.name))


def default_expression(context: Context, node: Node, column: Column) -> Expression | None:
    """Return a default. NULL is none at all, unless it has to be brought to a length (varchar(50)) or belongs to a
    domain (AddRelationNewConstraints in catalog/heap.c)."""
    type = column.type
    if type is not None and not type.modifiers and _is_null(node):
        row = context.catalog.type(type.oid) if type.oid else None
        if row is None or row.kind != "domain":
            return None
    if "A_Const" in node:
        refuse_constant(context, node["A_Const"], column)
        return Expression(node, statement=context.statement, path=context.session.schemas)
    purpose = default_of(column)
    refuse_subquery(context, node, purpose)
    return stored_expression(context, node, None, purpose)


def _is_null(node: Node) -> bool:
    """Return whether it is NULL, or a cast of NULL."""
    while "TypeCast" in node:
        node = node["TypeCast"]["arg"]
    return "A_Const" in node and "isnull" in node["A_Const"]


def identity_kind(generated_when: str | None) -> Literal["ALWAYS", "BY DEFAULT"]:
    """Return attidentity as text."""
    return "ALWAYS" if generated_when == "a" else "BY DEFAULT"


def add_identity_sequence(
    context: Context, home: Home, column: Column, given: list[Node] | None, location: int | None
) -> Sequence:
    """Return the sequence behind an identity column; it has the column's type."""
    refuse_identity_type(context, column, location, home.oid)
    named = options(given).get("sequence_name")
    name: Name | None = list_name(named["List"]["items"]) if named else None
    type = column.type or DataType("int8")
    made = _owned_sequence(context, home, column.name, column.attnum, type, location, name, identity=True)
    with_options = with_sequence_options(made, given or [])
    if with_options is not made:
        context.put(with_options)
    return with_options


def refuse_identity_type(context: Context, column: Column, location: int | None, table: int) -> None:
    """Refuse (22023) an identity column that isn't an integer."""
    if column.type and not column.type.oid and column.type.name not in ("int2", "int4", "int8"):
        context.refuse("22023", "identity column type must be smallint, integer, or bigint", location, table)


def _owned_sequence(
    context: Context,
    home: Home,
    column: str,
    attnum: int,
    type: DataType,
    location: int | None,
    name: Name | None = None,
    identity: bool = False,
) -> Sequence:
    schema = home.schema
    chosen = relation_name(context.catalog, schema, home.name, column, "seq") if name is None else clip(name.name)
    if name is not None and context.catalog.named(schema, chosen):
        context.refuse("42P07", f'relation "{chosen}" already exists', location, names=(chosen,))
    return add_sequence(
        context, schema, chosen, type, Ref(home.oid, attnum), identity, home.persistence, location=location
    )


def with_generated(context: Context, table: Table, parts: Parts) -> Table:
    """Return the table with the expressions of its generated columns, which may read its other columns."""
    if not parts.generated:
        return table
    columns = tuple(
        replace(c, default=generation(context, table, parts.generated[c.name], c)) if c.name in parts.generated else c
        for c in table.columns
    )
    return replace(table, columns=columns)


def generation(context: Context, table: Table, node: Node, column: Column) -> Expression:
    """Return the expression of a generated column; refuse (42P17) one that reads a generated column."""
    for _, found in walk(node, ("ColumnRef",)):
        read = table.column(strings(found["fields"])[-1])
        if read is not None and read.generated:
            message = f'cannot use generated column "{read.name}" in column generation expression'
            context.refuse("42P17", message, found.get("location"), table.oid, names=(read.name,))
    return expression_over(context, table, node, generated_of(column))


def with_column(table: Table, column: Column) -> tuple[Column, ...]:
    """Return the table's columns with one of them replaced, found by its attnum."""
    return tuple([column if c.attnum == column.attnum else c for c in table.columns])


def refuse_subquery(context: Context, node: Node, purpose: Purpose) -> None:
    """Refuse (0A000) a sub-select in an expression that must not have one (transformSubLink in parser/parse_expr.c)."""
    for _, found in walk(node, ("SubLink",)):
        reason: RefusalReason = "constraint" if purpose is CHECK else "other"
        context.refuse("0A000", f"cannot use subquery in {purpose.within}", found.get("location"), reason=reason)


def expression_over(context: Context, table: Table, node: Node, purpose: Purpose) -> Expression:
    """Return an expression that may only read the columns of `table`: of a check, a generated column, an index."""
    current = context.catalog.table(table.oid) or table
    for kind, found in walk(node, ("ColumnRef", "SubLink")):
        if kind == "SubLink":
            refuse_subquery(context, node, purpose)
        names = strings(found.get("fields"))
        if len(names) == 1 and names[0] not in SYSTEM_COLUMNS and names[0] not in ("*", table.name):
            known_column(context, current, names[0], found.get("location"))
    return stored_expression(context, node, context.catalog.table(table.oid) or table, purpose)


def known_column(context: Context, table: Table, name: str, location: int | None = None) -> Column:
    """Return a column by its name. Where the columns of the table are not all known, a missing one is taken to exist;
    on a known table it refuses the statement (42703)."""
    name = clip(name)
    column = table.column(name)
    if column is not None:
        return column
    if context.catalog.knows("columns", table):
        message = f'column "{name}" of relation "{table.name}" does not exist'
        context.refuse("42703", message, location, table.oid, names=(name, table.name))
    fresh = context.catalog.table(table.oid) or table
    column = fresh.column(name)
    if column is None:
        column = Column(attnum=fresh.next_attnum, name=name, type=None)
        context.put(replace(fresh, columns=(*fresh.columns, column), next_attnum=fresh.next_attnum + 1))
    return column
