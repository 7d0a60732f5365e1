"""The contents of well-known extensions: their schema, the schemas, types and tables they create, and their
requirements.

From the extensions' own control files and install scripts. A name with a dot includes its schema; any other is in the
schema of the extension.
"""

from __future__ import annotations

from ...analysis.postgres import extension_functions
from ...analysis.postgres.facts import is_function
from ...record import Value
from ...syntax.source import Node
from ...syntax.tree import Name, list_name
from ..state.context import Context
from ..state.refused import Refused
from ..state.vacated import whereabouts


class ExtensionFacts(Value):
    """The objects and requirements of one extension."""

    schema: str | None = None
    """The schema in the control file, if it is fixed."""
    makes: tuple[str, ...] = ()
    """The schemas that the script creates."""
    types: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    wrappers: tuple[str, ...] = ()
    """The foreign-data wrappers that it creates."""
    open: bool = False
    """Whether the script grants PUBLIC the use of its schema."""


_PLAIN = ExtensionFacts()

_FACTS = {
    "citext": ExtensionFacts(types=("citext",)),
    "cube": ExtensionFacts(types=("cube",)),
    "dblink": ExtensionFacts(wrappers=("dblink_fdw",)),
    "earthdistance": ExtensionFacts(types=("earth",), requires=("cube",)),
    "file_fdw": ExtensionFacts(wrappers=("file_fdw",)),
    "hstore": ExtensionFacts(types=("hstore", "ghstore")),
    "http": ExtensionFacts(types=("http_method", "content_type", "http_header", "http_response", "http_request")),
    "intarray": ExtensionFacts(types=("query_int", "intbig_gkey")),
    "isn": ExtensionFacts(types=("ean13", "isbn13", "ismn13", "issn13", "isbn", "ismn", "issn", "upc")),
    "ltree": ExtensionFacts(types=("ltree", "lquery", "ltxtquery", "ltree_gist")),
    "orioledb": _PLAIN,
    "pg_cron": ExtensionFacts("pg_catalog", makes=("cron",), relations=("cron.job", "cron.job_run_details")),
    "pg_graphql": ExtensionFacts("graphql"),
    "pg_hashids": _PLAIN,
    "pg_net": ExtensionFacts(
        makes=("net",),
        types=("net.request_status", "net.http_method", "net.http_response", "net.http_response_result"),
        relations=("net.http_request_queue", "net._http_response"),
    ),
    "pg_partman": ExtensionFacts(relations=("part_config", "part_config_sub")),
    "pg_repack": ExtensionFacts(makes=("repack",)),
    "pg_stat_statements": ExtensionFacts(relations=("pg_stat_statements", "pg_stat_statements_info")),
    "pg_tle": ExtensionFacts("pgtle", types=("pgtle.password_types", "pgtle.pg_tle_features"), open=True),
    "pg_trgm": ExtensionFacts(types=("gtrgm",)),
    "pgaudit": _PLAIN,
    "pgjwt": ExtensionFacts(requires=("pgcrypto",)),
    "pgmq": ExtensionFacts(
        "pgmq",
        types=("pgmq.message_record", "pgmq.queue_record", "pgmq.metrics_result"),
        relations=("pgmq.meta",),
    ),
    "pgrouting": ExtensionFacts(requires=("postgis",)),
    "pgsodium": ExtensionFacts(
        "pgsodium",
        types=("pgsodium.key_status", "pgsodium.key_type"),
        relations=("pgsodium.key", "pgsodium.valid_key"),
        open=True,
    ),
    "plpgsql": ExtensionFacts("pg_catalog"),
    "postgis": ExtensionFacts(
        types=(
            "geometry",
            "geography",
            "box2d",
            "box3d",
            "box2df",
            "gidx",
            "spheroid",
            "geometry_dump",
            "valid_detail",
        ),
        relations=("spatial_ref_sys", "geometry_columns", "geography_columns"),
    ),
    "postgis_raster": ExtensionFacts(
        types=("raster", "rastbandarg", "addbandarg", "summarystats"),
        relations=("raster_columns", "raster_overviews"),
        requires=("postgis",),
    ),
    "postgis_sfcgal": ExtensionFacts(requires=("postgis",)),
    "postgis_tiger_geocoder": ExtensionFacts(
        "tiger", makes=("tiger_data",), types=("tiger.norm_addy",), requires=("postgis", "fuzzystrmatch")
    ),
    "postgis_topology": ExtensionFacts(
        "topology",
        types=("topology.topogeometry", "topology.validatetopology_returntype"),
        relations=("topology.topology", "topology.layer"),
        requires=("postgis",),
    ),
    "pgroonga": ExtensionFacts(types=("pgroonga_full_text_search_condition", "pgroonga_condition")),
    "postgres_fdw": ExtensionFacts(wrappers=("postgres_fdw",)),
    "seg": ExtensionFacts(types=("seg",)),
    "supabase-dbdev": ExtensionFacts(makes=("dbdev",)),
    "supabase_vault": ExtensionFacts("vault", relations=("vault.secrets", "vault.decrypted_secrets")),
    "timescaledb": ExtensionFacts(
        makes=(
            "_timescaledb_catalog",
            "_timescaledb_internal",
            "_timescaledb_cache",
            "_timescaledb_config",
            "_timescaledb_functions",
            "timescaledb_information",
            "timescaledb_experimental",
        )
    ),
    "vector": ExtensionFacts(types=("vector", "halfvec", "sparsevec")),
    "wrappers": ExtensionFacts(relations=("wrappers_fdw_stats",)),
}


