"""The case runner and the promises that it holds rules to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

import pytest

from miglint import NOWHERE, Finding, Fix, IndexCreated, Remedy, Rule, State, Step, TableCreated, option
from miglint.config.rule_options import OptionError
from miglint.errors import MiglintError
from miglint.rule.registry import load_registry
from miglint.testing import (
    default_name,
    differences,
    history_of,
    judge,
    judge_all,
    line_of,
    read_cases,
    rewritten,
    run_case,
    snapshot_of,
)
from miglint.testing.promises import broken_promises, files_of


class ForbiddenTable(Rule):
    """A table has a forbidden name.

    ## Why
    Some names are taken.

    ## Bad
    ```sql
    CREATE TABLE deals (id bigint);
    ```

    ## Good
    ```sql
    CREATE TABLE opportunities (id bigint);
    ```
    """

    names: tuple[str, ...] = option(("deals",), "The forbidden names.")

    def check_change(self, change: TableCreated, step: Step) -> Iterator[Finding]:
        if change.table.name in self.names:
            yield self.finding(f"{change.table.name} is forbidden.", change.place())


CASES = """\
# forbidden-table

## Flagged

```sql 20250101000000_deals.sql
-- ## not a heading
CREATE TABLE deals (id bigint);
```

```findings
forbidden-table 20250101000000_deals.sql:2:14
```

## With an option

```toml
[rules.forbidden-table]
names = ["tasks"]
```

```sql
CREATE TABLE deals (id bigint);
```

```sql
CREATE TABLE tasks (id bigint);
```

