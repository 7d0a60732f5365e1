"""A routine -> the SQL in its body: each statement and expression as trees, and the way back to its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...catalog import Routine
from ...syntax.parser import parse_statements
from ...syntax.source import Node
from ...syntax.tree import unwrap
from ..postgres.error_conditions import catches
from .plpgsql_trees import declarations, may_declare_foreign, routine_tree

_WORD = re.compile(r"[^\W\d]\w*")
_PLAIN = frozenset({"not", "null", "is", "and", "or", "true", "false", "in", "like", "distinct", "from"})
_ERROR = 21  # elog.h's ERROR in PLpgSQL_stmt_raise.elog_level


class BodyPiece:
    """A statement or an expression of a body. `query` is what PL/pgSQL hands to PostgreSQL, found at or behind `line`;
    `catching` are the conditions whose handlers let an error in it pass."""

    __slots__ = ("catching", "core", "line", "query", "sql", "target")

    def __init__(self, query: str, mode: int, line: int, catching: tuple[str, ...]) -> None:
        self.query, self.line, self.catching = query, line, catching
        self.target = ""
        """The target of an assignment."""
        start, end = 0, len(query)
        prefix = ""
        if mode > 2:  # RawParseMode (parser/parser.h): 2 is an expression, what comes after it an assignment
            at = _assignment(query)
            self.target = query[:at].rstrip(": \t\r\n")
            start, prefix = at + 1, "SELECT "
        elif mode == 2:
            prefix = "SELECT "
            if query.startswith('"__Case__Variable_'):  # CASE x WHEN 1, 2: built from the list after WHEN
                start, end = query.index(" IN (") + 5, end - 1
        elif query.startswith("SELECT"):  # which may say PERFORM in the body
            start, prefix = 6, "SELECT"
        self.core = query[start:end]
        self.sql = prefix + self.core

    def statements(self) -> list[tuple[str, Node]]:
        """Return the trees; [] for what does not parse."""
        try:
            return parse_statements(self.sql)
        except ValueError:
            return []

    def is_plain(self, variables: set[str]) -> bool:
        """Return whether it consists of variables, constants and operators."""
        if "." in self.core or "(" in self.core or '"' in self.core:
            return False
        words = {word for word in _WORD.findall(self.core.lower()) if word not in _PLAIN}
        return words <= variables

    def lets_pass(self, sqlstate: str) -> bool:
        """Return whether an error ends the routine: no handler around takes it in."""
        return not any(catches(condition, sqlstate) for condition in self.catching)

    def offset(self, location: int) -> int:
        """Return the byte of `core` for a byte of the parsed text."""
        return location - (len(self.sql.encode()) - len(self.core.encode()))

    def find(self, body: bytes, location: int) -> int | None:
        """Return the offset in the body for a location in a tree."""
        at = _find(body, self.core.encode(), self.line)
        wanted = self.offset(location)
        return None if at is None or wanted < 0 else at + wanted

    def find_target(self, body: bytes) -> int | None:
        """Return the offset of an assignment's target."""
        return _find(body, self.query.encode(), self.line)


