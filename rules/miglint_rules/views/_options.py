"""Options in the text of CREATE VIEW."""

from __future__ import annotations

from miglint import Edit, Span, Statement, closing, is_editable, keyword, words_between


def option_edit(statement: Statement | None, option: str, value: str) -> Edit | None:
    """The edit that gives a CREATE VIEW an option; None for a statement that is none, or stands in no file."""
    if statement is None or statement.kind != "ViewStmt" or not is_editable(statement):
        return None
    migration = statement.migration
    query = keyword(statement, "as")
    if query is None:
        return None
    small = migration.text[query.start : query.end].islower()
    opening = keyword(statement, "with")
    if opening is None or opening.start > query.start:
        return Edit(migration, query.start, query.start, f"{'with' if small else 'WITH'} ({option} = {value}) ")
    end = closing(statement, opening.end)
    start: int | None = None
    last = opening.end
    for token in words_between(statement, Span(opening.end, end)):
        word = migration.text[token.start : token.end].lower()
        if start is not None and word == ",":
            break
        if word == option:
            start = token.start
        last = token.end
    if start is None:
        return Edit(migration, end, end, f", {option} = {value}")
    return Edit(migration, start, last, f"{option} = {value}")
