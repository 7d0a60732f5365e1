"""Syntax and the major version of PostgreSQL that brought it (the release notes' "Migration to Version" pages)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from miglint import Migration, Node, Statement, walk


class Feature(NamedTuple):
    """Syntax that a major version of PostgreSQL brought."""

    what: str
    """How a message names it."""
    since: int
    """The first major version that has it."""
    location: int | None
    """Where it is in the statement, in bytes; None for the whole statement."""
    instead: str = ""
    """What to write on an older version, if there is an equivalent."""


_WITHOUT = frozenset({"DoStmt", "CommentStmt", "InsertStmt", "GrantStmt", "VariableSetStmt"})
"""Statements that can't contain newer syntax, or that are not worth a walk."""
_WITH = frozenset({"CreateTrigStmt", "MergeStmt", "GrantRoleStmt", "CreateStmt", "AlterTableStmt"})
"""Statements that _features checks."""

_QUERIES = ("select", "values", "with", "(")

# The words without which a feature can't be written: only statements that contain them, in this order, are walked.
_PHRASES = {
    18: ("generated always as (", "enforced", "without overlaps", "period", "returning with"),
    17: ("when not matched by source", "json_table", "json_value", "json_query", "json_exists"),
    16: (
        "json_object (", "json_objectagg (", "json_array (", "json_arrayagg (", "is json", "is not json",
        "using (select", "using (values", "using (with",
        *(f"{word} ({query}" for word in ("from", "join", "lateral", ",") for query in _QUERIES),
    ),
    15: ("nulls not distinct", "set null (", "set default (", "tables in schema"),
    14: ("begin atomic", "search", "cycle"),
    12: ("generated always as (", "materialized"),
}  # fmt: skip

_SPACE = b" \t\r\n\f\v"

# The nodes that _nested_feature checks.
_NODES = frozenset(
    {
        "CommonTableExpr", "Constraint", "CreateFunctionStmt", "IndexStmt", "JsonArrayAgg", "JsonArrayConstructor",
        "JsonFuncExpr", "JsonIsPredicate", "JsonObjectAgg", "JsonObjectConstructor", "JsonTable", "MergeWhenClause",
        "PublicationObjSpec", "RangeSubselect", "ReturningOption",
    }
)  # fmt: skip


def newer_syntax(migration: Migration, version: int) -> Iterator[tuple[Statement, Feature]]:
    """Yield the statements that use syntax newer than `version`, with the first newer feature of each."""
    data = migration.data.lower()
    phrases = {word: held for word, held in _newer_phrases(version).items() if word in data}
    for statement in migration.statements:
        if statement.kind in _WITHOUT:
            continue
        own = _features(statement) if statement.kind in _WITH else ()
        deep = _deep_features(statement) if phrases and _may_hold(statement, data, phrases) else ()
        for feature in (*own, *deep):
            if feature.since > version:
                yield statement, feature
                break


def _may_hold(statement: Statement, data: bytes, phrases: Mapping[bytes, Sequence[bytes]]) -> bool:
    """Return whether a statement contains one of the phrases, which are keyed by a word and have no white space."""
    text = data[statement.start : statement.end]
    found = [phrase for word, held in phrases.items() if word in text for phrase in held]
    if not found or not _holds_sql(statement):
        return False
    squeezed = _squeezed(text)
    return any(phrase in squeezed for phrase in found)


def _holds_sql(statement: Statement) -> bool:
    """Return whether a statement consists of parsed SQL. The body of most functions is a string, which is skipped."""
    node = statement.node
    if statement.kind != "CreateFunctionStmt" or "sql_body" in node:
        return True
    return any("defexpr" in parameter["FunctionParameter"] for parameter in node.get("parameters", ()))


def _squeezed(text: bytes) -> bytes:
    """Return a text without white space, with and without its comments (a string may look like a comment)."""
    if b"--" in text or b"/*" in text:
        bare = b"".join(line.partition(b"--")[0] for line in text.split(b"\n"))
        first, *rest = bare.split(b"/*")
        text = b"".join([text, first, *(part.partition(b"*/")[2] for part in rest)])
    return text.translate(None, _SPACE)


@cache
def _newer_phrases(version: int) -> dict[bytes, list[bytes]]:
    """Return the phrases newer than a version, without white space, keyed by the longest word of each."""
    found: dict[bytes, list[bytes]] = {}
    for since, texts in _PHRASES.items():
        for text in texts if since > version else ():
            word = max(text.replace("(", " ").split(), key=len)
            found.setdefault(word.encode(), []).append("".join(text.split()).encode())
    return found


