"""pg_catalog and information_schema as tables over the replayed catalog, for the queries of DO blocks.

Each table is a generator of rows in the order of its columns; `hints` are equalities of the query (column to value) that it
may use to find its rows by an index. Columns that are not listed read as unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..catalog import Catalog, Index, Relation, Routine, Sequence, Table, View
from .plpgsql_values import UNKNOWN, Sketch

if TYPE_CHECKING:
    from .context import Context

Hints = dict[str, Any]
Rows = Iterator[tuple[Any, ...]]


@dataclass(frozen=True)
class VirtualTable:
    """`aspect`, with `schema` and `name` (columns), says which unknown parts of the catalog add a row that may be there."""

    columns: tuple[str, ...]
    rows: Callable[[Context, Hints], Rows]
    aspect: str = "existence"
    schema: str | None = None
    name: str | None = None


TABLES: dict[tuple[str, str], VirtualTable] = {}
Rower = Callable[["Context", Hints], Rows]


def table(
    name: str, columns: str, aspect: str = "existence", schema: str | None = None, of: str | None = None
) -> Callable[[Rower], Rower]:
    """Register a table: "pg_catalog.pg_class" and its columns."""
    namespace, _, relation = name.partition(".")

    def register(rows: Rower) -> Rower:
        TABLES[namespace, relation] = VirtualTable(tuple(columns.split()), rows, aspect, schema, of)
        return rows

    return register


def relations(catalog: Catalog, hints: Hints, schema: str = "", name: str = "", oid: str = "") -> Iterator[Relation]:
    """The relations that the hints leave; the arguments name the hint columns."""
    wanted = hints.get(oid)
    if isinstance(wanted, int):
        found = catalog.relation(wanted)
        if found:
            yield found
        return
    named, within = hints.get(name), hints.get(schema)
    if isinstance(within, int):
        within = next((s.name for s in catalog.schemas if s.oid == within), "")
    if isinstance(named, str):
        for namespace in [within] if isinstance(within, str) else [s.name for s in catalog.schemas]:
            if hit := catalog.named(namespace, named):
                yield hit
    elif isinstance(within, str):
        yield from catalog.relations.by("schema", within)
    else:
        yield from catalog.relations


def namespace_oid(context: Context, name: str) -> Any:
    """The oid of a schema."""
    found = context.catalog.schema(name)
    return found.oid if found else UNKNOWN


def sketch(context: Context, node: Any) -> Any:
    """The words of an expression's tree in their order: names, constants, functions."""
    from ..tree import walk

    words: list[str] = []
    for kind, fields in walk(node):
        if kind == "String":
            words.append(str(fields.get("sval", "")))
        elif kind == "A_Const" and "sval" in fields:
            words.append(f"'{fields['sval'].get('sval', '')}'")
        elif kind == "A_Const" and "ival" in fields:
            words.append(str(fields["ival"].get("ival", 0)))
        elif kind == "RangeVar":
            words.append(".".join(p for p in (fields.get("schemaname"), fields.get("relname")) if p))
    return Sketch(" ".join(words))


_RELKIND = {
    "table": "r", "partitioned table": "p", "foreign table": "f", "view": "v", "materialized view": "m",
    "sequence": "S", "index": "i",
}  # fmt: skip


def relkind(relation: Relation) -> str:
    """pg_class.relkind."""
    return _RELKIND.get(relation.kind, "r")


@table("pg_catalog.pg_namespace", "oid nspname nspowner")
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


@table(
    "pg_catalog.pg_class",
    "oid relname relnamespace relkind relrowsecurity relforcerowsecurity relispartition reloptions relhasindex relpersistence",
    of="relname",
)
def _classes(context: Context, hints: Hints) -> Rows:
    catalog = context.catalog
    for r in relations(catalog, hints, "relnamespace", "relname", "oid"):
        is_table = isinstance(r, Table)
        options = [f"{k}={v}" for k, v in r.options] or None
        unknown_rls = is_table and not catalog.knows("rls", r)
        yield (
            r.oid, r.name, namespace_oid(context, r.schema), relkind(r),
            UNKNOWN if unknown_rls else isinstance(r, Table) and r.rls_enabled,
            UNKNOWN if unknown_rls else isinstance(r, Table) and r.rls_forced,
            isinstance(r, Table) and r.is_partition,
            options,
            UNKNOWN if not catalog.knows("indexes", r) else any(True for _ in catalog.indexes(r.oid)),
            r.persistence,
        )  # fmt: skip


@table(
    "pg_catalog.pg_tables",
    "schemaname tablename tableowner rowsecurity hasindexes",
    schema="schemaname",
    of="tablename",
)
def _pg_tables(context: Context, hints: Hints) -> Rows:
    for r in relations(context.catalog, hints, "schemaname", "tablename"):
        if isinstance(r, Table) and r.kind != "foreign table":
            rls = r.rls_enabled if context.catalog.knows("rls", r) else UNKNOWN
            yield r.schema, r.name, r.owner, rls, any(True for _ in context.catalog.indexes(r.oid))


