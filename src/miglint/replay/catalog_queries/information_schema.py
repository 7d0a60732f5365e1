"""The views of information_schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...catalog import Constraint, Index, Relation, Sequence, Table, View
from ..state.context import Context
from .definition_sketches import sketch
from .known_values import UNKNOWN
from .virtual_tables import Hints, Rows, TableFamily, columns_known, constraints, relations

FAMILY = TableFamily()


DATABASE = "postgres"


@FAMILY.table("information_schema.schemata", "catalog_name schema_name schema_owner")
def _schemata(context: Context, hints: Hints) -> Rows:
    for schema in context.catalog.schemas:
        yield DATABASE, schema.name, schema.owner


@FAMILY.table(
    "information_schema.tables",
    "table_catalog table_schema table_name table_type",
    schema="table_schema",
    of="table_name",
)
def _tables(context: Context, hints: Hints) -> Rows:
    for r in relations(context.catalog, hints, "table_schema", "table_name"):
        if isinstance(r, Table):
            kind = (
                "FOREIGN" if r.kind == "foreign table" else "LOCAL TEMPORARY" if r.persistence == "t" else "BASE TABLE"
            )
            yield DATABASE, r.schema, r.name, kind
        elif isinstance(r, View) and r.kind == "view":
            yield DATABASE, r.schema, r.name, "VIEW"


@FAMILY.table(
    "information_schema.views",
    "table_catalog table_schema table_name view_definition",
    schema="table_schema",
    of="table_name",
)
def _views(context: Context, hints: Hints) -> Rows:
    asks = hints.ask("view_definition")
    for r in relations(context.catalog, hints, "table_schema", "table_name"):
        if isinstance(r, View) and r.kind == "view":
            yield DATABASE, r.schema, r.name, sketch(context, r.query.node) if asks else UNKNOWN


@FAMILY.table(
    "information_schema.sequences",
    "sequence_catalog sequence_schema sequence_name",
    schema="sequence_schema",
    of="sequence_name",
)
def _sequences(context: Context, hints: Hints) -> Rows:
    for r in relations(context.catalog, hints, "sequence_schema", "sequence_name"):
        if isinstance(r, Sequence):
            yield DATABASE, r.schema, r.name


@FAMILY.table(
    "information_schema.columns",
    "table_catalog table_schema table_name column_name ordinal_position column_default is_nullable data_type "
    "udt_schema udt_name character_maximum_length is_identity is_generated",
    "columns", "table_schema", "table_name",
)  # fmt: skip
def _columns(context: Context, hints: Hints) -> Rows:
    catalog = context.catalog
    wanted = hints.get("column_name") if isinstance(hints.get("column_name"), str) else None
    asks_default = hints.ask("column_default")
    asks_type = hints.ask("data_type", "udt_schema", "udt_name", "character_maximum_length")
    for r in relations(catalog, hints, "table_schema", "table_name"):
        if not isinstance(r, (Table, View)) or r.kind == "materialized view":
            continue
        for position, c in enumerate(r.columns, 1):
            if wanted is not None and c.name != wanted:
                continue
            default: Any = sketch(context, c.default.node) if asks_default and c.default else None
            yield (
                DATABASE, r.schema, r.name, c.name, position, default,
                UNKNOWN if isinstance(r, View) and c.not_null else "NO" if c.not_null else "YES",
                *_type_words(context, c.type if asks_type else None), "YES" if c.identity else "NO",
                "ALWAYS" if c.generated else "NEVER",
            )  # fmt: skip
        if not columns_known(catalog, r):
            yield DATABASE, r.schema, r.name, *[UNKNOWN] * 10


def _type_words(context: Context, type: Any) -> tuple[Any, Any, Any, Any]:
    """Return data_type, udt_schema, udt_name and character_maximum_length."""
    if type is None:
        return UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN
    name = ("_" if type.is_array else "") + type.name
    if type.is_array:
        return "ARRAY", type.schema, name, None
    if type.schema != "pg_catalog":
        return "USER-DEFINED", type.schema, name, None
    from ...record import replace

    words = context.catalog.format_type(replace(type, modifiers=""))
    if type.name == "bpchar":
        words = "character"
    length = int(type.modifiers) if type.name in ("varchar", "bpchar") and type.modifiers.isdigit() else None
    return words, type.schema, name, length


def _constraints(context: Context, hints: Hints) -> Iterator[tuple[Constraint, Relation]]:
    catalog = context.catalog
    if isinstance(hints.get("table_name"), str):
        for r in relations(catalog, hints, "table_schema", "table_name"):
            for c in catalog.constraints_of(r.oid):
                yield c, r
        return
    for c in constraints(catalog, hints.get("constraint_name")):
        if found := catalog.relation(c.relation):
            yield c, found


@FAMILY.table(
    "information_schema.table_constraints",
    "constraint_catalog constraint_schema constraint_name table_catalog table_schema table_name constraint_type",
    "constraints", "table_schema", "table_name",
)  # fmt: skip
def _table_constraints(context: Context, hints: Hints) -> Rows:
    for c, r in _constraints(context, hints):
        if c.kind != "exclude":
            yield DATABASE, c.schema, c.name, DATABASE, r.schema, r.name, c.kind.upper()
    for r in relations(context.catalog, hints, "table_schema", "table_name") if "table_name" in hints else ():
        if isinstance(r, Table) and r.assumed:
            yield DATABASE, UNKNOWN, UNKNOWN, DATABASE, r.schema, r.name, UNKNOWN


@FAMILY.table(
    "information_schema.key_column_usage",
    "constraint_catalog constraint_schema constraint_name table_catalog table_schema table_name column_name "
    "ordinal_position",
    "constraints", "table_schema", "table_name",
)  # fmt: skip
def _key_column_usage(context: Context, hints: Hints) -> Rows:
    for c, r in _constraints(context, hints):
        if c.kind in ("primary key", "unique", "foreign key") and isinstance(r, Table):
            for position, name in enumerate(r.names(c.columns), 1):
                yield DATABASE, c.schema, c.name, DATABASE, r.schema, r.name, name, position


@FAMILY.table(
    "information_schema.constraint_column_usage",
    "table_catalog table_schema table_name column_name constraint_catalog constraint_schema constraint_name",
    "constraints",
)
def _constraint_column_usage(context: Context, hints: Hints) -> Rows:
    for c in constraints(context.catalog, hints.get("constraint_name")):
        foreign = c.kind == "foreign key"
        r = context.catalog.relation(c.ref_relation or 0) if foreign else context.catalog.relation(c.relation)
        if isinstance(r, Table):
            for name in r.names(c.ref_columns if foreign else c.columns):
                yield DATABASE, r.schema, r.name, name, DATABASE, c.schema, c.name


@FAMILY.table(
    "information_schema.referential_constraints",
    "constraint_catalog constraint_schema constraint_name match_option update_rule delete_rule",
    "constraints",
)
def _referential_constraints(context: Context, hints: Hints) -> Rows:
    for c in constraints(context.catalog, hints.get("constraint_name")):
        if c.kind == "foreign key":
            yield DATABASE, c.schema, c.name, "NONE" if c.match == "SIMPLE" else c.match, c.on_update, c.on_delete


@FAMILY.table(
    "information_schema.check_constraints",
    "constraint_catalog constraint_schema constraint_name check_clause",
    "constraints",
)
def _check_constraints(context: Context, hints: Hints) -> Rows:
    asks = hints.ask("check_clause")
    for c in constraints(context.catalog, hints.get("constraint_name")):
        if c.kind == "check":
            yield DATABASE, c.schema, c.name, sketch(context, c.expression.node) if asks and c.expression else UNKNOWN


@FAMILY.table(
    "information_schema.routines",
    "specific_schema routine_catalog routine_schema routine_name routine_type security_type data_type "
    "routine_definition",
    "routines", "routine_schema", "routine_name",
)  # fmt: skip
def _routines(context: Context, hints: Hints) -> Rows:
    name = hints.get("routine_name")
    catalog = context.catalog
    if isinstance(name, str):
        found = [r for s in catalog.schemas for r in catalog.routines_named(s.name, name)]
    else:
        found = list(catalog.routines)
    asks_type = hints.ask("data_type")
    for r in found:
        security = "DEFINER" if r.security_definer else "INVOKER"
        body = r.body if r.body is not None else UNKNOWN
        returns = _type_words(context, r.returns)[0] if asks_type else UNKNOWN
        yield r.schema, DATABASE, r.schema, r.name, r.kind.upper(), security, returns, body


@FAMILY.table(
    "information_schema.triggers",
    "trigger_catalog trigger_schema trigger_name event_manipulation event_object_schema event_object_table "
    "action_timing action_orientation action_statement",
    "triggers", "event_object_schema", "event_object_table",
)  # fmt: skip
def _triggers(context: Context, hints: Hints) -> Rows:
    catalog = context.catalog
    on = hints.get("event_object_table")
    if isinstance(on, str):
        found = relations(catalog, hints, "event_object_schema", "event_object_table")
        triggers = [t for r in found for t in catalog.triggers_of(r.oid)]
    else:
        triggers = list(catalog.triggers)
    for t in triggers:
        r = catalog.relation(t.relation)
        for event in t.events if r else ():
            if r and event != "TRUNCATE":
                yield DATABASE, r.schema, t.name, event, r.schema, r.name, t.timing, t.level, UNKNOWN


def _grants(context: Context, hints: Hints, kinds: tuple[type, ...], schema: str, name: str) -> Rows:
    revoked = context.replay.target.revoked
    for r in relations(context.catalog, hints, schema, name):
        if isinstance(r, kinds) and not isinstance(r, Index):
            for grantee, privilege in sorted(r.acl.effective(revoked)):
                if privilege != "MAINTAIN":
                    yield (
                        r.owner,
                        "PUBLIC" if grantee == "public" else grantee,
                        DATABASE,
                        r.schema,
                        r.name,
                        privilege,
                        "NO",
                    )


for _name in ("table_privileges", "role_table_grants"):

    @FAMILY.table(
        f"information_schema.{_name}",
        "grantor grantee table_catalog table_schema table_name privilege_type is_grantable",
        "grants", "table_schema", "table_name",
    )  # fmt: skip
    def _table_privileges(context: Context, hints: Hints) -> Rows:
        return _grants(context, hints, (Table, View), "table_schema", "table_name")


for _name in ("routine_privileges", "role_routine_grants"):

    @FAMILY.table(
        f"information_schema.{_name}",
        "grantor grantee routine_catalog routine_schema routine_name privilege_type is_grantable",
        "grants", "routine_schema", "routine_name",
    )  # fmt: skip
    def _routine_privileges(context: Context, hints: Hints) -> Rows:
        for r in context.catalog.routines:
            for grantee, privilege in sorted(r.acl.effective(context.replay.target.revoked)):
                yield r.owner, "PUBLIC" if grantee == "public" else grantee, DATABASE, r.schema, r.name, privilege, "NO"
