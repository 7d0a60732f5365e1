"""The types, casts, operators, functions and parameters of PostgreSQL 17 and 18, from files filled by a server.

`python -m tests.differential.record_facts` fills them again; each is read when it is first needed.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

OLDEST = 17
"""The oldest version that was asked."""
_FOLDER = Path(__file__).parent


class Signature(NamedTuple):
    """The arguments of a function or operator."""

    volatility: str
    """i(mmutable), s(table) or v(olatile)."""
    types: tuple[str, ...]
    """Names of types, "[]" after those of arrays, "" for the left side of a prefix operator."""
    defaults: int = 0
    """How many of the last arguments may be left out."""
    variadic: bool = False


class TypeFacts(NamedTuple):
    """pg_type's typcategory and typispreferred, and the volatility of the functions that read and write it as text."""

    category: str
    preferred: bool
    input: str
    output: str


def _lines(kind: str) -> list[str]:
    return _FOLDER.joinpath(f"pg_catalog_{kind}.txt").read_text("ascii").splitlines()


@cache
def types() -> dict[str, TypeFacts]:
    """Return facts of pg_catalog's base and pseudo-types by name; arrays are of category A."""
    found = {}
    for name, category, io in map(str.split, _lines("types")):
        found[name] = TypeFacts(category[0], category.endswith("P"), io[0], io[1])
    return found


@cache
def casts() -> dict[str, str]:
    """Return casts: "int4>int8" -> its context, i(mplicit), a(ssignment) or e(xplicit), then its volatility."""
    return {pair: facts for pair, facts in map(str.split, _lines("casts"))}  # noqa: C416 - split gives lists


@cache
def operator_classes() -> dict[str, list[str]]:
    """Return access methods -> the types for which they have a default operator class."""
    return {method: types for method, *types in map(str.split, _lines("opclasses"))}


@cache
def operator_class_names() -> dict[str, list[str]]:
    """Return access methods -> the names of all their operator classes."""
    return {method: names for method, *names in map(str.split, _lines("opclass_names"))}


@cache
def _functions() -> dict[str, str]:
    return {name: rest for name, _, rest in (line.partition(" ") for line in _lines("functions"))}


@cache
def _operators() -> dict[str, str]:
    return {name: rest for name, _, rest in (line.partition(" ") for line in _lines("operators"))}


@cache
def _relations() -> dict[tuple[str, str], str]:
    lines = (line.partition(" ") for line in _lines("relations"))
    return {(name.partition(".")[0], name.partition(".")[2]): columns for name, _, columns in lines}


@cache
def relation_columns(schema: str, name: str) -> dict[str, str] | None:
    """Return the columns of a relation of pg_catalog or information_schema with their types, "" where that is none to
    judge; None if neither version has such a relation."""
    found = _relations().get((schema, name))
    return None if found is None else {column: type for column, _, type in (c.partition(":") for c in found.split())}


@cache
def superuser_functions() -> frozenset[str]:
    """Return pg_catalog's functions that nobody but a superuser may call."""
    return frozenset(_lines("superuser_functions"))


@cache
def extension_members() -> dict[str, list[str]]:
    """Return extensions -> their functions, as f:name, and operator classes, as c:name: those of PostgreSQL's own, and
    vector."""
    lines = _FOLDER.joinpath("extension_members.txt").read_text("ascii").splitlines()
    return {name: members for name, *members in map(str.split, lines)}


@cache
def kinds() -> dict[str, str]:
    """Return functions other than plain ones -> the kinds of their overloads: a(ggregate), w(indow), s(et-returning),
    f(unction)."""
    return {name: "".join(kinds) for name, *kinds in map(str.split, _lines("kinds"))}


def is_function(name: str) -> bool:
    """Return whether pg_catalog has a function of this name."""
    return name in _functions()


@cache
def functions(name: str) -> tuple[Signature, ...]:
    """Return all overloads of a function; none for an unknown name, and for one that SQL can't call with arguments."""
    return tuple(map(_signature, _functions().get(name, "").split()))


@cache
def _lacking() -> dict[int, frozenset[str]]:
    return {int(version): frozenset(calls) for version, *calls in map(str.split, _lines("lacking"))}


def lacks(version: int, name: str, types: tuple[str, ...]) -> bool:
    """Return whether a version of PostgreSQL, or the first asked one after it, has no such function."""
    asked = min((v for v in _lacking() if v >= version), default=None)
    return asked is not None and f"{name}({','.join(types)})" in _lacking()[asked]


@cache
def newer_functions() -> frozenset[str]:
    """Return the names that one of the versions lacks in any form."""
    return frozenset(call.partition("(")[0] for calls in _lacking().values() for call in calls)


@cache
def functions_of_relations() -> frozenset[str]:
    """Return the functions that take a regclass."""
    return frozenset(name for name, rest in _functions().items() if "regclass" in rest)


@cache
def relation_arguments(name: str, count: int) -> tuple[bool, ...]:
    """Return for each of so many arguments of a function whether every overload wants a regclass."""
    fitting = [s.types for s in functions(name) if len(s.types) - s.defaults <= count <= len(s.types)]
    return tuple(all(types[i] == "regclass" for types in fitting) for i in range(count)) if fitting else ()


@cache
def operators(name: str) -> tuple[Signature, ...]:
    """Return all operators of this name."""
    return tuple(map(_signature, _operators().get(name, "").split()))


def _signature(text: str) -> Signature:
    """Return the signature in "s2*(text,any)"."""
    head, _, arguments = text[:-1].partition("(")
    defaults = head[1:].removesuffix("*")
    return Signature(head[0], tuple(arguments.split(",")) if arguments else (), int(defaults or 0), head.endswith("*"))


@cache
def parameters() -> dict[str, int]:
    """Return configuration parameters in lower case, each with the oldest of these versions that has it."""
    return {name: min(map(int, versions)) for name, *versions in map(str.split, _lines("parameters"))}
