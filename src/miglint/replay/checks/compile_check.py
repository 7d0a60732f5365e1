"""What CREATE FUNCTION refuses in a PL/pgSQL body: its syntax, its variables, and the types that it declares.

PostgreSQL compiles the body then (plpgsql_validator), but reads the SQL in it for its syntax only.
"""

from __future__ import annotations

from ...analysis.bodies.plpgsql_trees import (
    Declared,
    declarations,
    dollar_quoted,
    may_declare_foreign,
    readings,
    routine_head,
)
from ...catalog import Routine, Table, View
from ...syntax.parser import plpgsql_error, quoted_names
from ...syntax.source import Node
from ...syntax.tokens import tokens
from ...syntax.tree import Name
from ..state.context import Context
from .expression_checks import assume_read
from .type_lookup import resolve_type

# How PostgreSQL's messages begin, or end, and their SQLSTATE (pl_gram.y, pl_comp.c, pl_scanner.c). What is not here may
# come from libpg_query, which knows no types but PostgreSQL's own.
_BEGINNINGS = {
    "syntax error": "42601", "missing ": "42601", "mismatched ": "42601", "unexpected end of": "42601",
    "unterminated ": "42601", "invalid SQLSTATE": "42601", "unrecognized RAISE": "42601", "unrecognized GET": "42601",
    "too few parameters": "42601", "too many parameters": "42601", "EXIT cannot": "42601", "CONTINUE cannot": "42601",
    "there is no label": "42601", "end label": "42601", "duplicate declaration": "42601", "loop variable of": "42601",
    "INTO specified": "42601", "RAISE without": "0Z002", "RAISE option already": "42601",
    "RETURN cannot have a parameter in a procedure": "42601", "unrecognized exception condition": "42704",
    "cannot use RETURN": "42804", "RETURN cannot": "42804", "RETURN NEXT cannot": "42804",
}  # fmt: skip
_ENDINGS = {
    "is not a known variable": "42601", "is declared CONSTANT": "22005", "must be of type cursor or refcursor": "42804",
    "since it's declared NOT NULL": "22004",
}  # fmt: skip


def check_plpgsql(context: Context, routine: Routine) -> None:
    """Refuse a routine whose body PostgreSQL would not compile."""
    body = routine.body or ""
    refuse_uncompiled(context, routine_head(routine), body)
    if may_declare_foreign(body):
        _check_types(context, routine)


def refuse_uncompiled(context: Context, head: str, body: str) -> None:
    """Refuse a body for a certain syntax error; `head` is the statement up to the body."""
    message = plpgsql_error(head + dollar_quoted(body))
    if message is not None and (sqlstate := _sqlstate(message)) and _is_sure(head, body, message):
        location = _location(context, body, _offset(head, body, message))
        context.refuse(sqlstate, message, location, names=quoted_names(message))


def _sqlstate(message: str) -> str | None:
    for beginning, sqlstate in _BEGINNINGS.items():
        if message.startswith(beginning):
            return sqlstate
    return next((sqlstate for ending, sqlstate in _ENDINGS.items() if message.endswith(ending)), None)


def _is_sure(head: str, body: str, message: str) -> bool:
    """Return whether the error stays whatever the foreign types are: of rows or of single values."""
    heads = (head, head.replace(" text", " miglint_row"))
    return all(plpgsql_error(h + dollar_quoted(b)) == message for h in heads for b in (body, *readings(body)))


# ---- where


def _location(context: Context, body: str, offset: int | None) -> int | None:
    """Return a code point of the body as a position of the statement's tree."""
    found = context.statement.offset_of(body)
    if found is None or offset is None:
        return None
    return found - (context.statement.base or 0) + len(body[:offset].encode())


def _offset(head: str, body: str, message: str) -> int | None:
    """Return the position of an error in the body.

    The parser doesn't report it; but its message is the same for every beginning of the body that includes the error,
    and differs for shorter ones, which end in a word that isn't SQL.
    """
    found = [t for t in tokens(body) if t.kind != "comment"]
    if not found:
        return None
    if plpgsql_error(head + dollar_quoted(f"{body}\n@@@")) != message:
        return found[-1].start
    low, high = 0, len(found) - 1
    while low < high:
        middle = (low + high) // 2
        if plpgsql_error(head + dollar_quoted(f"{body[: found[middle].end]}\n@@@")) == message:
            high = middle
        else:
            low = middle + 1
    first = low
    while first > 0 and body[found[first - 1].start : found[first - 1].end].lower() not in _OPENING:
        first -= 1
    quoted = quoted_names(message)
    for token in reversed(found[first : low + 1]) if quoted else ():
        if _is_about(body[token.start : token.end].lower(), quoted[0].lower()):
            return token.start
    return found[first].start


def _is_about(word: str, quoted: str) -> bool:
    """Return whether a message is about a token: the same word, the first of a dotted name, or a stray symbol."""
    return (
        word == quoted.partition(".")[0] or word == quoted or (not quoted[:1].isalnum() and word.startswith(quoted[:1]))
    )


_OPENING = frozenset({";", "then", "loop", "begin", "else", "declare"})


# ---- the types of variables


def _check_types(context: Context, routine: Routine) -> None:
    """Refuse a variable of a type, or of a column's type, that is not there; one that nothing made is assumed."""
    body = routine.body or ""
    own = {a.name for a in routine.arguments if a.name}
    begin = _location(context, body, 0)
    for declared in declarations(body, outermost=True):
        own.add(declared.variable)
        if declared.foreign and declared.words[0] not in own:
            _check_type(context, declared, None if begin is None else begin + len(body[: declared.start].encode()))


def _check_type(context: Context, declared: Declared, location: int | None) -> None:
    words = declared.words
    if declared.kind == "":
        node: Node = {"names": [{"String": {"sval": word}} for word in words], "location": location}
        resolve_type(context, node)
        return
    names = words if declared.kind == "rowtype" else words[:-1]
    if not names:
        return
    name = Name(names[-2] if len(names) > 1 else None, names[-1])
    relation = context.find(name)
    if relation is None:
        assume_read(context, name, location)
    elif declared.kind == "type" and isinstance(relation, (Table, View)) and relation.column(words[-1]) is None:
        closed = relation.columns_known if isinstance(relation, View) else not relation.assumed
        if closed and context.catalog.knows("columns", relation):
            message = f'column "{words[-1]}" of relation "{relation.name}" does not exist'
            context.refuse("42703", message, location, relation.oid, names=(words[-1], relation.name))
