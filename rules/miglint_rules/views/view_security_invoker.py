"""view-security-invoker."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Change,
    Finding,
    Kind,
    Place,
    Renamed,
    Rule,
    Severity,
    State,
    View,
    ViewCreated,
    ViewOptionsChanged,
    ViewReplaced,
    matches_glob,
    option,
)

from ._options import set_option


class ViewSecurityInvoker(Rule):
    """A view reads its tables with other rights than the constitution says.

    ## Why
    `security_invoker` decides whose privileges and policies count under a view: the owner's (`false`, PostgreSQL's
    default: the owner is mostly `postgres`, whom row-level security does not hold) or the reader's (`true`). Both are
    right for some team, and only one of them can be meant. `require` says which: `"false"` where summary views run as
    their owner, `"true"` as Supabase advises, `"explicit"` where every view must say it, whatever it says.

    What counts is the option after the last file: `CREATE OR REPLACE VIEW` without `WITH` takes it away again.
    Materialized views have no such option, nor has PostgreSQL before 15.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text);
    CREATE VIEW contacts_summary AS SELECT id, name FROM contacts;
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text);
    CREATE VIEW contacts_summary WITH (security_invoker = false) AS SELECT id, name FROM contacts;
    ```

    ## References
    - https://www.postgresql.org/docs/current/sql-createview.html
    - https://supabase.com/docs/guides/database/database-linter?lint=0010_security_definer_view; `require = "true"` asks
      for the same but reads `security_invoker = t` as true, as PostgreSQL does, and does not wait until anybody may
      SELECT from the view.
    """

    kind = Kind.DEBT
    severity = Severity.ERROR
    sources = ("constitution:view-security-invoker", "splinter:security_definer_view")

    require: str = option(
        "false", "What every view must say: run as its owner, as its reader, or either but in so many words.",
        choices=("false", "true", "explicit"),
    )  # fmt: skip
    match: tuple[str, ...] = option(("*",), "Globs of the views that are meant, by name or by schema.name.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        if state.target.postgres_version < 15:
            return
        for view in state.catalog.views():
            if view.kind != "view" or view.extension or view.persistence == "t":
                continue
            if view.schema not in state.target.exposed_schemas or not self._meant(view) or self._fits(view):
                continue
            if not state.catalog.knows("options", view):
                continue
            cause = self._cause(view, state)
            yield self._finding(view, cause.find(view.name) if cause else view.place(), state)

    def _meant(self, view: View) -> bool:
        return any(matches_glob(name, glob) for glob in self.match for name in (view.name, view.qualified))

    def _fits(self, view: View) -> bool:
        value = view.flag("security_invoker")
        return value is not None if self.require == "explicit" else value is (self.require == "true")

    def _cause(self, view: View, state: State) -> Change | None:
        """The last statement that made the view unfit, or exposed it so."""
        cause: Change | None = None
        fits = True
        for change in state.changes_of(view.oid):
            match change:
                case ViewCreated(view=now) | ViewReplaced(after=now) | ViewOptionsChanged(after=now):
                    was, fits = fits, self._fits(now)
                    if was and not fits:
                        cause = change
                case Renamed() if not fits and change.statement.kind == "AlterObjectSchemaStmt":
                    cause = change
        return cause

    def _finding(self, view: View, place: Place, state: State) -> Finding:
        value = view.flag("security_invoker")
        said = "does not say security_invoker" if value is None else f"says security_invoker = {str(value).lower()}"
        wanted = "false" if self.require == "explicit" else self.require
        if self.require == "explicit":
            why = "nobody can tell whether it is meant to run as its owner or as its reader"
        elif self.require == "true":
            why = "it reads past the row-level security of its tables, with its owner's rights"
        elif value is None:
            why = "it runs as its owner only because that is the default, and must say so"
        else:
            why = "it runs as its reader, while views here run as their owner"
        setting = f"security_invoker = {wanted}"
        # To say what holds by default already changes nothing.
        safe = value is None and wanted == "false"
        fix, remedy = set_option(view, "security_invoker", wanted, safe, state)
        return self.finding(
            f"view {view.qualified} {said}: {why}.",
            place,
            help=f"Write WITH ({setting}) in front of AS, or: {remedy.statements[0]}",
            object=state.catalog.ref(view),
            fix=fix,
            remedy=remedy,
        )
