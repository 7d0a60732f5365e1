"""unverified-migration."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Rule, Severity, Statement, option, plpgsql_tree, walk


class UnverifiedMigration(Rule):
    """Migration changes rows without checking the result.

    ## Why
    An UPDATE that matches no row succeeds. A file that moved most of last year's rows and missed some is recorded as
    applied like any other. A DO block at its end that counts, and raises an exception if the count is wrong, rolls the
    whole migration back instead.

    Checked are files that change existing rows: UPDATE, DELETE, INSERT from a query. `every` checks all files.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text);
    ```
    ```sql
    UPDATE contacts SET name = trim(name);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text);
    ```
    ```sql
    UPDATE contacts SET name = trim(name);
    DO $$
    BEGIN
      IF EXISTS (SELECT FROM contacts WHERE name <> trim(name)) THEN
        RAISE EXCEPTION 'names with spaces are left';
      END IF;
    END $$;
    ```

    ## References
    - https://www.postgresql.org/docs/current/plpgsql-errors-and-messages.html
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("constitution:verification-block",)

    every: bool = option(False, "Check every migration that has statements, not only those that change rows.")

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        statements = file.migration.statements
        moving = [s for s in statements if _changes_rows(s, file)]
        asked = moving or (statements if self.every else [])
        if not asked or any(map(_raises, statements)):
            return
        what = "changes rows" if moving else "changes the schema"
        yield self.finding(
            f"{file.migration.name} {what} but doesn't check the result: a wrong one is recorded as applied.",
            asked[-1].place(),
            help="End it with a DO block that checks the result and raises an exception if it is wrong.",
        )


def _changes_rows(statement: Statement, file: FileSteps) -> bool:
    """Return whether a statement changes rows of a table that existed before the file."""
    match statement.kind, statement.node:
        case (("UpdateStmt" | "DeleteStmt"), {"relation": relation}):
            pass
        case "InsertStmt", {"relation": relation, "selectStmt": {"SelectStmt": {"fromClause": _}}}:
            pass
        case _:
            return False
    found = file.after.named(relation.get("schemaname", "public"), relation["relname"])
    return found is not None and found.origin is not None and _is_older(found.origin, file)


def _is_older(origin: Statement, file: FileSteps) -> bool:
    return origin.migration is not file.migration


def _raises(statement: Statement) -> bool:
    """Return whether a statement is a DO block that can raise an exception."""
    if statement.kind != "DoStmt":
        return False
    for kind, fields in walk(plpgsql_tree(statement.text), ("PLpgSQL_stmt_raise", "PLpgSQL_stmt_assert")):
        # 21 is ERROR (utils/elog.h), which RAISE EXCEPTION means.
        if kind == "PLpgSQL_stmt_assert" or fields.get("elog_level") == 21:
            return True
    return False
