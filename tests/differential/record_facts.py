"""Ask a real PostgreSQL for its types, functions, parameters and more, and for what its extensions hold: `python -m
tests.differential.record_facts`.

The answers are added to the files in `miglint.analysis.postgres`: what any of the asked versions has counts as there.
Ask all versions, then the first again: what one has and another has not stands in pg_catalog_lacking.txt.
MIGLINT_PGBIN names another server than the one that `miglint verify` would start.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg

import miglint.analysis
from miglint.catalog.target import Target
from miglint.verify import bench
from miglint.verify.extension_files import stand_ins

FOLDER = Path(miglint.analysis.__file__).parent / "postgres"

_TYPE = "CASE WHEN {0} = 0 THEN '' ELSE (SELECT CASE WHEN t.typelem <> 0 AND t.typlen = -1 AND t.typname LIKE '\\_%' " \
    "THEN substr(t.typname, 2) || '[]' ELSE t.typname END FROM pg_type t WHERE t.oid = {0}) END"  # fmt: skip

QUERIES = {
    # name, category, P where it is its category's preferred type, volatility of its input and output functions
    "types": """
        SELECT typname, typcategory::text || CASE WHEN typispreferred THEN 'P' ELSE '' END,
            (SELECT provolatile::text FROM pg_proc WHERE oid = typinput)
            || (SELECT provolatile::text FROM pg_proc WHERE oid = typoutput)
        FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace AND typrelid = 0
            AND NOT (typelem <> 0 AND typlen = -1 AND typname LIKE '\\_%')""",
    # source>target, e(xplicit), a(ssignment) or i(mplicit) with the volatility of the function, i where it needs none
    "casts": f"""
        SELECT {_TYPE.format("castsource")} || '>' || {_TYPE.format("casttarget")},
            castcontext::text || coalesce((SELECT provolatile::text FROM pg_proc WHERE oid = castfunc), 'i')
        FROM pg_cast WHERE oid < 16384 AND castsource <> casttarget""",
    # name, volatility(left,right)
    "operators": f"""
        SELECT oprname, (SELECT provolatile::text FROM pg_proc WHERE oid = oprcode) || '('
            || {_TYPE.format("oprleft")} || ',' || {_TYPE.format("oprright")} || ')'
        FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace AND oprcode <> 0""",
    # name, kinds of its overloads: a(ggregate), w(indow), s(et-returning), f(unction); plain functions aside
    "kinds": """
        SELECT proname, CASE WHEN proretset THEN 's' ELSE prokind::text END
        FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname IN (SELECT proname FROM pg_proc
            WHERE pronamespace = 'pg_catalog'::regnamespace AND (proretset OR prokind IN ('a', 'w')))""",
    # access method, type of a default operator class
    "opclasses": f"""
        SELECT (SELECT amname FROM pg_am WHERE oid = opcmethod), {_TYPE.format("opcintype")}
        FROM pg_opclass WHERE opcdefault AND opcnamespace = 'pg_catalog'::regnamespace""",
    # access method, all its operator classes
    "opclass_names": """
        SELECT (SELECT amname FROM pg_am WHERE oid = opcmethod), opcname
        FROM pg_opclass WHERE opcnamespace = 'pg_catalog'::regnamespace""",
    # name, volatility, number of arguments with defaults, * for VARIADIC, (types); types of C functions leave no mark
    "functions": f"""
        SELECT proname, CASE WHEN prorettype IN (2279, 2281) OR 'internal'::regtype = ANY (proargtypes::oid[]) THEN ''
            ELSE provolatile::text || CASE WHEN pronargdefaults > 0 THEN pronargdefaults::text ELSE '' END
            || CASE WHEN provariadic <> 0 THEN '*' ELSE '' END || '('
            || coalesce((SELECT string_agg({_TYPE.format("a.type")}, ',' ORDER BY a.n)
                FROM unnest(proargtypes::oid[]) WITH ORDINALITY AS a(type, n)), '') || ')' END
        FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace""",
    # name in lower case, the versions that have it
    "parameters": """
        SELECT lower(name), (current_setting('server_version_num')::integer / 10000)::text
        FROM pg_settings WHERE name NOT LIKE '%.%'""",
    # relation of pg_catalog or information_schema, its columns with the types under domains; none for pseudo-types
    "relations": f"""
        SELECT n.nspname || '.' || c.relname, a.attname || ':' || CASE WHEN y.typtype = 'p' THEN ''
            ELSE {_TYPE.format("coalesce(nullif(y.typbasetype, 0), y.oid)")} END
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
            JOIN pg_type y ON y.oid = a.atttypid
        WHERE n.nspname IN ('pg_catalog', 'information_schema') AND c.relkind IN ('r', 'v')
            AND a.attnum > 0 AND NOT a.attisdropped AND c.oid < 16384""",
    # functions that only a superuser may call
    "superuser_functions": """
        SELECT proname FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND cardinality(proacl) = 1
            AND proacl[1]::text NOT LIKE '=%'""",
}  # fmt: skip

# extension, its functions (f:name) and operator classes (c:name)
MEMBERS = """
    SELECT e.extname, coalesce('f:' || p.proname, 'c:' || c.opcname)
    FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
        LEFT JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
        LEFT JOIN pg_opclass c ON d.classid = 'pg_opclass'::regclass AND c.oid = d.objid
    WHERE d.deptype = 'e' AND d.refclassid = 'pg_extension'::regclass AND e.extname = '{}'
        AND (p.oid IS NOT NULL OR c.oid IS NOT NULL)"""


def merged(old: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    """Lines of a name and its facts, with those of earlier answers."""
    facts: dict[str, set[str]] = {}
    for name, *more in [line.split() for line in old] + [list(row) for row in rows]:
        facts.setdefault(name, set()).update(fact for fact in more if fact)
    return "".join(" ".join([name, *sorted(facts[name])]) + "\n" for name in sorted(facts))


def lacking(old: Iterable[str], version: str, rows: Iterable[tuple[str, ...]]) -> str:
    """Lines of a version and the functions that it has not, though another asked version has them."""
    there = {name + facts[facts.index("(") :] for name, facts in rows if facts}
    known = (FOLDER / "pg_catalog_functions.txt").read_text("ascii").splitlines()
    everything = {name + fact[fact.index("(") :] for name, *facts in map(str.split, known) for fact in facts}
    lines = {line.split()[0]: line for line in old} | {version: " ".join([version, *sorted(everything - there)])}
    return "".join(f"{lines[major]}\n" for major in sorted(lines))


def main() -> None:
    with bench(Target()) as prepared, prepared.template.copy() as database, database.connect() as connection:
        for kind, query in QUERIES.items():
            path = FOLDER / f"pg_catalog_{kind}.txt"
            old = path.read_text("ascii").splitlines() if path.exists() else []
            rows = connection.execute(query.encode()).fetchall()
            path.write_text(merged(old, rows), "ascii")
            if kind == "functions":
                functions = rows
        version = connection.execute(b"SELECT current_setting('server_version_num')::int / 10000").fetchall()[0][0]
        path = FOLDER / "pg_catalog_lacking.txt"
        old = path.read_text("ascii").splitlines() if path.exists() else []
        path.write_text(lacking(old, str(version), functions), "ascii")
    plain = Target(platform="postgres")
    with bench(plain) as prepared, prepared.template.copy() as database, database.connect() as connection:
        path = FOLDER / "extension_members.txt"
        old = path.read_text("ascii").splitlines() if path.exists() else []
        path.write_text(merged(old, members(connection)), "ascii")


def members(connection: psycopg.Connection[Any]) -> Iterable[tuple[str, ...]]:
    """Install the server's extensions, one after the other, and return what each holds; the stand-ins of `miglint
    verify` are none, and what can't be installed here is left out."""
    others = {s.name for s in stand_ins()} - {"pgcrypto", "uuid-ossp"}
    offered = connection.execute("SELECT name FROM pg_available_extensions ORDER BY name").fetchall()
    for (name,) in offered:
        if name in others:
            continue
        try:
            with connection.transaction():
                connection.execute(f'CREATE EXTENSION IF NOT EXISTS "{name}" CASCADE'.encode())
        except psycopg.Error:
            continue
        yield from connection.execute(MEMBERS.format(name).encode()).fetchall()


if __name__ == "__main__":
    main()
