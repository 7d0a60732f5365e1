"""Routines, types, triggers and policies as the statements that make them, one function per kind."""

from __future__ import annotations

from ..catalog import Argument, Policy, Routine, Table, Trigger, Type, View
from ..record import replace
from ..syntax.printer import sql
from ..syntax.quoting import quote_identifier as quote
from ..syntax.quoting import quote_literal as literal
from ..syntax.quoting import quote_name as qualified
from ..syntax.tree import items
from .spelling import Spelling


def routine(spelling: Spelling, routine: Routine) -> str | None:
    """Return CREATE FUNCTION or PROCEDURE, an aggregate as it was written; None for one that isn't known."""
    if routine.kind == "aggregate":
        return sql({routine.origin.kind: routine.origin.node}) if routine.origin else None
    if routine.origin is not None and routine.origin.kind == "CreateRangeStmt":
        return None  # the type's constructor
    words = [f"CREATE {routine.kind.upper()} {qualified(routine.schema, routine.name)}"]
    inputs = [a for a in routine.arguments if a.mode != "TABLE"]
    words[0] += f"({', '.join(_argument(spelling, a) for a in inputs)})"
    columns = [a for a in routine.arguments if a.mode == "TABLE"]
    if columns:
        returned = [quote(a.name or "") + " " + spelling.type_name(a.type) for a in columns]
        words.append(f"RETURNS TABLE ({', '.join(returned)})")
    elif routine.kind == "function" and routine.returns:
        words.append(f"RETURNS {'SETOF ' if routine.returns_set else ''}{spelling.type_name(routine.returns)}")
    words.append(f"LANGUAGE {quote(routine.language)}")
    if routine.kind == "function":
        words.append(routine.volatility.upper())
        words += ["STRICT"] if routine.strict else []
        words += [f"PARALLEL {routine.parallel.upper()}"] if routine.parallel != "unsafe" else []
    words += ["SECURITY DEFINER"] if routine.security_definer else []
    for entry in routine.config:
        words.append(setting(entry))
    if routine.sql_body is not None:
        return " ".join(words) + "\n" + _sql_body(spelling, routine)
    body = routine.body if routine.body is not None else ""
    tag = "$function$"
    while tag in body:
        tag = f"${tag.strip('$')}_$"
    return " ".join(words) + f"\nAS {tag}{body}{tag}"


def _sql_body(spelling: Spelling, routine: Routine) -> str:
    """Return a body without quotes."""
    assert routine.sql_body is not None
    body = routine.sql_body.node
    if "List" not in body:
        return spelling.expression(routine.sql_body)
    statements = [replace(routine.sql_body, tree=node) for part in items(body) for node in items(part)]
    return "".join(["BEGIN ATOMIC\n", *(f"  {spelling.expression(each)};\n" for each in statements), "END"])


def setting(entry: str) -> str:
    """Return SET name TO value for an entry of proconfig or setconfig ("name=value")."""
    name, _, value = entry.partition("=")
    if name in ("search_path", "temp_tablespaces", "session_preload_libraries"):
        # A list of names, quoted already; an empty path is kept as an empty name.
        return f"SET {name} TO " + ("''" if value in ("", '""') else value)
    return f"SET {name} TO {literal(value)}"


def _argument(spelling: Spelling, argument: Argument) -> str:
    words = ["" if argument.mode == "IN" else argument.mode, quote(argument.name) if argument.name else ""]
    words.append(spelling.type_name(argument.type))
    words.append(f"DEFAULT {spelling.expression(argument.default)}" if argument.default else "")
    return " ".join(filter(None, words))


def type_(spelling: Spelling, type: Type) -> str | None:
    """Return CREATE TYPE or DOMAIN; ranges as they were written."""
    name = qualified(type.schema, type.name)
    match type.kind:
        case "enum":
            return f"CREATE TYPE {name} AS ENUM ({', '.join(map(literal, type.labels))})"
        case "composite":
            columns = ", ".join(f"{quote(c.name)} {spelling.type_name(c.type)}" for c in type.columns)
            return f"CREATE TYPE {name} AS ({columns})"
        case "domain":
            words = [f"CREATE DOMAIN {name} AS {spelling.type_name(type.base)}"]
            words += [f"DEFAULT {spelling.expression(type.default)}"] if type.default else []
            words += ["NOT NULL"] if type.not_null else []
            for check in spelling.catalog.constraints_of(0):
                if check.domain == type.oid and check.expression:
                    words.append(f"CONSTRAINT {quote(check.name)} CHECK ({spelling.expression(check.expression)})")
            return " ".join(words)
        case "range" if type.origin is not None and type.origin.kind == "CreateRangeStmt":
            parts = [{"String": {"sval": type.schema}}, {"String": {"sval": type.name}}]
            return sql({"CreateRangeStmt": {**type.origin.node, "typeName": parts}})
    return None


def trigger(spelling: Spelling, trigger: Trigger) -> str | None:
    """Return CREATE TRIGGER."""
    catalog = spelling.catalog
    table = catalog.relation(trigger.relation)
    if not isinstance(table, (Table, View)):
        return None
    events = []
    for event in trigger.events:
        columns = table.names(trigger.columns) if isinstance(table, Table) else []
        events.append(f"UPDATE OF {', '.join(map(quote, columns))}" if event == "UPDATE" and columns else event)
    function = catalog.routine(trigger.function)
    called = qualified(function.schema, function.name) if function else trigger.function_name
    words = [f"CREATE {'CONSTRAINT ' if trigger.constraint else ''}TRIGGER {quote(trigger.name)} {trigger.timing}"]
    words.append(f"{' OR '.join(events)} ON {qualified(table.schema, table.name)}")
    if trigger.deferrable:
        words.append("DEFERRABLE" + (" INITIALLY DEFERRED" if trigger.initially_deferred else ""))
    if trigger.transitions:
        words.append("REFERENCING " + " ".join(f"{age} TABLE AS {quote(name)}" for age, name in trigger.transitions))
    words.append(f"FOR EACH {trigger.level}")
    if trigger.when:
        words.append(f"WHEN ({spelling.expression(trigger.when, table, is_when=True)})")
    words.append(f"EXECUTE FUNCTION {called}({', '.join(map(literal, trigger.arguments))})")
    return " ".join(words)


def policy(spelling: Spelling, policy: Policy) -> str | None:
    """Return CREATE POLICY."""
    table = spelling.catalog.relation(policy.relation)
    if not isinstance(table, Table):
        return None
    kind = "PERMISSIVE" if policy.permissive else "RESTRICTIVE"
    roles = ", ".join("PUBLIC" if role == "public" else quote(role) for role in policy.roles)
    text = f"CREATE POLICY {quote(policy.name)} ON {qualified(table.schema, table.name)} AS {kind} FOR {policy.command}"
    text += f" TO {roles}"
    text += f" USING ({spelling.expression(policy.using, table)})" if policy.using else ""
    return text + (f" WITH CHECK ({spelling.expression(policy.with_check, table)})" if policy.with_check else "")
