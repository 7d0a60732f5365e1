"""Hand-made results for the report tests: a small project, a few rules, findings at fragments of its SQL."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from miglint.catalog.object_refs import ObjectRef
from miglint.judge.fingerprint import fingerprint
from miglint.judge.result import Reported, Result, Suppression
from miglint.rule.finding import Finding, Fix, Kind, Severity
from miglint.rule.in_force import RuleInForce
from miglint.rule.rule import Rule
from miglint.syntax.edits import Edit
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration, Place, Span

ROOT = Path("/project")


@dataclass(frozen=True)
class MissingGrant(Rule):
    """A role can't use a table that its policies open to it.

    ## Why
    A policy without a GRANT opens nothing: the API answers 403. The second sentence is for `explain`.

    ## Bad
    ```sql
    create table public.t (id int);
    ```

    ## Good
    ```sql
    create table public.t (id int);
    grant select on public.t to authenticated;
    ```

    ## References
    - https://www.postgresql.org/docs/17/sql-grant.html
    """

    severity: ClassVar[Severity] = Severity.ERROR
    family_name: ClassVar[str] = "grants"


@dataclass(frozen=True)
class ColumnDropInUse(Rule):
    """A column is dropped that a view still reads.

    ## Why
    The migration fails, or with CASCADE removes the view.
    """

    kind: ClassVar[Kind] = Kind.APPLY
    severity: ClassVar[Severity] = Severity.ERROR
    family_name: ClassVar[str] = "apply"


@dataclass(frozen=True)
class LockTimeoutMissing(Rule):
    """A strong lock is asked for without a time limit.

    ## Why
    Everybody else queues up behind the waiting lock.
    """

    kind: ClassVar[Kind] = Kind.HAZARD
    family_name: ClassVar[str] = "locks"


@dataclass(frozen=True)
class HouseName(Rule):
    """A name that the team does not like."""

    kind: ClassVar[Kind] = Kind.STYLE
    severity: ClassVar[Severity] = Severity.NOTE
    family_name: ClassVar[str] = "local"


for built_in in (MissingGrant, ColumnDropInUse, LockTimeoutMissing):
    built_in.__module__ = f"miglint_rules.{built_in.family_name}.{built_in.rule_name().replace('-', '_')}"

RULES: dict[str, RuleInForce] = {
    rule.rule_name(): RuleInForce(rule(), rule.severity) for rule in (MissingGrant, ColumnDropInUse, LockTimeoutMissing)
}
RULES["house-name"] = RuleInForce(HouseName(), Severity.NOTE, because="Handbook 7: names are nouns")

FIRST = """\
-- the first table
create table public.contacts (
  id bigint primary key,
  website text
);
create view public.summary as select id, website from public.contacts;
"""
SECOND = """\
-- website moved to company_links
alter table public.contacts drop column website;
"""


class Project:
    """Collects migrations and findings into a Result."""

    def __init__(self) -> None:
        self.result = Result(
            rules=list(RULES.values()),
            folders=[ROOT / "supabase/migrations"],
            constitution=("atomic",),
            configured=True,
            has_settings=True,
        )

    def file(self, name: str, text: str) -> Migration:
        version = name.split("_")[0]
        migration = Migration(ROOT / "supabase/migrations" / name, text, version=version if version.isdigit() else None)
        parse(migration)
        self.result.files += 1
        self.result.context_files += 1
        self.result.statements += len(migration.statements)
        return migration

    def add(self, rule: str, message: str, place: Place, **more: Any) -> Reported:
        suppression = more.pop("suppression", None)
        finding = Finding(rule, message, place, **more)
        reported = Reported(finding, RULES[rule], fingerprint(finding, place.migration.version), suppression)
        self.result.findings.append(reported)
        return reported


def at(migration: Migration, fragment: str, message: str = "") -> Place:
    """The place of the first occurrence of a fragment."""
    start = migration.text.index(fragment)
    return Place(migration, Span(start, start + len(fragment)), message)


def many(count: int = 40) -> Result:
    """A first run on an old project: many findings of few rules, no settings."""
    project = Project()
    project.result.configured = project.result.has_settings = False
    files = [
        project.file(f"2025{n:010}_table_{n}.sql", f"create table public.table_{n} (id int);\n") for n in range(count)
    ]
    for n, migration in enumerate(files):
        place = at(migration, f"public.table_{n}")
        project.add("missing-grant", f"public.table_{n} is open to nobody.", place, object=table(f"table_{n}"))
        project.add("lock-timeout-missing", "CREATE TABLE waits without a limit.", at(migration, "create table"))
    return project.result


def clean() -> Result:
    """A run that found nothing."""
    project = Project()
    project.file("20250101000000_init.sql", FIRST)
    return project.result


def one(text: str, start: int, end: int, *, message: str = "m", label: str = "", name: str = "1_a.sql") -> Result:
    """One finding on a stretch of a text, which need not be SQL."""
    project = Project()
    migration = Migration(ROOT / name, text, version="1")
    project.result.files = project.result.context_files = 1
    project.add("missing-grant", message, Place(migration, Span(start, end), label))
    return project.result


def table(name: str) -> ObjectRef:
    return ObjectRef("table", "public", name, name)


def small() -> Result:
    """Two errors and a warning in two files, one with a related place, one silenced, one with a fix."""
    project = Project()
    first = project.file("20250101000000_init.sql", FIRST)
    second = project.file("20250102000000_drop_website.sql", SECOND)
    project.add(
        "missing-grant",
        "public.contacts is open to nobody: authenticated holds no privilege on it.",
        at(first, "public.contacts", "created here"),
        help="grant select on public.contacts to authenticated;",
        object=table("contacts"),
        fix=Fix(
            "Grant what the policies allow",
            (Edit(first, len(FIRST), len(FIRST), "grant select on public.contacts to authenticated;\n"),),
            safe=False,
        ),
    )
    project.add(
        "house-name",
        "public.summary is no noun of the house.",
        at(first, "public.summary"),
        suppression=Suppression("comment", "older than the handbook"),
    )
    project.add(
        "column-drop-in-use",
        "public.contacts.website is dropped, but the view public.summary still reads it.",
        at(second, "website;", "dropped here"),
        help="Recreate the view without the column first.",
        object=ObjectRef("column", "public", "website", "contacts"),
        related=(at(first, "id, website", "read here"),),
        sqlstate="2BP01",
    )
    project.add("lock-timeout-missing", "ALTER TABLE waits for its lock without a limit.", at(second, "alter table"))
    return project.result