# PostgreSQL's own extensions, and those of Supabase, that need no facts here.
METHODS_OF_EXTENSIONS = {
    "hnsw": "vector",
    "ivfflat": "vector",
    "bloom": "bloom",
    "rum": "rum",
    "pgroonga": "pgroonga",
}
"""The access methods of indexes that extensions bring."""

_OTHERS = frozenset({
    "address_standardizer", "address_standardizer_data_us", "adminpack", "amcheck", "autoinc", "basic_archive",
    "bloom", "bool_plperl", "btree_gin", "btree_gist", "citus", "dict_int", "dict_xsyn",
    "fuzzystrmatch", "hypopg", "index_advisor", "insert_username", "intagg", "jsonb_plperl", "lo", "ltree_plpython3u",
    "moddatetime", "old_snapshot", "pageinspect", "pg_buffercache", "pg_freespacemap", "pg_ivm", "pg_jsonschema",
    "pg_logicalinspect", "pg_prewarm", "pg_surgery", "pg_uuidv7", "pg_visibility", "pg_walinspect", "pgautofailover",
    "pgcrypto", "pgrowlocks", "pgstattuple", "pgtap", "plcoffee", "pljava", "plls", "plperl", "plpgsql_check",
    "plpython3u", "plr", "plv8", "refint", "rum", "sslinfo", "tablefunc", "tcn", "tsm_system_rows",
    "tsm_system_time", "unaccent", "uuid-ossp", "xml2",
})  # fmt: skip


# Of those, what only some images of Supabase carry, or none.
_NOT_EVERYWHERE = frozenset({
    "adminpack", "basic_archive", "bool_plperl", "citus", "file_fdw", "jsonb_plperl", "ltree_plpython3u",
    "old_snapshot", "orioledb", "pg_ivm", "pg_logicalinspect", "pg_partman", "pg_uuidv7", "pgautofailover", "pgjwt",
    "plcoffee", "pljava", "plls", "plperl", "plpython3u", "plr", "plv8", "timescaledb",
})  # fmt: skip


def available_extensions(context: Context) -> set[str]:
    """Return the names of extensions that the server offers for certain, installed ones among them."""
    offered = {extension.name for extension in context.catalog.extensions}
    if context.replay.target.platform == "supabase":
        offered.update(name for name in known_extensions() if name not in _NOT_EVERYWHERE)
    return offered


def known_extensions() -> tuple[str, ...]:
    """Return the names of well-known extensions."""
    return (*_FACTS, *_OTHERS)


def is_known(name: str) -> bool:
    """Return whether an extension is a well-known one."""
    return name in _FACTS or name in _OTHERS


def facts_of(name: str) -> ExtensionFacts:
    """Return what is known of an extension; nothing special for any other."""
    return _FACTS.get(name, _PLAIN)


def may_come_from_extension(context: Context, name: Name) -> bool:
    """Return whether a function of this name, as the statement means it, is one that the catalog does not list."""
    return extension_functions.may_come_from_extension(context.catalog, context.session.schemas, name)


# Extensions that add no operator or function to types of PostgreSQL's own under a name that PostgreSQL has as well.
_APART = extension_functions.INITIAL | {
    "btree_gin", "citext", "fuzzystrmatch", "hstore", "http", "hypopg", "index_advisor", "moddatetime", "pg_cron",
    "pg_jsonschema", "pg_net", "pgjwt", "pgmq", "tablefunc", "unaccent", "vector",
}  # fmt: skip


def may_overload(context: Context) -> bool:
    """Return whether an extension may have added operators or functions for PostgreSQL's own types."""
    return any(e.name not in _APART for e in context.catalog.extensions)


def has_unknown_extension(context: Context) -> bool:
    """Return whether an extension is installed of which nothing is known."""
    return not all(is_known(e.name) for e in context.catalog.extensions)


def refuse_missing_routine(context: Context, object: Node, kind: str) -> None:
    """Refuse an ObjectWithArgs' routine as missing (42883), unless the catalog can't know of it."""
    name = list_name(object["objname"])
    if name.schema and context.catalog.schema(name.schema) is None:
        context.assume_schema(name.schema)
        return
    if (name.schema is None and is_function(name.name)) or may_come_from_extension(context, name):
        return
    if context.catalog.knows("existence"):
        schemas = (name.schema,) if name.schema else context.session.schemas
        found = context.replay.doubts.gone_from("function", schemas, name.name)
        message = f"{kind} {'.'.join(filter(None, name))} does not exist"
        raise Refused("42883", message, hint=whereabouts(found) if found else "")
