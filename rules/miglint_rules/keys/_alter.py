"""Foreign keys with another ON DELETE: as an edit of the file, or as new statements."""

from __future__ import annotations

from miglint import Catalog, Constraint, Edit, Span, Table, is_editable, quote_identifier, quote_name, words_between


def with_action(table: Table, key: Constraint, on_delete: str, catalog: Catalog) -> tuple[str, ...]:
    """Return the statements that drop the key and add it with another ON DELETE.

    It is added as NOT VALID and then validated, which needs a weaker lock (PostgreSQL docs, ALTER TABLE, VALIDATE
    CONSTRAINT).
    """
    target = catalog.table(key.ref_relation or 0)
    if target is None or not key.ref_columns:
        return ()
    on, name = quote_name(table.schema, table.name), quote_identifier(key.name)
    said = foreign_key(table, key.columns, target, key.ref_columns)
    said += " MATCH FULL" if key.match == "FULL" else ""
    said += f" ON UPDATE {key.on_update}" if key.on_update != "NO ACTION" else ""
    said += f" ON DELETE {on_delete}" if on_delete != "NO ACTION" else ""
    said += " DEFERRABLE" if key.deferrable else ""
    said += " INITIALLY DEFERRED" if key.initially_deferred else ""
    made = f"ALTER TABLE {on} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} {said}"
    return in_two_steps(made, table, key.name, key.validated)


def foreign_key(table: Table, columns: tuple[int, ...], target: Table, ref_columns: tuple[int, ...]) -> str:
    """Return FOREIGN KEY (...) REFERENCES ... (...)."""
    own = ", ".join(map(quote_identifier, table.names(columns)))
    others = ", ".join(map(quote_identifier, target.names(ref_columns)))
    return f"FOREIGN KEY ({own}) REFERENCES {quote_name(target.schema, target.name)} ({others})"


def in_two_steps(add: str, table: Table, name: str, validated: bool = True) -> tuple[str, ...]:
    """Return ADD CONSTRAINT as NOT VALID, and its VALIDATE. Partitioned tables allow NOT VALID since PostgreSQL 18."""
    if table.kind == "partitioned table":
        return (f"{add};",)
    on = quote_name(table.schema, table.name)
    validate = f"ALTER TABLE {on} VALIDATE CONSTRAINT {quote_identifier(name)};"
    return (f"{add} NOT VALID;", validate) if validated else (f"{add} NOT VALID;",)


def without_action(key: Constraint) -> tuple[Edit, ...]:
    """Return the edit that removes ON DELETE from the key's definition; () if it can't be found."""
    statement = key.origin
    if statement is None or key.location is None or not is_editable(statement):
        return ()
    migration = statement.migration
    start = migration.code_point((statement.base or 0) + key.location)
    depth, words = 0, []
    for token in words_between(statement, Span(start, statement.span.end)):
        word = migration.text[token.start : token.end].lower()
        depth += (word == "(") - (word == ")")
        if depth < 0 or (depth == 0 and word == ","):
            break
        words.append((word, token))
    for number, (word, first) in enumerate(words[:-2]):
        if (word, words[number + 1][0]) == ("on", "delete"):
            begin = len(migration.text[: first.start].rstrip())
            # SET NULL, SET DEFAULT and NO ACTION are two words.
            last = words[min(number + 2 + (words[number + 2][0] in ("set", "no")), len(words) - 1)][1]
            return (Edit(migration, begin, last.end, ""),)
    return ()