```findings
```
"""


def test_headings_outside_fences_begin_cases() -> None:
    assert [case.name for case in read_cases(CASES)] == ["Flagged", "With an option"]


def test_files_without_a_name_get_one() -> None:
    assert [name for name, _ in read_cases(CASES)[1].files] == [default_name(0), default_name(1)]


def test_default_names_are_in_order() -> None:
    names = [default_name(number) for number in range(12)]
    assert names == sorted(set(names))


def test_case_gives_its_finding() -> None:
    case = read_cases(CASES)[0]
    assert [line_of(finding) for finding in run_case(case, ForbiddenTable)] == list(case.expected)
    assert differences(case, run_case(case, ForbiddenTable)) == []


def test_options_reach_the_rule() -> None:
    found = run_case(read_cases(CASES)[1], ForbiddenTable)
    assert [line_of(finding) for finding in found] == [f"forbidden-table {default_name(1)}:1:14"]


def test_facts_reach_the_target() -> None:
    seen = []

    class SeenTarget(Rule):
        def check_catalog(self, state: State) -> Iterator[Finding]:
            seen.append((state.target.exposed_schemas, state.target.postgres_version))
            yield from ()

    case = read_cases(
        '## A\n```toml\nexposed-schemas = ["api"]\npostgres-version = 15\n```\n```sql\n```\n```findings\n```\n'
    )
    run_case(case[0], SeenTarget)
    assert seen == [(("api",), 15)]


def test_rewriting_changes_the_findings_only() -> None:
    found = [run_case(case, ForbiddenTable) for case in read_cases(CASES)]
    assert rewritten(CASES, found) == CASES.removesuffix("```\n") + f"forbidden-table {default_name(1)}:1:14\n```\n"


def test_rewriting_what_is_right_changes_nothing() -> None:
    text = CASES.replace('["tasks"]', '["notes"]')
    assert rewritten(text, [run_case(case, ForbiddenTable) for case in read_cases(text)]) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("## A\n```findings\n```\n", "needs SQL"),
        ("## A\n```python\n```\n", "not `python`"),
        ("## A\n```toml\na = [\n```\n", "case `A`: the toml fence can't be read"),
    ],
)
def test_case_that_is_no_case(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_cases(text)


@pytest.mark.parametrize(
    ("settings", "message", "hint"),
    [
        ('[rules.forbidden-table]\nnmaes = ["tasks"]', "has no option `nmaes`", "did you mean `names`?"),
        ('[rules.forbidden-tables]\nnames = ["tasks"]', "[rules.forbidden-tables] is not this rule", "forbidden-table"),
        ('exposed-schema = ["api"]', "`exposed-schema` is no setting of a case", "did you mean `exposed-schemas`?"),
        ("base = 3", "`base` is no setting of a case", "a case has: rules, exposed-schemas"),
    ],
)
def test_settings_that_are_none_are_told(settings: str, message: str, hint: str) -> None:
    case = read_cases(f"## A\n```toml\n{settings}\n```\n```sql\n```\n")[0]
    with pytest.raises(OptionError) as told:
        run_case(case, ForbiddenTable)
    assert message in told.value.message
    assert hint in told.value.hint


def test_names_that_supabase_skips_are_skipped() -> None:
    history = history_of([("20250101000000_a.sql", "SELECT 1;"), ("notes.sql", "SELECT 2;")])
    assert ([m.name for m in history.migrations], [s.path.name for s in history.skipped]) == (
        ["20250101000000_a.sql"],
        ["notes.sql"],
    )


def test_files_are_applied_in_order_of_version() -> None:
    history = history_of([("20250102000000_b.sql", ""), ("20250101000000_a.sql", "")])
    assert [m.name for m in history.migrations] == ["20250101000000_a.sql", "20250102000000_b.sql"]


def test_findings_are_in_order() -> None:
    found = judge(ForbiddenTable(), [("20250101000000_a.sql", "CREATE TABLE b (); CREATE TABLE deals ();")])
    assert [line_of(finding) for finding in found] == ["forbidden-table 20250101000000_a.sql:1:33"]


def test_the_engine_speaks_too() -> None:
    engine = load_registry(entry_points=False).rule("syntax-error")
    found = judge_all([engine()], [("20250101000000_a.sql", "SELEC 1;")])
    assert [finding.rule for finding in found] == ["syntax-error"]


def test_comments_silence() -> None:
    text = "CREATE TABLE deals (); -- miglint: ignore[forbidden-table] the old name"
    assert judge(ForbiddenTable(), [("20250101000000_a.sql", text)]) == []


def test_files_of_a_section() -> None:
    fences = [("sql a.sql", "1"), ("sql", "2"), ("text", "3")]
    assert files_of(fences) == [("a.sql", "1"), (default_name(1), "2")]


def test_good_rule_breaks_no_promise() -> None:
    assert list(broken_promises(ForbiddenTable)) == []


def _with_docs(text: str) -> type[Rule]:
    return dataclass(frozen=True)(
        type("ForbiddenTable", (ForbiddenTable,), {"__doc__": dedent(text), "__module__": __name__})
    )


DOCS = str(ForbiddenTable.__doc__)


@pytest.mark.parametrize(
    ("old", "new", "promise"),
    [
        ("forbidden name.", "forbidden name", "one sentence"),
        ("## Why", "## Reason", "no section `## Why`"),
        ("## Why", "## Reason", "unknown section `## Reason`"),
        ("TABLE deals", "TABLE people", "the Bad example is not flagged"),
        ("TABLE opportunities", "TABLE deals", "the Good example is flagged"),
        ("TABLE opportunities", "TABL opportunities", "a valid migration: syntax-error"),
        ("TABLE opportunities (id bigint)", "INDEX ON opportunities (id)", "a valid migration: incomplete-history"),
    ],
)
def test_broken_promise_in_the_docs(old: str, new: str, promise: str) -> None:
    assert old in DOCS
    assert [p for p in broken_promises(_with_docs(DOCS.replace(old, new))) if promise in p]


def test_name_that_is_an_order() -> None:
    rule = dataclass(frozen=True)(type("BanTable", (ForbiddenTable,), {"__doc__": DOCS, "__module__": __name__}))
    assert "the name `ban-table` is an order; name the thing that is bad" in list(broken_promises(rule))


def test_source_without_a_tool() -> None:
    rule = _with_docs(DOCS)
    rule.sources = ("ban-drop-column",)
    assert "the source `ban-drop-column` is not spelled tool:id" in list(broken_promises(rule))


def test_a_rule_of_another_change_is_not_asked() -> None:
    class AnyIndex(Rule):
        def check_change(self, change: IndexCreated, step: Step) -> Iterator[Finding]:
            yield self.finding("an index.", change.place())

    assert judge(AnyIndex(), [("20250101000000_a.sql", "CREATE TABLE a (id bigint);")]) == []


MARKED = """\
## Marked

```sql 20250101000000_a.sql
CREATE TABLE notes (id bigint);
CREATE TABLE deals (id bigint);  -- error: [forbidden-table]
```

## Shown

```sql
CREATE TABLE deals (id bigint);
```

```snapshot
forbidden-table 20250101000000_file.sql:1:14
  deals is forbidden.
```

## Nothing

