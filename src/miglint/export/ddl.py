"""Objects of the catalog as the statements that make them, one function per kind."""

from __future__ import annotations

from ..catalog import (
    Argument,
    Catalog,
    Column,
    Constraint,
    DataType,
    Expression,
    Index,
    Policy,
    Routine,
    Sequence,
    Table,
    Trigger,
    Type,
    View,
)
from ..catalog.type_names import format_type
from ..syntax.printer import sql
from ..syntax.quoting import quote_identifier as quote
from ..syntax.quoting import quote_literal as literal
from ..syntax.quoting import quote_name as qualified


def names(columns: list[str]) -> str:
    """Return columns in parentheses."""
    return f"({', '.join(map(quote, columns))})"


def type_name(catalog: Catalog, type: DataType | None) -> str:
    """Return a type; text for one that is not known."""
    if type is None:
        return "text"
    if type.schema == "pg_catalog":
        return format_type(type)
    found = catalog.type(type.oid) or catalog.relation(type.oid) if type.oid else None
    spelled = qualified(found.schema, found.name) if found else qualified(type.schema, type.name)
    modifiers = f"({type.modifiers})" if type.modifiers else ""
    return spelled + modifiers + ("[]" if type.is_array else "")


def expression(value: Expression) -> str:
    """Return an expression's text."""
    return sql(value.node)


def column(catalog: Catalog, table: Table, column: Column) -> str:
    """Return a column of CREATE TABLE; defaults come later, because they may need functions."""
    own = [s for s in catalog.relations.by("owned", table.oid) if isinstance(s, Sequence) and s.identity]
    names = [qualified(s.schema, s.name) for s in own if s.owned_by and s.owned_by.attnum == column.attnum]
    sequence = f" (SEQUENCE NAME {names[0]})" if names else ""
    words = [quote(column.name), type_name(catalog, column.type)]
    if column.generated and column.default:
        words.append(f"GENERATED ALWAYS AS ({expression(column.default)}) {column.generated}")
    if column.identity:
        words.append(f"GENERATED {column.identity} AS IDENTITY{sequence}")
    if column.not_null:
        words.append("NOT NULL")
    return " ".join(words)


def table(catalog: Catalog, table: Table) -> str:
    """Return CREATE TABLE with columns only; a partition takes them from its parent."""
    head = f"CREATE {'UNLOGGED ' if table.persistence == 'u' else ''}TABLE {qualified(table.schema, table.name)}"
    parents = [p for oid in table.parents if (p := catalog.table(oid))]
    if table.is_partition and parents:
        bound = {"remainder": 0, **table.bound} if table.bound else {"is_default": True}
        text = head + f" PARTITION OF {qualified(parents[0].schema, parents[0].name)}"
        return text + " " + sql({"PartitionBoundSpec": bound}) + _partition_by(table)
    own = [c for c in table.columns if not (parents and c.inherited)]
    body = ",\n  ".join(column(catalog, table, c) for c in own)
    inherits = f" INHERITS ({', '.join(qualified(p.schema, p.name) for p in parents)})" if parents else ""
    return f"{head} (\n  {body}\n)" + inherits + _partition_by(table)


def _partition_by(table: Table) -> str:
    if not table.partition_strategy:
        return ""
    keys = [quote(n) for n in table.names(table.partition_keys)]
    return f" PARTITION BY {table.partition_strategy.upper()} ({', '.join(keys)})" if keys else ""


def constraint(catalog: Catalog, table: Table, constraint: Constraint) -> str | None:
    """Return ALTER TABLE ... ADD CONSTRAINT; None where what it says is not known."""
    definition = constraint_definition(catalog, table, constraint)
    if definition is None:
        return None
    return f"ALTER TABLE {qualified(table.schema, table.name)} ADD CONSTRAINT {quote(constraint.name)} {definition}"


