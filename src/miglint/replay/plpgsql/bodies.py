"""The texts of bodies -> their trees."""

from __future__ import annotations

from ...catalog import Routine
from ...parse import parse_plpgsql
from ...source import Node, Statement


def body_tree(text: str) -> Node | None:
    try:
        (found,) = parse_plpgsql(text)
    except ValueError:
        return None
    function: Node = found["PLpgSQL_function"]
    return function


def syntax_error(text: str) -> str | None:
    """PostgreSQL's words for a body with a syntax error in it, which it refuses before anything runs; None for one
    that can't be read for another reason (libpg_query knows no types but its own)."""
    try:
        parse_plpgsql(text)
    except ValueError as error:
        message = str(error)
        return message if message.startswith("syntax error") else None
    return None


def dollar_quoted(body: str) -> str:
    tag = "$body$"
    while tag in body:
        tag = tag[:-1] + "_$"
    return f"{tag}{body}{tag}"


def plain_types(body: str) -> str:
    """The declarations' types of other schemas as text of the same length: libpg_query knows none but its own, and
    the replay reads no type's inside."""
    from ...tokens import tokens

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


def place_of(statement: Statement, body: str) -> tuple[int, bytes] | None:
    """Where the body stands in the file, if it stands there as it is."""
    if statement.base is None:
        return None
    data = body.encode()
    found = statement.migration.data.find(data, statement.start, statement.end) if data else -1
    return (found, data) if found >= 0 else None


def routine_tree(routine: Routine) -> Node | None:
    """The tree of a body: its arguments are declared as text, for libpg_query knows no other types than its own."""
    from ...quoting import quote_identifier

    names = ", ".join(f"{quote_identifier(a.name)} text" for a in routine.arguments if a.name)
    returns = (routine.returns.name if routine.returns else "void") if not routine.returns_set else "SETOF record"
    if returns not in ("void", "trigger", "event_trigger"):
        returns = "SETOF text" if routine.returns_set else "text"
    return body_tree(
        f"CREATE FUNCTION f({names if 'trigger' not in returns else ''}) RETURNS {returns} LANGUAGE plpgsql "
        f"AS {dollar_quoted(routine.body or '')}"
    )
