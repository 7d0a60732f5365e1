"""unverified-migration."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Rule, Severity, Statement, option, plpgsql_tree, walk


class UnverifiedMigration(Rule):
    """A migration moves rows and does not look whether they arrived.

    ## Why
    An UPDATE that meets no row succeeds. The file that moved last year's data and left a tenth of it behind is recorded
    as applied like any other. A DO block behind it that counts, and raises an exception where the count is wrong, takes
    the whole migration back instead.

    Meant are files that change rows which were there before: UPDATE, DELETE, INSERT of what a query gives. `every`
    asks all files.

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

    every: bool = option(False, "Ask every migration that has statements, not only those that move rows.")

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        statements = file.migration.statements
        moving = [s for s in statements if _moves_rows(s, file)]
        asked = moving or (statements if self.every else [])
        if not asked or any(map(_raises, statements)):
            return
        what = "moves rows" if moving else "changes the schema"
        yield self.finding(
            f"{file.migration.name} {what} and does not check what came of it.",
            asked[-1].place(),
            help="End it with a DO block that looks, and raises an exception where something is wrong.",
        )


def _moves_rows(statement: Statement, file: FileSteps) -> bool:
    """Whether a statement changes rows of a table that was there before the file."""
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
    """Whether a statement is a DO block that can raise an exception."""
    if statement.kind != "DoStmt":
        return False
    for kind, fields in walk(plpgsql_tree(statement.text), ("PLpgSQL_stmt_raise", "PLpgSQL_stmt_assert")):
        # 21 is ERROR (utils/elog.h), which RAISE EXCEPTION means.
        if kind == "PLpgSQL_stmt_assert" or fields.get("elog_level") == 21:
            return True
    return False
