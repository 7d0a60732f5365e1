"""`miglint constitution`: articles to read, and a check of what they say."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from miglint.cli import main


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    (folder / "20250101000000_tags.sql").write_text(
        "create table public.tags (id bigint primary key);\n"
        "grant select on public.tags to authenticated, service_role;\n"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["constitution", *arguments])


SETTINGS = """constitution = "supabase"
[rules.missing-grant]
id = "DB-007"
because = "the API needs it & <b>so</b> do we"
from = "20250101000000"
[[exceptions]]
rule = "missing-grant"
object = "public.{object}"
until = "{until}"
reason = "internal"
"""


def write(project: Path, object_: str = "tags", until: str = "2999-01-01") -> None:
    (project / "miglint.toml").write_text(SETTINGS.format(object=object_, until=until))


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_an_article_says_what_why_since_and_except(project: Path, format_: str) -> None:
    write(project)
    shown = run("--format", format_)
    assert shown.exit_code == 0, shown.output
    for said in ("DB-007 missing-grant", "the API needs it", "20250101000000", "public.tags: internal", "miglint.toml"):
        assert said in shown.stdout
    assert ("<b>so</b>" in shown.stdout) == (format_ == "text")


def test_without_settings_the_default_is_printed() -> None:
    assert "The constitution atomic" in run().stdout


def test_a_sound_constitution_passes(project: Path) -> None:
    write(project)
    done = run("--check")
    assert done.exit_code == 0, done.output


def test_expired_and_aimless_exceptions_are_named(project: Path) -> None:
    write(project, object_="tasg", until="2020-01-01")
    done = run("--check")
    assert done.exit_code == 1
    assert "ended on 2020-01-01" in done.stdout
    assert "names public.tasg, which no migration creates" in done.stdout


def test_rules_that_pull_apart_are_named(project: Path) -> None:
    rule = '''"""{name}."""
from miglint import Kind, Rule, ViewCreated
class {cls}(Rule):
    """A view that {what}.

    ## Why
    Because.

    ## Bad
    ```sql
    CREATE VIEW {bad} AS SELECT 1 AS a;
    ```

    ## Good
    ```sql
    CREATE VIEW {good} AS SELECT 1 AS a;
    ```
    """
    kind = Kind.DEBT
    def check_change(self, change: ViewCreated, step):
        if change.view.name.startswith("v_") is {flagged}:
            yield self.finding("no", change.place())
'''
    (project / "rules").mkdir()
    for name, bad, good, flagged in (("view_prefix", "v_a", "a", True), ("bare_view_name", "a", "v_a", False)):
        cls = "".join(word.capitalize() for word in name.split("_"))
        text = rule.format(name=name, cls=cls, what="is named so", bad=bad, good=good, flagged=flagged)
        (project / "rules" / f"{name}.py").write_text(text)
    (project / "miglint.toml").write_text('constitution = "postgres"\nrule-folders = ["rules"]\n')
    done = run("--check")
    assert done.exit_code == 1, done.output
    assert "bare-view-name and view-prefix contradict each other" in done.stdout


@pytest.mark.parametrize("name", ["atomic", "supabase"])
def test_presets_have_no_problems(name: str, project: Path) -> None:
    done = run("--check", "--constitution", name)
    assert done.exit_code == 0, done.output


def test_code_is_code_and_links_are_links(project: Path) -> None:
    (project / "miglint.toml").write_text(
        '[rules.missing-grant]\nbecause = "no `GRANT <x>`, no access"\nlink = "https://example.org/a?b=1&c"\n'
    )
    html, markdown = run("-f", "html").stdout, run("-f", "markdown").stdout
    assert "no <code>GRANT &lt;x&gt;</code>, no access" in html
    assert '<a href="https://example.org/a?b=1&amp;c">' in html
    assert "no `GRANT <x>`, no access" in markdown
    assert "<https://example.org/a?b=1&c>" in markdown


def test_other_links_stay_text(project: Path) -> None:
    (project / "miglint.toml").write_text('[rules.missing-grant]\nlink = "javascript:alert(1)"\n')
    assert "href" not in run("-f", "html").stdout
