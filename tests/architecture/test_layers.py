"""The house: layers of packages, no circles, one name for one thing, files of a readable size."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from helpers.import_graph import MODULES, Graph, circles, module_graph, package_of, rolled_up

ROOT = Path(__file__).parents[2]
BESIDE = 6
"""Modules that may lie beside the packages."""
LAYERS = 12
LINES = 330
CIRCLE = 3
"""Modules that may import each other inside a package."""


@pytest.fixture(scope="module")
def graph() -> Graph:
    return module_graph()


def test_imports_go_downwards() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_contract_has_few_layers_and_names_every_package() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract["type"] == "layers")
    assert len(layers) <= LAYERS
    named = {name.strip() for layer in layers for name in layer.split("|")}
    there = {module.split(".")[0] for module in MODULES if module}
    assert there == named


def test_few_modules_lie_beside_the_packages() -> None:
    beside = [module for module, file in MODULES.items() if "." not in module and file.name != "__init__.py"]
    assert len(beside) <= BESIDE, beside


def test_no_circle_between_packages(graph: Graph) -> None:
    """Packages inside packages count as packages; a module beside the packages counts as one."""
    group = {module: package_of(module) or module or "miglint" for module in graph}
    assert circles(rolled_up(graph, group)) == []


def test_no_large_circle_inside_a_package(graph: Graph) -> None:
    assert [sorted(circle) for circle in circles(graph) if len(circle) > CIRCLE] == []


def test_no_two_modules_have_one_name() -> None:
    names = Counter(file.stem for file in MODULES.values() if file.name != "__init__.py")
    assert [name for name, count in names.items() if count > 1] == []


def test_no_two_public_classes_have_one_name() -> None:
    trees = (ast.parse(file.read_text("utf-8")) for file in MODULES.values())
    names = Counter(n.name for tree in trees for n in tree.body if isinstance(n, ast.ClassDef) and n.name[0] != "_")
    assert [name for name, count in names.items() if count > 1] == []


def test_no_source_file_is_long() -> None:
    files = [*MODULES.values(), *(ROOT / "rules").rglob("*.py")]
    long = {file.name: count for file in files if (count := len(file.read_text("utf-8").splitlines())) > LINES}
    assert long == {}


def test_the_engine_names_the_built_in_pack_once() -> None:
    naming = [p for p in (ROOT / "src").rglob("*.py") if "miglint_rules" in p.read_text(encoding="utf-8")]
    assert [p.name for p in naming] == ["registry.py"]