def _features(statement: Statement) -> Iterator[Feature]:
    node = statement.node
    match statement.kind:
        case "CreateTrigStmt":
            if node.get("replace"):
                yield Feature("CREATE OR REPLACE TRIGGER", 14, None, "Write DROP TRIGGER IF EXISTS before it.")
        case "MergeStmt":
            yield Feature("MERGE", 15, None)
        case "GrantRoleStmt":
            for option in node.get("opt", ()):
                if option["DefElem"]["defname"] in ("inherit", "set"):
                    yield Feature("GRANT ... WITH INHERIT", 16, option["DefElem"].get("location"))
        case "CreateStmt":
            for element in node.get("tableElts", ()):
                if "Constraint" in element:
                    yield from _table_constraint(element)
        case "AlterTableStmt":
            for wrapped in node.get("cmds", ()):
                yield from _command(wrapped["AlterTableCmd"])


def _deep_features(statement: Statement) -> Iterator[Feature]:
    for kind, found in walk({statement.kind: statement.node}, _NODES):
        yield from _nested_feature(kind, found)


def _table_constraint(element: Node) -> Iterator[Feature]:
    match element:
        case {"Constraint": {"contype": "CONSTR_NOTNULL"} as constraint}:
            instead = "Write ALTER COLUMN ... SET NOT NULL, or add a CHECK as NOT VALID first."
            yield Feature("NOT NULL as a table constraint", 18, constraint.get("location"), instead)
        case {"Constraint": {"contype": "CONSTR_CHECK" | "CONSTR_FOREIGN"} as constraint}:
            if not constraint.get("is_enforced"):
                yield Feature("NOT ENFORCED", 18, constraint.get("location"))


def _command(command: Node) -> Iterator[Feature]:
    match command["subtype"], command.get("def", {}):
        case "AT_AddConstraint", element:
            yield from _table_constraint(element)
        case "AT_SetExpression", _:
            yield Feature("ALTER COLUMN ... SET EXPRESSION", 17, None)
        case "AT_DropExpression", _:
            yield Feature("ALTER COLUMN ... DROP EXPRESSION", 13, None)
        case _, {"PartitionCmd": {"concurrent": True}}:
            yield Feature("DETACH PARTITION CONCURRENTLY", 14, None)
        case _, {"ATAlterConstraint": {"alterEnforceability": True}}:
            yield Feature("ALTER CONSTRAINT ... [NOT] ENFORCED", 18, None)


def _nested_feature(kind: str, node: Node) -> Iterator[Feature]:
    location = node.get("location")
    match kind, node:
        case "Constraint", {"contype": "CONSTR_GENERATED", "generated_kind": "v"}:
            yield Feature("virtual generated columns", 18, location, "Write STORED after the expression.")
        case "Constraint", {"contype": "CONSTR_GENERATED"}:
            yield Feature("generated columns", 12, location)
        case "Constraint", {"contype": "CONSTR_ATTR_ENFORCED" | "CONSTR_ATTR_NOT_ENFORCED"}:
            yield Feature("[NOT] ENFORCED", 18, location)
        case "Constraint", {"without_overlaps": True} | {"fk_with_period": True}:
            yield Feature("WITHOUT OVERLAPS and PERIOD", 18, location, "Use an EXCLUDE constraint.")
        case "Constraint" | "IndexStmt", {"nulls_not_distinct": True}:
            yield Feature("NULLS NOT DISTINCT", 15, location)
        case "Constraint", {"fk_del_set_cols": _}:
            yield Feature("ON DELETE SET NULL with a list of columns", 15, location)
        case "ReturningOption", _:
            yield Feature("RETURNING WITH", 18, location)
        case "MergeWhenClause", {"matchKind": "MERGE_WHEN_NOT_MATCHED_BY_SOURCE"}:
            yield Feature("WHEN NOT MATCHED BY SOURCE", 17, location)
        case "JsonTable" | "JsonFuncExpr", _:
            yield Feature("JSON_TABLE, JSON_VALUE, JSON_QUERY and JSON_EXISTS", 17, location)
        case (
            ("JsonObjectConstructor" | "JsonArrayConstructor" | "JsonIsPredicate" | "JsonObjectAgg" | "JsonArrayAgg"),
            _,
        ):
            yield Feature("SQL/JSON constructors and IS JSON", 16, location)
        case "RangeSubselect", _ if "alias" not in node:
            yield Feature("a subquery in FROM without an alias", 16, location, "Add an alias: (SELECT ...) AS s.")
        case "CommonTableExpr", {"search_clause": _} | {"cycle_clause": _}:
            yield Feature("SEARCH and CYCLE in WITH", 14, location)
        case "CommonTableExpr", {"ctematerialized": "CTEMaterializeAlways" | "CTEMaterializeNever"}:
            yield Feature("AS [NOT] MATERIALIZED", 12, location)
        case "CreateFunctionStmt", {"sql_body": _}:
            yield Feature("a function body without quotes (BEGIN ATOMIC)", 14, None, "Write the body as AS $$ ... $$.")
        case "PublicationObjSpec", {"pubobjtype": "PUBLICATIONOBJ_TABLES_IN_SCHEMA"}:
            yield Feature("FOR TABLES IN SCHEMA", 15, location)
