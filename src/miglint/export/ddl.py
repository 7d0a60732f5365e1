"""Relations and their constraints as the statements that make them, one function per kind."""

from __future__ import annotations

from ..catalog import Column, Constraint, Index, Sequence, Table, View
from ..syntax.printer import sql
from ..syntax.quoting import quote_identifier as quote
from ..syntax.quoting import quote_literal as literal
from ..syntax.quoting import quote_name as qualified
from .spelling import Spelling, names

_BOUNDS = {
    "increment": "INCREMENT BY",
    "minvalue": "MINVALUE",
    "maxvalue": "MAXVALUE",
    "start": "START WITH",
    "cache": "CACHE",
}


def sequence_options(sequence: Sequence) -> list[str]:
    """Return the options of a sequence that aren't those of its type."""
    words = [f"{_BOUNDS[name]} {value}" for name, value in sequence.bounds]
    return [*words, "CYCLE"] if sequence.cycle else words


def sequence(spelling: Spelling, sequence: Sequence) -> str:
    """Return CREATE SEQUENCE."""
    words = ["CREATE", "UNLOGGED" if sequence.persistence == "u" else "", "SEQUENCE"]
    words.append(qualified(sequence.schema, sequence.name))
    if (type := spelling.type_name(sequence.type)) != "bigint":
        words.append(f"AS {type}")
    return " ".join(filter(None, [*words, *sequence_options(sequence)]))


def column(spelling: Spelling, table: Table, column: Column) -> str:
    """Return a column of CREATE TABLE; defaults come later, because they may need functions."""
    own = [s for s in spelling.catalog.relations.by("owned", table.oid) if isinstance(s, Sequence) and s.identity]
    words = [quote(column.name), spelling.type_name(column.type)]
    if column.collation:
        words.append(f"COLLATE {quote(column.collation)}")
    if column.generated and column.default:
        words.append(f"GENERATED ALWAYS AS ({spelling.expression(column.default, table)}) {column.generated}")
    if column.identity:
        options = [
            " ".join([f"SEQUENCE NAME {qualified(s.schema, s.name)}", *sequence_options(s)])
            for s in own
            if s.owned_by and s.owned_by.attnum == column.attnum
        ]
        words.append(f"GENERATED {column.identity} AS IDENTITY{f' ({options[0]})' if options else ''}")
    if column.not_null:
        words.append("NOT NULL")
    return " ".join(words)


def table(spelling: Spelling, table: Table) -> str:
    """Return CREATE TABLE with columns only; a partition takes them from its parent where it has the same."""
    words = f"CREATE {'UNLOGGED ' if table.persistence == 'u' else ''}TABLE {qualified(table.schema, table.name)}"
    parents = [p for oid in table.parents if (p := spelling.catalog.table(oid))]
    if table.is_partition and parents and _same_columns(table, parents[0]):
        text = words + f" PARTITION OF {qualified(parents[0].schema, parents[0].name)} {_bound(table)}"
    else:
        inherits = [] if table.is_partition else parents
        own = [c for c in table.columns if not (inherits and c.inherited)]
        body = ",\n  ".join(column(spelling, table, c) for c in own)
        text = f"{words} (\n  {body}\n)"
        if inherits:
            text += f" INHERITS ({', '.join(qualified(p.schema, p.name) for p in inherits)})"
    return text + _partition_by(table) + _with(table.options)


def attach(spelling: Spelling, table: Table) -> str | None:
    """Return ATTACH PARTITION for a partition whose columns are not simply its parent's."""
    parents = [p for oid in table.parents if (p := spelling.catalog.table(oid))]
    if not table.is_partition or not parents or _same_columns(table, parents[0]):
        return None
    head = f"ALTER TABLE {qualified(parents[0].schema, parents[0].name)} ATTACH PARTITION "
    return head + f"{qualified(table.schema, table.name)} {_bound(table)}"


def _same_columns(table: Table, parent: Table) -> bool:
    return [(c.name, c.not_null) for c in table.columns] == [(c.name, c.not_null) for c in parent.columns]


def _bound(table: Table) -> str:
    bound = {"remainder": 0, **table.bound} if table.bound else {"is_default": True}
    return sql({"PartitionBoundSpec": bound})


def _with(options: tuple[tuple[str, str], ...]) -> str:
    return f" WITH ({', '.join(f'{key} = {literal(value)}' for key, value in options)})" if options else ""


def _partition_by(table: Table) -> str:
    if not table.partition_strategy:
        return ""
    keys = [quote(n) for n in table.names(table.partition_keys)]
    return f" PARTITION BY {table.partition_strategy.upper()} ({', '.join(keys)})" if keys else ""


