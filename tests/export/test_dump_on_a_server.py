"""`miglint catalog --format sql` laid on an empty server gives what the history itself gives."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.replays import replay

from miglint.catalog.changes import ReplayFailed
from miglint.catalog.target import Target
from miglint.errors import MiglintError
from miglint.export import catalog_sql
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration
from miglint.verify import apply_files
from miglint.verify.programs import find_programs
from miglint.verify.server import started
from miglint.verify.server_database import ProjectDatabase, Template, template

HISTORIES = Path(__file__).parent / "dumps"

try:
    import psycopg  # noqa: F401

    PROGRAMS = find_programs()
    MISSING = ""
except (ImportError, MiglintError) as error:
    MISSING = f"no server to lay the dump on: {error}"
if MISSING and os.environ.get("MIGLINT_NO_SKIP"):
    pytest.fail(MISSING, pytrace=False)

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)

_ITS_OWN = "nspname !~ '^pg_' and nspname <> 'information_schema'"
_RELATIONS = f"pg_class c join pg_namespace n on n.oid = relnamespace where {_ITS_OWN}"
FACTS = {
    "relations": f"""select nspname, relname, relkind, relpersistence, relrowsecurity, relforcerowsecurity,
        relreplident, reloptions,
        relispartition, pg_get_partkeydef(c.oid), pg_get_expr(relpartbound, c.oid), relowner::regrole, relispopulated,
        (select array_agg(inhparent::regclass order by inhseqno) from pg_inherits where inhrelid = c.oid)
        from {_RELATIONS}""",
    "columns": f"""select nspname, relname, attname, row_number() over (partition by c.oid order by attnum),
        format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated, attislocal, attinhcount,
        case when attcollation <> 0 then attcollation::regcollation end, pg_get_expr(adbin, adrelid)
        from pg_class c join pg_namespace n on n.oid = relnamespace join pg_attribute a on attrelid = c.oid
        left join pg_attrdef on adrelid = c.oid and adnum = attnum
        where attnum > 0 and not attisdropped and {_ITS_OWN}""",
    "constraints": """select conrelid::regclass, contypid::regtype, conname, contype, pg_get_constraintdef(oid),
        convalidated,
        condeferrable, condeferred, conindid::regclass, conislocal from pg_constraint where contype <> 'n'""",
    "indexes": f"""select pg_get_indexdef(c.oid), indisreplident, indisvalid, indisprimary, reloptions
        from pg_index join pg_class c on c.oid = indexrelid
        join pg_namespace n on n.oid = relnamespace where {_ITS_OWN}""",
    "views": f"select nspname, relname, pg_get_viewdef(c.oid) from {_RELATIONS} and relkind in ('v', 'm')",
    "routines": f"""select nspname, pg_get_function_identity_arguments(p.oid),
        case when prokind <> 'a' then pg_get_functiondef(p.oid) end,
        proowner::regrole, proname, aggtransfn::regproc from pg_proc p join pg_namespace n on n.oid = pronamespace
        left join pg_aggregate on aggfnoid = p.oid where {_ITS_OWN}""",
    "triggers": """select pg_get_triggerdef(oid), tgenabled, tgdeferrable, tginitdeferred, tgargs from pg_trigger
        where not tgisinternal""",
    "policies": """select polrelid::regclass, polname, polcmd, polpermissive, polroles::regrole[],
        pg_get_expr(polqual, polrelid),
        pg_get_expr(polwithcheck, polrelid) from pg_policy""",
    "types": f"""select nspname, typname, typtype, format_type(typbasetype, typtypmod), typnotnull,
        pg_get_expr(typdefaultbin, 0),
        (select array_agg(enumlabel order by enumsortorder) from pg_enum where enumtypid = t.oid),
        (select rngsubtype::regtype from pg_range where rngtypid = t.oid)
        from pg_type t join pg_namespace n on n.oid = typnamespace where {_ITS_OWN}""",
    "sequences": """select seqrelid::regclass, seqtypid::regtype, seqstart, seqincrement, seqmax, seqmin, seqcache,
        seqcycle,
        (select refobjid::regclass || '.' || refobjsubid from pg_depend where objid = seqrelid and deptype in ('a',
        'i')
         and refclassid = 'pg_class'::regclass) from pg_sequence""",
    "grants": f"""select 'relation', c.oid::regclass::text, grantee::regrole, privilege_type,
        is_grantable from pg_class c
        join pg_namespace n on n.oid = relnamespace, aclexplode(coalesce(relacl,
        acldefault(case relkind when 'S' then 's' else 'r' end::"char",
        relowner))) where {_ITS_OWN} and relkind <> 'c'
        union all select 'column', attrelid::regclass || '.' || attname, grantee::regrole, privilege_type,
        is_grantable
        from pg_attribute, aclexplode(attacl) where attrelid > 16383
        union all select 'routine', p.oid::regprocedure::text, grantee::regrole, privilege_type,
        is_grantable from pg_proc p,
        aclexplode(coalesce(proacl, acldefault('f', proowner))) where p.oid > 16383
        union all select 'schema', nspname, grantee::regrole, privilege_type, is_grantable from pg_namespace n,
        aclexplode(coalesce(nspacl, acldefault('n', nspowner))) where {_ITS_OWN}
        union all select 'type', t.oid::regtype::text, grantee::regrole, privilege_type, is_grantable from pg_type t,
        aclexplode(coalesce(typacl, acldefault('T', typowner))) where t.oid > 16383
        union all select format('default %s %s', defaclobjtype, defaclrole::regrole), coalesce(nullif(defaclnamespace,
        0)::regnamespace::text, ''),
        grantee::regrole, privilege_type, is_grantable from pg_default_acl, aclexplode(defaclacl)""",
    "extensions": "select extname, extnamespace::regnamespace from pg_extension",
    "publications": """select pubname, puballtables,
        (select array_agg(prrelid::regclass::text order by 1) from pg_publication_rel
        where prpubid = p.oid) from pg_publication p""",
    "roles": """select rolname, rolbypassrls, rolcanlogin, rolconfig,
        (select array_agg(roleid::regrole::text order by 1)
        from pg_auth_members where member = r.oid) from pg_roles r where rolname !~ '^pg_'""",
    "role settings": "select setrole::regrole, setconfig from pg_db_role_setting",
    "rules": "select pg_get_ruledef(oid) from pg_rewrite where rulename <> '_RETURN' and oid > 16383",
    "statistics": "select pg_get_statisticsobjdef(oid) from pg_statistic_ext",
    "event triggers": "select evtname, evtevent, evtfoid::regproc, evtenabled, evttags from pg_event_trigger",
    "comments": """select i.type, i.identity, description from pg_description d, pg_identify_object(classoid,
        objoid, objsubid) i
        where objoid > 16383 or (classoid = 'pg_namespace'::regclass and objoid = 'public'::regnamespace)""",
}


@pytest.fixture(scope="module", params=["legacy", "revoked"])
def projects(request: pytest.FixtureRequest) -> Iterator[Template]:
    target = Target(default_privileges=request.param, postgres_version=18)
    with started(PROGRAMS) as server, template(server, target) as model:
        yield model


def facts(projects: Template, sql: str) -> dict[str, list[str]]:
    """Return everything that a project holds after `sql`, which must run as it stands."""
    with projects.copy() as database:
        run(database, sql)
        with database.connect() as connection:
            connection.execute("set search_path to ''")
            return {kind: sorted(map(repr, connection.execute(query.encode()))) for kind, query in FACTS.items()}


def run(database: ProjectDatabase, sql: str) -> None:
    migration = Migration(Path("20250101000000_all.sql"), sql, version="20250101000000")
    parse(migration)
    refusals = apply_files.apply(database, [migration]).refusals
    assert not refusals, (refusals[0].message, refusals[0].statement and refusals[0].statement.text)


@pytest.mark.parametrize("name", sorted(path.stem for path in HISTORIES.glob("*.sql")))
def test_the_dump_leads_to_the_same_database(projects: Template, name: str) -> None:
    history = (HISTORIES / f"{name}.sql").read_text("utf-8")
    given = replay(history, default_privileges=projects.target.default_privileges, postgres_version=18)
    assert given.refusals == []
    assert given.of(ReplayFailed) == []
    dump = catalog_sql.render(given.replay)
    wanted, found = facts(projects, history), facts(projects, dump)
    for kind, rows in wanted.items():
        gone, extra = set(rows) - set(found[kind]), set(found[kind]) - set(rows)
        assert (kind, sorted(gone)) == (kind, sorted(extra))
