"""`miglint explain RULE`: everything there is to say of a rule."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from miglint.cli import main
from miglint.rule.registry import load_registry


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def explain(*args: str) -> Result:
    return CliRunner().invoke(main, ["explain", *args])


LOCAL = """
from miglint import Rule, Severity, option

class NoMoney(Rule):
    '''A column is of type money.

    ## Why
    It rounds.

    ## Bad
    ```sql 20250101000000_prices.sql
    create table prices (price money);
    ```

    ## Good
    ```sql
    create table prices (price numeric);
    ```

    ## References
    - the book
    '''
    severity = Severity.NOTE
    sources = ("ours:7",)
    max_digits: int = option(3, "How many digits.")
"""

PAGE = """\
no-money  (local, debt)
A column is of type money.

Why
  It rounds.

Bad
      -- 20250101000000_prices.sql
      create table prices (price money);

Good
      create table prices (price numeric);

Options
  max-digits = 3  (integer)
      How many digits.

Severity
  here (atomic)  warning  max-digits = 5
                          because we count
  atomic         note
  crispy         note
  postgres       note
  strict         note
  supabase       note

Sources
  ours:7

References
  - the book

To silence it for one statement:  -- miglint: ignore[no-money] the reason
"""


def test_the_whole_page(project: Path) -> None:
    (project / "rules").mkdir()
    (project / "rules" / "no_money.py").write_text(LOCAL, "utf-8")
    (project / "miglint.toml").write_text(
        "rule-folders = ['rules']\n[rules.no-money]\nseverity = 'warning'\nmax_digits = 5\nbecause = 'we count'",
        "utf-8",
    )
    result = explain("no-money")
    assert (result.exit_code, result.stdout) == (0, PAGE)


@pytest.mark.parametrize("name", sorted(load_registry(entry_points=False).files))
def test_every_rule_has_a_page(name: str) -> None:
    result = explain(name)
    assert result.exit_code == 0
    for title in ("Why", "Bad", "Good", "Severity"):
        assert f"\n\n{title}\n  " in result.stdout
    assert f"\nPage:  https://miglint.github.io/miglint/rules/{name}/\n" in result.stdout


def test_presets_differ_in_direction() -> None:
    lines = explain("view-security-invoker").stdout.splitlines()
    said = {line.split()[0]: line for line in lines if 'require = "' in line or line.split()[1:] == ["off"]}
    assert 'error    require = "false"' in said["atomic"]
    assert 'error    require = "true"' in said["supabase"]
    assert said["postgres"].split() == ["postgres", "off"]


def test_a_near_miss() -> None:
    result = explain("mising-grant")
    assert result.exit_code == 2
    assert result.stderr == ("miglint: error: no rule named `mising-grant`\n  hint: did you mean `missing-grant`?\n")


def test_a_family_names_its_rules() -> None:
    hint = explain("grants").stderr.splitlines()[1]
    assert hint.startswith("  hint: `grants` is a family; its rules: ")
    assert "missing-grant" in hint


def test_broken_settings_do_not_keep_a_rule_from_being_explained(project: Path) -> None:
    (project / "miglint.toml").write_text("platform = 'mysql'", "utf-8")
    result = explain("missing-grant")
    assert result.exit_code == 0
    assert result.stderr.startswith("miglint: error: miglint.toml:1: ")
    assert "\n  atomic " in result.stdout
    assert "here (" not in result.stdout
