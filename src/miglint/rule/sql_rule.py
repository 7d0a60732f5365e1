"""Rules without Python: an SQL file with a comment header and one SELECT over the replayed catalog."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from ..errors import RulePackError, did_you_mean
from ..export.sqlite_database import BadQueryError, CatalogDatabase
from .finding import Finding, Severity
from .rule import Rule, option, option_values
from .sql_rule_places import Row, locate
from .steps import State

KEYS = ("name", "severity", "summary", "why")
_KEY = re.compile(r"--\s*([\w-]+)\s*:\s*(.*)")
COLUMNS = ("message", "help", "schema", "relation", "name", "kind", "signature", "file", "line")
"""What a row can say of a finding."""

_OPTION = re.compile(r"--\s*option\s+([a-z][a-z0-9-]*)\s*=\s*(.+)")
_ANY_OPTION = re.compile(r"--\s*option\b.*")
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.S)
_EXAMPLE = re.compile(r"^/\*[ \t]*(bad|good)[ \t]*\n(.*?)\*/", re.M | re.S)
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class SqlRule(Rule):
    """Base of the rules that `sql_rule` makes: each row of the query is a finding."""

    path: ClassVar[Path]
    query: ClassVar[str] = ""
    family_name = "local"

    def check_catalog(self, state: State) -> Iterator[Finding]:
        answer = _ask(state.once(_database), self.query, self.path, option_values(self))
        for values in answer.rows:
            row: Row = dict(zip(answer.columns, values, strict=True))
            if row["message"] is None:
                raise RulePackError(
                    f"{self.path}: a row's `message` is NULL",
                    "text || NULL is NULL: write coalesce(..., '') around what may be missing",
                )
            found = locate(state, row)
            if found is not None:
                yield self.finding(
                    str(row["message"]),
                    found.place,
                    object=found.object,
                    causes=found.causes,
                    help=row.get("help") or "",
                )


def sql_rule(path: Path) -> type[Rule]:
    """Return the rule in an SQL file. Raises RulePackError with the path for a bad header or query."""
    text = _text(path)
    header = read_header(path, text)
    severity = header.get("severity", "warning")
    if severity not in list(Severity):
        raise RulePackError(f"{path}: no severity named `{severity}`", did_you_mean(severity, list(Severity)))
    parts = [header["summary"], f"## Why\n{header['why']}"]
    for title, example in _EXAMPLE.findall(text):
        parts.append(f"## {title.title()}\n```sql\n{example.strip()}\n```")
    parts.append(f"## Query\n```sql\n{_EXAMPLE.sub('', text).strip()}\n```\n")
    options = dict(_options(path, text))
    defaults = {name: default for name, (default, _) in options.items()}
    answer = _ask(CatalogDatabase(None, None, revoked=True), text, path, defaults)
    if "message" not in answer.columns:
        raise RulePackError(f"{path}: the query has no column `message`", "add: select ..., 'what is wrong' as message")
    for column in answer.columns:
        if column not in COLUMNS:
            hint = did_you_mean(column, COLUMNS) or f"the columns of a finding: {', '.join(COLUMNS)}"
            raise RulePackError(f"{path}: the query has a column `{column}`, which says nothing of a finding", hint)
    namespace: dict[str, Any] = {
        "__doc__": "\n\n".join(parts),
        "__annotations__": {name: _annotation(default) for name, default in defaults.items()},
        "__module__": __name__,
        "_name": header["name"],
        "path": path,
        "query": text,
        "severity": Severity(severity),
        **{name: option(default, help) for name, (default, help) in options.items()},
    }
    return type("SqlRule", (SqlRule,), namespace)


def name_in(path: Path) -> str:
    """Return the name of the rule in a file."""
    return read_header(path, _text(path))["name"]


def read_header(path: Path, text: str) -> dict[str, str]:
    """Return the `-- key: value` lines at the head of a file; a comment without a key continues the value before it."""
    found: dict[str, str] = {}
    last = ""
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line:
            continue
        if not line.startswith("--"):
            break
        if _ANY_OPTION.fullmatch(line):
            last = ""
        elif (match := _KEY.fullmatch(line)) and match[1] in KEYS:
            last = match[1]
            found[last] = match[2].strip()
        elif match and did_you_mean(match[1], KEYS):
            raise RulePackError(f"{path}:{number}: unknown key `{match[1]}`", did_you_mean(match[1], KEYS))
        elif last:
            found[last] = f"{found[last]} {line.lstrip('-').strip()}".strip()
    found.setdefault("name", path.stem.replace("_", "-").lower())
    if not _NAME.fullmatch(found["name"]):
        raise RulePackError(f"{path}: `{found['name']}` isn't a valid rule name", "lower-case words joined by hyphens")
    for key in ("summary", "why"):
        if not found.get(key):
            raise RulePackError(f"{path}: the header lacks `{key}`", f"begin the file with a line `-- {key}: ...`")
    return found


def _options(path: Path, text: str) -> Iterator[tuple[str, tuple[Any, str]]]:
    """The options that a header names, `-- option NAME = VALUE: HELP`: name, default and help."""
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line.startswith("--"):
            if line:
                break
            continue
        if not _ANY_OPTION.fullmatch(line):
            continue
        match = _OPTION.fullmatch(line)
        # A colon may also stand inside the default.
        ends = list(re.finditer(r":\s+", match[2])) if match else []
        if match is None or not ends:
            raise RulePackError(f"{path}:{number}: this is no option", "write `-- option NAME = VALUE: HELP`")
        for end in ends:
            value, help = match[2][: end.start()], match[2][end.end() :]
            try:
                default = tomllib.loads(f"value = {value}")["value"]
            except tomllib.TOMLDecodeError:
                continue
            yield match[1].replace("-", "_"), (tuple(default) if isinstance(default, list) else default, help)
            break
        else:
            raise RulePackError(
                f"{path}:{number}: the default {match[2][: ends[0].start()]} of option `{match[1]}` can't be read",
                'write it as in TOML: 5, true, "text", ["a", "b"]',
            )


def _annotation(default: Any) -> Any:
    return tuple[str, ...] if isinstance(default, tuple) else type(default)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RulePackError(f"{path}: can't be read: {error}") from None


def _database(state: State) -> CatalogDatabase:
    return CatalogDatabase(state.catalog, state.start, state.target.revoked, state.migrations)


def _ask(database: CatalogDatabase, query: str, path: Path, options: Mapping[str, Any]) -> Any:
    try:
        return database.ask(query.strip().rstrip(";"), options)
    except BadQueryError as error:
        raise RulePackError(f"{path}: {error.message}", _option_meant(query, options) or error.hint) from None


def _option_meant(query: str, options: Mapping[str, Any]) -> str:
    """Return a hint at the option that a name with a colon stands for, where it is none as it is written."""
    for written in re.findall(r":([a-z][a-z0-9_-]*)", _COMMENT.sub("", query)):
        name = written.replace("-", "_")
        if name in options and name != written:
            return f"option `{written}` is `:{name}` in the query"
        if near := did_you_mean(name, options) if name not in options else "":
            return near
    return ""
