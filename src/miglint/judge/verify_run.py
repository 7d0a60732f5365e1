"""`miglint verify` as a run: apply the history on a server, and return the server's answers as a result."""

from __future__ import annotations

from collections.abc import Callable

from ..config.resolve import resolve
from ..errors import MiglintError
from ..export import catalog_json
from ..record import replace
from ..rule.registry import load_registry
from ..syntax.source import Migration
from ..verify import Verified, bench
from ..verify.server_findings import drift, refusals
from .request import Project
from .result import Result
from .verdict import Basis, VerdictOptions, verdict

RULES = ("refused-by-server", "catalog-drift")


def verify_project(
    project: Project,
    db_url: str | None,
    say: Callable[[str], None],
    progress: Callable[[Migration, int], None],
) -> Result:
    """Run the one history of a project on a server, and return what it refused and where the replay is wrong.

    `say` is called with lines for the terminal, `progress` with each file before it runs and the number of files.
    """
    history, target = project.the_history(), project.settings.target
    files = [*history.before, *history.migrations]
    if not history.migrations:
        raise MiglintError("there are no migrations to verify")
    with bench(target, db_url) as prepared:
        say(f"using PostgreSQL {prepared.version}" + ("" if db_url else ", started for this run"))
        if prepared.version != target.postgres_version:
            say(f"the project uses PostgreSQL {target.postgres_version}, which may behave differently")
        verified = prepared.run(history, lambda migration: progress(migration, len(files)))
    for statement in verified.applied.left_out:
        place = statement.place()
        say(f"skipped, because it affects more than the database: {place.migration.name}:{place.start.line}")
    return verified_result(verified, project)


def verified_result(verified: Verified, project: Project) -> Result:
    """Return a server's answers about a project's history as a result."""
    history, settings = project.the_history(), project.settings
    files = [*history.before, *history.migrations]
    registry = load_registry(local=False, entry_points=False)
    basis = Basis(resolve(settings, RULES, (), registry), settings, registry)
    found = [*refusals(verified), *drift(verified, catalog_json.document(verified.replay, project.request.cwd), files)]
    # A server runs all files, whichever were named, and refuses applied ones too.
    whole = replace(history, targets=None, named=None, change=None)
    judged = verdict(found, whole, basis, VerdictOptions(everywhere=True))
    return Result(
        findings=judged,
        rules=basis.rules,
        folders=[history.folder],
        files=len(files),
        context_files=len(files),
        statements=sum(len(migration.statements) for migration in files),
        constitution=settings.constitution,
        configured=settings.configured,
        has_settings=settings.path is not None,
        postgres_version=verified.version,
    )