def constraint(spelling: Spelling, table: Table, constraint: Constraint) -> str | None:
    """Return ALTER TABLE ... ADD CONSTRAINT; None where what it says is not known."""
    definition = constraint_definition(spelling, table, constraint)
    if definition is None:
        return None
    return f"ALTER TABLE {qualified(table.schema, table.name)} ADD CONSTRAINT {quote(constraint.name)} {definition}"


def constraint_definition(spelling: Spelling, table: Table, constraint: Constraint) -> str | None:
    """Return what pg_get_constraintdef prints, in our own spelling; None if it isn't known."""
    words: list[str] = []
    own = names(table.names(constraint.columns))
    index = spelling.catalog.relation(constraint.index) if constraint.index else None
    match constraint.kind:
        case "primary key" | "unique":
            words.append(constraint.kind.upper())
            if isinstance(index, Index) and index.nulls_not_distinct:
                words.append("NULLS NOT DISTINCT")
            words.append(own)
            if isinstance(index, Index) and index.included:
                words += ["INCLUDE", names(table.names(index.included))]
            if isinstance(index, Index):
                words += filter(None, [_with(index.options).strip()])
        case "check" if constraint.expression:
            words.append(f"CHECK ({spelling.expression(constraint.expression, table)})")
            words += ["NO INHERIT"] if constraint.no_inherit else []
        case "foreign key":
            other = spelling.catalog.table(constraint.ref_relation or 0)
            if other is None:
                return None
            words += ["FOREIGN KEY", own, "REFERENCES", qualified(other.schema, other.name)]
            if constraint.ref_columns:
                words.append(names(other.names(constraint.ref_columns)))
            words += ["MATCH FULL"] if constraint.match == "FULL" else []
            words += ["ON UPDATE", constraint.on_update, "ON DELETE", constraint.on_delete]
        case "exclude" if isinstance(index, Index):
            keys = _keys(spelling, table, index)
            if keys is None or len(keys) != len(constraint.operators):
                return None
            pairs = [f"{key} WITH {op}" for key, op in zip(keys, constraint.operators, strict=True)]
            words.append(f"EXCLUDE USING {quote(index.method)} ({', '.join(pairs)})")
            if index.predicate:
                words.append(f"WHERE ({spelling.expression(index.predicate, table)})")
        case _:
            return None
    if constraint.deferrable:
        words.append("DEFERRABLE" + (" INITIALLY DEFERRED" if constraint.initially_deferred else ""))
    if not constraint.validated:
        words.append("NOT VALID")
    return " ".join(words)


def _keys(spelling: Spelling, table: Table | View, index: Index) -> list[str] | None:
    """Return the keys of an index; None if a column isn't known."""
    by_number = {0: "", **{c.attnum: c.name for c in table.columns}}
    if not by_number.keys() >= {key.attnum for key in index.keys}:
        return None
    keys = []
    for key in index.keys:
        name = quote(by_number[key.attnum])
        text = f"({spelling.expression(key.expression, table)})" if key.expression else name
        words = [text, key.opclass or "", "DESC" if key.descending else ""]
        if key.nulls_first is not None:
            words.append("NULLS FIRST" if key.nulls_first else "NULLS LAST")
        keys.append(" ".join(filter(None, words)))
    return keys


def index(spelling: Spelling, index: Index) -> str | None:
    """Return CREATE INDEX; None where what it says is not known."""
    table = spelling.catalog.relation(index.table)
    keys = _keys(spelling, table, index) if isinstance(table, (Table, View)) else None
    if not isinstance(table, (Table, View)) or keys is None:
        return None
    text = f"CREATE {'UNIQUE ' if index.unique else ''}INDEX {quote(index.name)}"
    text += f" ON {qualified(table.schema, table.name)} USING {quote(index.method)} ({', '.join(keys)})"
    if index.included:
        text += f" INCLUDE {names([c.name for n in index.included if (c := table.column(n))])}"
    if index.nulls_not_distinct:
        text += " NULLS NOT DISTINCT"
    text += _with(index.options)
    return text + (f" WHERE {spelling.expression(index.predicate, table)}" if index.predicate else "")


def view(spelling: Spelling, view: View) -> str:
    """Return CREATE [MATERIALIZED] VIEW."""
    head = f"CREATE {view.kind.upper()} {qualified(view.schema, view.name)}"
    if view.columns_known and view.columns:
        head += f" {names([c.name for c in view.columns])}"
    return f"{head}{_with(view.options)} AS\n{spelling.expression(view.query)}"
