"""Settings: where they are looked for, what wins, and errors that name the line and suggest."""

from __future__ import annotations

from pathlib import Path

import pytest

from miglint.config import load_settings, resolve
from miglint.config.document import line_of
from miglint.config.loader import KEYS
from miglint.config.rule_options import rule_options
from miglint.config.settings import Settings
from miglint.errors import RulePackError, SettingsError, UsageError
from miglint.rule.finding import Severity
from miglint.rule.in_force import RuleInForce
from miglint.rule.registry import Registry, load_registry

BUILT_IN = load_registry(entry_points=False)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a migrations folder; the working directory."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "supabase" / "migrations").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def settings(project: Path, text: str) -> Settings:
    write(project / "miglint.toml", text)
    return load_settings(project)


def in_force(
    settings: Settings, select: tuple[str, ...] = (), ignore: tuple[str, ...] = (), registry: Registry = BUILT_IN
) -> dict[str, RuleInForce]:
    return {rule.name: rule for rule in resolve(settings, select, ignore, registry)}


# Where settings are looked for


def test_without_settings_atomic_holds_and_nobody_chose_it(project: Path) -> None:
    found = load_settings(project)
    assert (found.path, found.constitution, found.configured) == (None, ("atomic",), False)


@pytest.mark.parametrize("place", ["miglint.toml", "supabase/miglint.toml", "supabase/migrations/miglint.toml"])
def test_the_settings_above_the_migrations(project: Path, place: str) -> None:
    path = write(project / place, "postgres-version = 15")
    found = load_settings(project / "supabase" / "migrations")
    assert (found.path, found.target.postgres_version) == (path, 15)


def test_the_nearest_wins_and_nothing_is_merged(project: Path) -> None:
    write(project / "miglint.toml", 'postgres-version = 15\nplatform = "postgres"')
    write(project / "supabase" / "migrations" / "miglint.toml", "postgres-version = 16")
    target = load_settings(project / "supabase" / "migrations").target
    assert (target.postgres_version, target.platform) == (16, "supabase")


def test_pyproject_holds_them_too(project: Path) -> None:
    write(project / "pyproject.toml", '[project]\nname = "x"\n[tool.miglint]\npostgres-version = 14')
    assert load_settings(project).target.postgres_version == 14


def test_a_pyproject_of_others_is_passed_by(project: Path) -> None:
    write(project / "miglint.toml", "postgres-version = 14")
    write(project / "supabase" / "pyproject.toml", '[project]\ndependencies = ["miglint"]')
    assert load_settings(project / "supabase" / "migrations").target.postgres_version == 14


def test_the_git_root_ends_the_search(project: Path) -> None:
    write(project / "miglint.toml", "postgres-version = 14")
    (project / "vendor" / ".git").mkdir(parents=True)
    assert load_settings(project / "vendor").path is None


def test_a_folder_that_everybody_may_write_to_ends_the_search(tmp_path: Path) -> None:
    write(tmp_path / "miglint.toml", "postgres-version = 14")
    (tmp_path / "work").mkdir()
    assert load_settings(tmp_path / "work").path == tmp_path / "miglint.toml"
    tmp_path.chmod(0o777)
    assert load_settings(tmp_path / "work").path is None


def test_config_names_the_file_to_use(project: Path) -> None:
    write(project / "miglint.toml", "postgres-version = 14")
    other = write(project / "ci" / "lint.toml", "postgres-version = 16")
    assert load_settings(project, config=other).target.postgres_version == 16


def test_config_may_name_a_pyproject(project: Path) -> None:
    path = write(project / "pyproject.toml", "[tool.miglint]\npostgres-version = 16")
    assert load_settings(project, config=path).target.postgres_version == 16


def test_paths_start_from_the_settings_file(project: Path) -> None:
    write(project / "supabase" / "miglint.toml", 'base = "schema.sql"\nrule-folders = ["rules"]\nmigrations = ["db"]')
    found = load_settings(project)
    supabase = project / "supabase"
    assert found.base == (supabase / "schema.sql",)
    assert found.rule_folders == (supabase / "rules",)
    assert found.migrations == (supabase / "db",)