@table("pg_catalog.pg_views", "schemaname viewname viewowner definition", schema="schemaname", of="viewname")
def _pg_views(context: Context, hints: Hints) -> Rows:
    for r in relations(context.catalog, hints, "schemaname", "viewname"):
        if isinstance(r, View) and r.kind == "view":
            yield r.schema, r.name, r.owner, sketch(context, r.query.node)


@table(
    "pg_catalog.pg_matviews", "schemaname matviewname matviewowner definition", schema="schemaname", of="matviewname"
)
def _pg_matviews(context: Context, hints: Hints) -> Rows:
    for r in relations(context.catalog, hints, "schemaname", "matviewname"):
        if isinstance(r, View) and r.kind != "view":
            yield r.schema, r.name, r.owner, sketch(context, r.query.node)


@table("pg_catalog.pg_sequences", "schemaname sequencename sequenceowner", schema="schemaname", of="sequencename")
def _pg_sequences(context: Context, hints: Hints) -> Rows:
    for r in relations(context.catalog, hints, "schemaname", "sequencename"):
        if isinstance(r, Sequence):
            yield r.schema, r.name, r.owner


def _indexes_by(context: Context, hints: Hints, schema: str, index: str, of: str) -> Iterator[tuple[Index, Relation]]:
    """Indexes with the relation they are on."""
    catalog = context.catalog
    if isinstance(hints.get(of), str) and not isinstance(hints.get(index), str):
        for r in relations(catalog, {of: hints[of], schema: hints.get(schema)}, schema, of):
            for found in catalog.indexes(r.oid):
                yield found, r
        return
    for r in relations(catalog, hints, schema, index):
        if isinstance(r, Index) and (on := catalog.relation(r.table)):
            yield r, on


@table("pg_catalog.pg_indexes", "schemaname tablename indexname indexdef", "indexes", "schemaname", "tablename")
def _pg_indexes(context: Context, hints: Hints) -> Rows:
    for index, on in _indexes_by(context, hints, "schemaname", "indexname", "tablename"):
        yield index.schema, on.name, index.name, index_sketch(context, index, on)


def index_sketch(context: Context, index: Index, on: Relation) -> Any:
    """The gist of pg_get_indexdef."""
    names = on.names(tuple(k.attnum for k in index.keys if k.attnum)) if isinstance(on, Table) else []
    unique = "UNIQUE " if index.unique else ""
    return Sketch(f"CREATE {unique}INDEX {index.name} ON {on.qualified} USING {index.method} ({', '.join(names)})")


