"""The cache: the same results as without it, never those of other inputs, and no trouble when it is broken."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers.samples import plain, sample

from miglint.cli import main
from miglint.errors import MiglintError
from miglint.judge import cache, cache_folder
from miglint.judge.result import Held
from miglint.rule.finding import Remedy
from miglint.rule.registry import load_registry
from miglint.rule.rule import Rule
from miglint.syntax.edits import Edit
from miglint.syntax.source import Migration, Position, Span

HISTORY = {
    "20250101000000_contacts.sql": "create table contacts (id bigint primary key, email jsonb);\n",
    "20250102000000_view.sql": "-- 😀\ncreate view names as select id from contacts;\n-- miglint: ignore[no-such] x\n",
    "2025_wrong.sql": "create table a (id int);\ncreate tabel b ();\n",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    for name, text in HISTORY.items():
        (folder / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(cache_folder, "LEAST", 0)
    monkeypatch.delattr(os, "fork", raising=False)  # what is kept is there as soon as the run is over
    return tmp_path


def _check(*arguments: str) -> str:
    """The report, without the time it took."""
    now = () if "--now" in arguments else ("--now", "2026-01-01")
    done = CliRunner().invoke(main, ["check", *arguments, *now])
    assert done.exit_code in (0, 1), done.output
    return re.sub(r"\b\d+\.\d+ s\b", "", done.stdout)


def _kept(project: Path) -> list[Path]:
    return sorted((project / cache_folder.FOLDER).glob("*.json"))


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows whenever a history is really judged."""
    import miglint.judge.check

    runs: list[int] = []
    judge = miglint.judge.check.check

    def counted(*arguments: object, **named: object) -> object:
        runs.append(1)
        return judge(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(miglint.judge.check, "check", counted)
    return runs


@pytest.mark.parametrize("format_", ["text", "json", "sarif", "github", "gitlab", "markdown"])
def test_equal_with_and_without(project: Path, judged: list[int], format_: str) -> None:
    without = _check("-f", format_, "--no-cache")
    first = _check("-f", format_)
    assert (len(judged), len(_kept(project))) == (2, 1)
    second = _check("-f", format_)
    assert len(judged) == 2
    assert without == first == second
    assert without


@pytest.mark.parametrize(
    "arguments",
    [
        ("supabase/migrations/20250102000000_view.sql",),
        ("--all",),
        ("--no-ignores",),
        ("--select", "missing-grant"),
        ("--constitution", "supabase"),
        ("--default-privileges", "legacy"),
        ("--now", "2026-01-02"),
        ("--schema", "base.sql"),
    ],
)
def test_other_questions_have_other_answers(project: Path, judged: list[int], arguments: tuple[str, ...]) -> None:
    (project / "base.sql").write_text("create table old (id int);\n")
    _check("-f", "json")
    without = _check("-f", "json", "--no-cache", *arguments)
    first = _check("-f", "json", *arguments)
    assert len(judged) == 3
    assert _check("-f", "json", *arguments) == first == without
    assert len(judged) == 3


def _settings(project: Path) -> None:
    (project / "miglint.toml").write_text('[rules.missing-grant]\nseverity = "warning"\nbecause = "we say so"\n')


def _text(project: Path) -> None:
    path = project / "supabase/migrations/20250101000000_contacts.sql"
    path.write_text(path.read_text().replace("contacts", "konktats"))


def _name(project: Path) -> None:
    folder = project / "supabase/migrations"
    (folder / "2025_wrong.sql").rename(folder / "20250103000000_right.sql")


def _skipped(project: Path) -> None:
    (project / "supabase/migrations/20250104000000_off.sql.skip").write_text("select 1;\n")


def _supabase_config(project: Path) -> None:
    (project / "supabase/config.toml").write_text("[api]\nauto_expose_new_tables = true\n")


def _accepted(project: Path) -> None:
    line = {"rule": "jsonb-without-gin", "object": "column:public.contacts.email", "reason": "small"}
    (project / "miglint-accepted.json").write_text(json.dumps(line) + "\n")


def _roles(project: Path) -> None:
    (project / "supabase/roles.sql").write_text("create role reporter;\n")


@pytest.mark.parametrize("change", [_settings, _text, _name, _skipped, _supabase_config, _accepted, _roles])
def test_changed_inputs(project: Path, judged: list[int], change: object) -> None:
    _check("-f", "json")
    change(project)  # type: ignore[operator]
    changed = _check("-f", "json")
    assert len(judged) == 2
    assert changed == _check("-f", "json", "--no-cache")


RULE = '''
from miglint import Kind, Rule, Severity
from ._words import WORDS

class LocalRule(Rule):
    """A local rule."""

    kind = Kind.DEBT
    severity = Severity.ERROR

    def check_history(self, history, target):
        from miglint import Place, Span
        yield self.finding(WORDS, Place(history.migrations[0], Span(0, 0)))
'''


def test_local_rules_count_with_what_they_import(project: Path) -> None:
    (project / "miglint.toml").write_text('rule-folders = ["rules"]\n')
    (project / "rules").mkdir()
    (project / "rules" / "local_rule.py").write_text(RULE)
    words = project / "rules" / "_words.py"
    words.write_text("WORDS = 'first'\n")

    def report() -> str:
        # A process each: modules that are imported stay as they are.
        code = "import sys; from miglint.judge import cache_folder; cache_folder.LEAST = 0"
        code += "; from miglint.cli import main; main(sys.argv[1:])"
        done = subprocess.run([sys.executable, "-c", code, "check", "-f", "json"], capture_output=True, check=False)
        return done.stdout.decode()

    assert '"first"' in report()
    assert '"first"' in report()
    assert len(_kept(project)) == 1
    words.write_text("WORDS = 'later'\n")
    assert '"later"' in report()


def test_git_base_counts(project: Path, judged: list[int]) -> None:
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=project, check=True, capture_output=True)

    git("init", "-b", "main")
    _check()
    git("add", "supabase/migrations/20250102000000_view.sql")
    git("commit", "-m", "a")
    changed = _check("-f", "json")
    assert len(judged) == 2
    assert '"migration-order"' in changed
    assert changed == _check("-f", "json", "--no-cache")


