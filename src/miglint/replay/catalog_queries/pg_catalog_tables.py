"""The tables of pg_catalog that hold relations and their parts, routines and types."""

from __future__ import annotations

from ...catalog import Index, Relation, Table, Type, View
from ..state.context import Context
from .definition_sketches import sketch
from .known_values import UNKNOWN
from .virtual_tables import (
    Hints,
    Rows,
    TableFamily,
    columns_known,
    constraints,
    namespace_oid,
    relations,
    relkind,
    typmod,
)

FAMILY = TableFamily()


@FAMILY.table("pg_catalog.pg_namespace", "oid nspname nspowner")
def _namespaces(context: Context, hints: Hints) -> Rows:
    name = hints.get("nspname")
    if isinstance(name, str):
        found = context.catalog.schema(name)
        if found:
            yield found.oid, found.name, UNKNOWN
        return
    oid = hints.get("oid")
    for schema in context.catalog.schemas:
        if not isinstance(oid, int) or schema.oid == oid:
            yield schema.oid, schema.name, UNKNOWN


@FAMILY.table(
    "pg_catalog.pg_class",
    "oid relname relnamespace relkind relrowsecurity relforcerowsecurity relispartition reloptions relhasindex "
    "relpersistence",
    of="relname",
)
def _classes(context: Context, hints: Hints) -> Rows:
    catalog = context.catalog
    schemas = {schema.name: schema.oid for schema in catalog.schemas}
    asks_rls, asks_index = hints.ask("relrowsecurity", "relforcerowsecurity"), hints.ask("relhasindex")
    for r in relations(catalog, hints, "relnamespace", "relname", "oid"):
        is_table = isinstance(r, Table)
        options = [f"{k}={v}" for k, v in r.options] or None
        unknown_rls = is_table and asks_rls and not catalog.knows("rls", r)
        yield (
            r.oid, r.name, schemas.get(r.schema, UNKNOWN), relkind(r),
            UNKNOWN if unknown_rls else isinstance(r, Table) and r.rls_enabled,
            UNKNOWN if unknown_rls else isinstance(r, Table) and r.rls_forced,
            isinstance(r, Table) and r.is_partition,
            options,
            bool(catalog.relations.by("table", r.oid)) if asks_index and catalog.knows("indexes", r) else UNKNOWN,
            r.persistence,
        )  # fmt: skip


@FAMILY.table(
    "pg_catalog.pg_index",
    "indexrelid indrelid indisunique indisprimary indisvalid indisready indislive indnkeyatts indnatts indkey indpred",
    "indexes",
)
def _pg_index(context: Context, hints: Hints) -> Rows:
    catalog = context.catalog
    if isinstance(hints.get("indexrelid"), int):
        one = catalog.relation(hints["indexrelid"])
        found = [one] if isinstance(one, Index) else []
    else:
        on = hints.get("indrelid")
        found = list(catalog.indexes(int(on) if isinstance(on, int) else None))
    asks_predicate = hints.ask("indpred")
    for i in found:
        keys = [k.attnum for k in i.keys]
        predicate = sketch(context, i.predicate.node) if asks_predicate and i.predicate else None
        columns = [*keys, *i.included]
        yield i.oid, i.table, i.unique, i.primary, i.valid, i.valid, True, len(keys), len(columns), columns, predicate


_POLCMD = {"SELECT": "r", "INSERT": "a", "UPDATE": "w", "DELETE": "d", "ALL": "*"}


@FAMILY.table("pg_catalog.pg_policy", "oid polname polrelid polcmd polpermissive polqual polwithcheck", "policies")
def _pg_policy(context: Context, hints: Hints) -> Rows:
    on, asks = hints.get("polrelid"), hints.ask("polqual", "polwithcheck")
    for p in context.catalog.policies_of(on) if isinstance(on, int) else context.catalog.policies:
        using = sketch(context, p.using.node) if asks and p.using else None
        check = sketch(context, p.with_check.node) if asks and p.with_check else None
        yield p.oid, p.name, p.relation, _POLCMD.get(p.command, "*"), p.permissive, using, check


@FAMILY.table("pg_catalog.pg_trigger", "oid tgname tgrelid tgfoid tgisinternal tgenabled tgparentid", "triggers")
def _pg_trigger(context: Context, hints: Hints) -> Rows:
    on = hints.get("tgrelid")
    for t in context.catalog.triggers_of(on) if isinstance(on, int) else context.catalog.triggers:
        yield t.oid, t.name, t.relation, t.function or UNKNOWN, False, "O" if t.enabled else "D", t.parent or 0


_PROKIND = {"function": "f", "procedure": "p", "aggregate": "a"}


