"""The lists of `miglint catalog --format json` as queries on a server's catalog.

Columns whose names begin with "_" are not printed; they show whether a migration changed an object of the start, as
in export/catalog_rows.py. What belongs to an extension is left out. Run with an empty search_path, so that all names
are qualified.
"""

from __future__ import annotations

# Schemas that hold what people make; `n` is pg_namespace.
_OURS = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"


def _free(class_: str, oid: str) -> str:
    """That no extension owns the object."""
    return (
        f"NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = '{class_}'::regclass AND x.objid = {oid} "
        "AND x.deptype = 'e')"
    )


_KIND = (
    "CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'f' THEN 'foreign table' "
    "WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' "
    "WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' END"
)
_RELATIONS = f"pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND {_OURS} AND {_free('pg_class', 'c.oid')}"
_TABLES = _RELATIONS + " AND c.relkind IN ('r', 'p', 'f')"
_NAMES = (
    "(SELECT array_agg(a.attname::text ORDER BY u.at) FROM unnest({keys}) WITH ORDINALITY AS u(num, at) "
    "JOIN pg_attribute a ON a.attrelid = {relation} AND a.attnum = u.num)"
)
_ACTION = (
    "CASE WHEN k.contype = 'f' THEN CASE {} WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' "
    "WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END END"
)
_QUALIFIED = (
    "(SELECT rn.nspname || '.' || rel.relname FROM pg_class rel JOIN pg_namespace rn ON rn.oid = rel.relnamespace "
    "WHERE rel.oid = {})"
)
_ROUTINE_KIND = "CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END"


def _spelled(type: str) -> str:
    """A type as `miglint catalog` spells it: qualified, its name without quotes, except where they tell "char" from
    character."""
    bare = "replace(replace(replace({0}, '\"\"', chr(1)), '\"', ''), chr(1), '\"')"
    return f"CASE WHEN {type} LIKE '\"char\"%' THEN {type} ELSE {bare.format(type)} END"


_ARGUMENTS = (
    f"ARRAY(SELECT {_spelled('format_type(t, NULL)')} "
    "FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY AS i(t, at) ORDER BY i.at)"
)
# The stand-in of PostGIS can't print its types' modifiers; postgis.sql says how they are kept.
_GEOMETRIES = (
    "Geometry,Point,LineString,Polygon,MultiPoint,MultiLineString,MultiPolygon,GeometryCollection,CircularString,"
    "CompoundCurve,CurvePolygon,MultiCurve,MultiSurface,PolyhedralSurface,Triangle,Tin"
)
_MODIFIED = (
    "CASE WHEN t.typname IN ('geometry', 'geography') AND t.typmodout = 0 AND a.atttypmod > 0 "
    f"THEN format_type(a.atttypid, NULL) || '(' || split_part('{_GEOMETRIES}', ',', (a.atttypmod >> 2 & 15) + 1) "
    "|| CASE WHEN a.atttypmod & 2 <> 0 THEN 'Z' ELSE '' END || CASE WHEN a.atttypmod & 1 <> 0 THEN 'M' ELSE '' END "
    "|| CASE WHEN a.atttypmod >> 6 <> 0 THEN ',' || (a.atttypmod >> 6) ELSE '' END || ')' "
    "ELSE format_type(a.atttypid, a.atttypmod) END"
)
_SIGNATURE = f"n.nspname || '.' || p.proname || '(' || array_to_string({_ARGUMENTS}, ', ') || ')'"
_ROUTINES = f"pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace AND {_OURS} AND {_free('pg_proc', 'p.oid')}"
_GRANTEE = "CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(g.grantee)::text END"


def _grants(kind: str, object: str, column: str, acl: str, owner: str, source: str) -> str:
    return (
        f'SELECT DISTINCT {kind} AS kind, {object} AS object, {column} AS "column", {_GRANTEE} AS grantee, '
        f"g.privilege_type AS privilege FROM {source}, aclexplode({acl}) g "
        f"WHERE g.grantee <> {owner}"
    )


