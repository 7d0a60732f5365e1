"""`miglint fix`: what may be edited, how files are written, what is refused, and the migration that settles debt."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from miglint.cli import main
from miglint.fix.edit_files import Judged, clash, fix, with_edits
from miglint.rule.finding import Finding, Fix
from miglint.syntax.edits import Edit
from miglint.syntax.source import Migration, Place, Span

CONTACTS = "create table contacts (id bigint primary key, email jsonb);  -- people\n"
VIEW = "create view ids as select id from contacts;\n"
RULES = "jsonb-without-gin,view-security-invoker,missing-grant"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    (folder / "20250101000000_contacts.sql").write_text(CONTACTS)
    (folder / "20250102000000_ids.sql").write_text(VIEW)
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_BASE_REF", "PRE_COMMIT_FROM_REF"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def _fix(*arguments: str) -> Result:
    done = CliRunner().invoke(main, ["fix", "--select", RULES, "--now", "2026-01-02T03:04:05", *arguments])
    assert done.exit_code in (0, 1), done.output
    return done


def _findings(*arguments: str) -> list[dict[str, object]]:
    done = CliRunner().invoke(
        main, ["check", "--select", RULES, "--now", "2026-02-01", "-f", "json", "--no-cache", *arguments]
    )
    found: list[dict[str, object]] = json.loads(done.stdout)["findings"]
    return found


def _rules(*arguments: str) -> list[object]:
    return sorted(str(found["rule"]) for found in _findings(*arguments))


def _migration(project: Path, name: str) -> Path:
    return project / "supabase" / "migrations" / name


def test_edits_in_place(project: Path) -> None:
    assert _fix().exit_code == 0
    assert _migration(project, "20250101000000_contacts.sql").read_text() == (
        CONTACTS + "CREATE INDEX idx_contacts_email_gin ON public.contacts USING gin (email);\n"
    )
    assert (
        "create view ids with (security_invoker = false) as select"
        in _migration(project, "20250102000000_ids.sql").read_text()
    )


def test_unsafe_ones_wait(project: Path) -> None:
    assert "2 more with --unsafe" in _fix().stderr
    assert _rules() == ["missing-grant", "missing-grant"]
    _fix("--unsafe")
    assert _rules() == []
    assert "nothing to fix" in _fix("--unsafe").stderr


def test_diff_applies_and_writes_nothing(project: Path) -> None:
    done = _fix("--diff")
    assert _migration(project, "20250101000000_contacts.sql").read_text() == CONTACTS
    subprocess.run(["git", "apply"], input=done.stdout, text=True, cwd=project, check=True)
    assert _rules() == ["missing-grant", "missing-grant"]


def test_paths_narrow(project: Path) -> None:
    _fix("supabase/migrations/20250102000000_ids.sql")
    assert _migration(project, "20250101000000_contacts.sql").read_text() == CONTACTS
    assert _migration(project, "20250102000000_ids.sql").read_text() != VIEW


def test_applied_files_are_left_alone(project: Path) -> None:
    (project / "miglint.toml").write_text('applied-until = "20250101000000"\n')
    done = _fix("--unsafe")
    assert _migration(project, "20250101000000_contacts.sql").read_text() == CONTACTS
    assert _migration(project, "20250102000000_ids.sql").read_text() != VIEW
    assert "2 more in applied files: miglint fix --new-migration" in done.stderr


def _git(project: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=project, check=True, capture_output=True)


def test_files_on_the_base_are_left_alone(project: Path) -> None:
    _git(project, "init", "-b", "main")
    _git(project, "add", "supabase/migrations/20250101000000_contacts.sql")
    _git(project, "commit", "-m", "a")
    _fix("--unsafe")
    assert _migration(project, "20250101000000_contacts.sql").read_text() == CONTACTS
    assert _migration(project, "20250102000000_ids.sql").read_text() != VIEW


def test_reports_offer_fixes_for_open_files_only(project: Path) -> None:
    assert all(found["fix"] for found in _findings())
    (project / "miglint.toml").write_text('applied-until = "20250101000000"\n')
    by_rule = {(found["rule"], found["version"]): found["fix"] for found in _findings("--all")}
    assert by_rule[("jsonb-without-gin", "20250101000000")] is None
    fix = by_rule[("view-security-invoker", "20250102000000")]
    at = VIEW.index("as select")
    assert fix == {
        "title": "Write WITH (security_invoker = false)",
        "edits": [
            {
                "file": "supabase/migrations/20250102000000_ids.sql",
                "start": at,
                "end": at,
                "text": "with (security_invoker = false) ",
            }
        ],
        "safe": True,
    }


def test_sarif_has_the_fixes(project: Path) -> None:
    done = CliRunner().invoke(main, ["check", "--select", "view-security-invoker", "-f", "sarif"])
    (result,) = json.loads(done.stdout)["runs"][0]["results"]
    (change,) = result["fixes"][0]["artifactChanges"]
    (replacement,) = change["replacements"]
    assert replacement["insertedContent"]["text"] == "with (security_invoker = false) "
    assert replacement["deletedRegion"]["startColumn"] == VIEW.index("as select") + 1


def test_mark_and_line_ends_are_kept(project: Path) -> None:
    path = _migration(project, "20250101000000_contacts.sql")
    path.write_bytes(b"\xef\xbb\xbf-- \xf0\x9f\x98\x80\r\n" + CONTACTS.replace("\n", "\r\n").encode())
    _fix()
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf-- \xf0\x9f\x98\x80\r\ncreate table")
    assert data.count(b"\n") == data.count(b"\r\n") == 3


def test_no_last_semicolon(project: Path) -> None:
    path = _migration(project, "20250101000000_contacts.sql")
    path.write_text("create table contacts (id bigint primary key, email jsonb) -- people")
    _fix("--unsafe")
    assert _rules() == []


def test_unreadable_files_are_left_alone(project: Path) -> None:
    path = _migration(project, "20250101000000_contacts.sql")
    path.write_bytes(b"-- caf\xe9\n" + CONTACTS.encode())
    before = path.read_bytes()
    _fix("--unsafe")
    assert path.read_bytes() == before


def test_comments_hold(project: Path) -> None:
    path = _migration(project, "20250102000000_ids.sql")
    path.write_text("-- miglint: ignore[view-security-invoker] as it is\n" + VIEW)
    _fix()
    assert path.read_text().endswith(VIEW)


# ---- one new migration


def test_new_migration(project: Path) -> None:
    done = _fix("--new-migration", "Mend it", "--unsafe")
    assert done.stdout == "supabase/migrations/20260102030405_mend_it.sql\n"
    text = _migration(project, "20260102030405_mend_it.sql").read_text()
    statements = [line for line in text.splitlines() if line and not line.startswith("--")]
    assert statements == [
        "ALTER VIEW public.ids SET (security_invoker = false);",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON public.contacts TO authenticated;",
        "GRANT SELECT ON public.ids TO authenticated;",
        "CREATE INDEX idx_contacts_email_gin ON public.contacts USING gin (email);",
    ]
    assert text.startswith("-- Purpose: ")
    assert "\n-- jsonb-without-gin: Jsonb column has no GIN index.\n" in text
    assert text.count("-- Read this before you apply it") == 1
    assert _rules() == []
    assert "no debt that a new migration could fix" in _fix("--new-migration").stderr


def test_new_migration_without_a_name(project: Path) -> None:
    done = _fix("--new-migration", "supabase/migrations")
    assert done.stdout == "supabase/migrations/20260102030405_settle_schema_debt.sql\n"
    assert "2 more with --unsafe" in done.stderr
    assert _rules() == ["missing-grant", "missing-grant"]


def test_new_migration_leaves_open_files_to_edits(project: Path) -> None:
    (project / "miglint.toml").write_text('applied-until = "20250101000000"\n')
    done = _fix("--new-migration", "--diff")
    assert "CREATE INDEX" in done.stdout
    assert "ALTER VIEW" not in done.stdout
    assert not _migration(project, "20260102030405_settle_schema_debt.sql").exists()


def test_accepted_debt_is_settled_too(project: Path) -> None:
    line = {"rule": "jsonb-without-gin", "object": "column:public.contacts.email", "reason": "later"}
    (project / "miglint-accepted.json").write_text(json.dumps(line) + "\n")
    assert "CREATE INDEX" in _fix("--new-migration", "--diff").stdout


OPEN = """create policy "all of them" on contacts for select using (auth.role() = 'authenticated');
create policy "mine" on contacts for insert with check (auth.role() = 'authenticated');
"""


@pytest.mark.parametrize("how", [(), ("--new-migration", "close")])
def test_what_a_fix_uncovers_is_mended_too(project: Path, how: tuple[str, ...]) -> None:
    """Names are judged of policies for one role only, and names of a table's policies count as one finding."""
    path = _migration(project, "20250103000000_open.sql")
    path.write_text("alter table contacts enable row level security;\n" + OPEN)
    done = _fix("--unsafe", "--select", "policy-to-public,unusual-policy-name", *how)
    assert (done.exit_code, done.stderr.count("refused")) == (0, 0), done.stderr
    selected = ("--select", "policy-to-public,unusual-policy-name", "--fail-on", "note")
    assert CliRunner().invoke(main, ["check", *selected]).exit_code == 0