@pytest.mark.parametrize(
    "broken", [b"", b"{", b"null", b"[1, 2]", b'[0, ["Result", {}]]', b'[0, ["Finding", {"rule": 1}]]', b"\xff" * 100]
)
@pytest.mark.parametrize("sealed", [True, False])
def test_broken_caches_are_passed_over(project: Path, judged: list[int], broken: bytes, sealed: bool) -> None:
    first = _check("-f", "json")
    (path,) = _kept(project)
    path.write_bytes((cache_folder._digest(broken) + b"\n" if sealed else b"") + broken)
    again = _check("-f", "json")
    if broken != b'[0, ["Result", {}]]' or not sealed:
        assert len(judged) == 2
        assert again == first
        assert _check("-f", "json") == first
        assert len(judged) == 2


def test_unknown_classes_are_never_made(project: Path) -> None:
    reader = cache._Reader([], lambda name: None)  # type: ignore[arg-type, return-value]
    for value in (["Popen", {"args": "x"}], ["os.system", {}], ["builtins", {}], [{}], ["Path", {}]):
        with pytest.raises(ValueError, match="not a value"):
            reader.read(value)


def test_a_file_in_the_way(project: Path, judged: list[int]) -> None:
    (project / cache_folder.FOLDER).write_text("")
    assert _check() == _check()
    assert len(judged) == 2


def test_no_cache_leaves_it_alone(project: Path) -> None:
    _check("--no-cache")
    assert not (project / cache_folder.FOLDER).exists()


def test_small_histories_leave_none(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_folder, "LEAST", 1000)
    _check()
    assert not (project / cache_folder.FOLDER).exists()


def test_none_in_ci(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    _check()
    assert not (project / cache_folder.FOLDER).exists()


def test_versions_ahead_are_judged_each_time(project: Path, judged: list[int]) -> None:
    (project / "supabase/migrations/20260102000000_ahead.sql").write_text("select 1;\n")
    _check()
    _check()
    assert len(judged) == 2
    assert not _kept(project)


def test_git_ignores_it(project: Path) -> None:
    subprocess.run(["git", "init"], cwd=project, check=True, capture_output=True)
    _check()
    assert _kept(project)
    done = subprocess.run(["git", "status", "--porcelain"], cwd=project, check=True, capture_output=True, text=True)
    assert cache_folder.FOLDER not in done.stdout


def test_old_results_go(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "KEPT", 2)
    for day in range(1, 6):
        _check("--now", f"2026-01-0{day}")
    assert len(_kept(project)) == 2


def test_a_known_result_loads_neither_parser_nor_rules(project: Path) -> None:
    (project / "supabase/migrations/2025_wrong.sql").unlink()
    code = (
        "import sys; from miglint.judge import cache_folder; cache_folder.LEAST = 0; from miglint.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: print(*sorted(sys.modules), file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, "check", "--select", "migration-filename", "--now", "2026-01-01"]
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    modules = done.stderr.split()
    assert "miglint.judge.cache" in modules
    assert [
        m for m in modules if m.startswith(("pglast", "miglint.replay", "miglint_rules.", "miglint.judge.check"))
    ] == []


def test_every_class_comes_back() -> None:
    """A class that results hold and that can't be read again would make a cache that never hits."""
    file, rule = Migration(Path("20250101000000_a.sql"), "select 1;"), load_registry().rule("missing-grant")()
    ready = {
        Migration: file,
        Rule: rule,
        Span: Span(0, 6),
        Position: Position(1, 1),
        Remedy: None,  # only `miglint fix` asks for it, and judges again
        list[MiglintError]: [],  # such a result can't be stored
        Held: None,  # a result holds nothing that is held back
        tuple[Edit, ...] | Callable[[], tuple[Edit, ...]]: (Edit(file, 0, 1, "x"),),
    }
    for kind in cache._CLASSES.values():
        made = sample(kind, ready)
        written = json.loads(json.dumps(cache._written(made, {id(file): 0})))
        assert plain(cache._Reader([file], lambda name: rule).read(written)) == plain(made)
