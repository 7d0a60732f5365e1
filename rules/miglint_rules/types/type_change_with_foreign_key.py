"""type-change-with-foreign-key."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Catalog,
    ColumnTypeChanged,
    Constraint,
    ConstraintAdded,
    ConstraintDropped,
    FileSteps,
    Finding,
    Fix,
    Kind,
    Place,
    Rule,
    Severity,
    Table,
    ahead,
    behind,
    is_editable,
)

from ._keys import add_key, drop_key


class TypeChangeWithForeignKey(Rule):
    """Column type changes while a foreign key uses it.

    ## Why
    `ALTER COLUMN ... TYPE` rebuilds every foreign key that the column is part of, on either side. It fails if the two
    types can't be compared any more (42804), otherwise it checks all rows of both tables under a lock that blocks reads
    and writes. Drop the key, change the type and add the key again: then every step is visible. A key that is dropped
    and not added again is lost without an error, and so is its `ON DELETE`.

    The key may be added with another target or action. The commands of one `ALTER TABLE` count in PostgreSQL's order:
    drops, then type changes, then new keys. `DROP CONSTRAINT IF EXISTS` with a name that no key has drops nothing.

    ## Bad
    ```sql
    CREATE TABLE contacts (id integer PRIMARY KEY);
    CREATE TABLE notes (id integer PRIMARY KEY, contact_id integer REFERENCES contacts (id));
    ALTER TABLE notes ALTER COLUMN contact_id TYPE bigint;
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id integer PRIMARY KEY);
    CREATE TABLE notes (id integer PRIMARY KEY, contact_id integer REFERENCES contacts (id));
    ALTER TABLE notes DROP CONSTRAINT notes_contact_id_fkey;
    ALTER TABLE notes ALTER COLUMN contact_id TYPE bigint;
    ALTER TABLE notes ADD CONSTRAINT notes_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts (id);
    ```

    ## Fix safety
    Unsafe: between the two statements the key isn't enforced, and adding it again checks all rows.

    ## References
    - https://www.postgresql.org/docs/current/sql-altertable.html
    """

    kind = Kind.HAZARD
    severity = Severity.ERROR
    sources = ("constitution:type-change-with-foreign-key", "constitution:type-change-fk")

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        reported: set[object] = set()
        for at, change in enumerate(file.changes):
            if not isinstance(change, ColumnTypeChanged) or change.before.type == change.after.type:
                continue
            for key in change.foreign_keys:
                # Partitions and inheriting tables change with their parent, by one statement.
                about = (id(change.statement), change.after.name, key.parent or key.oid)
                if about not in reported:
                    reported.add(about)
                    yield self._existing(change, key, file)
            for dropped in _dropped_before(file, at, change):
                if dropped.constraint.oid not in reported and dropped.constraint.parent is None:
                    reported.add(dropped.constraint.oid)
                    yield from self._after_drop(change, dropped, file, at)

    def _existing(self, change: ColumnTypeChanged, key: Constraint, file: FileSteps) -> Finding:
        column = _column(change)
        wrong = _wrong_names(file, change, key)
        which = f"the foreign key {key.name}{_on(key, change, file.after)}"
        drop, add = drop_key(key, file.after), add_key(key, file.after)
        fix: Fix | None = None
        if is_editable(change.statement) and key.parent is None:
            edits = ahead(change.statement, [drop]), behind(change.statement, [add])
            fix = Fix("Drop the foreign key before the type change, and add it again after", edits)
        hint = f" DROP CONSTRAINT IF EXISTS {wrong[0]} drops nothing: no constraint has that name." if wrong else ""
        return self.finding(
            f"{column} changes its type while {which} uses it: the change fails or checks all rows under a lock.{hint}",
            _place(change),
            help=f"Before: {drop} After: {add}",
            object=file.after.ref(change.table, change.after),
            related=[key.place(f"the key {key.name}")],
            fix=fix,
        )

    def _after_drop(
        self, change: ColumnTypeChanged, dropped: ConstraintDropped, file: FileSteps, at: int
    ) -> Iterator[Finding]:
        """Yield findings for a key that isn't added again on the same columns, or without its ON DELETE."""
        key = dropped.constraint
        table = file.after.table(key.relation)
        if table is None or not all(table.column(n) for n in key.columns) or _target_dropped(dropped, file.after):
            return
        again = [
            later
            for later in file.changes[at + 1 :]
            if isinstance(later, ConstraintAdded)
            and later.constraint.kind == "foreign key"
            and later.constraint.relation == key.relation
            and set(later.constraint.columns) == set(key.columns)
        ]
        was = dropped.find(key.name, "dropped here")
        if not again:
            add = add_key(key, file.after)
            statement = (_last_type_change(file, key) or change).statement
            edit = behind(statement, [add]) if is_editable(statement) else None
            yield self.finding(
                f"{_column(change)} changes its type, and the foreign key {key.name}{_on(key, change, file.after)}, "
                "dropped for it, isn't added again in this file: invalid ids can be written.",
                _place(change),
                help=f"After the type change: {add}",
                object=file.after.ref(change.table, change.after),
                related=[was],
                fix=Fix("Add the foreign key again", (edit,)) if edit else None,
            )
        elif key.on_delete != "NO ACTION" and all(a.constraint.on_delete == "NO ACTION" for a in again):
            last = again[-1]
            yield self.finding(
                f"the foreign key {last.constraint.name}, added again for the type change of {_column(change)}, "
                f"lost its ON DELETE {key.on_delete}: deleting a referenced row is refused now.",
                _added_at(last),
                help=f"Add ON DELETE {key.on_delete}, or write ON DELETE RESTRICT if this is intended.",
                object=file.after.ref(change.table, change.after),
                related=[was],
            )