```sql
CREATE TABLE notes (id bigint);
```
"""


def test_marks_and_snapshots_hold() -> None:
    cases = read_cases(MARKED)
    assert [differences(case, run_case(case, ForbiddenTable)) for case in cases] == [[], [], []]
    assert [case.flagged for case in cases] == [True, True, False]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  -- error: [forbidden-table]", "", "found     -- error: [forbidden-table] at 20250101000000_a.sql:2"),
        ("notes (id bigint);\nC", "notes (id bigint);  -- error: [forbidden-table]\nC", "a.sql:1"),
        ("deals is forbidden.", "deals is bad.", "expected    deals is bad."),
        ("CREATE TABLE notes (id bigint);\n```\n", "CREATE TABLE deals (id bigint);\n```\n", "_file.sql:1"),
    ],
)
def test_a_mark_or_snapshot_that_is_wrong_is_told(old: str, new: str, told: str) -> None:
    head, _, tail = MARKED.rpartition(old)
    text = head + new + tail
    wrong = [line for case in read_cases(text) for line in differences(case, run_case(case, ForbiddenTable))]
    assert any(told in line for line in wrong)


def test_marks_and_snapshots_are_rewritten() -> None:
    worn = MARKED.replace("  -- error: [forbidden-table]", "").replace("deals is forbidden.", "deals is bad.")
    worn = worn.replace("notes (id bigint);", "notes (id bigint);  -- error: [forbidden-table]", 1)
    assert rewritten(worn, [run_case(case, ForbiddenTable) for case in read_cases(worn)]) == MARKED


def test_a_snapshot_shows_what_is_offered() -> None:
    rule = load_registry(entry_points=False).rule("rls-disabled")
    found = judge(rule(), [("20250101000000_a.sql", "CREATE TABLE notes (id bigint);")])
    assert "\n    +ALTER TABLE public.notes ENABLE ROW LEVEL SECURITY;\n" in snapshot_of(found)


class Crashing(Rule):
    def check_change(self, change: TableCreated, step: Step) -> Iterator[Finding]:
        yield self.finding(change.table.columns[9].name, change.place())


def test_a_rule_that_raises_is_no_rule_that_finds_nothing() -> None:
    with pytest.raises(MiglintError, match=r"the rule crashing failed: IndexError: .*test_testing\.py:\d+\)") as failed:
        judge(Crashing(), [("20250101000000_a.sql", "CREATE TABLE notes (id bigint);")])
    assert "change.table.columns[9].name" in failed.value.details


PARTS: list[tuple[dict[str, Any], str]] = [
    ({"place": None}, "place is made by .*, not None"),
    ({"object": "notes"}, r"object is made by catalog.ref\(\), not of type str"),
    ({"remedy": "SELECT 1;"}, "remedy is a Remedy, not of type str"),
    ({"remedy": Remedy("SELECT 1;")}, r"Remedy\(\(statement,\)\), not of type str"),  # type: ignore[arg-type]
    ({"fix": "SELECT 1;"}, "fix is a Fix, not of type str"),
    ({"fix": Fix("Write", [])}, "not of type list"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("parts", "message"), PARTS)
def test_a_finding_of_something_else_is_refused(parts: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        ForbiddenTable().finding("x", **{"place": NOWHERE, **parts})


class Returning(Rule):
    def check_change(self, change: TableCreated, step: Step) -> Iterator[Finding]:
        return self.finding("x", change.place())  # type: ignore[return-value]


class FailingFix(Rule):
    def check_change(self, change: TableCreated, step: Step) -> Iterator[Finding]:
        remedy = Remedy(lambda: (change.table.columns[9].name,))
        yield self.finding("x", change.place(), remedy=remedy)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (Returning, "'Finding' object is not iterable: a hook yields its findings"),
        (FailingFix, "the rule failing-fix failed as it made its fix: IndexError"),
    ],
)
def test_a_rule_that_fails_elsewhere_is_told(rule: type[Rule], message: str) -> None:
    with pytest.raises(MiglintError) as failed:
        judge(rule(), [("20250101000000_a.sql", "CREATE TABLE notes (id bigint);")])
    assert message in failed.value.message


def test_a_rule_that_is_never_asked_is_told() -> None:
    class ForgottenHook(Rule):
        __doc__ = ForbiddenTable.__doc__

    assert any("it overrides no hook (check_change" in broken for broken in broken_promises(ForgottenHook))
