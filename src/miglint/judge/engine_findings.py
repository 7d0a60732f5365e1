"""Findings of the engine itself: files that can't be read, SQL that can't be followed, histories without a beginning.

They are rules like all others (family `engine` of the built-in pack): documented, switched and silenced by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..catalog import Assumption, Catalog
from ..catalog.changes import Change, ReplayFailed, SqlNotFollowed
from ..output.words import joined, listed, plural
from ..record import replace
from ..rule.finding import Finding
from ..rule.history import History
from ..syntax.source import Migration, Place, Span

SHOWN = 6
"""How many names a message lists before it counts the rest."""
PLURALS = {"index": "indices"}


def file_problems(migration: Migration) -> Iterator[Finding]:
    """What reading and parsing one file found: unreadable-file, syntax-error, opaque-sql."""
    for problem in migration.problems:
        yield Finding(problem.rule, problem.message, Place(migration, problem.span), help=problem.help)


def not_followed(changes: Iterable[Change]) -> Iterator[Finding]:
    """Dynamic SQL that the replay could not decide (opaque-sql)."""
    for change in changes:
        if isinstance(change, SqlNotFollowed):
            blind = f" Checks of {_blind(change)} report nothing from here on." if change.blind else ""
            yield Finding(
                "opaque-sql",
                f"miglint could not follow this SQL: {change.reason}.{blind}",
                change.place(),
                help="Write the statement out, or loop over a literal list, so that it can be read without a server.",
            )


def incomplete_history(catalog: Catalog, history: History) -> Iterator[Finding]:
    """One finding for all objects that are used but never created (incomplete-history)."""
    missing = [a for a in catalog.assumptions if a.kind != "role" and not a.made_later]
    missing = [a for a in missing if a.statement.migration.role == "migration"]
    if not missing:
        return
    order = {migration.path: number for number, migration in enumerate(history.migrations)}
    missing.sort(key=lambda a: (order.get(a.statement.migration.path, 0), a.statement.start))
    first: dict[str, Assumption] = {}
    for assumption in missing:
        first.setdefault(assumption.object, assumption)
    places = [a.statement.place(a.location, f"{name} is used here first") for name, a in first.items()]
    kinds: dict[str, list[str]] = {}
    for name, assumption in first.items():
        kinds.setdefault("table" if assumption.kind == "relation" else assumption.kind, []).append(name)
    what = joined(
        [f"{plural(len(each), kind, PLURALS.get(kind, ''))} ({listed(each, SHOWN)})" for kind, each in kinds.items()]
    )
    yield Finding(
        "incomplete-history",
        f"the history is incomplete: it uses {what} that no earlier statement creates. "
        "Their grants, policies, indexes and keys are not checked.",
        replace(places[0], message=""),
        help="Give miglint the base schema: `supabase db dump --linked -f supabase/base.sql`, "
        'then base = ["supabase/base.sql"] in miglint.toml (or --schema supabase/base.sql).',
        related=tuple(places[1:]),
        causes=tuple(places),
        sqlstate=missing[0].sqlstate,
    )


def _blind(change: SqlNotFollowed) -> str:
    """Return what can't be checked any more, by objects: "policies of public.a, public.b"."""
    names: dict[str, list[str]] = {}
    for each in change.blind:
        aspect, _, name = each.partition(" of ")
        names.setdefault(aspect, []).append(name)
    aspects: dict[tuple[str, ...], list[str]] = {}
    for aspect, objects in names.items():
        aspects.setdefault(tuple(objects), []).append(aspect)
    return joined([f"{joined(each)} of {listed(list(objects), SHOWN)}" for objects, each in aspects.items()])


def rule_crash(rule: str, error: Exception, place: Place) -> Finding:
    """A rule that raised (rule-crash)."""
    return Finding(
        "rule-crash",
        f"the rule {rule} failed here: {type(error).__name__}: {error}. Its findings may be missing.",
        place,
        help="Report it with this statement, and switch the rule off until it is mended.",
    )


def replay_failures(changes: Iterable[Change]) -> Iterator[Finding]:
    """Statements on which miglint itself failed (rule-crash)."""
    for change in changes:
        if isinstance(change, ReplayFailed):
            yield Finding(
                "rule-crash",
                f"miglint failed to replay this statement: {change.error}. Its effects are missing from here on.",
                change.place(),
                help="Report it with this statement.",
            )


def start_of(migration: Migration) -> Place:
    """The first character of a file, for findings about the file as a whole."""
    return Place(migration, Span(0, 0))
