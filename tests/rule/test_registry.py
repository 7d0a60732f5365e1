"""Rules from packages and folders: found by their files, loaded when asked for, refused when they can't be used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from miglint.errors import RulePackError
from miglint.rule.registry import Registry, load, load_registry
from miglint.rule.rule import options_of

RULE = '''"""A test rule."""

from __future__ import annotations

from miglint import Rule, Severity, option


class {name}(Rule):
    """A made-up rule.

    ## Why
    For the tests.
    """

    severity = Severity.NOTE
    limit: int = option(3, "How many.")
'''


DATACLASS = RULE.format(name="NoMoney").replace(
    "class ", "from dataclasses import dataclass\n\n\n@dataclass(frozen=True)\nclass "
)


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def local(tmp_path: Path, **files: str) -> Registry:
    """A registry with a folder of local rules: file stem -> text."""
    for stem, text in files.items():
        write(tmp_path / "rules" / f"{stem}.py", text)
    return load_registry([tmp_path / "rules"], entry_points=False)


def test_a_built_in_rule_lies_where_its_name_says() -> None:
    file = load_registry().files["missing-grant"]
    assert (file.family, file.path.name, file.builtin) == ("grants", "missing_grant.py", True)


def test_a_misspelt_hook_is_refused(tmp_path: Path) -> None:
    text = RULE.format(name="NoMoney") + "\n    def check_catalogue(self, state): ...\n"
    with pytest.raises(RulePackError, match="`check_catalogue` is no hook") as refused:
        local(tmp_path, no_money=text).rule("no-money")
    assert refused.value.hint == "did you mean `check_catalog`?"


def test_an_option_without_a_type_is_refused(tmp_path: Path) -> None:
    text = RULE.format(name="NoMoney").replace("limit: int", "limit")
    with pytest.raises(RulePackError, match=r"option `limit` has no type: .*\(line 8\)"):
        local(tmp_path, no_money=text).rule("no-money")


def test_finding_rules_imports_none() -> None:
    script = (
        "import sys; from miglint.rule.registry import load_registry; names = load_registry().files;"
        "print(len(names) > 10, [m for m in sys.modules if m.startswith('miglint_rules.')])"
    )
    assert subprocess.check_output([sys.executable, "-c", script], text=True) == "True []\n"


def test_only_the_rules_asked_for_are_imported() -> None:
    script = (
        "import sys; from miglint.rule.registry import load; load(['rule-crash']);"
        "print(sorted(m for m in sys.modules if m.startswith('miglint_rules.')))"
    )
    expected = "['miglint_rules.engine', 'miglint_rules.engine.rule_crash']\n"
    assert subprocess.check_output([sys.executable, "-c", script], text=True) == expected


def test_start_up_leaves_importlib_metadata_alone() -> None:
    script = (
        "import sys; from miglint.rule.registry import load_registry; load_registry();"
        "print('importlib.metadata' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", script], text=True) == "False\n"


def test_all_built_in_rules_load() -> None:
    rules = load(None, entry_points=False)
    assert [rule.rule_name() for rule in rules.values()] == list(rules)


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(RulePackError) as error:
        load(["mising-grant"])
    assert error.value.message == "no rule named `mising-grant`"
    assert error.value.hint == "did you mean `missing-grant`?"


def test_a_local_rule_is_loaded(tmp_path: Path) -> None:
    registry = local(tmp_path, no_money=RULE.format(name="NoMoney"))
    rule = registry.rule("no-money")
    assert (rule.rule_name(), rule.family(), rule().limit) == ("no-money", "local", 3)  # type: ignore[attr-defined]


def test_a_subfolder_of_a_local_folder_is_a_family(tmp_path: Path) -> None:
    write(tmp_path / "rules" / "billing" / "no_money.py", RULE.format(name="NoMoney"))
    registry = load_registry([tmp_path / "rules"])
    assert registry.files["no-money"].family == registry.rule("no-money").family() == "billing"


def test_relative_imports_work_and_sys_path_stays(tmp_path: Path) -> None:
    write(tmp_path / "rules" / "_shared.py", "LIMIT = 7\n")
    text = RULE.format(name="NoMoney").replace("from miglint", "from ._shared import LIMIT\nfrom miglint")
    before = list(sys.path)
    rule = local(tmp_path, no_money=text.replace("option(3", "option(LIMIT")).rule("no-money")
    assert rule().limit == 7  # type: ignore[attr-defined]
    assert sys.path == before


def test_loading_local_rules_leaves_no_files(tmp_path: Path) -> None:
    local(tmp_path, no_money=RULE.format(name="NoMoney")).rule("no-money")
    assert [path.name for path in (tmp_path / "rules").iterdir()] == ["no_money.py"]


def test_two_folders_do_not_mix_their_helpers(tmp_path: Path) -> None:
    text = RULE.replace("from miglint", "from ._shared import LIMIT\nfrom miglint").replace("option(3", "option(LIMIT")
    for number, name in enumerate(["First", "Second"]):
        write(tmp_path / name / "_shared.py", f"LIMIT = {number}\n")
        write(tmp_path / name / f"{name.lower()}.py", text.format(name=name))
    rules = load(["first", "second"], [tmp_path / "First", tmp_path / "Second"])
    assert [rule().limit for rule in rules.values()] == [0, 1]  # type: ignore[attr-defined]


def test_files_that_are_no_rules_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "rules" / "notes.txt", "select 1;")
    write(tmp_path / "rules" / "no_money.md", "# no-money")
    assert "no-money" in local(tmp_path, no_money=RULE.format(name="NoMoney")).files


def test_local_rules_that_are_shut_off_are_known_and_never_run(tmp_path: Path) -> None:
    write(tmp_path / "rules" / "no_money.py", "raise SystemExit(0)")
    registry = load_registry([tmp_path / "rules"], local=False)
    assert registry.knows("no-money")
    assert "no-money" not in registry.files


def test_a_rule_may_be_a_frozen_dataclass(tmp_path: Path) -> None:
    rule = local(tmp_path, no_money=DATACLASS).rule("no-money")
    assert [(option.name, option.default, option.help) for option in options_of(rule)] == [("limit", 3, "How many.")]
    assert (rule().limit, rule(limit=5).limit) == (3, 5)


def test_a_rule_refuses_an_option_that_it_has_not(tmp_path: Path) -> None:
    rule = local(tmp_path, no_money=RULE.format(name="NoMoney")).rule("no-money")
    with pytest.raises(TypeError, match="no-money has no option most"):
        rule(most=5)


def test_a_rule_is_immutable(tmp_path: Path) -> None:
    rule = local(tmp_path, no_money=RULE.format(name="NoMoney")).rule("no-money")()
    with pytest.raises(AttributeError):
        rule.limit = 4


BROKEN = {
    "it raises": ("no_money", "\n\n1 / 0\n", "ZeroDivisionError: division by zero (line 3)"),
    "it is no Python": ("no_money", "x = 1\nclass :\n", "SyntaxError: invalid syntax (line 2)"),
    "it imports what isn't there": ("no_money", "import miglint_nowhere", "No module named 'miglint_nowhere' (line 1)"),
    "it ends the process": ("no_money", "raise SystemExit(0)", "SystemExit: 0 (line 1)"),
    "no rule": ("no_money", "LIMIT = 3\n", "defines no rule"),
    "two rules": (
        "no_money",
        RULE.format(name="NoMoney") + RULE.format(name="NoFloat").partition("option\n")[2],
        "defines 2 rules (NoMoney, NoFloat)",
    ),
    "another name": ("no_money", RULE.format(name="NoFloat"), "class NoFloat does not fit the file's name"),
    "a class that can change": (
        "no_money",
        DATACLASS.replace("(frozen=True)", ""),
        "is a dataclass that can be changed",
    ),
    "no default": (
        "no_money",
        RULE.format(name="NoMoney").replace(' = option(3, "How many.")', ""),
        "option `limit` has no default",
    ),
    "no help": ("no_money", RULE.format(name="NoMoney").replace('option(3, "How many.")', "3"), "`limit` has no help"),
}


@pytest.mark.parametrize(("stem", "text", "message"), BROKEN.values(), ids=BROKEN)
def test_a_local_file_that_can_not_be_used(tmp_path: Path, stem: str, text: str, message: str) -> None:
    registry = local(tmp_path, **{stem: text})
    with pytest.raises(RulePackError) as error:
        registry.rule("no-money")
    assert message in error.value.message
    assert str(tmp_path / "rules" / f"{stem}.py") in error.value.message


def test_a_file_name_that_python_can_not_import(tmp_path: Path) -> None:
    with pytest.raises(RulePackError) as error:
        local(tmp_path, **{"no-money": RULE.format(name="NoMoney")})
    assert error.value.hint == "rename it to no_money.py"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RulePackError, match="nowhere does not exist"):
        load_registry([tmp_path / "nowhere"])


def test_a_local_rule_may_not_take_a_built_in_name(tmp_path: Path) -> None:
    with pytest.raises(RulePackError) as error:
        local(tmp_path, missing_grant=RULE.format(name="MissingGrant"))
    assert "two rules are called `missing-grant`" in error.value.message
    assert "the built-in rules" in error.value.message
    assert str(tmp_path / "rules" / "missing_grant.py") in error.value.message


# An installed package: built and installed by pip, seen by a process of its own.

PYPROJECT = """[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "acme-lint"
version = "1.2"

[project.entry-points."miglint.rules"]
acme = "{value}"

[tool.hatch.build.targets.wheel]
packages = ["acme_lint"]
"""

LIST = """
import json, sys
from miglint.errors import MiglintError
from miglint.rule.registry import load, load_registry
from miglint.rule.rule import options_of
try:
    registry = load_registry()
    rules = registry.load([name for name, file in registry.files.items() if not file.builtin])
    print(json.dumps({name: rule.family() for name, rule in rules.items()}))
except MiglintError as error:
    print(json.dumps(error.message))
"""


def installed(tmp_path: Path, value: str = "acme_lint", **files: str) -> object:
    """What a process sees in whose environment pip installs the package: {rule: family}, or the error's message."""
    project, site = tmp_path / "project", tmp_path / "site"
    write(project / "pyproject.toml", PYPROJECT.format(value=value))
    _write_package(project, files)
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--target", str(site), str(project)], check=True, capture_output=True)
    return _seen(site, tmp_path)


def unpacked(tmp_path: Path, value: str = "acme_lint", **files: str) -> object:
    """The same for a package that is laid down by hand, as pip would: quicker."""
    site = tmp_path / "site"
    write(site / "acme_lint-1.2.dist-info" / "entry_points.txt", f"[miglint.rules]\nacme = {value}\n")
    _write_package(site, files)
    return _seen(site, tmp_path)


def _write_package(folder: Path, files: dict[str, str]) -> None:
    write(folder / "acme_lint" / "__init__.py", "")
    for name, text in files.items():
        write(folder / "acme_lint" / f"{name}.py", text)


def _seen(site: Path, cwd: Path) -> object:
    environment = {**os.environ, "PYTHONPATH": str(site)}
    return json.loads(subprocess.check_output([sys.executable, "-c", LIST], env=environment, cwd=cwd))


def test_an_installed_package_brings_its_rules(tmp_path: Path) -> None:
    (tmp_path / "project" / "acme_lint" / "billing").mkdir(parents=True)
    (tmp_path / "project" / "acme_lint" / "billing" / "__init__.py").touch()
    files = {
        "no_money": RULE.format(name="NoMoney"),
        "billing/no_float": RULE.format(name="NoFloat"),
        "_shared": "LIMIT = 3\n",
    }
    assert installed(tmp_path, **files) == {"no-float": "billing", "no-money": "acme_lint"}


def test_an_entry_point_may_name_one_module(tmp_path: Path) -> None:
    files = {"no_money": RULE.format(name="NoMoney"), "other": "raise RuntimeError('not a rule')"}
    assert unpacked(tmp_path, "acme_lint.no_money", **files) == {"no-money": "acme_lint"}


def test_an_installed_package_that_can_not_be_loaded(tmp_path: Path) -> None:
    message = installed(tmp_path, no_money="import miglint_nowhere")
    assert isinstance(message, str)
    assert "entry point `acme` of the installed package acme_lint 1.2" in message
    assert "No module named 'miglint_nowhere'" in message


def test_an_entry_point_that_leads_nowhere(tmp_path: Path) -> None:
    message = unpacked(tmp_path, "acme_lint.nowhere")
    assert isinstance(message, str)
    assert message.endswith("acme_lint 1.2: no module named `acme_lint.nowhere`")


def test_an_entry_point_that_is_no_module_name(tmp_path: Path) -> None:
    message = unpacked(tmp_path, "acme_lint:RULES")
    assert isinstance(message, str)
    assert message.endswith("`acme_lint:RULES` is not the name of a module")


def test_an_installed_package_without_rules(tmp_path: Path) -> None:
    message = unpacked(tmp_path, _helper="")
    assert isinstance(message, str)
    assert message.endswith("the package `acme_lint` holds no rules")


def test_an_installed_rule_may_not_take_a_built_in_name(tmp_path: Path) -> None:
    message = unpacked(tmp_path, missing_grant=RULE.format(name="MissingGrant"))
    assert isinstance(message, str)
    assert message.startswith("two rules are called `missing-grant`")
    assert "acme_lint 1.2" in message
