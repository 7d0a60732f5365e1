"""docs/rule-api.md, the reference of the public API, read from the source.

`python tests/helpers/rule_api.py --write` renews it.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import miglint

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "rule-api.md"
SOURCE = Path(miglint.__file__).parent

HEAD = """\
# The API for rules

All that a rule imports from `miglint`: what hooks are given, what they yield, and the rows, changes and helpers
between. [Writing a rule](writing-rules.md) shows how they go together. Values are immutable; `replace(row, name=...)`
makes another. This page is generated: `python tests/helpers/rule_api.py --write`.
"""

CHANGES = "Changes"
SECTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "Rules": (
        "A rule overrides one hook, a method `check_...`, and yields what `self.finding(...)` makes.",
        ("Rule", "option", "Kind", "Severity"),
    ),
    "Findings": ("", ("Finding", "ObjectRef", "Fix", "Remedy", "Edit")),
    "What hooks are given": (
        "`check_change` and `check_statement` get a Step, `check_file` FileSteps, `check_catalog` the State, "
        "`check_history` the History and the Target.",
        (
            "Step", "FileSteps", "State", "Target", "Profile", "History", "SkippedFile", "FileChange", "GitBase",
            "GitChange",
        ),
    ),
    "What the migrations made": (
        "Lists of what most rules judge, and where it came from. They are made once per run, however many rules ask.",
        (
            "exposed_tables", "exposed_relations", "exposed_policies", "own_routines", "renamed_at", "became",
            "broken_routines", "Broken",
        ),
    ),
    "The catalog": (
        "The database after the last file, a statement or a file: look-ups that answer as PostgreSQL's catalogs do. "
        "`catalog.tables()`, `catalog.views()` and the stores can be looped over.",
        ("Catalog", "Store", "replace"),
    ),
    "Rows": (
        "Named after PostgreSQL's system catalogs. Objects refer to each other by oid and to columns by attnum.",
        (
            "Object", "Schema", "Relation", "Table", "Column", "View", "Sequence", "Index", "IndexKey", "Constraint",
            "Policy", "Trigger", "Routine", "Argument", "Type", "DataType", "Expression", "Ref", "Name", "Extension",
            "Publication", "Role", "EventTrigger", "Other", "Comment", "Acl", "PrivilegeSource",
            "DefaultPrivileges", "PUBLIC",
            "Unknown", "Assumption",
        ),
    ),
    CHANGES: (
        "What `check_change` is asked about, by its annotation, and what `state.changes_of(oid)` lists.",
        ("Aspect", "Effect", "ChangeSubject", "RefusalReason"),
    ),
    "Files and places": ("", ("Migration", "Statement", "Place", "NOWHERE", "Span", "Position", "Node")),
    "Trees": (
        "Statements and expressions are trees of plain dicts, with the names of PostgreSQL's parser (pglast's JSON).",
        (
            "walk", "strings", "list_name", "range_name", "calls", "constant", "constant_or", "calls_in", "conjuncts",
            "is_call", "is_constant", "is_true", "normal_form", "tests_not_null_of", "unwrapped", "parse_expression",
            "body_tree", "body_statements", "plpgsql_tree",
        ),
    ),
    "SQL that is offered": (
        "",
        (
            "sql", "quote_identifier", "quote_literal", "quote_name", "quote_role", "quote_routine", "free_name",
            "is_editable", "ahead", "behind", "keyword", "closing", "words_between",
        ),
    ),
    "Names and words": ("", ("matches_glob", "joined", "listed", "plural")),
    "Style": ("", ("style_of", "Style", "Violation")),
}  # fmt: skip


@cache
def _module(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _file(path: Path, node: ast.ImportFrom) -> Path:
    """Return the file of a relative import."""
    folder = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
    return folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")


def _find(name: str, path: Path = SOURCE / "__init__.py") -> tuple[ast.stmt, Path]:
    """Return the definition of a name that a module defines or imports."""
    for node in _module(path).body:
        match node:
            case ast.ClassDef(name=found) | ast.FunctionDef(name=found) if found == name:
                return node, path
            case ast.Assign(targets=[ast.Name(id=found)]) | ast.AnnAssign(target=ast.Name(id=found)) if found == name:
                return node, path
            case ast.ImportFrom(level=level, names=names) if level:
                for alias in names:
                    if (alias.asname or alias.name) == name:
                        return _find(alias.name, _file(path, node))
    raise LookupError(f"{name} is not in {path}")


def page() -> str:
    """Return the text of docs/rule-api.md."""
    listed = {name for _, names in SECTIONS.values() for name in names}
    classes = {name: thing for name in miglint.__all__ if isinstance(thing := getattr(miglint, name), type)}
    changes = sorted((n for n, thing in classes.items() if issubclass(thing, miglint.Change)), key=_change_first)
    missing = sorted(set(miglint.__all__) - listed - set(changes))
    assert not missing, f"no section of docs/rule-api.md lists {missing}"
    parts = [HEAD]
    for title, (text, names) in SECTIONS.items():
        parts.append(f"## {title}\n\n{text}\n" if text else f"## {title}\n")
        parts += [_entry(name) for name in [*names, *(changes if title == CHANGES else [])]]
    return "\n".join(parts)


def _change_first(name: str) -> tuple[bool, str]:
    return name != "Change", name


def _entry(name: str) -> str:
    start = SOURCE / "catalog" / "store.py" if name == "Store" else SOURCE / "__init__.py"
    node, path = _find(name, start)
    if isinstance(node, ast.ClassDef):
        return _class(node, path)
    if isinstance(node, ast.FunctionDef):
        return f"### {name}\n\n`{name}{_signature(node)}`\n\n{_text(ast.get_docstring(node))}\n"
    body = _module(path).body
    value = ast.unparse(node.value) if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value else ""
    return f"### {name}\n\n`{name} = {value}`\n\n{_text(_string(body, body.index(node) + 1))}\n"


def _class(node: ast.ClassDef, path: Path) -> str:
    bases = ", ".join(ast.unparse(base) for base in node.bases)
    lines = [f"### {node.name}", "", f"`class {node.name}({bases})`" if bases else f"`class {node.name}`", ""]
    if text := _text(ast.get_docstring(node)):
        lines += [text, ""]
    entries = list(_members(node, path))
    return "\n".join([*lines, *entries, ""] if entries else lines)


def _members(node: ast.ClassDef, path: Path) -> Iterator[str]:
    body = node.body
    for number, each in enumerate(body):
        match each:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value) if name[0] != "_":
                default = f" = {ast.unparse(value)}" if value and not _is_call(value) else ""
                kind = ast.unparse(annotation).removeprefix("ClassVar[")
                kind = kind.removesuffix("]") if ast.unparse(annotation).startswith("ClassVar[") else kind
                yield _item(f"{name}: {kind}{default}", _string(body, number + 1))
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value)) if name[0] != "_":
                yield _item(f"{name} = {value!r}", _string(body, number + 1))
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=given)) if name[0] != "_":
                method, _ = _find(given, path)
                if isinstance(method, ast.FunctionDef):
                    yield _item(f"{name}{_signature(method)}", ast.get_docstring(method))
            case ast.FunctionDef(name=name) if name[0] != "_":
                decorators = {ast.unparse(decorator) for decorator in each.decorator_list}
                if decorators & {"property", "cached_property"}:
                    kind = f": {ast.unparse(each.returns)}" if each.returns else ""
                    yield _item(f"{name}{kind}", (ast.get_docstring(each) or "").removeprefix("Return "))
                else:
                    yield _item(f"{name}{_signature(each)}", ast.get_docstring(each))


def _is_call(value: ast.expr) -> bool:
    """Return whether a default is made for each object: `field(default_factory=list)`."""
    return isinstance(value, ast.Call) and ast.unparse(value.func) in ("fresh", "field", "msgspec.field")


def _item(code: str, text: str | None) -> str:
    said = _text(text).replace("\n\n", " ").replace("\n", " ")
    return f"- `{code}`: {said[:1].lower() + said[1:] if said[1:2].islower() else said}" if said else f"- `{code}`"


def _signature(node: ast.FunctionDef) -> str:
    arguments = re.sub(r"^(self|cls)(: [^,]+)?(, |$)", "", ast.unparse(node.args))
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"({arguments}){returns}"


def _string(body: list[ast.stmt], number: int) -> str | None:
    """Return the string that stands below a field or a constant, and documents it."""
    match body[number] if number < len(body) else None:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return text
    return None


def _text(docstring: str | None) -> str:
    return "\n".join(line.strip() for line in (docstring or "").strip().splitlines())


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        sys.stdout.write(page())