def constraint_definition(catalog: Catalog, table: Table, constraint: Constraint) -> str | None:
    """Return what pg_get_constraintdef prints, in our own spelling; None if it isn't known."""
    words: list[str] = []
    own = names(table.names(constraint.columns))
    index = catalog.relation(constraint.index) if constraint.index else None
    match constraint.kind:
        case "primary key" | "unique":
            words += [constraint.kind.upper(), own]
            if isinstance(index, Index) and index.included:
                words += ["INCLUDE", names(table.names(index.included))]
        case "check" if constraint.expression:
            words.append(f"CHECK ({expression(constraint.expression)})")
        case "foreign key":
            other = catalog.table(constraint.ref_relation or 0)
            if other is None:
                return None
            words += ["FOREIGN KEY", own, "REFERENCES", qualified(other.schema, other.name)]
            if constraint.ref_columns:
                words.append(names(other.names(constraint.ref_columns)))
            words += ["ON UPDATE", constraint.on_update, "ON DELETE", constraint.on_delete]
        case "exclude" if constraint.origin:
            node = _definition(constraint)
            if node is None:
                return None
            words.append(sql({"Constraint": {k: v for k, v in node.items() if k != "conname"}}))
        case _:
            return None
    if constraint.deferrable:
        words.append("DEFERRABLE" + (" INITIALLY DEFERRED" if constraint.initially_deferred else ""))
    if not constraint.validated:
        words.append("NOT VALID")
    return " ".join(words)


def _definition(constraint: Constraint) -> dict[str, object] | None:
    """Return the Constraint node of an exclusion constraint in the statement that made it."""
    from ..syntax.tree import walk

    nodes = [n for _, n in walk(constraint.origin.node if constraint.origin else {}, ("Constraint",))]
    found = [n for n in nodes if n.get("contype") == "CONSTR_EXCLUSION"]
    named = [n for n in found if n.get("conname") == constraint.name]
    return next(iter(named or found), None)


def index(catalog: Catalog, index: Index) -> str | None:
    """Return CREATE INDEX."""
    table = catalog.relation(index.table)
    if not isinstance(table, (Table, View)):
        return None
    by_number = {0: "", **{c.attnum: c.name for c in table.columns}}
    if not by_number.keys() >= {key.attnum for key in index.keys}:
        return None
    keys = []
    for key in index.keys:
        text = f"({expression(key.expression)})" if key.expression else quote(by_number.get(key.attnum, "?"))
        words = [text, key.opclass or "", "DESC" if key.descending else ""]
        if key.nulls_first is not None:
            words.append("NULLS FIRST" if key.nulls_first else "NULLS LAST")
        keys.append(" ".join(filter(None, words)))
    text = (
        f"CREATE {'UNIQUE ' if index.unique else ''}INDEX {quote(index.name)} ON {qualified(table.schema, table.name)}"
    )
    text += f" USING {quote(index.method)} ({', '.join(keys)})"
    if index.included:
        text += f" INCLUDE {names([by_number.get(n, '?') for n in index.included])}"
    return text + (f" WHERE {expression(index.predicate)}" if index.predicate else "")


def view(catalog: Catalog, view: View) -> str:
    """Return CREATE [MATERIALIZED] VIEW."""
    head = f"CREATE {view.kind.upper()} {qualified(view.schema, view.name)}"
    if view.columns_known and view.columns:
        head += f" {names([c.name for c in view.columns])}"
    if view.options:
        head += f" WITH ({', '.join(f'{key} = {literal(value)}' for key, value in view.options)})"
    return f"{head} AS\n{sql(view.query.node)}"


def routine(catalog: Catalog, routine: Routine) -> str | None:
    """Return CREATE FUNCTION or PROCEDURE. Defaults of arguments are not kept as text and read NULL; aggregates have no
    statement here."""
    if routine.kind == "aggregate":
        return None
    words = [f"CREATE {routine.kind.upper()} {qualified(routine.schema, routine.name)}"]
    inputs = [a for a in routine.arguments if a.mode != "TABLE"]
    words[0] += f"({', '.join(_argument(catalog, a) for a in inputs)})"
    columns = [a for a in routine.arguments if a.mode == "TABLE"]
    if columns:
        returned = [quote(a.name or "") + " " + type_name(catalog, a.type) for a in columns]
        words.append(f"RETURNS TABLE ({', '.join(returned)})")
    elif routine.kind == "function" and routine.returns:
        words.append(f"RETURNS {'SETOF ' if routine.returns_set else ''}{type_name(catalog, routine.returns)}")
    words.append(f"LANGUAGE {quote(routine.language)}")
    if routine.kind == "function":
        words.append(routine.volatility.upper())
        words += ["STRICT"] if routine.strict else []
        words += [f"PARALLEL {routine.parallel.upper()}"] if routine.parallel != "unsafe" else []
    words += ["SECURITY DEFINER"] if routine.security_definer else []
    for setting in routine.config:
        name, _, value = setting.partition("=")
        words.append(f"SET {name} TO {_setting(name, value)}")
    body = routine.body if routine.body is not None else ""
    tag = "$function$" if "$function$" not in body else "$miglint$"
    return " ".join(words) + f"\nAS {tag}{body}{tag}"


