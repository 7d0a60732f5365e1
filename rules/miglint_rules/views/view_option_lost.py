"""view-option-lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from miglint import (
    Change,
    Finding,
    Kind,
    Rule,
    Severity,
    State,
    View,
    ViewCreated,
    ViewDropped,
    ViewOptionsChanged,
    ViewReplaced,
)

from ._options import set_option

_EFFECTS = {
    "security_invoker": "it runs as its owner again, so its readers see rows that policies hide",
    "security_barrier": "functions in a query can see rows that its conditions hide",
    "check_option": "rows that it doesn't show can be written through it",
}
"""What follows from losing an option."""


class ViewOptionLost(Rule):
    """Recreated view silently loses an option such as security_invoker.

    ## Why
    `CREATE OR REPLACE VIEW` keeps only the options of the new statement: without `WITH`, a view that had
    `security_invoker` runs as its owner afterwards, and shows every row to everyone who may read it. PostgreSQL
    gives no warning. The same happens with `DROP VIEW` and `CREATE VIEW` in one file. An option that is set again
    later, or removed with `ALTER VIEW ... RESET`, is not reported.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text);
    CREATE VIEW contact_names WITH (security_invoker = true) AS SELECT name FROM contacts;
    CREATE OR REPLACE VIEW contact_names AS SELECT name, id FROM contacts;
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text);
    CREATE VIEW contact_names WITH (security_invoker = true) AS SELECT name FROM contacts;
    CREATE OR REPLACE VIEW contact_names WITH (security_invoker = true) AS SELECT name, id FROM contacts;
    ```

    ## Fix safety
    Safe: it sets an option again that an earlier migration had set.

    ## References
    - https://www.postgresql.org/docs/current/sql-createview.html
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:view-option-lost",)

    def check_catalog(self, state: State) -> Iterator[Finding]:
        dropped = _dropped(state)
        for view in state.catalog.views():
            if view.kind != "view" or view.extension or not state.catalog.knows("options", view):
                continue
            for name in _EFFECTS:
                if view.option(name) is None and (lost := _lost(name, view, state, dropped)):
                    yield self._finding(view, name, lost, state)

    def _finding(self, view: View, option: str, lost: _Lost, state: State) -> Finding:
        value, change = lost.value or "true", lost.change
        verb = "replaced" if isinstance(change, ViewReplaced) else "dropped and created again"
        fix, remedy = set_option(view, option, value, True, state)
        return self.finding(
            f"view {view.qualified} is {verb} without {option} = {value}, which it had: {_EFFECTS[option]}.",
            change.find(view.name),
            help=f"Write WITH ({option} = {value}) before AS, or run: {remedy.statements[0]}",
            object=state.catalog.ref(view),
            related=[lost.set_by.find(view.name, f"{option} = {value} was set here")],
            fix=fix,
            remedy=remedy,
        )


class _Lost(NamedTuple):
    """A lost option: its value, the change that set it and the change that lost it."""

    value: str
    set_by: Change
    change: Change


def _lost(option: str, view: View, state: State, dropped: dict[tuple[str, str], list[View]]) -> _Lost | None:
    """Return how the view lost the option; None if it never had it, or if it was reset on purpose."""
    lost: _Lost | None = None
    held: tuple[str, Change] | None = None
    for change in _all_changes(view, state, dropped):
        match change:
            case ViewCreated(view=now) | ViewReplaced(after=now) | ViewOptionsChanged(after=now):
                value = now.option(option)
            case _:
                continue
        if value is not None:
            held, lost = (value, change), None
        elif isinstance(change, ViewOptionsChanged):
            if _resets(change, option):
                held = lost = None
        elif held:
            lost, held = _Lost(*held, change), None
    return lost


def _all_changes(view: View, state: State, dropped: dict[tuple[str, str], list[View]]) -> list[Change]:
    """Return the changes of a view and of the views that it replaced in one file, oldest first."""
    changes: list[Change] = []
    now: View | None = view
    while now is not None:
        own = state.changes_of(now.oid)
        changes = [*own, *changes]
        made = next((change for change in own if isinstance(change, ViewCreated)), None)
        before = dropped.get((made.view.qualified, made.statement.migration.name), []) if made else []
        now = max((old for old in before if old.oid < now.oid), key=lambda old: old.oid, default=None)
    return changes


def _resets(change: Change, option: str) -> bool:
    """Return whether the change is ALTER VIEW ... RESET of the option."""
    for command in change.statement.node.get("cmds") or ():
        match command:
            case {"AlterTableCmd": {"subtype": "AT_ResetRelOptions", "def": {"List": {"items": named}}}}:
                return any(item.get("DefElem", {}).get("defname") == option for item in named)
    return False


def _dropped(state: State) -> dict[tuple[str, str], list[View]]:
    """Return the plain views that were dropped, by name and by the file that dropped them."""
    found: dict[tuple[str, str], list[View]] = {}
    for changes in state.changes.values():
        for change in changes:
            if isinstance(change, ViewDropped) and change.view.kind == "view":
                found.setdefault((change.view.qualified, change.statement.migration.name), []).append(change.view)
    return found
