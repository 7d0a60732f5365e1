"""DO blocks, CALL, functions that migrations call, and event triggers: PL/pgSQL is interpreted on the catalog."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..catalog import Routine
from ..changes import (
    IndexCreated,
    RoutineCreated,
    SequenceCreated,
    SqlNotFollowed,
    StatementRefused,
    TableCreated,
    ViewCreated,
)
from ..parse import parse_plpgsql, parse_statements
from ..source import Node, Statement
from ..tree import list_name, options
from .context import Context, Refused
from .plpgsql_values import UNKNOWN, GaveUp, Record

if TYPE_CHECKING:
    from .plpgsql_interpreter import Interpreter

MAX_DEPTH = 8
"""How deep routines may call each other."""


def do_statement(context: Context, node: Node) -> None:
    """DO: run the body. An error that it does not catch undoes it, as PostgreSQL would."""
    arguments = options(node.get("args"))
    language = (arguments.get("language") or {}).get("String", {}).get("sval", "plpgsql")
    body = (arguments.get("as") or {}).get("String", {}).get("sval", "")
    if language.lower() != "plpgsql":
        _not_followed(context, f"the block is written in {language}", None)
        return
    statement = context.statement
    tree = _tree(statement.text) if statement.base == 0 and statement.dynamic_text is None else None
    if tree is None and (tree := _tree(f"DO {_dollar_quoted(body)}")) is None:
        tree = _tree(f"DO {_dollar_quoted(_plain_types(body))}")
    if tree is None:
        _not_followed(context, "its PL/pgSQL can't be read", body)
        return
    _run_tree(context, tree, _place_of(statement, body))


def _tree(text: str) -> Node | None:
    try:
        (found,) = parse_plpgsql(text)
    except ValueError:
        return None
    function: Node = found["PLpgSQL_function"]
    return function


def _dollar_quoted(body: str) -> str:
    tag = "$body$"
    while tag in body:
        tag = tag[:-1] + "_$"
    return f"{tag}{body}{tag}"


def _plain_types(body: str) -> str:
    """The declarations' types of other schemas as text of the same length: libpg_query knows none but its own, and
    the replay reads no type's inside."""
    from ..tokens import tokens

    found = [t for t in tokens(body) if t.kind != "comment"]
    words = [body[t.start : t.end] for t in found]
    out, at, declaring = [], 0, False
    for number, word in enumerate(words):
        lower = word.lower()
        if lower == "declare":
            declaring = True
        elif lower == "begin":
            declaring = False
        if declaring and word == "." and 1 < number < len(found) - 1 and found[number - 2].kind == "name":
            schema, name = found[number - 1], found[number + 1]
            percent = number + 2 < len(found) and words[number + 2] in ("%", ".")
            if not percent:
                out.append(body[at : schema.start])
                out.append("text".ljust(name.end - schema.start))
                at = name.end
    out.append(body[at:])
    return "".join(out)


def _place_of(statement: Statement, body: str) -> tuple[int, bytes] | None:
    """Where the body stands in the file, if it stands there as it is."""
    if statement.base is None:
        return None
    data = body.encode()
    found = statement.migration.data.find(data, statement.start, statement.end) if data else -1
    return (found, data) if found >= 0 else None


def _run_tree(
    context: Context, tree: Node, place: tuple[int, bytes] | None, variables: dict[str, Any] | None = None
) -> None:
    """Run a body, and say what could not be followed; Refused becomes a change that points at the inner statement."""
    from .plpgsql_interpreter import Interpreter

    run = Interpreter(context, tree, place)
    run.variables.update(variables or {})
    mark, made = context.catalog.mark(), len(context.changes)
    try:
        run.run()
    except Refused as refused:
        raised = refused.sqlstate == "P0001" and refused.statement is None
        if raised and len(context.catalog.assumptions):
            # The history begins in the middle: what the block misses may well be there.
            _give_up(context, run, mark, made, "it raises an exception over what the migrations do not tell")
            _report(context, run)
            return
        context.catalog.undo(mark)
        del context.changes[made:]
        context.changes.append(
            StatementRefused(
                statement=refused.statement or context.statement,
                oid=refused.oid,
                location=refused.location,
                sqlstate=refused.sqlstate,
                message=refused.message,
            )
        )
        return
    except GaveUp:
        _give_up(context, run, mark, made, "the block takes too many steps")
    _report(context, run)


