"""The variables of a body: their values, and the statements that assign them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...syntax.source import Node
from ...syntax.tokens import Token, tokens, unquote
from ...syntax.tree import unwrap, walk
from ..catalog_queries.casts import cast
from ..catalog_queries.known_values import UNKNOWN, RowValue, known
from ..catalog_queries.value_texts import array_of
from ..state.context import Context


def datum_number(node: Node, field: str = "varno") -> int:
    """Return which variable a node means; libpg_query leaves zeros out of its JSON."""
    return int(node.get(field, 0))


class BodyVariables(dict[str, Any]):
    """Names to values. `function` is the tree of parse_plpgsql, whose datums statements name by number."""

    def __init__(self, context: Context, function: Node) -> None:
        self.context = context
        self.body: str | None = None
        """The text of the body, if it is a routine's."""
        self.function = function
        self.datums = [next(iter(d.values())) for d in function.get("datums", [])]
        self.kinds = [next(iter(d)) for d in function.get("datums", [])]

    def names(self) -> frozenset[str]:
        """Return all names that may mean variables in the body: those of variables, and labels before them."""
        labels = (fields["label"] for _, fields in walk(self.function.get("action")) if "label" in fields)
        return frozenset({*(datum.get("refname", "") for datum in self.datums), *labels, *self._aliases()})

    def _aliases(self) -> Iterator[str]:
        """Yield the names that the body declares by ALIAS FOR, which libpg_query leaves out."""
        text = self.context.statement.text if self.body is None else self.body
        if "alias" not in text.lower():
            return
        last = ""
        for token in tokens(text):
            word = text[token.start : token.end]
            if word.lower() == "alias" and last:
                yield unquote(last)
            last = word if token.kind == "name" else ""

    def returned(self, line: int) -> Any:
        """Return the value of RETURN with a variable, on a line of the body; libpg_query leaves out which one."""
        if self.body is None:
            return UNKNOWN
        lines = self.body.split("\n")
        start = sum(len(each) + 1 for each in lines[: line - 1])
        end = start + len(lines[line - 1])
        found = [t for t in tokens(self.body) if t.kind != "comment"]
        at = [n for n, t in enumerate(found) if start <= t.start < end and self._word(t).lower() == "return"]
        if len(at) != 1 or [self._word(t) for t in found[at[0] + 2 : at[0] + 3]] != [";"]:
            return UNKNOWN
        return self.get(unquote(self._word(found[at[0] + 1])), UNKNOWN)

    def _word(self, token: Token) -> str:
        return (self.body or "")[token.start : token.end]

    def begin(self) -> None:
        """Give every variable the value that it has before its declaration is run; arguments have theirs."""
        for kind, datum in zip(self.kinds, self.datums, strict=True):
            if kind == "PLpgSQL_rec":
                self.setdefault(datum["refname"], RowValue())
            elif kind == "PLpgSQL_var":
                self.setdefault(datum["refname"].lower() if datum["refname"] == "found" else datum["refname"], None)
        self["found"] = False

    def assign(self, number: int, value: Any) -> None:
        """Give a variable, a record or a record's field a value."""
        kind, datum = self.kinds[number], self.datums[number]
        if kind == "PLpgSQL_recfield":
            parent = self.datums[datum_number(datum, "recparentno")]["refname"]
            old = self.get(parent)
            self[parent] = RowValue({**(old if isinstance(old, RowValue) else {}), datum["fieldname"]: value})
            return
        self[datum["refname"]] = self.coerced(value, _type_of(datum))

    def coerced(self, value: Any, type: str) -> Any:
        """Return a value as a variable of this type holds it."""
        if type.startswith("_") and isinstance(value, str) and known(value):
            return array_of(value)
        if not isinstance(value, (list, dict)) and known(value) and value is not None:
            return cast(self.context, value, type)
        return value

    def assign_row(self, target: Node, columns: list[str], row: tuple[Any, ...] | None) -> None:
        """SELECT INTO, FETCH, FOR: assign a row (None: NULLs) to a record or to several variables."""
        kind, fields = unwrap(target)
        if kind == "PLpgSQL_rec":
            self[fields["refname"]] = RowValue(zip(columns, row or [None] * len(columns), strict=False))
            return
        if kind == "PLpgSQL_var":
            self[fields["refname"]] = row[0] if row else None
            return
        numbers = [datum_number(f) for f in fields.get("fields", [])]
        if len(numbers) == 1 and _type_of(datum := self.datums[numbers[0]]).lower().endswith("%rowtype"):
            self[datum["refname"]] = RowValue(zip(columns, row or [None] * len(columns), strict=False))
            return
        for at, number in enumerate(numbers):
            self.assign(number, None if row is None or at >= len(row) else row[at])

    def assign_unknown(self, target: Node | None) -> None:
        """Give a target a row that is not known."""
        if target is None:
            return
        kind, fields = unwrap(target)
        if kind == "PLpgSQL_row":
            for field in fields.get("fields", []):
                self.assign(datum_number(field), UNKNOWN)
        else:
            self[fields["refname"]] = UNKNOWN

    def merge(self, outcomes: list[dict[str, Any]]) -> None:
        """Give each variable the value that all outcomes agree on (one alone: with what it holds now), else UNKNOWN."""
        for name in set().union(*outcomes):
            values = [outcome.get(name) for outcome in outcomes] + [self.get(name)] * (len(outcomes) == 1)
            first = values[0]
            same = all(
                v is first or (known(v) and known(first) and type(v) is type(first) and v == first) for v in values
            )
            self[name] = first if same else UNKNOWN


def _type_of(datum: Node) -> str:
    return str(datum.get("datatype", {}).get("PLpgSQL_type", {}).get("typname", ""))