def _setting(name: str, value: str) -> str:
    """Return a value of proconfig: lists of names are kept quoted already."""
    if name in ("search_path", "temp_tablespaces", "session_preload_libraries"):
        return "''" if value in ("", '""') else value
    return literal(value)


def _argument(catalog: Catalog, argument: Argument) -> str:
    words = ["" if argument.mode == "IN" else argument.mode, quote(argument.name) if argument.name else ""]
    words += [type_name(catalog, argument.type), "DEFAULT NULL" if argument.has_default else ""]
    return " ".join(filter(None, words))


def type_(catalog: Catalog, type: Type) -> str | None:
    """Return CREATE TYPE or DOMAIN; ranges as they were written."""
    name = qualified(type.schema, type.name)
    match type.kind:
        case "enum":
            return f"CREATE TYPE {name} AS ENUM ({', '.join(map(literal, type.labels))})"
        case "composite":
            columns = ", ".join(f"{quote(c.name)} {type_name(catalog, c.type)}" for c in type.columns)
            return f"CREATE TYPE {name} AS ({columns})"
        case "domain":
            words = [f"CREATE DOMAIN {name} AS {type_name(catalog, type.base)}"]
            words += [f"DEFAULT {expression(type.default)}"] if type.default else []
            words += ["NOT NULL"] if type.not_null else []
            for check in catalog.constraints_of(0):
                if check.domain == type.oid and check.expression:
                    words.append(f"CONSTRAINT {quote(check.name)} CHECK ({expression(check.expression)})")
            return " ".join(words)
        case "range" if type.origin is not None and type.origin.kind == "CreateRangeStmt":
            parts = [{"String": {"sval": type.schema}}, {"String": {"sval": type.name}}]
            return sql({"CreateRangeStmt": {**type.origin.node, "typeName": parts}})
    return None


def trigger(catalog: Catalog, trigger: Trigger) -> str | None:
    """Return CREATE TRIGGER."""
    table = catalog.relation(trigger.relation)
    if table is None:
        return None
    events = []
    for event in trigger.events:
        columns = table.names(trigger.columns) if isinstance(table, Table) else []
        events.append(f"UPDATE OF {', '.join(map(quote, columns))}" if event == "UPDATE" and columns else event)
    function = catalog.routine(trigger.function)
    called = qualified(function.schema, function.name) if function else trigger.function_name
    text = f"CREATE {'CONSTRAINT ' if trigger.constraint else ''}TRIGGER {quote(trigger.name)} {trigger.timing} "
    text += f"{' OR '.join(events)} ON {qualified(table.schema, table.name)} FOR EACH {trigger.level}"
    if trigger.when:
        text += f" WHEN ({expression(trigger.when)})"
    return text + f" EXECUTE FUNCTION {called}()"


def policy(catalog: Catalog, policy: Policy) -> str | None:
    """Return CREATE POLICY."""
    table = catalog.relation(policy.relation)
    if table is None:
        return None
    kind = "PERMISSIVE" if policy.permissive else "RESTRICTIVE"
    roles = ", ".join("PUBLIC" if role == "public" else quote(role) for role in policy.roles)
    text = f"CREATE POLICY {quote(policy.name)} ON {qualified(table.schema, table.name)} AS {kind} FOR {policy.command}"
    text += f" TO {roles}"
    text += f" USING ({expression(policy.using)})" if policy.using else ""
    return text + (f" WITH CHECK ({expression(policy.with_check)})" if policy.with_check else "")