def test_the_command_line_s_base_takes_the_place_of_the_file_s(project: Path) -> None:
    write(project / "miglint.toml", 'base = ["schema.sql"]')
    assert load_settings(project, base=[Path("dump.sql")]).base == (Path("dump.sql"),)


# Facts about the target

FULL = """
[api]
schemas = ["public", "api"]
auto_expose_new_tables = true
[db]
major_version = 15
"""


def test_facts_come_from_supabase_config(project: Path) -> None:
    write(project / "supabase" / "config.toml", FULL)
    found = load_settings(project / "supabase" / "migrations")
    target = found.target
    assert (target.postgres_version, target.exposed_schemas, target.default_privileges) == (
        15,
        ("public", "api"),
        "legacy",
    )
    assert found.origins["postgres-version"] == "supabase/config.toml"


@pytest.mark.parametrize("line", ["", "auto_expose_new_tables = false"])
def test_new_tables_have_no_privileges_unless_config_says_so(project: Path, line: str) -> None:
    write(project / "supabase" / "config.toml", f"[api]\n{line}")
    assert load_settings(project).target.default_privileges == "revoked"


def test_the_settings_file_is_above_supabase_config(project: Path) -> None:
    write(project / "supabase" / "config.toml", FULL)
    target = settings(
        project, 'postgres-version = 16\nexposed-schemas = ["public"]\ndefault-privileges = "revoked"'
    ).target
    assert (target.postgres_version, target.exposed_schemas, target.default_privileges) == (16, ("public",), "revoked")


def test_the_command_line_is_above_all(project: Path) -> None:
    write(project / "supabase" / "config.toml", FULL)
    write(project / "miglint.toml", 'postgres-version = 16\nexposed-schemas = ["public"]')
    found = load_settings(project, postgres_version=17, exposed_schemas=["api"], default_privileges="revoked")
    target = found.target
    assert (target.postgres_version, target.exposed_schemas, target.default_privileges) == (17, ("api",), "revoked")
    assert set(found.origins.values()) == {"command line", "supabase/config.toml", "default"}


def test_a_constitution_says_for_which_platform_it_is(project: Path) -> None:
    assert settings(project, 'constitution = "postgres"').target.platform == "postgres"


def test_a_supabase_project_stays_one_under_another_constitution(project: Path) -> None:
    write(project / "supabase" / "config.toml", FULL)
    assert settings(project, 'constitution = "postgres"').target.platform == "supabase"