@table(
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
    for i in found:
        keys = [k.attnum for k in i.keys]
        predicate = sketch(context, i.predicate.node) if i.predicate else None
        columns = [*keys, *i.included]
        yield i.oid, i.table, i.unique, i.primary, i.valid, i.valid, True, len(keys), len(columns), columns, predicate


@table(
    "pg_catalog.pg_policies",
    "schemaname tablename policyname permissive roles cmd qual with_check",
    "policies",
    "schemaname",
    "tablename",
)
def _pg_policies(context: Context, hints: Hints) -> Rows:
    catalog = context.catalog
    for r in _with_policies(catalog, hints):
        for p in catalog.policies_of(r.oid):
            yield (
                r.schema, r.name, p.name, "PERMISSIVE" if p.permissive else "RESTRICTIVE", list(p.roles), p.command,
                sketch(context, p.using.node) if p.using else None,
                sketch(context, p.with_check.node) if p.with_check else None,
            )  # fmt: skip


def _with_policies(catalog: Catalog, hints: Hints) -> Iterator[Relation]:
    if isinstance(hints.get("tablename"), str):
        yield from relations(catalog, hints, "schemaname", "tablename")
        return
    seen = sorted({p.relation for p in catalog.policies})
    rows = [catalog.relation(oid) for oid in seen]
    yield from sorted((r for r in rows if r), key=lambda r: (r.schema, r.name))


_POLCMD = {"SELECT": "r", "INSERT": "a", "UPDATE": "w", "DELETE": "d", "ALL": "*"}


@table("pg_catalog.pg_policy", "oid polname polrelid polcmd polpermissive polqual polwithcheck", "policies")
def _pg_policy(context: Context, hints: Hints) -> Rows:
    on = hints.get("polrelid")
    for p in context.catalog.policies_of(on) if isinstance(on, int) else context.catalog.policies:
        using = sketch(context, p.using.node) if p.using else None
        check = sketch(context, p.with_check.node) if p.with_check else None
        yield p.oid, p.name, p.relation, _POLCMD.get(p.command, "*"), p.permissive, using, check


@table("pg_catalog.pg_trigger", "oid tgname tgrelid tgfoid tgisinternal tgenabled tgparentid", "triggers")
def _pg_trigger(context: Context, hints: Hints) -> Rows:
    on = hints.get("tgrelid")
    for t in context.catalog.triggers_of(on) if isinstance(on, int) else context.catalog.triggers:
        yield t.oid, t.name, t.relation, t.function or UNKNOWN, False, "O" if t.enabled else "D", t.parent or 0


def identity_arguments(context: Context, routine: Routine) -> str:
    """pg_get_function_identity_arguments: modes, names and types of what identifies a routine."""
    from ..quoting import quote_identifier

    parts = []
    for argument in routine.arguments:
        if argument.mode == "TABLE" or (argument.mode == "OUT" and routine.kind != "procedure"):
            continue
        words = [argument.mode] if argument.mode not in ("IN", "TABLE") else []
        if argument.name:
            words.append(quote_identifier(argument.name))
        parts.append(" ".join([*words, context.catalog.format_type(argument.type) or "?"]))
    return ", ".join(parts)


_PROKIND = {"function": "f", "procedure": "p", "aggregate": "a"}


@table(
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
            list(r.config) or None, r.body if r.body is not None else UNKNOWN, UNKNOWN, r.returns_set, len(r.input_types),
        )  # fmt: skip


@table("pg_catalog.pg_type", "oid typname typnamespace typtype typrelid", "types")
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
        yield t.oid, t.name, namespace_oid(context, t.schema), kinds.get(t.kind, "b"), 0
    for r in relations(catalog, hints, "typnamespace", "typname", "oid"):
        if isinstance(r, (Table, View)):  # row types
            yield r.oid, r.name, namespace_oid(context, r.schema), "c", r.oid


@table("pg_catalog.pg_enum", "oid enumtypid enumlabel enumsortorder", "types")
def _pg_enum(context: Context, hints: Hints) -> Rows:
    of = hints.get("enumtypid")
    one = context.catalog.type(of) if isinstance(of, int) else None
    for t in ([one] if one else []) if isinstance(of, int) else context.catalog.types:
        for order, label in enumerate(t.labels, 1):
            yield t.oid * 1000 + order, t.oid, label, order


@table(
    "pg_catalog.pg_attribute",
    "attrelid attname attnum attnotnull atthasdef attidentity attgenerated attisdropped atttypid atttypmod",
    "columns",
)
def _pg_attribute(context: Context, hints: Hints) -> Rows:
    of = hints.get("attrelid")
    if isinstance(of, int):
        one = context.catalog.relation(of)
        found = [one] if one else []
    else:
        found = list(context.catalog.relations)
    for r in found:
        if not isinstance(r, (Table, View)):
            continue
        for c in r.columns:
            identity = {"ALWAYS": "a", "BY DEFAULT": "d"}.get(c.identity or "", "")
            yield (
                r.oid, c.name, c.attnum, c.not_null, c.default is not None or c.generated is not None, identity,
                {"STORED": "s", "VIRTUAL": "v"}.get(c.generated or "", ""), False,
                (c.type.oid or UNKNOWN) if c.type else UNKNOWN, _typmod(c.type),
            )  # fmt: skip
        if not columns_known(context.catalog, r):
            yield r.oid, *[UNKNOWN] * 9


def _typmod(type: Any) -> Any:
    if type is None:
        return UNKNOWN
    if not type.modifiers:
        return -1
    if type.name == "vector" and type.modifiers.isdigit():
        return int(type.modifiers)
    return int(type.modifiers) + 4 if type.name in ("varchar", "bpchar") and type.modifiers.isdigit() else UNKNOWN


def columns_known(catalog: Catalog, relation: Relation) -> bool:
    """Whether the columns of a relation are all known."""
    if isinstance(relation, View) and not relation.columns_known:
        return False
    return not (isinstance(relation, Table) and relation.assumed) and catalog.knows("columns", relation)


_CONTYPE = {"primary key": "p", "unique": "u", "foreign key": "f", "check": "c", "exclude": "x"}


@table(
    "pg_catalog.pg_constraint",
    "oid conname conrelid contype confrelid convalidated connamespace conkey confkey conindid confdeltype contypid "
    "conbin",
    "constraints",
)
def _pg_constraint(context: Context, hints: Hints) -> Rows:
    catalog = context.catalog
    on = hints.get("conrelid")
    actions = {"NO ACTION": "a", "RESTRICT": "r", "CASCADE": "c", "SET NULL": "n", "SET DEFAULT": "d"}
    for c in catalog.constraints_of(on) if isinstance(on, int) else catalog.constraints:
        yield (
            c.oid, c.name, c.relation, _CONTYPE.get(c.kind, "c"), c.ref_relation or 0, c.validated,
            namespace_oid(context, c.schema), list(c.columns) or None, list(c.ref_columns) or None, c.index or 0,
            actions.get(c.on_delete, "a") if c.kind == "foreign key" else " ", c.domain or 0,
            sketch(context, c.expression.node) if c.expression else None,
        )  # fmt: skip
    if isinstance(on, int) and (r := catalog.relation(on)) and isinstance(r, Table) and r.assumed:
        yield UNKNOWN, UNKNOWN, r.oid, *[UNKNOWN] * 10