def _give_up(context: Context, run: Interpreter, mark: int, made: int, reason: str) -> None:
    """Undo a body; what it did so far is unknown."""
    from .plpgsql_taint import taints_of_changes

    taints = taints_of_changes(context.changes[made:], context.catalog)
    context.catalog.undo(mark)
    del context.changes[made:]
    if taints:
        run.note(reason, list(dict.fromkeys(taints)))


def _report(context: Context, run: Interpreter) -> None:
    """One SqlNotFollowed for all that was not followed."""
    if not run.reasons:
        return
    blind = {
        f"{t.aspect} of {'.'.join(p for p in (t.schema, t.name) if p)}" if t.name else f"{t.aspect} of everything"
        for t in run.taints
    }
    context.changes.append(
        SqlNotFollowed(
            statement=run.place or context.statement, oid=0, reason=run.reasons[0], blind=tuple(sorted(blind))
        )
    )


def _not_followed(context: Context, reason: str, body: str | None) -> None:
    """A body that can't be run at all: everything that its words say it may touch is unknown."""
    from .plpgsql_taint import taints_of_body

    taints = taints_of_body(body)
    if body is not None and not taints:
        return
    for taint in taints:
        context.unknown(taint.aspect, None, None, reason)
    context.emit(SqlNotFollowed, 0, reason=reason, blind=tuple(f"{t.aspect} of everything" for t in taints))


# ---- routines


def routine_of(context: Context, call: Node) -> Routine | None:
    """The routine of the migrations that a FuncCall's fields mean, if it can be run here."""
    from .routine_lookup import visible_routines

    count = len(call.get("args", ()))
    found = [
        r
        for r in visible_routines(context, list_name(call["funcname"]))
        if r.body is not None
        and r.extension is None
        and r.language in ("plpgsql", "sql")
        and sum(1 for a in r.arguments if a.is_input and not a.has_default) <= count <= len(r.input_types)
    ]
    return found[0] if len(found) == 1 else None


def run_routine(context: Context, routine: Routine, arguments: list[Any], caller: Interpreter | None = None) -> None:
    """Run the body of a routine: its DDL is done at the place of the call."""
    replay = context.replay
    if replay.depth >= MAX_DEPTH or replay.in_prelude:
        return
    inputs = [a for a in routine.arguments if a.is_input]
    variables = {a.name: v for a, v in zip(inputs, [*arguments, *[UNKNOWN] * len(inputs)], strict=False) if a.name}
    replay.depth += 1
    path = context.session.path
    try:
        if routine.language == "sql":
            _run_sql(context, routine, caller)
        elif tree := _routine_tree(routine):
            if caller is not None:
                _run_inside(caller, tree, variables)
            else:
                _run_tree(context, tree, None, variables)
    finally:
        replay.depth -= 1
        context.session.path = path


def _routine_tree(routine: Routine) -> Node | None:
    """The tree of a body: its arguments are declared as text, for libpg_query knows no other types than its own."""
    from ..quoting import quote_identifier

    names = ", ".join(f"{quote_identifier(a.name)} text" for a in routine.arguments if a.name)
    returns = (routine.returns.name if routine.returns else "void") if not routine.returns_set else "SETOF record"
    if returns not in ("void", "trigger", "event_trigger"):
        returns = "SETOF text" if routine.returns_set else "text"
    return _tree(
        f"CREATE FUNCTION f({names if 'trigger' not in returns else ''}) RETURNS {returns} LANGUAGE plpgsql "
        f"AS {_dollar_quoted(routine.body or '')}"
    )


