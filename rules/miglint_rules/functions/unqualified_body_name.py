"""unqualified-body-name."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Catalog,
    Finding,
    Kind,
    Node,
    Relation,
    Routine,
    RoutineAltered,
    Rule,
    Severity,
    State,
    Table,
    View,
    body_statements,
    range_name,
    walk,
)

from ._routines import made_at, name_of, own_routines, routine_ref


class UnqualifiedBodyName(Rule):
    """A function with an empty search_path uses a table by its bare name.

    ## Why
    `SET search_path = ''` is the safest setting for a SECURITY DEFINER function, and asks for one thing in return:
    names in the body are qualified, since nothing but pg_catalog is looked through. PL/pgSQL reads the body when it
    runs, so the migration that added the setting succeeds, and the function fails from then on.

    Said of tables and views that the schema has and whose name the body uses bare; those that the body makes itself
    are left alone.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    CREATE FUNCTION count_contacts() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
    BEGIN
      RETURN (SELECT count(*) FROM contacts);
    END;
    $$;
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    CREATE FUNCTION count_contacts() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
    BEGIN
      RETURN (SELECT count(*) FROM public.contacts);
    END;
    $$;
    ```

    ## References
    - https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY
    """

    kind = Kind.DEBT
    severity = Severity.ERROR
    sources = ("constitution:security-definer-search-path",)

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for routine in own_routines(state):
            if not _finds_nothing(routine):
                continue
            used = next(_bare_names(routine, state.catalog), None)
            if used is None:
                continue
            changes = [c for c in state.changes_of(routine.oid) if isinstance(c, RoutineAltered)]
            altered = next((name_of(c, routine) for c in reversed(changes) if not _finds_nothing(c.before)), None)
            if place := altered or made_at(routine):
                yield self.finding(
                    f"{state.catalog.signature(routine)} fails when it runs: its search_path is empty, and it uses "
                    f"{used.name} by its bare name.",
                    place,
                    help=f"Qualify the names in its body: {used.qualified}.",
                    object=routine_ref(routine, state),
                )


def _finds_nothing(routine: Routine) -> bool:
    """Whether the search_path is empty and the body is one that is read when it runs."""
    if routine.language not in ("plpgsql", "sql") or routine.body_tree is not None:
        return False
    return any(setting in ('search_path=""', "search_path=") for setting in routine.config)


def _bare_names(routine: Routine, catalog: Catalog) -> Iterator[Relation]:
    """The relations that a body uses by their bare name and that are in no schema that is looked through."""
    statements = body_statements(routine)
    own = {name for node in statements for name in _made(node)}
    for node in statements:
        for kind, fields in walk(node, ("RangeVar", "InsertStmt", "UpdateStmt", "DeleteStmt")):
            name = range_name(fields if kind == "RangeVar" else fields["relation"])
            if name.schema is None and name.name not in own and (found := _elsewhere(name.name, catalog)):
                yield found


def _made(node: Node) -> Iterator[str]:
    """What a statement names itself: the queries of WITH, and the tables that it creates."""
    for _, fields in walk(node, ("CommonTableExpr", "CreateStmt", "CreateTableAsStmt", "SelectStmt")):
        match fields:
            case {"ctename": str(name)}:
                yield name
            case {"into": {"rel": {"relname": name}}} | {"intoClause": {"rel": {"relname": name}}}:
                yield name
            case {"relation": {"relname": name}}:
                yield name


def _elsewhere(name: str, catalog: Catalog) -> Relation | None:
    """The table or view of this name outside the system's schemas, the API's first."""
    if name.startswith("pg_") or catalog.named("pg_catalog", name) is not None:
        return None
    found = (catalog.named(schema, name) for schema in ("public", *(each.name for each in catalog.schemas)))
    return next((each for each in found if isinstance(each, (Table, View))), None)
