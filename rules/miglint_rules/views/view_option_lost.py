"""view-option-lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
    quote_name,
)

from .._places import name_place, relation_ref

OPTIONS = ("security_invoker", "security_barrier", "check_option")


@dataclass(frozen=True)
class ViewOptionLost(Rule):
    """A view is written anew and silently loses an option that was set.

    ## Why
    `CREATE OR REPLACE VIEW` takes the options of the new statement and no others: without `WITH`, a view that was
    `security_invoker` runs as its owner from then on, and shows every row to everyone who may read it. Nothing warns.
    The same goes for `DROP VIEW` and `CREATE VIEW` in one file. An option that is set again later, or taken away with
    `ALTER VIEW ... RESET`, is not lost.

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

    ## References
    - https://www.postgresql.org/docs/current/sql-createview.html
    """

    kind = Kind.DEBT
    severity = Severity.WARNING

    def check_catalog(self, state: State) -> Iterator[Finding]:
        dropped = _dropped(state)
        for view in state.catalog.views():
            if view.kind != "view" or view.extension or not state.catalog.knows("options", view):
                continue
            for name in OPTIONS:
                if view.option(name) is None and (lost := _lost(name, view, state, dropped)):
                    yield self._finding(view, name, *lost)

    def _finding(self, view: View, option: str, before: View, change: Change) -> Finding:
        value = before.option(option) or "true"
        verb = "replaced" if isinstance(change, ViewReplaced) else "dropped and created again"
        set_at = before.changed or before.origin
        return self.finding(
            f"view {view.qualified} is {verb} without {option} = {value}, which it had: the option is gone.",
            name_place(change, view.name),
            help=f"Write WITH ({option} = {value}) in front of AS, "
            f"or: ALTER VIEW {quote_name(view.schema, view.name)} SET ({option} = {value});",
            object=relation_ref(view),
            related=[set_at.find(view.name, f"{option} = {value} was set here")] if set_at else (),
        )


def _lost(option: str, view: View, state: State, dropped: dict[tuple[str, str], View]) -> tuple[View, Change] | None:
    """The view as it was with the option, and the change that took it away silently; None where nothing did."""
    lost: tuple[View, Change] | None = None
    for change in state.changes_of(view.oid):
        match change:
            case ViewCreated(view=made):
                before = dropped.get((made.qualified, change.statement.migration.name))
                if (
                    before
                    and before.oid < made.oid
                    and before.option(option) is not None
                    and made.option(option) is None
                ):
                    lost = (before, change)
            case ViewReplaced(before=before, after=after):
                if before.option(option) is not None and after.option(option) is None:
                    lost = (before, change)
            case ViewOptionsChanged(after=after) if after.option(option) is not None or _resets(change, option):
                lost = None
    return lost


def _resets(change: Change, option: str) -> bool:
    """Whether ALTER VIEW ... RESET names the option."""
    for command in change.statement.node.get("cmds") or ():
        match command:
            case {"AlterTableCmd": {"subtype": "AT_ResetRelOptions", "def": {"List": {"items": named}}}}:
                return any(item.get("DefElem", {}).get("defname") == option for item in named)
    return False


def _dropped(state: State) -> dict[tuple[str, str], View]:
    """The plain views that were dropped, by name and by the file that dropped them; the last of each."""
    found: dict[tuple[str, str], View] = {}
    for changes in state.changes.values():
        for change in changes:
            if isinstance(change, ViewDropped) and change.view.kind == "view":
                found[(change.view.qualified, change.statement.migration.name)] = change.view
    return found
