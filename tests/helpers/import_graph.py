"""The imports of miglint's own modules, read from their source: lazy ones and those under TYPE_CHECKING count too."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path

import miglint

SOURCE = Path(miglint.__file__).parent
Graph = Mapping[str, frozenset[str]]


def module_name(file: Path) -> str:
    """Return the dotted name of a source file below miglint: "" for the package itself, "sql.tree" for sql/tree.py."""
    parts = file.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(file): file for file in sorted(SOURCE.rglob("*.py"))}


def package_of(module: str) -> str:
    """Return the package that a module lies in, its own name for a package: "sql" for "sql.tree"."""
    return module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]


def imported_by(module: str) -> frozenset[str]:
    """Return the modules of miglint that a module imports, wherever in it the import stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(a.name.removeprefix("miglint").lstrip(".") for a in node.names if _is_own(a.name))
        elif isinstance(node, ast.ImportFrom):
            base = _base(module, node)
            if base is not None:
                inner = ((f"{base}.{alias.name}" if base else alias.name) for alias in node.names)
                found.update(name if name in MODULES else base for name in inner)
    return frozenset(found & MODULES.keys()) - {module}


def _is_own(name: str) -> bool:
    return name == "miglint" or name.startswith("miglint.")


def _base(module: str, node: ast.ImportFrom) -> str | None:
    """Return the module that a `from ... import` names, without "miglint."; None for others' modules."""
    if node.level == 0:
        name = node.module or ""
        return name.removeprefix("miglint").lstrip(".") if _is_own(name) else None
    parts = package_of(module).split(".") if package_of(module) else []
    above = parts[: len(parts) - (node.level - 1)]
    return ".".join([*above, *(node.module or "").split(".")]).strip(".")


def module_graph() -> Graph:
    """Return which module imports which."""
    return {module: imported_by(module) for module in MODULES}


def rolled_up(graph: Graph, group: Mapping[str, str]) -> Graph:
    """Return the graph of the groups that the modules belong to; imports inside a group are left out."""
    found: dict[str, set[str]] = {group[module]: set() for module in graph}
    for module, imported in graph.items():
        found[group[module]].update(group[each] for each in imported if group[each] != group[module])
    return {name: frozenset(others) for name, others in found.items()}


def circles(graph: Graph) -> list[frozenset[str]]:
    """Return the strongly connected components of more than one member (Tarjan's algorithm), largest first."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[frozenset[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in sorted(graph.get(name, ())):
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            at = stack.index(name)
            members = frozenset(stack[at:])
            del stack[at:]
            if len(members) > 1:
                found.append(members)

    for name in sorted(graph):
        if name not in index:
            visit(name)
    return sorted(found, key=len, reverse=True)


def within(graph: Graph, modules: Iterable[str]) -> Graph:
    """Return the part of a graph that joins some of its modules."""
    kept = frozenset(modules)
    return {name: graph[name] & kept for name in kept}
