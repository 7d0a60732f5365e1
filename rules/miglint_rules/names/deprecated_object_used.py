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
    """New object depends on a deprecated table, view or column.

    ## Why
    `COMMENT ON COLUMN deals.company IS 'DEPRECATED: use organization_id'` asks people not to use the column until it
    can be dropped. A new view, policy or foreign key that uses it prevents that.

    Tables, views and columns count as deprecated if their comment began with the word when the statement ran.

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

    word: str = option("deprecated", "The word with which the comment begins, in upper or lower case.")

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        for change in file.changes:
            if (made := _new_object(change, file.after)) is None:
                continue
            built, used = made
            deprecated = {ref for oid in {ref.oid for ref in used} for ref in self._deprecated(oid, change, file)}
            if found := sorted(deprecated & _with_relations(used)):
                names = ", ".join(_name(ref, file.after) for ref in found)
                yield self.finding(
                    f"{_label(built)} depends on {names}, marked as deprecated, and prevents its removal.",
                    change.statement.find(built.name),
                    help="Use what the comment names instead.",
                    object=built,
                )

    def _deprecated(self, oid: int, change: Change, file: FileSteps) -> Iterator[Ref]:
        """Yield the object or its columns that were marked as deprecated when a statement of the file ran."""
        for comment in file.after.comments.by("oid", oid):
            if (comment.comment or "").lower().startswith(self.word.lower()):
                marked = comment.statement
                if marked is None or marked.migration is not file.migration or marked.index < change.statement.index:
                    yield Ref(oid, comment.attnum)


def _new_object(change: Change, catalog: Catalog) -> tuple[ObjectRef, frozenset[Ref]] | None:
    """Return the view, policy or foreign key that a change creates, and what it depends on; None for others."""
    if change.effect not in ("made", "replaced"):
        return None
    match change.subject:
        case View() as view:
            before = change.before.depends if isinstance(change, ViewReplaced) else frozenset()
            return catalog.ref(view), _with_relations(view.depends) - _with_relations(before)
        case Policy() as policy:
            # A policy may read its table, often in order to restrict it; that is no new dependency.
            others = [ref for ref in policy.depends if ref.oid != policy.relation]
            return catalog.ref(policy), frozenset(others)
        case Constraint(kind="foreign key", ref_relation=int(target)) as key:
            columns = [Ref(target, number) for number in key.ref_columns]
            return catalog.ref(key), frozenset([Ref(target), *columns])
    return None


def _with_relations(refs: frozenset[Ref]) -> frozenset[Ref]:
    """Return the columns and their relations."""
    return refs | {Ref(ref.oid) for ref in refs}


def _label(ref: ObjectRef) -> str:
    """Return how a message names an object: 'policy "read" on public.deals', "view public.names"."""
    if ref.relation in (None, ref.name):
        return f"{ref.kind} {ref.label}"
    return f'{ref.kind} "{ref.name}" on {ref.schema}.{ref.relation}'


def _name(ref: Ref, catalog: Catalog) -> str:
    relation = catalog.relation(ref.oid)
    if relation is None:
        return "?"
    column = relation.column(ref.attnum) if ref.attnum and isinstance(relation, (Table, View)) else None
    return f"{relation.qualified}.{column.name}" if column else relation.qualified
