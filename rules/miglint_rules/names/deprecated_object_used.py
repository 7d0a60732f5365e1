"""deprecated-object-used."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Catalog,
    Change,
    Constraint,
    FileSteps,
    Finding,
    Kind,
    ObjectRef,
    Policy,
    Ref,
    Rule,
    Severity,
    Table,
    View,
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
            if (made := _built(change, file.after)) is None:
                continue
            built, used = made
            said = {ref for oid in {ref.oid for ref in used} for ref in self._deprecated(oid, change, file)}
            if found := sorted(said & _whole(used)):
                names = ", ".join(_called(ref, file.after) for ref in found)
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


def _built(change: Change, catalog: Catalog) -> tuple[ObjectRef, frozenset[Ref]] | None:
    """Return the view, policy or foreign key that a change makes, and what that is built on."""
    if change.effect not in ("made", "replaced"):
        return None
    match change.subject:
        case View() as view:
            before = change.before.depends if isinstance(change, ViewReplaced) else frozenset()
            return catalog.ref(view), _whole(view.depends) - _whole(before)
        case Policy() as policy:
            # What a policy says of its own table, often to close it, builds nothing on it.
            others = [ref for ref in policy.depends if ref.oid != policy.relation]
            return catalog.ref(policy), frozenset(others)
        case Constraint(kind="foreign key", ref_relation=int(target)) as key:
            columns = [Ref(target, number) for number in key.ref_columns]
            return catalog.ref(key), frozenset([Ref(target), *columns])
    return None


def _whole(refs: frozenset[Ref]) -> frozenset[Ref]:
    """Columns, and the relations that they are of."""
    return refs | {Ref(ref.oid) for ref in refs}


def _called(ref: Ref, catalog: Catalog) -> str:
    relation = catalog.relation(ref.oid)
    if relation is None:
        return "?"
    column = relation.column(ref.attnum) if ref.attnum and isinstance(relation, (Table, View)) else None
    return f"{relation.qualified}.{column.name}" if column else relation.qualified
