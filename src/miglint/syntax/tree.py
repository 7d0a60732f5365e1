"""Questions to a parse tree (pglast's JSON as plain dicts), so that other modules need not know its layout."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any, Literal, NamedTuple

from .source import Node

MAX_NAME_BYTES = 63
"""NAMEDATALEN - 1: identifiers are cut to this many bytes (PostgreSQL docs, 4.1.1)."""


class Name(NamedTuple):
    """A possibly qualified name; `schema` is None where the text leaves it to the search path."""

    schema: str | None
    name: str


_named = tuple.__new__
"""Makes a named tuple in half the time."""


def unwrap(node: Node) -> tuple[str, Node]:
    """Return a node's type and its fields: {"RangeVar": {...}} -> ("RangeVar", {...})."""
    ((kind, fields),) = node.items()
    return kind, fields


def strings(nodes: list[Node] | None) -> list[str]:
    """Return the values of a list of String nodes; an A_Star reads "*"."""
    if not nodes:
        return []
    if len(nodes) == 1 and "String" in nodes[0]:
        return [nodes[0]["String"].get("sval", "")]
    return [n["String"].get("sval", "") if "String" in n else "*" for n in nodes]


def items(node: Node | None) -> list[Node]:
    """Return the elements of a List node."""
    return node["List"].get("items", []) if node and "List" in node else []


def clip(name: str) -> str:
    """Return an identifier cut to 63 bytes at a character's border, as PostgreSQL cuts it."""
    if len(name) <= MAX_NAME_BYTES and name.isascii():
        return name
    data = name.encode("utf-8", "replace")
    return name if len(data) <= MAX_NAME_BYTES else data[:MAX_NAME_BYTES].decode("utf-8", "ignore")


def range_name(range_var: Node) -> Name:
    """Return the name in a RangeVar's fields."""
    return _named(Name, (range_var.get("schemaname"), range_var["relname"]))


def list_name(nodes: list[Node]) -> Name:
    """Return the name in a list of String nodes; a database part is left out."""
    if len(nodes) == 1 and "String" in nodes[0]:
        return _named(Name, (None, nodes[0]["String"].get("sval", "")))
    parts = strings(nodes)
    return _named(Name, (parts[-2] if len(parts) > 1 else None, parts[-1]))


def object_name(node: Node) -> Name:
    """Return an object's name in DROP, COMMENT, ALTER: a List, String, TypeName, ObjectWithArgs or RangeVar."""
    match node:
        case {"List": {"items": parts}}:
            return list_name(parts)
        case {"String": {"sval": name}}:
            return Name(None, name)
        case {"TypeName": {"names": parts}}:
            return list_name(parts)
        case {"ObjectWithArgs": {"objname": parts}}:
            return list_name(parts)
        case {"RangeVar": range_var}:
            return range_name(range_var)
    return Name(None, "")


def persistence(range_var: Node, schema: str | None = None) -> Literal["p", "u", "t"]:
    """Return the persistence of a new relation: "t" for temporary ones, also where only the schema that it is made in
    says so."""
    if "pg_temp" in (schema, range_var.get("schemaname")):
        return "t"
    given: Literal["p", "u", "t"] = range_var.get("relpersistence", "p")
    return given


def role_name(role: Node, current: str) -> str:
    """Return the role in a RoleSpec (with or without its wrapper): "public" for PUBLIC, `current` for CURRENT_USER."""
    spec = role.get("RoleSpec", role)
    match spec.get("roletype", "ROLESPEC_CSTRING"):
        case "ROLESPEC_CSTRING":
            return str(spec.get("rolename", ""))
        case "ROLESPEC_PUBLIC":
            return "public"
    return current


def _number(text: str) -> int | float:
    """Return a number that is no int4: a larger integer exactly, another one as near as a float is."""
    if len(text) < 70 and "." not in text and ("e" not in text.lower() or text.lstrip("-")[1:2] in ("x", "X")):
        return int(text, 0 if text.lstrip("-")[1:2].isalpha() else 10)
    return float(text)


def constant(node: Node | None) -> Any:
    """Return the value of a constant: str, int, float, bool or None for NULL; raises ValueError for anything else.

    Casts of constants count as the constant.
    """
    match node:
        case {"A_Const": const}:
            match const:
                case {"isnull": True}:
                    return None
                case {"sval": value}:
                    return value.get("sval", "")
                case {"ival": value}:
                    return value.get("ival", 0)
                case {"boolval": value}:
                    return value.get("boolval", False)
                case {"fval": value}:
                    return _number(value.get("fval", "0"))
                case {"bsval": value}:
                    return value.get("bsval", "")
        case {"TypeCast": {"arg": arg}}:
            return constant(arg)
        case {"String": value}:
            return value.get("sval", "")
        case {"Integer": value}:
            return value.get("ival", 0)
        case {"Boolean": value}:
            return value.get("boolval", False)
        case {"Float": value}:
            return _number(value.get("fval", "0"))
    raise ValueError("not a constant")


def constant_or(node: Node | None, default: Any = None) -> Any:
    """Return the value of a constant, or `default` for anything else."""
    try:
        return constant(node)
    except ValueError:
        return default


def options(nodes: list[Node] | None) -> dict[str, Node | None]:
    """Return a list of DefElem as name -> argument node (None where there is none)."""
    return {n["DefElem"]["defname"]: n["DefElem"].get("arg") for n in nodes or ()}


_LEAVES = frozenset({"A_Const", "String", "Integer", "Float", "Boolean", "BitString", "A_Star"})
"""Nodes with no typed node below them."""
_NAMED = _LEAVES | {"ColumnRef"}
"""With those that have nothing but names below them."""


def walk(node: Any, kinds: Container[str] | None = None) -> Iterator[tuple[str, Node]]:
    """Return `node` and every typed node below it, parents first: ("FuncCall", {...}); only `kinds`, if given."""
    leaves = _LEAVES if kinds is None or "String" in kinds or "A_Star" in kinds else _NAMED
    stack = [node]
    while stack:
        here = stack.pop()
        if type(here) is list:
            stack.extend(reversed(here))
        elif type(here) is dict:
            for key, value in here.items():
                if type(value) is dict:
                    # Kinds of nodes begin with a capital letter, fields don't.
                    if key < "a":
                        if kinds is None or key in kinds:
                            yield key, value
                        if key in leaves:
                            continue
                    stack.append(value)
                elif type(value) is list:
                    stack.append(value)


def first_location(node: Any) -> int | None:
    """Return where a node begins: the least location in it, None where it has none."""
    found = [n["location"] for _, n in walk(node) if n.get("location", -1) >= 0]
    return min(found, default=None)


def without_places(node: Any) -> Any:
    """Return a tree without the positions in it, so that two trees can be compared."""
    if type(node) is dict:
        return {key: without_places(value) for key, value in node.items() if key != "location"}
    return [without_places(part) for part in node] if type(node) is list else node


def calls(node: Any) -> Iterator[tuple[Name, Node]]:
    """Return every function call below `node`: its name and its FuncCall fields."""
    for _, found in walk(node, ("FuncCall",)):
        yield list_name(found["funcname"]), found
