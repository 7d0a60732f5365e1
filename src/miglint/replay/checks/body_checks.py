"""What CREATE FUNCTION refuses in a body: SQL that reads what isn't there, PL/pgSQL that can't be compiled."""

from __future__ import annotations

from ...analysis.bodies.body_statements import body_statements
from ...analysis.bodies.search_path import own_path
from ...analysis.missing import outside_path, spelled
from ...analysis.query import QueryAnalysis
from ...analysis.scope import Columns
from ...catalog import Routine
from ...syntax.parser import quoted_names, syntax_error
from ...syntax.source import Node
from ...syntax.tree import clip, walk
from ..state.context import Context
from .absent_names import Where, refuse_fault
from .compile_check import check_plpgsql
from .expression_checks import refuse_absent
from .fresh_enum_labels import refuse_fresh
from .function_results import argument_scope, refuse_no_result, refuse_result

_QUERIES = frozenset({"SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt"})


def check_body(context: Context, routine: Routine) -> None:
    """Refuse an SQL routine whose body reads what isn't there, and a PL/pgSQL one that can't be compiled: PostgreSQL
    looks at them when they are made, unless check_function_bodies is off. What PL/pgSQL reads is its own matter."""
    session = context.session
    if routine.body is None or context.replay.in_prelude or routine.language not in ("sql", "plpgsql"):
        return
    if routine.language == "plpgsql" and not context.replay.compiles:
        return
    if session.is_off("check_function_bodies"):
        return
    outside, session.path = session.path, own_path(routine) or session.path
    try:
        if routine.language == "plpgsql":
            check_plpgsql(context, routine)
            if any(f"${digit}" in routine.body for digit in range(1, 10)):
                _refuse_bare_parameters(context, routine, body_statements(routine))
            return
        statements = body_statements(routine)
        if not statements and (message := syntax_error(routine.body)) is not None:
            context.refuse("42601", message, names=quoted_names(message))
        _refuse_bare_parameters(context, routine, statements)
        columns: Columns = []
        known = False
        made = _made_in(statements)
        for statement in statements:
            columns, known = [], False
            if next(iter(statement)) in _QUERIES:
                columns, known = _check_body_statement(context, routine, statement, outside, made)
        if statements and not _returns_rows(statements[-1]):
            refuse_no_result(context, routine)
        elif statements and known:
            refuse_result(context, routine, columns)
    finally:
        session.path = outside


def _made_in(statements: list[Node]) -> dict[str, bool]:
    """Return the names of the tables that a body makes, each with whether it may be there before. They aren't there
    when PostgreSQL reads the rest of the body."""
    made: dict[str, bool] = {}
    for statement in statements:
        match statement:
            case {"CreateStmt": fields}:
                made[fields["relation"]["relname"]] = fields.get("if_not_exists", False)
            case {"CreateTableAsStmt": fields}:
                made[fields["into"]["rel"]["relname"]] = fields.get("if_not_exists", False)
    return made


def _returns_rows(statement: Node) -> bool:
    ((kind, fields),) = statement.items()
    return kind in ("SelectStmt", "ReturnStmt") or "returningClause" in fields or not kind.endswith("Stmt")


def _refuse_bare_parameters(context: Context, routine: Routine, statements: list[Node]) -> None:
    """Refuse (42601) a parameter right behind a name: libpg_query reads `id $1` as a constant of type id, as it stands
    in normalized queries."""
    for _, cast in walk(statements, ("TypeCast",)) if "$" in (routine.body or "") else ():
        if "ParamRef" in cast["arg"] and cast.get("location", 0) < 0:
            number = cast["arg"]["ParamRef"].get("number", 0)
            context.refuse("42601", f'syntax error at or near "${number}"', names=(f"${number}",))


def _check_body_statement(
    context: Context, routine: Routine, statement: Node, outside: tuple[str, ...], made: dict[str, bool]
) -> tuple[Columns, bool]:
    """Check a statement, and return its columns and whether those are all."""
    analysis = QueryAnalysis(context.catalog, context.session.schemas)
    columns, known = analysis.query(statement, argument_scope(routine))
    # A name that no column has is an argument's, bare or behind the routine's own name.
    names = {a.name for a in routine.arguments if a.name}
    absent = (a for a in analysis.absent_columns if a.parts[0] not in names)
    analysis.absent_columns = [a for a in absent if len(a.parts) == 1 or a.parts[0] != routine.name]
    where = _where(context, routine)
    refuse_fresh(context, next(iter(statement.values())), where)
    for missing in analysis.absent_relations:
        name = missing.name
        if made.get(name.name):
            return columns, False
        if name.name in made:
            message = f'relation "{spelled(name)}" does not exist'
            context.refuse("42P01", message, where(missing.location), names=(name.name,))
        for schema in outside if name.schema is None else ():
            if context.catalog.named(schema, clip(name.name)):
                refuse_fault(context, outside_path(name, schema, missing.location, whose="The function's"), where)
    refuse_absent(context, analysis, where)
    return columns, known and not analysis.absent_relations


def _where(context: Context, routine: Routine) -> Where:
    """Return a function from a location in a routine's body to one in the statement, if the body is verbatim in the
    file."""
    statement = context.statement
    found = statement.offset_of(routine.body or "")
    if found is None:
        return _nowhere
    start = found - (statement.base or 0)
    return lambda location: None if location is None else start + location


def _nowhere(location: int | None) -> None:
    return None
