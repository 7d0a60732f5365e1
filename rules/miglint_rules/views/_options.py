"""View options in the text of CREATE VIEW."""

from __future__ import annotations

from miglint import (
    Change,
    Edit,
    Fix,
    Remedy,
    Span,
    State,
    Statement,
    View,
    ViewCreated,
    ViewOptionsChanged,
    ViewReplaced,
    closing,
    is_editable,
    keyword,
    quote_name,
    words_between,
)


def set_option(view: View, option: str, value: str, safe: bool, state: State) -> tuple[Fix | None, Remedy]:
    """Return the edit that writes an option into the view's last statement (None if it can't), and the ALTER VIEW."""
    last: Change | None = None
    behind: tuple[Change, ...] = ()
    for change in state.changes_of(view.oid):
        if isinstance(change, (ViewCreated, ViewReplaced, ViewOptionsChanged)):
            last = change
        behind = (change,)
    edit = option_edit(last.statement, option, value) if last else None
    alter = f"ALTER VIEW {quote_name(view.schema, view.name)} SET ({option} = {value});"
    fix = Fix(f"Write WITH ({option} = {value})", (edit,), safe) if edit else None
    return fix, Remedy((alter,), safe, tuple(change.place() for change in behind))


def option_edit(statement: Statement, option: str, value: str) -> Edit | None:
    """Return the edit that sets an option in CREATE VIEW; None for other statements and those that can't be edited."""
    if statement.kind != "ViewStmt" or not is_editable(statement):
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