@pytest.mark.parametrize(
    "given", [{"postgres_version": 9}, {"default_privileges": "all"}], ids=["old version", "unknown word"]
)
def test_facts_on_the_command_line_are_checked(project: Path, given: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        load_settings(project, **given)  # type: ignore[arg-type]


# The rules in force


def test_the_project_overrides_the_preset(project: Path) -> None:
    rules = in_force(settings(project, '[rules]\nmissing-grant = "note"'))
    assert rules["missing-grant"].severity is Severity.NOTE


def test_a_rule_that_is_off_is_not_in_force(project: Path) -> None:
    assert "missing-grant" not in in_force(settings(project, '[rules]\nmissing-grant = "off"'))


def test_a_table_keeps_what_it_does_not_say(project: Path) -> None:
    rule = in_force(settings(project, '[rules.view-security-invoker]\nfrom = "20250926000000"'))[
        "view-security-invoker"
    ]
    assert (rule.severity, rule.from_version) == (Severity.ERROR, "20250926000000")
    assert rule.because
    assert rule.rule.require == "false"  # type: ignore[attr-defined]


def test_because_and_options_reach_the_rule(project: Path) -> None:
    text = '[rules.view-security-invoker]\nrequire = "true"\nbecause = "views obey row level security"'
    rule = in_force(settings(project, text))["view-security-invoker"]
    assert rule.because == "views obey row level security"
    assert rule.rule.require == "true"  # type: ignore[attr-defined]


def test_later_constitutions_win(project: Path) -> None:
    rules = in_force(settings(project, 'constitution = ["atomic", "supabase"]'))
    assert rules["view-security-invoker"].rule.require == "true"  # type: ignore[attr-defined]
    assert "jsonb-without-gin" in rules  # supabase leaves it out, and so says nothing of it


def test_a_team_s_constitution_builds_on_a_preset(project: Path) -> None:
    write(project / "team.toml", 'summary = "ours"\nconstitution = "atomic"\n[rules]\njsonb-without-gin = "note"')
    rules = in_force(settings(project, 'constitution = "team.toml"'))
    assert rules["jsonb-without-gin"].severity is Severity.NOTE
    assert rules["missing-grant"].severity is Severity.ERROR


def test_a_constitution_holds_only_what_it_names_and_the_engine_s_own(project: Path) -> None:
    write(project / "team.toml", '[rules]\nmissing-grant = "error"')
    rules = in_force(settings(project, 'constitution = "./team.toml"'))
    assert set(rules) == {"missing-grant", *BUILT_IN.families["engine"]}


def test_the_constitution_on_the_command_line_leaves_the_project_s_rules(project: Path) -> None:
    write(project / "miglint.toml", 'constitution = "strict"\n[rules]\nmissing-grant = "note"')
    found = load_settings(project, constitution="postgres")
    assert set(in_force(found)) & {"missing-grant", "jsonb-without-gin"} == {"missing-grant"}
    assert (found.constitution, found.configured) == (("postgres",), True)


def test_a_constitution_file_that_builds_on_itself(project: Path) -> None:
    write(project / "team.toml", 'constitution = "team.toml"')
    with pytest.raises(SettingsError, match=r"^team.toml:1: the constitution team.toml builds on itself"):
        settings(project, 'constitution = "team.toml"')


def test_select_runs_what_the_preset_has_off(project: Path) -> None:
    rules = in_force(settings(project, 'constitution = "postgres"'), select=("jsonb-without-gin",))
    own = BUILT_IN.rule("jsonb-without-gin").severity
    assert rules["jsonb-without-gin"].severity is own
    assert set(rules) == {"jsonb-without-gin", "syntax-error", "unreadable-file", "rule-crash"}


def test_select_takes_families_and_comma_lists(project: Path) -> None:
    rules = in_force(load_settings(project), select=("grants,view-option-lost",))
    assert {*BUILT_IN.families["grants"], "view-option-lost"} <= set(rules)
    assert "policy-public-auth-uid" not in rules


def test_ignore_wins_over_select(project: Path) -> None:
    assert "missing-grant" not in in_force(load_settings(project), select=("grants",), ignore=("missing-grant",))


@pytest.mark.parametrize("flag", ["select", "ignore"])
def test_unknown_names_on_the_command_line(project: Path, flag: str) -> None:
    with pytest.raises(UsageError) as error:
        in_force(load_settings(project), **{flag: ("mising-grant",)})  # type: ignore[arg-type]
    assert error.value.message == f"--{flag}: no rule or family named `mising-grant`"
    assert error.value.hint == "did you mean `missing-grant`?"


# Rules of others

LOCAL = """
from typing import Literal
from miglint import Rule, Severity, option

class NoMoney(Rule):
    '''No money.'''
    severity = Severity.NOTE
    limit: int = option(3, "How many.")
    names: tuple[str, ...] = option((), "Which.")
    deep: bool = option(False, "How deep.")
    style: Literal["loud", "quiet"] = option("loud", "How loud.")
    first: "str | None" = option(None, "The first.")

    def __post_init__(self):
        if self.limit < 0:
            raise ValueError("limit is below 0")
"""


@pytest.fixture
def local(project: Path) -> Registry:
    write(project / "rules" / "no_money.py", LOCAL)
    return load_registry([project / "rules"], entry_points=False)


def test_local_rules_hold_at_their_own_severity(project: Path, local: Registry) -> None:
    assert in_force(load_settings(project), registry=local)["no-money"].severity is Severity.NOTE


def test_local_rules_that_are_off_unless_asked_for(project: Path) -> None:
    write(project / "rules" / "no_money.py", LOCAL.replace("Severity.NOTE", "Severity.OFF"))
    registry = load_registry([project / "rules"], entry_points=False)
    assert "no-money" not in in_force(load_settings(project), registry=registry)
    assert in_force(load_settings(project), ("no-money",), registry=registry)["no-money"].severity is Severity.WARNING


def test_a_local_rule_that_can_not_be_loaded_is_fatal_under_select_too(project: Path) -> None:
    write(project / "rules" / "no_money.py", "1 / 0")
    registry = load_registry([project / "rules"], entry_points=False)
    with pytest.raises(RulePackError, match="division by zero"):
        in_force(load_settings(project), ("missing-grant",), registry=registry)


def test_settings_of_a_local_rule_that_is_shut_off_are_no_error(project: Path, local: Registry) -> None:
    shut = load_registry([project / "rules"], entry_points=False, local=False)
    found = settings(project, "[rules.no-money]\nlimit = 5")
    assert "no-money" not in in_force(found, registry=shut)
    with pytest.raises(UsageError, match="--no-local-rules"):
        in_force(found, select=("no-money",), registry=shut)


def test_options_are_converted(project: Path, local: Registry) -> None:
    text = '[rules.no-money]\nlimit = 5\nnames = ["a"]\ndeep = true\nstyle = "quiet"\nfirst = "x"'
    rule = in_force(settings(project, text), registry=local)["no-money"].rule
    values = vars(rule)
    assert values == {"limit": 5, "names": ("a",), "deep": True, "style": "quiet", "first": "x"}


def test_options_may_be_spelled_either_way(project: Path) -> None:
    name, option = next(
        (name, option)
        for name in BUILT_IN.files
        for option in rule_options(BUILT_IN.rule(name)).values()
        if "_" in option.name
    )
    value = str(list(option.default) if isinstance(option.default, tuple) else option.default).lower()
    for key in (option.key, option.name):
        assert name in in_force(settings(project, f"[rules.{name}]\nseverity = 'note'\n{key} = {value}"))


BAD_OPTIONS = {
    "limt = 5": ("`no-money` has no option `limt`", "did you mean `limit`?"),
    "zzz = 5": ("`no-money` has no option `zzz`", "its options: limit, names, deep, style, first"),
    'limit = "5"': ('option `limit` of `no-money` must be an integer, not the string "5"', ""),
    "limit = true": ("option `limit` of `no-money` must be an integer, not true", ""),
    "names = [1]": ("option `names` of `no-money` must be a list of strings, not a list", ""),
    'names = "a"': ('option `names` of `no-money` must be a list of strings, not the string "a"', ""),
    "deep = 1": ("option `deep` of `no-money` must be a boolean, not the number 1", ""),
    'style = "queit"': ('option `style` of `no-money` can\'t be "queit"', "did you mean `quiet`?"),
    "limit = -1": ("`no-money` refuses its options: limit is below 0", ""),
}


@pytest.mark.parametrize("line", BAD_OPTIONS)
def test_options_are_checked(project: Path, local: Registry, line: str) -> None:
    found = settings(project, f"[rules.no-money]\nseverity = 'off'\n{line}\n")
    with pytest.raises(SettingsError) as error:
        in_force(found, registry=local)
    message, hint = BAD_OPTIONS[line]
    assert error.value.message == f"miglint.toml:3: {message}"
    assert error.value.hint == hint


def test_an_option_type_that_settings_can_not_express(project: Path) -> None:
    write(project / "rules" / "no_money.py", LOCAL.replace("deep: bool", "deep: dict[str, str]"))
    registry = load_registry([project / "rules"], entry_points=False)
    with pytest.raises(RulePackError, match="`deep` has a type that settings can't express"):
        rule_options(registry.rule("no-money"))


# Errors in the file

BAD = {
    "constituion = 'atomic'": (1, "unknown key `constituion`", "did you mean `constitution`?"),
    "postgres_version = 17": (1, "unknown key `postgres_version`", "did you mean `postgres-version`?"),
    "zzz = 1": (1, "unknown key `zzz`", f"known keys: {', '.join(KEYS)}"),
    "constitution = 'atomc'": (1, "no preset named `atomc`", "did you mean `atomic`?"),
    "constitution = 'ours.toml'": (
        1,
        "no constitution file ours.toml",
        "a path, or a preset: atomic, crispy, postgres, strict, supabase",
    ),
    "constitution = 5": (1, "`constitution` must be a list of strings, not the number 5", ""),
    "\npostgres-version = '17'": (2, '`postgres-version` must be a whole number, not the string "17"', ""),
    "postgres-version = 9": (1, "miglint supports PostgreSQL 11 and later, not 9", ""),
    "exposed-schemas = [1]": (1, "`exposed-schemas` must be a list of strings, not a list", ""),
    "default-privileges = 'revokd'": (1, '`default-privileges` can\'t be "revokd"', "did you mean `revoked`?"),
    "platform = 'mysql'": (1, '`platform` can\'t be "mysql"', "one of: supabase, postgres"),
    "rules = 1": (1, "`rules` must be a table, not the number 1", ""),
    "[rules]\n\nmissing-grant = 'warn'": (3, '`rules.missing-grant` can\'t be "warn"', "did you mean `warning`?"),
    "[rules]\nmissing-grant = 1": (
        2,
        '`rules.missing-grant` must be "error" or "warning" or "note" or "off", not the number 1',
        "",
    ),
    "[rules.missing-grant]\nseverity = 'info'": (
        2,
        '`rules.missing-grant.severity` can\'t be "info"',
        "one of: error, warning, note, off",
    ),
    "[rules.missing-grant]\nbecause = ''": (2, "`rules.missing-grant.because` is empty", ""),
    "[rules.missing-grant]\nfrom = 'May'": (
        2,
        '`from` must be a migration\'s version, not the string "May"',
        'for example from = "20250926000000"',
    ),
    "exceptions = 1": (1, "`exceptions` must be a list of tables ([[exceptions]]), not the number 1", ""),
    "[[exceptions]]\nobject = 'public.x'": (
        1,
        "an exception has no `rule`",
        "every exception needs a rule and a reason",
    ),
    "[[exceptions]]\nrule = 'missing-grant'\nobject = 'x'": (
        1,
        "an exception has no `reason`",
        "every exception needs a rule and a reason",
    ),
    "[[exceptions]]\nrule = 'missing-grant'\nreason = 'internal'": (
        1,
        "an exception names neither an object nor a file",
        'to silence the whole rule write missing-grant = "off" under [rules]',
    ),
    "[[exceptions]]\nrule = 'a'\nreason = 'b'\nobject = 'c'\n[[exceptions]]\nrule = 'a'\nreson = 'b'": (
        7,
        "unknown key `reson` in `exceptions`",
        "did you mean `reason`?",
    ),
    "[[exceptions]]\nrule = 'missing-grant'\nreason = 'b'\nobject = 'c'\nuntil = '2026-02-30'": (
        5,
        '`until` is not a date: the string "2026-02-30"',
        'write it as until = "2026-12-31"',
    ),
}


@pytest.mark.parametrize("text", BAD)
def test_errors_name_the_line_and_suggest(project: Path, text: str) -> None:
    with pytest.raises(SettingsError) as error:
        settings(project, text)
    line, message, hint = BAD[text]
    assert (error.value.message, error.value.hint) == (f"miglint.toml:{line}: {message}", hint)


UNKNOWN_RULES = {
    "[rules]\n# note\nmising-grant = 'off'": (3, "no rule named `mising-grant`", "did you mean `missing-grant`?"),
    "[[exceptions]]\nrule = 'mising-grant'\nobject = 'x'\nreason = 'y'": (
        2,
        "an exception names an unknown rule: `mising-grant`",
        "did you mean `missing-grant`?",
    ),
}


@pytest.mark.parametrize("text", UNKNOWN_RULES)
def test_unknown_rules(project: Path, text: str) -> None:
    found = settings(project, text)
    with pytest.raises(SettingsError) as error:
        in_force(found)
    line, message, hint = UNKNOWN_RULES[text]
    assert (error.value.message, error.value.hint) == (f"miglint.toml:{line}: {message}", hint)


def test_a_family_is_no_rule(project: Path) -> None:
    with pytest.raises(SettingsError) as error:
        in_force(settings(project, "[rules]\ngrants = 'off'"))
    assert error.value.hint.startswith("`grants` is a family; name its rules: ")


def test_errors_in_pyproject_name_its_line(project: Path) -> None:
    write(project / "pyproject.toml", '[project]\nname = "x"\n\n[tool.miglint]\nplatform = "mysql"')
    with pytest.raises(SettingsError, match=r"^pyproject.toml:5: "):
        load_settings(project)


def test_errors_in_a_constitution_name_that_file(project: Path) -> None:
    write(project / "team" / "constitution.toml", '[rules]\nmissing-grant = "warn"')
    with pytest.raises(SettingsError, match=r"^team/constitution.toml:2: "):
        settings(project, 'constitution = "team/constitution.toml"')


def test_text_that_is_no_toml(project: Path) -> None:
    with pytest.raises(SettingsError, match=r"^miglint.toml:2: not valid TOML: Invalid value$"):
        settings(project, 'platform = "supabase"\nbase = x\n')
    with pytest.raises(SettingsError, match=r"^miglint.toml: not valid TOML: Invalid value \(at end of document\)$"):
        settings(project, "base = [")


def test_settings_that_are_not_utf_8(project: Path) -> None:
    (project / "miglint.toml").write_bytes(b"# caf\xe9")
    with pytest.raises(SettingsError) as error:
        load_settings(project)
    assert error.value.message == "miglint.toml: is not UTF-8"


def test_a_settings_file_that_is_not_there(project: Path) -> None:
    with pytest.raises(SettingsError, match=r"^nowhere.toml: can't be read: No such file"):
        load_settings(project, config=Path("nowhere.toml"))


def test_exceptions_are_read(project: Path) -> None:
    text = "[[exceptions]]\nrule = 'missing-grant'\nobject = 'public.*'\nuntil = 2026-12-31\nreason = 'internal'"
    [exception] = settings(project, text).exceptions
    assert (exception.rule, exception.object, exception.until, exception.reason) == (
        "missing-grant",
        "public.*",
        "2026-12-31",
        "internal",
    )


def test_lines_behind_a_text_of_several_lines() -> None:
    text = 'a = """\nb = 1\n"""\n[c]\n"d-e" = 1\nb = 2\n'
    assert line_of(text, ("c", "b")) == 6
    assert line_of(text, ("c", "d-e")) == 5
    assert line_of(text, ("b",)) is None


@pytest.mark.parametrize(
    ("settings", "folder", "runner"),
    [
        ("", "db/migrations", "supabase-3"),
        ('platform = "postgres"', "db/migrations", "psql"),
        ('constitution = "postgres"', "db/migrations", "psql"),
        ('constitution = "postgres"', "supabase/migrations", "supabase-3"),
        ('runner = "transaction"', "supabase/migrations", "transaction"),
    ],
)
def test_the_runner_is_supabases_cli_in_its_folder(project: Path, settings: str, folder: str, runner: str) -> None:
    start = project / "another" / folder
    write(start.parent / "miglint.toml", settings)
    start.mkdir()
    (project / "supabase" / "migrations").rmdir()
    assert load_settings(start).target.runner == runner


def test_the_rules_option_runner_is_a_setting_now(project: Path) -> None:
    write(project / "miglint.toml", '[rules.statement-in-transaction]\nrunner = "pipeline"')
    with pytest.raises(SettingsError) as raised:
        resolve(load_settings(project), (), (), load_registry(local=False))
    assert "write `runner` above [rules]" in str(raised.value.hint)