@FAMILY.table(
    "pg_catalog.pg_proc",
    "oid proname pronamespace prokind prosecdef proconfig prosrc proowner proretset pronargs",
    "routines",
)
def _pg_proc(context: Context, hints: Hints) -> Rows:
    catalog = context.catalog
    if isinstance(hints.get("oid"), int):
        one = catalog.routine(hints["oid"])
        found = [one] if one else []
    elif isinstance(hints.get("proname"), str):
        found = [r for s in catalog.schemas for r in catalog.routines_named(s.name, hints["proname"])]
    else:
        found = list(catalog.routines)
    for r in found:
        yield (
            r.oid, r.name, namespace_oid(context, r.schema), _PROKIND.get(r.kind, "f"), r.security_definer,
            list(r.config) or None, r.body if r.body is not None else UNKNOWN, UNKNOWN, r.returns_set,
            len(r.input_types),
        )  # fmt: skip


@FAMILY.table("pg_catalog.pg_type", "oid typname typnamespace typtype typrelid", "types")
def _pg_type(context: Context, hints: Hints) -> Rows:
    catalog = context.catalog
    name, oid = hints.get("typname"), hints.get("oid")
    if isinstance(oid, int):
        one = catalog.type(oid)
        types = [one] if one else []
    elif isinstance(name, str):
        types = [t for s in catalog.schemas if (t := catalog.type_named(s.name, name))]
    else:
        types = list(catalog.types)
    kinds = {"enum": "e", "domain": "d", "composite": "c", "range": "r"}
    for t in types:
        # Of an extension's types only the names are listed, not which of them are composite.
        is_open = t.extension is not None and t.kind == "base"
        row = UNKNOWN if is_open else t.oid if t.kind == "composite" else 0
        kind = UNKNOWN if is_open else kinds.get(t.kind, "b")
        yield t.oid, t.name, namespace_oid(context, t.schema), kind, row
    for r in relations(catalog, hints, "typnamespace", "typname", "oid"):
        if isinstance(r, (Table, View)):  # row types
            yield r.oid, r.name, namespace_oid(context, r.schema), "c", r.oid


@FAMILY.table("pg_catalog.pg_enum", "oid enumtypid enumlabel enumsortorder", "types")
def _pg_enum(context: Context, hints: Hints) -> Rows:
    of = hints.get("enumtypid")
    one = context.catalog.type(of) if isinstance(of, int) else None
    for t in ([one] if one else []) if isinstance(of, int) else context.catalog.types:
        for order, label in enumerate(t.labels, 1):
            yield t.oid * 1000 + order, t.oid, label, order


@FAMILY.table(
    "pg_catalog.pg_attribute",
    "attrelid attname attnum attnotnull atthasdef attidentity attgenerated attisdropped atttypid atttypmod",
    "columns",
)
def _pg_attribute(context: Context, hints: Hints) -> Rows:
    of, catalog = hints.get("attrelid"), context.catalog
    found: list[Relation | Type]
    if isinstance(of, int):
        one = catalog.relation(of) or catalog.type(of)
        found = [one] if one else []
    else:
        found = [*catalog.relations, *catalog.types]
    for r in found:
        if not isinstance(r, (Table, View, Type)):
            continue
        for c in r.columns:
            identity = {"ALWAYS": "a", "BY DEFAULT": "d"}.get(c.identity or "", "")
            yield (
                r.oid, c.name, c.attnum, c.not_null, c.default is not None or c.generated is not None, identity,
                {"STORED": "s", "VIRTUAL": "v"}.get(c.generated or "", ""), False,
                (c.type.oid or UNKNOWN) if c.type and not c.type.is_array else UNKNOWN, typmod(c.type),
            )  # fmt: skip
        if isinstance(r, Relation) and not columns_known(catalog, r):
            yield r.oid, *[UNKNOWN] * 9


_CONTYPE = {"primary key": "p", "unique": "u", "foreign key": "f", "check": "c", "exclude": "x"}


@FAMILY.table(
    "pg_catalog.pg_constraint",
    "oid conname conrelid contype confrelid convalidated connamespace conkey confkey conindid confdeltype contypid "
    "conbin",
    "constraints",
)
def _pg_constraint(context: Context, hints: Hints) -> Rows:
    catalog = context.catalog
    on = hints.get("conrelid")
    asks_expression = hints.ask("conbin")
    actions = {"NO ACTION": "a", "RESTRICT": "r", "CASCADE": "c", "SET NULL": "n", "SET DEFAULT": "d"}
    for c in catalog.constraints_of(on) if isinstance(on, int) else constraints(catalog, hints.get("conname")):
        yield (
            c.oid, c.name, c.relation, _CONTYPE.get(c.kind, "c"), c.ref_relation or 0, c.validated,
            namespace_oid(context, c.schema), list(c.columns) or None, list(c.ref_columns) or None, c.index or 0,
            actions.get(c.on_delete, "a") if c.kind == "foreign key" else " ", c.domain or 0,
            sketch(context, c.expression.node) if asks_expression and c.expression else None,
        )  # fmt: skip
    if isinstance(on, int) and (r := catalog.relation(on)) and isinstance(r, Table) and r.assumed:
        yield UNKNOWN, UNKNOWN, r.oid, *[UNKNOWN] * 10
