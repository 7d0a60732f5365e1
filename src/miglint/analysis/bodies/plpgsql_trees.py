"""The PL/pgSQL trees of routines, also where libpg_query needs help: it knows no types but PostgreSQL's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from ...catalog import Routine
from ...syntax.parser import parse_plpgsql
from ...syntax.quoting import quote_identifier
from ...syntax.source import Node
from ...syntax.tokens import Token, tokens, unquote
from ..written_types import BUILTIN


def routine_tree(routine: Routine) -> Node | None:
    """Return the tree of a routine's body; None if it can't be read. Its arguments are declared as text."""
    return tree_of(routine_head(routine), routine.body or "")


def tree_of(head: str, body: str) -> Node | None:
    """Return the tree of a body behind the beginning of a statement; None if it can't be read."""
    tree = body_tree(head + dollar_quoted(body))
    if tree is None:
        found = (body_tree(head + dollar_quoted(other)) for other in readings(body))
        tree = next((each for each in found if each is not None), None)
    return tree


@lru_cache(maxsize=2048)
def body_tree(text: str) -> Node | None:
    """Return the tree of a CREATE FUNCTION or DO; None if it can't be read."""
    try:
        (found,) = parse_plpgsql(text)
    except ValueError:
        return None
    function: Node = found["PLpgSQL_function"]
    return function


def routine_head(routine: Routine) -> str:
    """Return a routine's statement up to its body, with text for all types."""
    arguments = [(a.mode, a.name) for a in routine.arguments]
    return _head(routine.kind, arguments, routine.returns.name if routine.returns else "void", routine.returns_set)


def _head(kind: str, arguments: Sequence[tuple[str, str | None]], result: str, is_set: bool) -> str:
    modes = {"OUT": "OUT ", "TABLE": "OUT ", "INOUT": "INOUT "}
    names = [(modes.get(mode, ""), quote_identifier(name) if name else "") for mode, name in arguments]
    declared = ", ".join(f"{mode}{name} text" for mode, name in names)
    if result in ("trigger", "event_trigger"):
        return f"CREATE FUNCTION f() RETURNS {result} LANGUAGE plpgsql AS "
    if kind == "procedure":
        return f"CREATE PROCEDURE f({declared}) LANGUAGE plpgsql AS "
    outputs = sum(mode in modes for mode, _ in arguments)
    if result != "void":
        result = "text" if outputs < 2 and result != "record" else "record"
    return f"CREATE FUNCTION f({declared}) RETURNS {'SETOF ' if is_set else ''}{result} LANGUAGE plpgsql AS "


def dollar_quoted(body: str) -> str:
    """Return a body in dollar quotes that it does not hold."""
    tag = "$body$"
    while tag in body:
        tag = tag[:-1] + "_$"
    return f"{tag}{body}{tag}"


def readings(body: str) -> Iterator[str]:
    """Return a body with the foreign types of its declarations as text, and as records; nothing else moves."""
    for plain in ("text", "record"):
        out, at = [], 0
        for declared in declarations(body):
            if word := declared.replacement(body, plain):
                out += [body[at : declared.start], word.ljust(declared.end - declared.start)]
                at = declared.end
        yield "".join([*out, body[at:]])


class Declared:
    """The type of a declared `variable`.

    `words` are the parts of its name, `kind` is "rowtype", "type" or ""; then come its offset and whether brackets
    follow.
    """

    __slots__ = ("end", "is_array", "kind", "start", "variable", "words")

    def __init__(self, variable: str, words: list[str], kind: str, start: int, end: int, is_array: bool) -> None:
        self.variable, self.words, self.kind = variable, words, kind
        self.start, self.end, self.is_array = start, end, is_array

    @property
    def foreign(self) -> bool:
        """Return whether it isn't one of PostgreSQL's own types by its bare name."""
        return bool(self.kind) or len(self.words) > 1 or self.words[0] not in _OWN

    def replacement(self, body: str, plain: str) -> str | None:
        """Return another type that fits into its place."""
        room = self.end - self.start
        if self.kind == "rowtype":
            return "record" if room >= 6 else None
        if not self.foreign or (self.kind == "type" and not self.is_array):
            return None
        word = "text" if self.is_array else plain
        return word if room >= len(word) else None


_OWN = BUILTIN | frozenset(
    """int integer bigint smallint boolean decimal dec real double float character national nchar varying interval
    record refcursor alias cursor scroll no constant""".split()  # noqa: SIM905
)


def may_declare_foreign(body: str) -> bool:
    """Return whether the first DECLARE section may hold a foreign type: a look that costs less than its tokens."""
    lower = body.lower()
    start = lower.find("declare")
    if start < 0:
        return False
    for declaration in lower[start + 7 : lower.find("begin", start)].split(";"):
        words = declaration.split(None, 3)
        if len(words) < 2:
            continue
        word = words[2] if words[1] == "constant" and len(words) > 2 else words[1]
        if word.partition("(")[0].partition("[")[0].partition(":=")[0] not in _OWN:
            return True
    return False


def declarations(body: str, outermost: bool = False) -> Iterator[Declared]:
    """Return the types in a body's DECLARE sections, or in the first alone."""
    found = _declaring(body, outermost)
    kinds = [t.kind for t in found] + [""] * 3
    words = [body[t.start : t.end] for t in found] + [""] * 3
    lower = [word.lower() for word in words]
    lower[len(found) :] = [";"] * 3
    number, declaring = 0, False
    while number < len(found):
        if lower[number] == "declare" or lower[number] == "begin":
            declaring = lower[number] == "declare"
        elif declaring and kinds[number] == "name":
            variable = words[number]
            at = number + (2 if lower[number + 1] == "constant" else 1)
            end = at
            names: list[str] = []
            while kinds[end] == "name":
                names.append(unquote(words[end]))
                end += 1
                if words[end] != ".":
                    break
                end += 1
            if names:
                kind, stop = "", found[end - 1].end
                if words[end] == "%" and words[end + 1]:
                    kind, stop = lower[end + 1], found[end + 1].end
                    end += 2
                yield Declared(unquote(variable), names, kind, found[at].start, stop, words[end] == "[")
            number = max(end, number + 1)
            while lower[number] != ";" and lower[number] != "begin":
                number += 1
            continue
        number += 1


def _declaring(body: str, outermost: bool) -> list[Token]:
    """Return the tokens of a body without comments; with only one DECLARE section, or if one is wanted, those of the
    section."""
    lower = body.lower()
    start = lower.find("declare")
    if start < 0:
        return []
    alone = outermost or (not body[:start].strip() and lower.find("declare", start + 1) < 0)
    found: list[Token] = []
    for token in tokens(body, start if alone else 0):
        if token.kind != "comment":
            found.append(token)
            if alone and body[token.start : token.end].lower() == "begin":
                break
    return found
