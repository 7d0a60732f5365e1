"""The text that a definition certainly contains as PostgreSQL prints it (pg_get_expr, pg_get_viewdef), and possible
text.

Both only answer patterns; neither is SQL. The certain text leaves out what PostgreSQL spells in its own way (types,
operators, numbers), and what it may print or not (the table before a column, the schema of a name on the search path).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ...syntax.source import Node
from ...syntax.tree import list_name, strings, walk

_TEXTS = frozenset({"text", "varchar", "bpchar", "name"})


def certain_text(node: Any, path: Collection[str]) -> str:
    """Return the names, calls, texts and sub-selects of a tree, like `( SELECT auth.uid()) user_id`, in their order."""
    return " ".join(_parts(node, path))


def possible_words(node: Any) -> str:
    """Return every text in a tree."""
    found: list[str] = []
    stack: list[Any] = [node]
    while stack:
        here = stack.pop()
        if isinstance(here, str):
            found.append(here)
        elif isinstance(here, dict):
            stack.extend(here.values())
        elif isinstance(here, list):
            stack.extend(here)
    return " ".join(found)


def reads_tables(node: Any) -> bool:
    """Return whether a tree has a FROM: what of it is printed where, and with which names, hangs on the tables."""
    return any(True for _ in walk(node, ("RangeVar", "RangeFunction", "RangeSubselect")))


def _parts(node: Any, path: Collection[str]) -> list[str]:
    if isinstance(node, list):
        return [part for item in node for part in _parts(item, path)]
    if not isinstance(node, dict):
        return []
    found: list[str] = []
    for kind, value in node.items():
        match kind, value:
            case "ColumnRef", {"fields": [*_, {"String": {"sval": name}}]}:
                found += [name] if name.lower() != "value" else []
            case "FuncCall", _:
                found += _call(value, path)
            case "A_Const", {"sval": text}:
                found.append(f"'{text.get('sval', '')}'")
            case "TypeCast", {"arg": {"A_Const": _}, "typeName": {"names": names}} if (
                list_name(names).name not in _TEXTS
            ):
                pass  # the constant is printed as the type prints it
            case "TypeCast", {"arg": argument}:
                found += _parts(argument, path)
            case "SubLink", {"subselect": select}:
                tested = _parts(value.get("testexpr"), path)
                found += [*tested, "EXISTS"] if value.get("subLinkType") == "EXISTS_SUBLINK" else tested
                found.append(f"( {' '.join(_parts(select, path))})")
            case "SelectStmt", {"targetList": targets}:
                rest = {key: part for key, part in value.items() if key != "targetList"}
                found += ["SELECT", *_parts(targets, path), *_parts(rest, path)]
            case "ResTarget", {"val": result}:
                found += [*_parts(result, path), *([value["name"]] if "name" in value else [])]
            case "RangeVar", {"relname": name}:
                found += [name, *_parts({"alias": value.get("alias")}, path)]
            case "alias", {"aliasname": name}:
                found.append(name)
            case "TypeName" | "String", _:
                pass
            case _:
                found += _parts(value, path)
    return found


def _call(fields: Node, path: Collection[str]) -> list[str]:
    name = list_name(fields["funcname"])
    rest = _parts({key: value for key, value in fields.items() if key not in ("args", "funcname")}, path)
    arguments = " ".join(_parts(fields.get("args"), path))
    if not arguments and ("args" in fields or "agg_star" in fields):
        arguments = "?"
    if fields.get("funcformat") == "COERCE_SQL_SYNTAX":
        return [arguments, *rest]  # position(a in b) is POSITION((a) IN (b))
    bare = name.schema is None or name.schema == "pg_catalog" or name.schema in path
    spelled = name.name if bare else f"{name.schema}.{name.name}"
    return [f"{spelled}({arguments})", *rest]


def has_star(node: Any) -> bool:
    """Return whether a tree holds `*`, which PostgreSQL prints as single columns."""
    return any("*" in strings(fields["fields"]) for _, fields in walk(node, ("ColumnRef",)))


KEYWORDS = """
SELECT DISTINCT ON FROM ONLY WHERE GROUP BY GROUPING SETS ROLLUP CUBE HAVING WINDOW ORDER USING ASC DESC NULLS FIRST
LAST LIMIT OFFSET FETCH NEXT ROWS WITH TIES UNION ALL INTERSECT EXCEPT JOIN LEFT RIGHT FULL CROSS INNER OUTER LATERAL
NATURAL AS CASE WHEN THEN ELSE END AND OR NOT IS NULL TRUE FALSE UNKNOWN ARRAY ROW ANY EXISTS IN BETWEEN SIMILAR LIKE
COLLATE EXTRACT POSITION OVERLAY TRIM BOTH LEADING TRAILING SUBSTRING NORMALIZE FOR COALESCE GREATEST LEAST NULLIF
CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP CURRENT_USER SESSION_USER CURRENT_ROLE
CURRENT_CATALOG CURRENT_SCHEMA SYSTEM_USER USER OVER PARTITION RANGE GROUPS UNBOUNDED PRECEDING FOLLOWING CURRENT
EXCLUDE FILTER WITHIN RECURSIVE MATERIALIZED VALUES VALUE TABLESAMPLE REPEATABLE ORDINALITY CHECK UNIQUE PRIMARY KEY
FOREIGN REFERENCES MATCH DELETE UPDATE CASCADE SET DEFAULT RESTRICT NO ACTION DEFERRABLE INITIALLY DEFERRED VALID
INHERIT INCLUDE CREATE INDEX AT TIME ZONE DOCUMENT JSON JSON_VALUE JSON_QUERY JSON_EXISTS VARIADIC ENFORCED
"""
"""The keywords that PostgreSQL writes by itself (utils/adt/ruleutils.c)."""

TYPE_NAMES = """
text character varying integer bigint smallint boolean numeric real double precision uuid jsonb json date timestamp
without with time zone interval bytea name regclass regtype regproc regprocedure regnamespace oid unknown record
anyelement anyarray bit inet cidr macaddr money xml tsvector tsquery point polygon box circle path line lseg int4range
int8range numrange daterange tsrange tstzrange multirange void trigger true false unnamed_subquery unnamed_join
column old new nextval array_ops btree hash gist gin brin spgist jsonpath citext
"""
"""The names of types, and other names, that PostgreSQL writes by itself."""
