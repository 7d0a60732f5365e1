"""cascading-drop."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    NOWHERE,
    Catalog,
    Change,
    ColumnDropped,
    Constraint,
    ConstraintDropped,
    FileSteps,
    Finding,
    Kind,
    Place,
    PolicyDropped,
    Routine,
    RoutineDropped,
    Rule,
    SchemaDropped,
    Severity,
    Statement,
    Table,
    TableDropped,
    Trigger,
    TriggerDropped,
    ViewDropped,
    joined,
    walk,
)


class CascadingDrop(Rule):
    """CASCADE drops objects that the statement doesn't name.

    ## Why
    `DROP ... CASCADE` drops everything that depends on the object: views on a table, the foreign keys of other tables,
    every policy and trigger that calls a function. The statement names none of them, so a reviewer doesn't see them go,
    and a table that loses its policies with a helper function returns no rows to API users.

    Not reported: what belongs to the object (a table's policies and indexes), what the file creates again, and what it
    also drops by name. A CASCADE that drops nothing else is fine.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text);
    CREATE VIEW names AS SELECT id, name FROM contacts;
    CREATE VIEW long_names AS SELECT id FROM names WHERE length(name) > 40;
    ```
    ```sql
    DROP VIEW names CASCADE;
    CREATE VIEW names AS SELECT name FROM contacts;
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text);
    CREATE VIEW names AS SELECT id, name FROM contacts;
    CREATE VIEW long_names AS SELECT id FROM names WHERE length(name) > 40;
    ```
    ```sql
    DROP VIEW names CASCADE;
    CREATE VIEW names AS SELECT name FROM contacts;
    CREATE VIEW long_names AS SELECT name FROM names WHERE length(name) > 40;
    ```

    ## References
    - https://www.postgresql.org/docs/current/ddl-depend.html
    """

    kind = Kind.HAZARD
    severity = Severity.WARNING
    sources = ("constitution:view-drop-cascade",)

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        by_statement: dict[int, list[Change]] = {}
        for change in file.changes:
            if change.effect == "dropped":
                by_statement.setdefault(id(change.statement), []).append(change)
        for changes in by_statement.values():
            statement = changes[0].statement
            if not _cascades(statement) or not any(change.cascaded for change in changes):
                continue
            gone = list(_lost(changes, file))
            if gone:
                what = joined(dict.fromkeys(label for label, _ in gone))
                yield self.finding(
                    f"CASCADE also drops {what}, which this file doesn't create again.",
                    statement.find("cascade"),
                    help="Drop by name what should go, and create the rest again in this file.",
                    related=[place for _, place in gone],
                )


def _cascades(statement: Statement) -> bool:
    """Return whether the statement is a DROP or ALTER TABLE ... DROP with CASCADE."""
    if statement.kind == "DropStmt":
        return statement.node.get("behavior") == "DROP_CASCADE"
    commands = statement.node.get("cmds", ()) if statement.kind == "AlterTableStmt" else ()
    return any(
        command.get("behavior") == "DROP_CASCADE" and command.get("subtype", "").startswith("AT_Drop")
        for command in (each["AlterTableCmd"] for each in commands)
    )


def _lost(changes: list[Change], file: FileSteps) -> Iterator[tuple[str, Place]]:
    """Yield the name and origin of each object that CASCADE dropped and the file didn't create again."""
    after, before = file.after, file.before
    schemas = {change.name for change in changes if isinstance(change, SchemaDropped)}
    named = _dropped_by_name(file)
    for change in changes:
        if not change.cascaded:
            continue
        match change:
            case TableDropped(table=row) | ViewDropped(view=row):
                if row.schema not in schemas and row.name not in named and after.named(row.schema, row.name) is None:
                    yield f"{row.kind} {row.qualified}", _made(row.origin)
            case RoutineDropped(routine=routine):
                if routine.schema not in schemas and routine.name not in named and not _exists(routine, after):
                    yield f"{routine.kind} {routine.qualified}", _made(routine.origin)
            case ColumnDropped(table=owner, column=column):
                now = after.named(owner.schema, owner.name)
                if isinstance(now, Table) and now.column(column.name) is None:
                    yield f"column {column.name} of {owner.qualified}", _made(column.origin)
            case ConstraintDropped(table=owner, constraint=key) if key.kind == "foreign key":
                now = after.table(owner.oid)
                if now and not _own_column_dropped(key, changes) and not _has_key(now, key, after):
                    yield f"foreign key {key.name} of {now.qualified}", _made(key.origin)
            case PolicyDropped(policy=policy):
                now = after.table(policy.relation)
                if now and not any(_is_new(each.origin, file) for each in after.policies_of(now.oid)):
                    yield f'policy "{policy.name}" on {now.qualified}', _made(policy.origin)
            case TriggerDropped(trigger=trigger):
                on = after.relation(trigger.relation)
                if on and not _replaced(trigger, after, file) and before.relation(on.oid):
                    yield f"trigger {trigger.name} on {on.qualified}", _made(trigger.origin)


def _made(origin: Statement | None) -> Place:
    return origin.place(None, "created here") if origin else NOWHERE


def _is_new(origin: Statement | None, file: FileSteps) -> bool:
    return origin is not None and origin.migration is file.migration


def _exists(routine: Routine, after: Catalog) -> bool:
    """Return whether there is a routine of this name, with any arguments."""
    return bool(after.routines_named(routine.schema, routine.name))


def _own_column_dropped(key: Constraint, changes: list[Change]) -> bool:
    """Return whether a key was dropped because one of its columns was."""
    return any(
        isinstance(change, ColumnDropped) and change.table.oid == key.relation and change.column.attnum in key.columns
        for change in changes
    )


def _has_key(table: Table, key: Constraint, after: Catalog) -> bool:
    """Return whether the columns of a key have a foreign key again, or no longer exist."""
    if any(table.column(number) is None for number in key.columns):
        return True
    return any(c.kind == "foreign key" and c.columns == key.columns for c in after.constraints_of(table.oid))


def _replaced(trigger: Trigger, after: Catalog, file: FileSteps) -> bool:
    """Return whether the table has a trigger of this name again, or any trigger that the file creates."""
    return any(each.name == trigger.name or _is_new(each.origin, file) for each in after.triggers_of(trigger.relation))


def _dropped_by_name(file: FileSteps) -> set[str]:
    """Return the unqualified names of all objects that the file drops by name, even if they are gone already."""
    found: set[str] = set()
    for statement in file.migration.statements:
        if statement.kind == "DropStmt":
            found.update(fields.get("sval", "") for _, fields in walk(statement.node, ("String",)))
    return found
