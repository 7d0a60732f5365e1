"""deprecated-object-used."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Change,
    ConstraintAdded,
    Finding,
    Kind,
    ObjectRef,
    Policy,
    PolicyCreated,
    Ref,
    Rule,
    Severity,
    Step,
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

    def check_change(
        self, change: ViewCreated | ViewReplaced | PolicyCreated | ConstraintAdded, step: Step
    ) -> Iterator[Finding]:
        used = _used(change)
        # Of most relations and their columns nothing of the kind is said.
        if not any(step.after.comments.by("oid", oid) for oid in {ref.oid for ref in used}):
            return
        found = sorted(ref for ref in used | {Ref(ref.oid) for ref in used} if self._is_deprecated(ref, step))
        if found:
            names = ", ".join(_called(ref, step) for ref in found)
            ref = _object(change, step)
            yield self.finding(
                f"{ref.label} is built on {names}, which its comment calls deprecated.",
                change.statement.find(ref.name),
                help="Build it on what the comment names instead.",
                object=ref,
            )

    def _is_deprecated(self, ref: Ref, step: Step) -> bool:
        relation = None if ref.attnum else step.after.relation(ref.oid)
        kind = "column" if ref.attnum else relation.kind if relation else ""
        comment = step.after.comments.get((kind, ref.oid, ref.attnum))
        return comment is not None and (comment.comment or "").lower().startswith(self.word.lower())


def _used(change: Change) -> frozenset[Ref]:
    match change:
        case ViewCreated(view=view):
            return view.query.depends
        case ViewReplaced(before=before, after=after):
            return after.query.depends - before.query.depends
        case PolicyCreated(policy=policy):
            # What a policy says of its own table, often to close it, builds nothing on it.
            return frozenset(ref for ref in policy.depends if ref.oid != policy.relation)
        case ConstraintAdded(constraint=key) if key.kind == "foreign key" and key.ref_relation:
            return frozenset([Ref(key.ref_relation), *(Ref(key.ref_relation, number) for number in key.ref_columns)])
    return frozenset()


def _called(ref: Ref, step: Step) -> str:
    relation = step.after.relation(ref.oid)
    if relation is None:
        return "?"
    column = relation.column(ref.attnum) if ref.attnum and isinstance(relation, (Table, View)) else None
    return f"{relation.qualified}.{column.name}" if column else relation.qualified


def _object(change: Change, step: Step) -> ObjectRef:
    match change:
        case ViewCreated(view=view) | ViewReplaced(after=view):
            return ObjectRef(view.kind, view.schema, view.name, view.name)
        case PolicyCreated(policy=Policy() as policy):
            table = step.after.relation(policy.relation)
            return ObjectRef("policy", table.schema if table else None, policy.name, table.name if table else None)
        case ConstraintAdded(table=table, constraint=key):
            return ObjectRef("constraint", table.schema, key.name, table.name)
    raise AssertionError(change)
