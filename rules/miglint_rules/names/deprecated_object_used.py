"""deprecated-object-used."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Catalog,
    Change,
    ConstraintAdded,
    FileSteps,
    Finding,
    Kind,
    ObjectRef,
    Policy,
    PolicyCreated,
    Ref,
    Rule,
    Severity,
    Table,
    View,
    ViewCreated,
    ViewReplaced,
    option,
)


class DeprecatedObjectUsed(Rule):
    """Something new is built on what a comment calls deprecated.

    ## Why
    `COMMENT ON COLUMN deals.company IS 'DEPRECATED: use organization_id'` asks everybody to stay away until the column
    can go. A new view, policy or foreign key on it ties it down again.

    Meant are tables, views and columns whose comment began with the word when the statement ran.

    ## Bad
    ```sql
    CREATE TABLE deals (id bigint PRIMARY KEY, company text);
    COMMENT ON COLUMN deals.company IS 'DEPRECATED: use organization_id';
    ```
    ```sql
    CREATE VIEW deals_summary AS SELECT id, company FROM deals;
    ```

    ## Good
    ```sql
    CREATE TABLE deals (id bigint PRIMARY KEY, company text);
    COMMENT ON COLUMN deals.company IS 'DEPRECATED: use organization_id';
    ```
    ```sql
    CREATE VIEW deals_summary AS SELECT id FROM deals;
    ```

    ## References
    - https://www.postgresql.org/docs/current/sql-comment.html
    """

    kind = Kind.HAZARD
    severity = Severity.WARNING
    sources = ("constitution:comment-required",)

    word: str = option("deprecated", "What such a comment begins with, in whatever case.")

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        for change in file.changes:
            if type(change) not in _BUILT:
                continue
            used = _used(change)
            said = {ref for oid in {ref.oid for ref in used} for ref in self._deprecated(oid, change, file)}
            if said and (found := sorted(said & _whole(used))):
                names = ", ".join(_called(ref, file.after) for ref in found)
                built = _object(change, file.after)
                yield self.finding(
                    f"{built.label} is built on {names}, which its comment calls deprecated.",
                    change.statement.find(built.name),
                    help="Build it on what the comment names instead.",
                    object=built,
                )

    def _deprecated(self, oid: int, change: Change, file: FileSteps) -> Iterator[Ref]:
        """What of an object was called deprecated when a statement of the file ran."""
        for comment in file.after.comments.by("oid", oid):
            if (comment.comment or "").lower().startswith(self.word.lower()):
                said = comment.statement
                if said is None or said.migration is not file.migration or said.index < change.statement.index:
                    yield Ref(oid, comment.attnum)


_BUILT = (ViewCreated, ViewReplaced, PolicyCreated, ConstraintAdded)


def _used(change: Change) -> frozenset[Ref]:
    match change:
        case ViewCreated(view=view):
            return view.query.depends
        case ViewReplaced(before=before, after=after):
            return _whole(after.query.depends) - _whole(before.query.depends)
        case PolicyCreated(policy=policy):
            # What a policy says of its own table, often to close it, builds nothing on it.
            return frozenset([ref for ref in policy.depends if ref.oid != policy.relation])
        case ConstraintAdded(constraint=key) if key.kind == "foreign key" and key.ref_relation:
            return frozenset([Ref(key.ref_relation), *(Ref(key.ref_relation, number) for number in key.ref_columns)])
    return frozenset()


def _whole(refs: frozenset[Ref]) -> frozenset[Ref]:
    """Columns, and the relations that they are of."""
    return refs | {Ref(ref.oid) for ref in refs}


def _called(ref: Ref, catalog: Catalog) -> str:
    relation = catalog.relation(ref.oid)
    if relation is None:
        return "?"
    column = relation.column(ref.attnum) if ref.attnum and isinstance(relation, (Table, View)) else None
    return f"{relation.qualified}.{column.name}" if column else relation.qualified


def _object(change: Change, catalog: Catalog) -> ObjectRef:
    match change:
        case ViewCreated(view=view) | ViewReplaced(after=view):
            return ObjectRef(view.kind, view.schema, view.name, view.name)
        case PolicyCreated(policy=Policy() as policy):
            table = catalog.relation(policy.relation)
            return ObjectRef("policy", table.schema if table else None, policy.name, table.name if table else None)
        case ConstraintAdded(table=table, constraint=key):
            return ObjectRef("constraint", table.schema, key.name, table.name)
    raise AssertionError(change)