def test_what_another_rule_left_alone_so_far_is_no_new_fault(project: Path) -> None:
    path = _migration(project, "20250103000000_open.sql")
    path.write_text("alter table contacts enable row level security;\ncreate policy p on contacts using (id > 7);\n")
    done = _fix("--unsafe", "--select", "policy-to-public,policy-off-standard", "--new-migration")
    assert done.exit_code == 0, done.stderr
    assert (
        "ALTER POLICY p ON public.contacts TO authenticated;"
        in _migration(project, "20260102030405_settle_schema_debt.sql").read_text()
    )


def test_a_file_that_no_rule_allows_is_refused_at_once(project: Path) -> None:
    (project / "miglint.toml").write_text("[rules.migration-filename]\npattern = '[0-9]+_[a-z]+[.]sql'\n")
    done = _fix("--select", f"{RULES},migration-filename", "--new-migration", "two_words")
    assert done.exit_code == 1
    assert done.stderr.count("it would add migration-filename: 20260102030405_two_words.sql") == 2
    assert not _migration(project, "20260102030405_two_words.sql").exists()


BAD_REMEDY = '''
from miglint import Kind, ObjectRef, Place, Remedy, Rule, Severity, Span

class BadRemedy(Rule):
    """Every remedy of this rule is wrong."""

    kind = Kind.DEBT
    severity = Severity.ERROR
    fixable = True

    def check_catalog(self, state):
        for table in state.catalog.tables():
            place = table.origin.place() if table.origin else None
            if place and table.schema == "public" and table.name == "contacts":
                for number, text in enumerate(["drop tabel x;", "create view v as select 1;", "select 1;"]):
                    about = ObjectRef("table", "public", f"x{number}", f"x{number}")
                    yield self.finding(str(number), place, object=about, remedy=Remedy((text,), safe=True))
'''


