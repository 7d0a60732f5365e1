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
    """View doesn't have the required security_invoker setting.

    ## Why
    `security_invoker` decides whose privileges and policies apply to the tables of a view: the owner's (`false`,
    the default; the owner is usually `postgres`, which bypasses row-level security) or the reader's (`true`). Each
    is right for some projects. `require` says which one is meant: `"false"` if summary views run as their owner,
    `"true"` as Supabase advises, `"explicit"` if every view must set it, with either value.

    The option after the last file counts: `CREATE OR REPLACE VIEW` without `WITH` removes it. Materialized views
    don't have the option, nor does PostgreSQL before 15.

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

    ## Fix safety
    Safe if it only writes `false`, the default that already applies. Otherwise unsafe: the view's readers see more
    or fewer rows than before.

    ## References
    - https://www.postgresql.org/docs/current/sql-createview.html
    - https://supabase.com/docs/guides/database/database-linter?lint=0010_security_definer_view; `require = "true"`
      checks the same, but reads `security_invoker = t` as true, as PostgreSQL does, and also reports views that have
      no SELECT grant yet.
    """

    kind = Kind.DEBT
    severity = Severity.ERROR
    sources = ("constitution:view-security-invoker", "splinter:security_definer_view")

    require: str = option(
        "false", "What views must set: false (run as owner), true (run as reader), or explicit (either of them).",
        choices=("false", "true", "explicit"),
    )  # fmt: skip
    match: tuple[str, ...] = option(("*",), "Globs of the views to check, by name or schema.name.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        if state.target.postgres_version < 15:
            return
        for view in state.catalog.views():
            if view.kind != "view" or view.extension or view.persistence == "t":
                continue
            if view.schema not in state.target.exposed_schemas or not self._is_checked(view) or self._fits(view):
                continue
            if not state.catalog.knows("options", view):
                continue
            cause = self._cause(view, state)
            yield self._finding(view, cause.find(view.name) if cause else view.place(), state)

    def _is_checked(self, view: View) -> bool:
        return any(matches_glob(name, glob) for glob in self.match for name in (view.name, view.qualified))

    def _fits(self, view: View) -> bool:
        value = view.flag("security_invoker")
        return value is not None if self.require == "explicit" else value is (self.require == "true")

    def _cause(self, view: View, state: State) -> Change | None:
        """Return the last statement that broke the requirement, or that moved the view into an exposed schema."""
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
        now = "doesn't set security_invoker" if value is None else f"sets security_invoker = {str(value).lower()}"
        wanted = "false" if self.require == "explicit" else self.require
        if self.require == "explicit":
            why = "it runs as its owner by default, and nothing shows that this is meant"
        elif self.require == "true":
            why = "it runs as its owner, so its readers see rows that policies hide"
        elif value is None:
            why = "it runs as its owner only by default, and this project requires it in writing"
        else:
            why = "readers without privileges on its tables get 42501 permission denied"
        setting = f"security_invoker = {wanted}"
        # Writing the default changes nothing.
        safe = value is None and wanted == "false"
        fix, remedy = set_option(view, "security_invoker", wanted, safe, state)
        return self.finding(
            f"view {view.qualified} {now}: {why}.",
            place,
            help=f"Write WITH ({setting}) before AS, or run: {remedy.statements[0]}",
            object=state.catalog.ref(view),
            fix=fix,
            remedy=remedy,
        )