QUERIES = {
    "schemas": f"""
        SELECT n.nspname AS name, n.nspowner::regrole::text AS _owner FROM pg_namespace n
        WHERE {_OURS} AND {_free("pg_namespace", "n.oid")}""",
    "tables": f"""
        SELECT n.nspname AS schema, c.relname AS name, {_KIND} AS kind, c.relrowsecurity AS rls_enabled,
          c.relforcerowsecurity AS rls_forced, c.relowner::regrole::text AS _owner FROM {_TABLES}""",
    "columns": f"""
        SELECT n.nspname AS schema, c.relname AS "table", a.attname AS name,
          {_spelled("spelled.type")} AS type, a.attnotnull AS not_null,
          a.atthasdef AND a.attidentity = '' AND a.attgenerated = '' AS has_default,
          CASE a.attidentity WHEN 'a' THEN 'ALWAYS' WHEN 'd' THEN 'BY DEFAULT' END AS identity,
          a.attgenerated <> '' AS generated
        FROM {_TABLES} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          JOIN pg_type t ON t.oid = a.atttypid CROSS JOIN LATERAL (SELECT {_MODIFIED}) AS spelled(type)""",
    "constraints": f"""
        SELECT n.nspname AS schema, c.relname AS "table", k.conname AS name,
          CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign key'
            WHEN 'c' THEN 'check' ELSE 'exclude' END AS kind,
          {_NAMES.format(keys="k.conkey", relation="k.conrelid")} AS columns,
          {_QUALIFIED.format("k.confrelid")} AS ref_table,
          {_NAMES.format(keys="k.confkey", relation="k.confrelid")} AS ref_columns,
          {_ACTION.format("k.confupdtype")} AS on_update, {_ACTION.format("k.confdeltype")} AS on_delete,
          k.convalidated AS validated
        FROM {_TABLES} JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype IN ('p', 'u', 'f', 'c', 'x')""",
    "indexes": f"""
        SELECT n.nspname AS schema, i.relname AS name, c.relname AS "table", m.amname AS method,
          ARRAY(SELECT a.attname::text FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS k(num, at)
            LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.num AND k.num <> 0
            WHERE k.at <= x.indnkeyatts ORDER BY k.at) AS columns,
          x.indisunique AS "unique", x.indisprimary AS "primary", x.indpred IS NOT NULL AS partial,
          (SELECT k.conname FROM pg_constraint k
            WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x')) AS "constraint"
        FROM {_RELATIONS} JOIN pg_index x ON x.indrelid = c.oid JOIN pg_class i ON i.oid = x.indexrelid
          AND {_free("pg_class", "i.oid")} JOIN pg_am m ON m.oid = i.relam""",
    "views": f"""
        SELECT n.nspname AS schema, c.relname AS name, {_KIND} AS kind,
          (SELECT option_value::boolean FROM pg_options_to_table(c.reloptions)
            WHERE option_name = 'security_invoker') AS security_invoker,
          (SELECT r.xmin::text FROM pg_rewrite r WHERE r.ev_class = c.oid AND r.rulename = '_RETURN') AS _query
        FROM {_RELATIONS} AND c.relkind IN ('v', 'm')""",
    "functions": f"""
        SELECT n.nspname AS schema, p.proname AS name, {_ARGUMENTS} AS arg_types, {_ROUTINE_KIND} AS kind,
          l.lanname AS language, p.prosecdef AS security_definer, p.proconfig AS config,
          CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END AS volatility,
          p.prosrc AS _body, p.proowner::regrole::text AS _owner
        FROM {_ROUTINES} JOIN pg_language l ON l.oid = p.prolang""",
    "triggers": f"""
        SELECT n.nspname AS schema, c.relname AS "table", t.tgname AS name,
          CASE WHEN t.tgtype & 64 <> 0 THEN 'INSTEAD OF' WHEN t.tgtype & 2 <> 0 THEN 'BEFORE'
            ELSE 'AFTER' END AS timing,
          ARRAY(SELECT event FROM (VALUES (8, 'DELETE'), (4, 'INSERT'), (32, 'TRUNCATE'), (16, 'UPDATE'))
            AS e(bit, event) WHERE t.tgtype & bit <> 0 ORDER BY event) AS events,
          CASE WHEN t.tgtype & 1 <> 0 THEN 'ROW' ELSE 'STATEMENT' END AS level,
          (SELECT fn.nspname || '.' || f.proname FROM pg_proc f JOIN pg_namespace fn ON fn.oid = f.pronamespace
            WHERE f.oid = t.tgfoid) AS function
        FROM {_RELATIONS} JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal""",
    "policies": f"""
        SELECT n.nspname AS schema, c.relname AS "table", p.polname AS name, p.polpermissive AS permissive,
          CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
            ELSE 'ALL' END AS command,
          ARRAY(SELECT CASE WHEN role = 0 THEN 'public' ELSE pg_get_userbyid(role)::text END
            FROM unnest(p.polroles) AS role ORDER BY 1) AS roles,
          p.polqual IS NOT NULL AS has_using, p.polwithcheck IS NOT NULL AS has_with_check
        FROM {_RELATIONS} JOIN pg_policy p ON p.polrelid = c.oid""",
    "types": f"""
        SELECT n.nspname AS schema, t.typname AS name,
          CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'c' THEN 'composite' ELSE 'range' END AS kind,
          CASE WHEN t.typtype = 'e' THEN ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid
            ORDER BY e.enumsortorder) END AS labels
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace AND {_OURS} AND {_free("pg_type", "t.oid")}
        WHERE t.typtype IN ('e', 'd', 'r')
          OR t.typtype = 'c' AND EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c')""",
    "sequences": f"""
        SELECT n.nspname AS schema, c.relname AS name,
          (SELECT {_QUALIFIED.format("d.refobjid")} || '.' || a.attname FROM pg_depend d
            JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
              AND d.deptype IN ('a', 'i')) AS owned_by
        FROM {_RELATIONS} AND c.relkind = 'S'""",
    "privileges": " UNION ALL ".join(
        [
            _grants(
                _KIND,
                "n.nspname || '.' || c.relname",
                "NULL::text",
                "coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\", c.relowner))",
                "c.relowner",
                _RELATIONS + " AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')",
            ),
            _grants(
                "'column'",
                "n.nspname || '.' || c.relname",
                "a.attname",
                "a.attacl",
                "c.relowner",
                _RELATIONS + " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attacl IS NOT NULL",
            ),
            _grants(
                "CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END",
                _SIGNATURE,
                "NULL::text",
                "coalesce(p.proacl, acldefault('f', p.proowner))",
                "p.proowner",
                _ROUTINES,
            ),
            # The owner of the database, which is postgres, is the one member of pg_database_owner.
            _grants(
                "'schema'",
                "n.nspname",
                "NULL::text",
                "coalesce(n.nspacl, acldefault('n', n.nspowner))",
                "CASE WHEN n.nspowner = 'pg_database_owner'::regrole THEN 'postgres'::regrole ELSE n.nspowner END "
                "AND g.grantee <> 'pg_database_owner'::regrole",
                f"(SELECT * FROM pg_namespace n WHERE {_OURS} AND {_free('pg_namespace', 'n.oid')}) n",
            ),
            _grants(
                "'type'",
                "n.nspname || '.' || t.typname",
                "NULL::text",
                "t.typacl",
                "t.typowner",
                f"pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace AND {_OURS} AND {_free('pg_type', 't.oid')}",
            ),
        ]
    ),
    "extensions": """
        SELECT e.extname AS name, n.nspname AS schema
        FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace""",
    "publication_tables": f"""
        SELECT p.pubname AS publication, {_QUALIFIED.format("r.prrelid")} AS "table"
        FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid""",
    "comments": f"""
        WITH said AS (SELECT classoid, objoid, objsubid, description FROM pg_description
          UNION ALL SELECT classoid, objoid, 0, description FROM pg_shdescription)
        SELECT CASE WHEN s.objsubid > 0 THEN 'column' ELSE {_KIND} END AS kind,
          n.nspname || '.' || c.relname || coalesce('.' || (SELECT a.attname FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attnum = s.objsubid), '') AS object,
          s.description AS comment
        FROM {_RELATIONS} AND c.relkind <> 'c' JOIN said s ON s.classoid = 'pg_class'::regclass AND s.objoid = c.oid
        UNION ALL SELECT {_ROUTINE_KIND}, {_SIGNATURE}, s.description
        FROM {_ROUTINES} JOIN said s ON s.classoid = 'pg_proc'::regclass AND s.objoid = p.oid
        UNION ALL SELECT CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END, n.nspname || '.' || t.typname,
          s.description
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace AND {_OURS} AND {_free("pg_type", "t.oid")}
          JOIN said s ON s.classoid = 'pg_type'::regclass AND s.objoid = t.oid
        UNION ALL SELECT 'policy', p.polname || ' on ' || n.nspname || '.' || c.relname, s.description
        FROM {_RELATIONS} JOIN pg_policy p ON p.polrelid = c.oid
          JOIN said s ON s.classoid = 'pg_policy'::regclass AND s.objoid = p.oid
        UNION ALL SELECT 'trigger', t.tgname || ' on ' || n.nspname || '.' || c.relname, s.description
        FROM {_RELATIONS} JOIN pg_trigger t ON t.tgrelid = c.oid
          JOIN said s ON s.classoid = 'pg_trigger'::regclass AND s.objoid = t.oid
        UNION ALL SELECT 'constraint', k.conname || ' on ' || n.nspname || '.' || c.relname, s.description
        FROM {_RELATIONS} JOIN pg_constraint k ON k.conrelid = c.oid
          JOIN said s ON s.classoid = 'pg_constraint'::regclass AND s.objoid = k.oid
        UNION ALL SELECT 'schema', n.nspname, s.description
        FROM pg_namespace n JOIN said s ON s.classoid = 'pg_namespace'::regclass AND s.objoid = n.oid
        WHERE {_OURS} AND {_free("pg_namespace", "n.oid")}
        UNION ALL SELECT 'publication', p.pubname, s.description
        FROM pg_publication p JOIN said s ON s.classoid = 'pg_publication'::regclass AND s.objoid = p.oid
        UNION ALL SELECT 'event trigger', e.evtname, s.description
        FROM pg_event_trigger e JOIN said s ON s.classoid = 'pg_event_trigger'::regclass AND s.objoid = e.oid
        UNION ALL SELECT 'role', r.rolname, s.description
        FROM pg_roles r JOIN said s ON s.classoid = 'pg_authid'::regclass AND s.objoid = r.oid""",
}
"""One query per list."""