def test_bad_remedies_are_refused_by_name(project: Path) -> None:
    (project / "rules").mkdir()
    (project / "rules" / "bad_remedy.py").write_text(BAD_REMEDY)
    (project / "miglint.toml").write_text('rule-folders = ["rules"]\n')
    done = _fix("--new-migration", "--select", "bad-remedy")
    assert done.exit_code == 1
    assert "refused bad-remedy" in done.stderr
    text = _migration(project, "20260102030405_settle_schema_debt.sql").read_text()
    assert "CREATE INDEX" in text
    assert "tabel" not in text
    assert "create view v" not in text
    edited = _fix("--select", "bad-remedy")
    assert edited.exit_code == 1
    assert edited.stderr.count("refused bad-remedy") == 3
    assert "would not parse" in edited.stderr
    assert "it would not fix bad-remedy" in edited.stderr
    assert "tabel" not in _migration(project, "20250101000000_contacts.sql").read_text()


# ---- the loop


def _history(text: str) -> tuple[Migration, Finding]:
    migration = Migration(Path("a.sql"), text)
    return migration, Finding("r", "m", Place(migration, Span(0, 1)))


def test_a_fix_that_never_ends_is_refused() -> None:
    """Each judgement finds the same again: nothing is gained, nothing is kept."""

    def judge(texts: Mapping[Path, str]) -> Judged:
        migration, _ = _history(texts.get(Path("a.sql"), "a"))
        found = Finding("r", "m", Place(migration, Span(0, 1)), fix=Fix("x", (Edit(migration, 0, 0, "b"),), True))
        return Judged([found], 0)

    fixed = fix(judge, lambda finding: True)
    assert (fixed.texts, fixed.made) == ({}, [])
    assert [why for _, why in fixed.refused] == ["it would not fix r"]


def test_edits_at_one_place_stand_in_order() -> None:
    migration, _ = _history("ab")
    edits = [Edit(migration, 1, 1, "\n1"), Edit(migration, 1, 1, "\n2"), Edit(migration, 0, 1, "A")]
    assert with_edits("ab", edits) == "A\n1\n2b"


@pytest.mark.parametrize(
    ("one", "other", "clashes"),
    [
        ((0, 2, "x"), (1, 3, "y"), True),
        ((0, 2, "x"), (2, 3, "y"), False),
        ((1, 1, "x"), (1, 1, "y"), True),
        ((1, 1, "x"), (1, 1, "x"), False),
        ((1, 1, "\nx;"), (1, 1, "\ny;"), False),
        ((1, 1, "x;\n"), (1, 1, "y;\n"), False),
        ((1, 1, "x"), (0, 3, "y"), True),
    ],
)
def test_clash(one: tuple[int, int, str], other: tuple[int, int, str], clashes: bool) -> None:
    migration, _ = _history("abcdef")
    assert clash(Edit(migration, *one), Edit(migration, *other)) is clashes
    assert clash(Edit(migration, *other), Edit(migration, *one)) is clashes
