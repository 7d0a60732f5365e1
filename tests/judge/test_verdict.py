"""What becomes of findings: each way to be shown, silenced or held back, through the rules as they are."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from helpers.judging import REGISTRY

from miglint.catalog.target import Target
from miglint.config.settings import ExceptionRule, Settings
from miglint.judge.accepted import Accepted, entry_of
from miglint.judge.check import check
from miglint.judge.earlier import Earlier
from miglint.judge.result import Held, HeldBy, Reported, Suppression
from miglint.judge.verdict import Basis, VerdictOptions, held_counts, verdict
from miglint.record import replace
from miglint.rule.finding import Finding, ObjectRef, Severity
from miglint.rule.history import GitBase, GitChange, History
from miglint.rule.in_force import RuleInForce
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration, Place, Span
from miglint.testing import history_of

A, B, C = "20250101000000_a.sql", "20250102000000_b.sql", "20250103000000_c.sql"
TABLE = "CREATE TABLE notes (id bigint PRIMARY KEY, tags jsonb);\n"
INDEX = "CREATE INDEX ON notes (id);\n"
"""missing-grant (debt) is found in a.sql, blocking-index (a hazard) in b.sql."""
RULES = ("missing-grant", "blocking-index", "unused-ignore", "syntax-error")


class Case:
    """A history of a few files and what it is judged by, each part of which a test may change."""

    def __init__(self, *texts: str) -> None:
        self.history: History = history_of(list(zip((A, B, C), texts or (TABLE, INDEX), strict=False)))
        self.settings = Settings()
        self.rules = [RuleInForce(REGISTRY.rule(name)(), Severity.WARNING) for name in RULES]

    def basis(self) -> Basis:
        return Basis(self.rules, self.settings, REGISTRY)

    def verdict(self, **options: object) -> list[Reported]:
        everywhere = replace(self.history, everything=True, targets=None, named=None, change=None)
        found = check(everywhere, self.rules, Target()).findings
        return verdict(found, self.history, self.basis(), VerdictOptions(**options))  # type: ignore[arg-type]

    def of(self, rule: str, **options: object) -> Reported:
        (found,) = [each for each in self.verdict(**options) if each.finding.rule == rule]
        return found

    def narrow_to(self, name: str) -> None:
        path = next(m.path for m in self.history.migrations if m.name == name)
        self.history.named = self.history.targets = frozenset([path])


def names(reported: Iterable[Reported]) -> list[str]:
    return [each.finding.rule for each in reported]


def test_nothing_in_the_way() -> None:
    judged = Case().verdict()
    assert names(judged) == ["missing-grant", "blocking-index"]
    assert all(each.is_shown and each.held_by == "" for each in judged)
    assert {each.severity for each in judged} == {Severity.WARNING}
    assert judged[0].fingerprint == "missing-grant:table:public.notes"


def test_rules_that_are_not_in_force_say_nothing() -> None:
    case = Case()
    found = check(case.history, case.rules, Target()).findings
    case.rules = [rule for rule in case.rules if rule.name != "missing-grant"]
    assert names(verdict(found, case.history, case.basis())) == ["blocking-index"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-- miglint: ignore[missing-grant] only workers\n" + TABLE, "only workers"),
        ("-- miglint: ignore-file[missing-grant] all of it\n" + TABLE, "all of it"),
    ],
)
def test_silenced_by_a_comment(text: str, reason: str) -> None:
    found = Case(text, INDEX).of("missing-grant")
    assert found.suppression == Suppression("comment", reason)
    assert (found.is_shown, found.held_by) == (False, f"a comment ({reason})")


def test_silenced_by_an_exception() -> None:
    case = Case()
    case.settings = Settings(exceptions=(ExceptionRule("missing-grant", "next release", object="public.*"),))
    found = case.of("missing-grant")
    assert found.suppression == Suppression("exception", "next release")
    assert found.held_by == "an exception (next release)"
    assert case.of("missing-grant", ignores=False).is_shown


def test_an_exception_that_has_ended_says_so() -> None:
    case = Case()
    case.settings = Settings(exceptions=(ExceptionRule("missing-grant", "soon", file="*.sql", until="2020-01-01"),))
    found = case.of("missing-grant")
    assert found.is_shown
    assert found.finding.help.endswith("Its exception ended on 2020-01-01 (soon).")


def test_a_comment_that_silences_nothing_is_a_finding_with_its_fix() -> None:
    case = Case(TABLE, "-- miglint: ignore[missing-grant] why not\n" + INDEX)
    unused = case.of("unused-ignore")
    assert unused.is_shown
    assert unused.finding.fix is not None
    assert names(case.verdict(ignores=False)) == ["missing-grant", "blocking-index"]


def test_a_comment_in_an_applied_file_is_left_alone() -> None:
    case = Case("-- miglint: ignore[blocking-index] why not\n" + TABLE, INDEX)
    assert "unused-ignore" in names(case.verdict())
    case.history.applied_until = "20250101000000"
    assert "unused-ignore" not in names(case.verdict())


def test_held_back_by_the_accepted_list() -> None:
    entry = entry_of("missing-grant:table:public.notes", "from before")
    accepted = Accepted(Path("/project/miglint-accepted.json"), {entry.key: entry})
    found = Case().of("missing-grant", accepted=accepted)
    assert found.held is not None
    assert found.held.by is HeldBy.ACCEPTED
    assert found.held_by == "the accepted list miglint-accepted.json (from before)"
    assert found.held.heading == "accepted in miglint-accepted.json"


def test_what_is_silenced_needs_no_place_on_the_list() -> None:
    entry = entry_of("missing-grant:table:public.notes")
    accepted = Accepted(Path("miglint-accepted.json"), {entry.key: entry})
    found = Case("-- miglint: ignore[missing-grant] only workers\n" + TABLE).of("missing-grant", accepted=accepted)
    assert found.held is None
    assert found.suppression is not None


def test_held_back_in_an_applied_file() -> None:
    case = Case()
    case.history.applied_until = "20250102000000"
    text = 'applied-until = "20250102000000": only debt is judged in applied files'
    assert case.of("blocking-index").held == Held(HeldBy.APPLIED, text)
    assert case.of("missing-grant").is_shown


def test_held_back_before_the_version_that_a_rule_begins_at() -> None:
    case = Case()
    case.rules = [replace(rule, from_version="20250102000000") for rule in case.rules]
    found = case.of("missing-grant")
    text = 'from = "20250102000000" in the settings: older migrations are exempt'
    assert found.held == Held(HeldBy.BEFORE_FROM, text)
    assert case.of("blocking-index").is_shown


def test_held_back_outside_the_files_that_were_named() -> None:
    case = Case()
    case.narrow_to(B)
    found = case.of("missing-grant")
    heading = "in files that were not asked about"
    assert found.held == Held(HeldBy.OUTSIDE, f"its place {heading}", heading)
    assert case.of("blocking-index").is_shown


def test_held_back_in_the_base_schema() -> None:
    base = Migration(Path("base.sql"), TABLE, role="base")
    parse(base)
    case = Case("SELECT 1;\n", "SELECT 2;\n")
    case.history.before = [base]
    found = case.of("missing-grant")
    assert found.held is not None
    assert (found.held.by, found.held.heading) == (HeldBy.OUTSIDE, "in the base schema")
    assert case.of("missing-grant", everywhere=True).is_shown


def test_moved_to_a_cause_in_a_file_that_was_named() -> None:
    policy = "CREATE POLICY p ON notes FOR INSERT TO authenticated WITH CHECK (true);"
    case = Case(TABLE + "ALTER TABLE notes ENABLE ROW LEVEL SECURITY;", policy)
    whole = case.of("missing-grant")
    case.narrow_to(B)
    found = case.of("missing-grant")
    assert (whole.migration.name, found.migration.name) == (A, B)
    assert found.is_shown
    assert found.fingerprint == whole.fingerprint


def _change(case: Case, name: str = B) -> None:
    case.history.change = GitChange("main", "0123456", ())
    case.history.targets = frozenset(m.path for m in case.history.migrations if m.name == name)


def test_held_back_as_it_was_there_before_the_change() -> None:
    case = Case()
    known = case.of("missing-grant")
    earlier = Earlier()
    earlier.add_debt(known.finding)
    _change(case)
    found = case.of("missing-grant", earlier=earlier)
    heading = "not new since main"
    assert found.held == Held(HeldBy.NOT_NEW, f"the change, {heading}", heading)
    assert case.of("blocking-index", earlier=earlier).is_shown


def test_debt_that_a_deleted_file_leaves_is_reported_where_it_lies() -> None:
    case = Case()
    _change(case)
    found = case.of("missing-grant", earlier=Earlier())
    assert found.is_shown
    assert found.migration.name == A


def test_other_findings_outside_a_change_are_none_of_its_business() -> None:
    case = Case(TABLE, INDEX, "SELECT 1;\n")
    _change(case, C)
    found = case.of("blocking-index", earlier=Earlier())
    assert found.held == Held(HeldBy.OUTSIDE, "the change, not new since main", "not new since main")


def test_a_rule_that_failed_is_reported_wherever_it_failed() -> None:
    case = Case()
    case.narrow_to(B)
    case.rules.append(RuleInForce(REGISTRY.rule("rule-crash")(), Severity.ERROR))
    crash = Finding("rule-crash", "it failed", Place(case.history.migrations[0], Span(0, 0)))
    (reported,) = verdict([crash], case.history, case.basis())
    assert reported.is_shown


def test_fixes_are_for_files_that_may_change() -> None:
    case = Case()
    assert case.of("missing-grant").finding.fix is not None
    assert case.of("missing-grant", fixes=False).finding.fix is None
    case.history.base = GitBase("main", frozenset([A]))
    kept = case.of("missing-grant").finding
    assert kept.fix is None
    assert kept.remedy is not None


def test_the_order_is_that_of_the_files_then_of_places() -> None:
    case = Case()
    case.rules = [RuleInForce(REGISTRY.rule("missing-grant")(), Severity.NOTE)]
    first, second = case.history.migrations

    def at(migration: Migration, start: int, message: str) -> Finding:
        about = ObjectRef("table", "public", message, message)
        return Finding("missing-grant", message, Place(migration, Span(start, start + 1)), object=about)

    found = [at(second, 0, "d"), at(first, 7, "c"), at(first, 0, "b"), at(first, 0, "a")]
    assert [each.finding.message for each in verdict(found, case.history, case.basis())] == ["a", "b", "c", "d"]


def test_what_is_held_back_is_counted_in_the_words_of_the_summary() -> None:
    case = Case(TABLE, INDEX, TABLE.replace("notes", "tasks"))
    case.history.applied_until = "20250102000000"
    entry = entry_of("missing-grant:table:public.tasks")
    judged = case.verdict(accepted=Accepted(Path("known.json"), {entry.key: entry}))
    assert [each.held.by for each in judged if each.held] == [HeldBy.APPLIED, HeldBy.ACCEPTED]
    assert list(held_counts(judged, case.history).items()) == [
        ("applied migrations (up to 20250102000000)", 2),
        ("accepted in known.json", 1),
    ]
    case.narrow_to(C)
    assert held_counts(case.verdict(), case.history) == {"in files that were not asked about": 2}