def _run_sql(context: Context, routine: Routine, caller: Interpreter | None) -> None:
    """The statements of an SQL function."""
    from . import HANDLERS

    try:
        statements = parse_statements(routine.body or "")
    except ValueError:
        return
    outer = context.statement
    for kind, node in statements:
        if kind in HANDLERS and kind != "SelectStmt":
            inner = Statement(
                outer.migration, outer.index, kind, node, outer.start, outer.end, None, outer, routine.body
            )
            if caller is not None:
                caller.apply(inner)
            else:
                made = Context(context.replay, inner)
                HANDLERS[kind](made, node)
                context.changes.extend(made.changes)


def _run_inside(caller: Interpreter, tree: Node, variables: dict[str, Any]) -> None:
    """A body called from another: its errors and its doubts are the caller's."""
    from .plpgsql_interpreter import Interpreter

    run = Interpreter(caller.context, tree, None)
    run.variables.update(variables)
    run.steps, run.catching = caller.steps, list(caller.catching)
    try:
        run.run()
    finally:
        caller.steps = run.steps
    caller.reasons += run.reasons
    caller.taints += run.taints


def call_function(context: Context, call: Node) -> None:
    """A function call at top level (`SELECT setup();`): run its body where the migrations made it."""
    if (routine := routine_of(context, call)) is not None:
        from .plpgsql_expressions import Evaluator, Scope

        run_routine(context, routine, Evaluator(context).values(call.get("args"), Scope()))


def call_statement(context: Context, node: Node) -> None:
    """CALL procedure(...)."""
    if call := node.get("funccall"):
        call_function(context, call)


# ---- event triggers

_COMMANDS = {
    TableCreated: ("CREATE TABLE", "table"),
    ViewCreated: ("CREATE VIEW", "view"),
    IndexCreated: ("CREATE INDEX", "index"),
    SequenceCreated: ("CREATE SEQUENCE", "sequence"),
    RoutineCreated: ("CREATE FUNCTION", "function"),
}


def fire_event_triggers(context: Context, mark: int) -> None:
    """Run the migrations' event triggers on ddl_command_end for what the statement made; `mark` is the catalog's before
    it (the triggers see the state after it)."""
    catalog = context.catalog
    if context.replay.depth or context.catalog.mark() == mark:
        return
    commands = []
    for change in context.changes:
        if type(change) in _COMMANDS:
            tag, kind = _COMMANDS[type(change)]
            oid = change.index.oid if isinstance(change, IndexCreated) else change.oid
            row = catalog.relation(oid) or catalog.routine(oid)
            if row is None:
                continue
            commands.append(_command(context, tag, kind, row))
    for trigger in list(catalog.event_triggers) if commands else ():
        routine = catalog.routine(trigger.function)
        if (
            not trigger.enabled
            or trigger.event != "ddl_command_end"
            or routine is None
            or routine.language != "plpgsql"
        ):
            continue
        wanted = [c for c in commands if not trigger.tags or c["command_tag"] in trigger.tags]
        tree = _routine_tree(routine) if wanted else None
        for command in wanted if tree else ():
            context.replay.depth += 1
            try:
                _run_tree(
                    context,
                    tree or {},
                    None,
                    {
                        "pg_event_trigger_ddl_commands()": [command],
                        "tg_tag": command["command_tag"],
                        "tg_event": "ddl_command_end",
                    },
                )
            finally:
                context.replay.depth -= 1


def _command(context: Context, tag: str, kind: str, row: Any) -> Record:
    """A row of pg_event_trigger_ddl_commands()."""
    from ..quoting import quote_name

    identity = quote_name(row.schema, row.name)
    if isinstance(row, Routine):
        identity = context.catalog.signature(row)
    return Record(
        classid=UNKNOWN,
        objid=row.oid,
        objsubid=0,
        command_tag=tag,
        object_type=kind,
        schema_name=row.schema,
        object_identity=identity,
        in_extension=False,
    )


HANDLERS: dict[str, Callable[[Context, Node], None]] = {"DoStmt": do_statement, "CallStmt": call_statement}