def _dropped_before(file: FileSteps, at: int, change: ColumnTypeChanged) -> Iterator[ConstraintDropped]:
    """Yield the drops of foreign keys on the column, on either side, before the type change."""
    attnum = change.after.attnum
    for earlier in file.changes[:at]:
        if isinstance(earlier, ConstraintDropped) and earlier.constraint.kind == "foreign key":
            key = earlier.constraint
            own = key.relation == change.oid and attnum in key.columns
            if own or (key.ref_relation == change.oid and attnum in key.ref_columns):
                yield earlier


def _last_type_change(file: FileSteps, key: Constraint) -> ColumnTypeChanged | None:
    """Return the last type change in the file of one of the key's columns, on either side."""
    sides = {(key.relation, n) for n in key.columns} | {(key.ref_relation, n) for n in key.ref_columns}
    changes = (c for c in file.changes if isinstance(c, ColumnTypeChanged) and (c.oid, c.after.attnum) in sides)
    return max(changes, key=lambda c: c.statement.visible.start, default=None)


def _target_dropped(dropped: ConstraintDropped, catalog: Catalog) -> bool:
    """Return whether the key was dropped together with the table it references."""
    return dropped.cascaded and catalog.table(dropped.constraint.ref_relation or 0) is None


def _wrong_names(file: FileSteps, change: ColumnTypeChanged, key: Constraint) -> list[str]:
    """Return the names in DROP CONSTRAINT IF EXISTS on the key's table, before the type change, that don't exist."""
    table = file.after.table(key.relation)
    dropped = {c.constraint.name for c in file.changes if isinstance(c, ConstraintDropped)}
    found = []
    for statement in file.migration.statements:
        if statement.start > change.statement.visible.start:
            break
        match statement.node:
            case {"relation": {"relname": name}, "cmds": commands} if table and name == table.name:
                for command in commands:
                    match command:
                        case {
                            "AlterTableCmd": {"subtype": "AT_DropConstraint", "missing_ok": True, "name": str(wrong)}
                        }:
                            if wrong not in dropped:
                                found.append(wrong)
    return found


def _column(change: ColumnTypeChanged) -> str:
    return f"{change.table.qualified}.{change.after.name}"


def _on(key: Constraint, change: ColumnTypeChanged, catalog: Catalog) -> str:
    """Return " of <table>" if the key belongs to another table than the changed column, otherwise ""."""
    table: Table | None = catalog.table(key.relation)
    return f" of {table.qualified}" if table and key.relation != change.oid else ""


def _added_at(change: ConstraintAdded) -> Place:
    """Return the place of a new key's name, or of its definition if it is unnamed."""
    named = change.statement.find(change.constraint.name)
    return change.place() if named.span == change.statement.span else named


def _place(change: ColumnTypeChanged) -> Place:
    return change.find(change.before.name)
