"""unapplied-declaration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from miglint import (
    NOWHERE,
    Catalog,
    Finding,
    Granted,
    Kind,
    Object,
    ObjectRef,
    Place,
    Relation,
    Routine,
    RowSecurityChanged,
    Rule,
    Severity,
    State,
    Table,
    View,
    joined,
    own_routines,
)

_CLIENTS = ("anon", "authenticated", "service_role")
_USED = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "EXECUTE"})
"""The privileges that API requests need."""
_WHOLE = "the object itself"
"""Stands for an object that no migration creates, in the list of what is missing."""


class UnappliedDeclaration(Rule):
    """Object in the declared schema isn't created by any migration.

    ## Why
    With declarative schemas, people edit `supabase/schemas/*.sql` and let `supabase db diff` write the migration. What
    the diff leaves out (grants, comments, options of views), and every edit after which the diff wasn't run, is
    declared but exists in no database. People who read the declaration rely on it.

    Compared are tables, views, columns and their types, row-level security, policies, indexes, triggers, functions, and
    grants to the API roles. The declared files are those of `schema_paths` in config.toml, otherwise
    `supabase/schemas/*.sql` in the order of their names.

    ## Bad
    ```sql ../schemas/contacts.sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text);
    GRANT SELECT ON contacts TO authenticated;
    ```
    ```sql 20250101000000_contacts.sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text);
    ```

    ## Good
    ```sql ../schemas/contacts.sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text);
    GRANT SELECT ON contacts TO authenticated;
    ```
    ```sql 20250101000000_contacts.sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text);
    GRANT SELECT ON contacts TO authenticated;
    ```

    ## Limits
    Objects that migrations create and the declaration lacks are not reported, because many teams declare only a part.

    ## References
    - https://supabase.com/docs/guides/local-development/declarative-database-schemas
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:declarative-sync",)

    def check_catalog(self, state: State) -> Iterator[Finding]:
        declared = state.declared()
        if declared is None:
            return
        for relation in declared.catalog.relations:
            if not isinstance(relation, (Table, View)) or relation.schema.startswith("pg_temp"):
                continue
            place = relation.place()
            if not place or relation.extension or (isinstance(relation, Table) and relation.assumed):
                continue
            applied = state.catalog.named(relation.schema, relation.name)
            if applied is None:
                lacks = [_WHOLE] if state.catalog.knows("existence", relation) else []
                places = [place]
            else:
                found = list(_lacking(relation, applied, declared, state.catalog))
                lacks, places = [what for what, _ in found], [where or place for _, where in found]
            if lacks:
                yield self._finding(f"{relation.kind} {relation.qualified}", lacks, places, state.catalog.ref(relation))
        yield from self._routines(state, declared)

    def _routines(self, state: State, declared: State) -> Iterator[Finding]:
        applied = {state.catalog.signature(routine): routine for routine in state.catalog.routines}
        for routine in own_routines(declared):
            signature = declared.catalog.signature(routine)
            place = routine.place()
            if not all(argument.type for argument in routine.arguments if argument.is_input):
                continue
            twin = applied.get(signature)
            if twin is not None:
                grants = list(_grants(routine, twin, declared, state.catalog))
                if grants:
                    what, where = [each for each, _ in grants], [each or place for _, each in grants]
                    yield self._finding(f"{routine.kind} {signature}", what, where, declared.catalog.ref(routine))
            elif state.catalog.knows("existence"):
                yield self._finding(f"{routine.kind} {signature}", [_WHOLE], [place], declared.catalog.ref(routine))

    def _finding(self, what: str, lacks: list[str], places: list[Place], ref: ObjectRef) -> Finding:
        whole = lacks == [_WHOLE]
        shown = joined(lacks[:4] + ([f"{len(lacks) - 4} more"] if len(lacks) > 4 else []))
        return self.finding(
            f"{what} is declared here, but no migration creates it: no database has it."
            if whole
            else f"{what} is declared with {shown}, which no migration applies.",
            places[0],
            help="Write it as a migration (`supabase db diff` finds most of it), or remove it from the declaration.",
            object=ref,
        )


def _lacking(
    relation: Table | View, applied: Relation, declared: State, catalog: Catalog
) -> Iterator[tuple[str, Place]]:
    """Yield what the declared relation has and the applied one lacks, with the place of the declaration."""
    if isinstance(relation, Table) and isinstance(applied, Table):
        if catalog.knows("columns", applied):
            yield from _columns(relation, applied, declared.catalog, catalog)
        if relation.rls_enabled and not applied.rls_enabled and catalog.knows("rls", applied):
            yield "row-level security", _last(declared, relation, RowSecurityChanged)
        if catalog.knows("policies", applied):
            there = {policy.name for policy in catalog.policies_of(applied.oid)}
            yield from _named("policy", declared.catalog.policies_of(relation.oid), there)
        if catalog.knows("triggers", applied):
            there = {trigger.name for trigger in catalog.triggers_of(applied.oid)}
            yield from _named("trigger", declared.catalog.triggers_of(relation.oid), there)
        if catalog.knows("indexes", applied):
            there = {index.name for index in catalog.indexes(applied.oid)}
            indexes = [index for index in declared.catalog.indexes(relation.oid) if not index.constraint]
            yield from _named("index", indexes, there)
    if catalog.knows("grants", applied):
        yield from _grants(relation, applied, declared, catalog)


def _columns(table: Table, applied: Table, declared: Catalog, catalog: Catalog) -> Iterator[tuple[str, Place]]:
    for column in table.columns:
        twin = applied.column(column.name)
        where = table.column_place(column)
        if twin is None:
            yield f"the column {column.name}", where
        elif column.type and twin.type:
            wanted, got = declared.format_type(column.type), catalog.format_type(twin.type)
            if wanted != got:
                yield f"{column.name} as {wanted} (the migrations make it {got})", where


def _named(kind: str, objects: Iterable[Object], there: set[str]) -> Iterator[tuple[str, Place]]:
    for each in objects:
        if each.name not in there:
            yield f'the {kind} "{each.name}"', each.place()


def _grants(
    object: Relation | Routine, applied: Relation | Routine, declared: State, catalog: Catalog
) -> Iterator[tuple[str, Place]]:
    revoked, where = declared.target.revoked, _last(declared, object, Granted)
    for role in _CLIENTS if where else ():
        more = declared.catalog.privileges(object, role, revoked) - catalog.privileges(applied, role, revoked)
        if more := more & _USED:
            yield f"{joined(sorted(more))} for {role}", where


def _last(declared: State, object: Relation | Routine, kind: type) -> Place:
    found = [change for change in declared.changes_of(object.oid) if isinstance(change, kind)]
    return found[-1].place() if found else NOWHERE
