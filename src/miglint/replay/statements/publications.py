"""CREATE and ALTER PUBLICATION: which tables are published (PostgreSQL docs, 29.1 Publication)."""

from __future__ import annotations

from collections.abc import Callable

from ...catalog import Publication, Table
from ...record import replace
from ...syntax.source import Node
from ..checks.assumptions import relation_of
from ..state.context import Context


def create_publication(context: Context, node: Node) -> None:
    """CREATE PUBLICATION name [FOR ALL TABLES | FOR TABLE ..., TABLES IN SCHEMA ...]."""
    name = node["pubname"]
    if (
        context.catalog.publications.get(name) is not None
        and context.catalog.assumptions.get(f"publication {name}") is None
    ):
        context.refuse("42710", f'publication "{name}" already exists', names=(name,))
    tables, schemas = _objects(context, node)
    _put(
        context,
        Publication(
            oid=context.catalog.new_oid(),
            origin=context.statement,
            name=name,
            owner=context.session.role,
            all_tables=bool(node.get("for_all_tables")),
            schemas=tuple(schemas),
            tables=tuple(dict.fromkeys(table.oid for table in tables)),
        ),
    )


def alter_publication(context: Context, node: Node) -> None:
    """ALTER PUBLICATION name ADD | DROP | SET TABLE ..., TABLES IN SCHEMA ...; SET (options) changes nothing here."""
    publication = _publication(context, node["pubname"])
    if not node.get("pubobjects"):
        return
    tables, schemas = _objects(context, node)
    oids = list(dict.fromkeys(table.oid for table in tables))
    match node.get("action", "AP_AddObjects"):
        case "AP_SetObjects":
            _put(context, replace(publication, tables=tuple(oids), schemas=tuple(schemas)))
        case "AP_DropObjects":
            for table in tables:
                if table.oid not in publication.tables and not table.assumed:
                    context.refuse(
                        "42704",
                        f'relation "{table.name}" is not part of the publication',
                        oid=table.oid,
                        names=(table.name,),
                    )
            _put(
                context,
                replace(
                    publication,
                    tables=tuple(t for t in publication.tables if t not in oids),
                    schemas=tuple(s for s in publication.schemas if s not in schemas),
                ),
            )
        case _:
            if publication.all_tables:
                context.refuse(
                    "55000", f'publication "{publication.name}" is defined as FOR ALL TABLES', names=(publication.name,)
                )
            for table in tables:
                if table.oid in publication.tables:
                    message = f'relation "{table.name}" is already member of publication "{publication.name}"'
                    context.refuse("42710", message, oid=table.oid, names=(table.name, publication.name))
            new_schemas = [s for s in schemas if s not in publication.schemas]
            _put(
                context,
                replace(
                    publication,
                    tables=(*publication.tables, *oids),
                    schemas=(*publication.schemas, *new_schemas),
                ),
            )


def _publication(context: Context, name: str) -> Publication:
    found = context.catalog.publications.get(name)
    if found is None:
        context.note_assumption("publication", name, "42704")
        found = Publication(
            oid=context.catalog.new_oid(), origin=context.statement, name=name, owner=context.session.login
        )
        _put(context, found)
    return found


def _put(context: Context, publication: Publication) -> None:
    row = replace(publication, changed=context.statement)
    context.catalog.publications.put(row.name, row)


def _objects(context: Context, node: Node) -> tuple[list[Table], list[str]]:
    """Return the tables and schemas that a statement names; views and such can't be published and are refused."""
    tables: list[Table] = []
    schemas: list[str] = []
    for object in node.get("pubobjects") or ():
        spec = object["PublicationObjSpec"]
        match spec.get("pubobjtype"):
            case "PUBLICATIONOBJ_TABLES_IN_SCHEMA":
                if context.catalog.schema(spec["name"]) is None:
                    context.assume_schema(spec["name"], spec.get("location"))
                schemas.append(spec["name"])
            case "PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA":
                schemas.append(context.schema_for_new(None, spec.get("location")))
            case _:
                range_var = spec["pubtable"]["relation"]
                relation = relation_of(context, range_var)
                if isinstance(relation, Table):
                    tables.append(relation)
                elif relation is not None:
                    message = f'cannot add relation "{relation.name}" to publication'
                    context.refuse("22023", message, range_var.get("location"), relation.oid, names=(relation.name,))
    return tables, schemas


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "CreatePublicationStmt": create_publication,
    "AlterPublicationStmt": alter_publication,
}