class Body:
    """A body that was read. `variables` are all names that PL/pgSQL knows inside, `rows` the variables of a foreign
    type, by the words of its name, `outer` the scalar variables that are there in the whole body."""

    def __init__(self, routine: Routine) -> None:
        self.routine = routine
        self.variables = {a.name for a in routine.arguments if a.name} | {routine.name}
        self.outer: set[str] = set()
        self.rows: dict[str, list[str]] = {}
        self.pieces: list[BodyPiece] = []
        if routine.language == "plpgsql":
            tree = routine_tree(routine)
            if tree is not None:
                self._read(tree)
        else:
            self.pieces.append(BodyPiece(routine.body or "", 0, 1, ()))

    def _read(self, tree: Node) -> None:
        begin = _first_line(tree["action"])
        self._note_rows()
        lower = (self.routine.body or "").lower()
        # Where DECLARE and BEGIN share a line: the variables are the outermost's, if there is no other DECLARE.
        alone = lower.count("declare") == 1 and lower.find("declare") < lower.find("begin")
        for datum in tree.get("datums", ()):
            kind, fields = unwrap(datum)
            name = str(fields.get("refname", ""))
            self.variables.add(name)
            top = kind == "PLpgSQL_var" and fields.get("lineno", 0) < begin + alone
            if top and name != "found" and "promise" not in fields and name not in self.rows:
                self.outer.add(name)
            for key in ("default_val", "cursor_explicit_expr"):
                if key in fields:
                    self.pieces += _pieces(fields[key], fields.get("lineno", 1), ())
        for found in _pieces(tree["action"], 1, ()):
            if isinstance(found, str):
                self.variables.add(found)
            else:
                self.pieces.append(found)

    def _note_rows(self) -> None:
        """Which variables are declared as rows; one that is declared twice may be another thing."""
        body = self.routine.body or ""
        seen: set[str] = set()
        for declared in declarations(body) if may_declare_foreign(body) else ():
            is_row = declared.foreign and declared.kind != "type" and not declared.is_array
            if declared.variable in seen or not is_row:
                self.rows.pop(declared.variable, None)
            else:
                self.rows[declared.variable] = declared.words
            seen.add(declared.variable)


def _pieces(node: Any, line: int, catching: tuple[str, ...]) -> Iterator[Any]:
    """Return the pieces below a node in the order of the text, and the labels of blocks and loops."""
    if type(node) is list:
        for part in node:
            yield from _pieces(part, line, catching)
        return
    if type(node) is not dict:
        return
    if "PLpgSQL_expr" in node:
        expression = node["PLpgSQL_expr"]
        yield BodyPiece(expression["query"], expression.get("parseMode", 0), line, catching)
        return
    line = node.get("lineno", line)
    if "label" in node:
        yield node["label"]
    inside = catching
    if "exceptions" in node:
        handlers = node["exceptions"]["PLpgSQL_exception_block"]["exc_list"]
        inside = (*catching, *(name for each in handlers for name in _swallowed(each["PLpgSQL_exception"])))
    for key, value in node.items():
        if type(value) is dict or type(value) is list:
            yield from _pieces(value, line, inside if key == "body" else catching)


def _swallowed(handler: Node) -> list[str]:
    """Return the conditions of a handler, unless it ends in an error itself."""
    last = (handler.get("action") or [{}])[-1].get("PLpgSQL_stmt_raise")
    if last is not None and last.get("elog_level", _ERROR) >= _ERROR:
        return []
    return [c["PLpgSQL_condition"]["condname"] for c in handler["conditions"]]


def _first_line(action: Node) -> int:
    """Return the line of the outermost BEGIN."""
    fields: Node = next(iter(action.values()), {})
    while "lineno" not in fields:
        inner = fields.get("body") or [{}]
        fields = next(iter(inner[0].values()), {"lineno": 0})
    return int(fields["lineno"])


def _assignment(query: str) -> int:
    """Return the offset of an assignment's =."""
    depth = 0
    for at, letter in enumerate(query):
        if letter == "[":
            depth += 1
        elif letter == "]":
            depth -= 1
        elif letter == "=" and depth == 0:
            return at
    return 0


def _find(body: bytes, core: bytes, line: int) -> int | None:
    """Return the offset of a piece in the body, at or after a line. PL/pgSQL blanks out a statement's INTO."""
    begin = 0
    for _ in range(line - 1):
        begin = body.find(b"\n", begin) + 1
    for start in (begin, 0):
        found = body.find(core, start)
        if found >= 0:
            return found
        first = core.split(b"     ", 1)[0].rstrip()
        at = body.find(first, start) if first else -1
        while at >= 0:
            there = body[at : at + len(core)]
            if len(there) == len(core) and all(a == b or a == 32 for a, b in zip(core, there, strict=True)):
                return at
            at = body.find(first, at + 1)
    return None
