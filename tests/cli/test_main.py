"""The command line's own manners: which command runs, what goes wrong where, and what is not imported."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import miglint
from miglint.cli import COMMANDS, Commands, main


def ran(*args: str) -> list[str]:
    """The command that a command line leads to, and the arguments that reach it."""
    seen: list[str] = []

    def command(name: str) -> click.Command:
        rest = click.Argument(["rest"], nargs=-1, type=click.UNPROCESSED)
        settings = {"ignore_unknown_options": True}
        return click.Command(name, settings, lambda rest: seen.extend([name, *rest]), params=[rest])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Commands, "get_command", lambda self, ctx, name: command(name) if name in COMMANDS else None)
        assert CliRunner().invoke(main, args).exit_code == 0
    return seen


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_loads_and_has_help(name: str) -> None:
    command = import_module(f"miglint.cli.{name.replace('-', '_')}_command").command
    assert isinstance(command, click.Command)
    assert command.get_short_help_str(200)


@pytest.mark.parametrize("args", [(), ("supabase/migrations",), ("-f", "json"), ("--select", "rules"), ("-",)])
def test_check_runs_where_no_command_is_named(args: tuple[str, ...]) -> None:
    assert ran(*args) == ["check", *args]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_named(name: str) -> None:
    assert ran(name, "x") == [name, "x"]


def test_a_misspelt_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["explan", "missing-grant"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "miglint: error: no command, file or folder named `explan`\n  hint: did you mean `explain`?\n"
    )


def test_a_folder_with_nearly_the_name_of_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "catalogs").mkdir()
    assert ran("catalogs") == ["check", "catalogs"]


def test_version() -> None:
    text = CliRunner().invoke(main, ["--version"]).stdout
    assert re.fullmatch(
        rf"miglint {re.escape(miglint.__version__)} \(pglast [\d.]+, PostgreSQL \d+ grammar, Python [\d.]+\)\n", text
    )


@pytest.mark.parametrize("args", [["rules", "--nonsense"], ["rules", "--format", "xml"], ["explain"]])
def test_arguments_that_make_no_sense(args: list[str]) -> None:
    assert CliRunner().invoke(main, args).exit_code == 2


def test_a_crash_does_not_look_like_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("miglint.cli.rules_command._listed", lambda *_: 1 / 0)
    result = CliRunner().invoke(main, ["rules"])
    assert result.exit_code == 2
    assert "miglint: error: miglint itself failed: ZeroDivisionError" in result.stderr


def test_an_error_can_not_speak_to_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["explain", "x\x1b[31m"])
    assert "\x1b" not in result.stderr
    assert "\\x1b[31m" in result.stderr


@pytest.mark.parametrize("args", [["--help"], ["--version"]])
def test_help_imports_no_command(args: list[str]) -> None:
    script = (
        "import sys\nfrom miglint.cli import main\ntry:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "print([m for m in sys.modules if m.startswith(('miglint.cli.', 'miglint_rules', 'rich'))])"
    )
    output = subprocess.check_output([sys.executable, "-c", script, *args], text=True)
    assert output.splitlines()[-1] == "[]"
