"""Comments and exceptions that silence findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from miglint.catalog.object_refs import ObjectRef
from miglint.config.settings import ExceptionRule, Settings
from miglint.judge.result import Reported
from miglint.judge.suppress import suppress
from miglint.rule.finding import Finding, Severity
from miglint.rule.in_force import RuleInForce
from miglint.rule.rule import Rule
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration, Place, Span

RULES = (
    "missing-grant",
    "jsonb-without-gin",
    "syntax-error",
    "unused-ignore",
    "unknown-ignore",
    "ignore-without-reason",
)
FOLDER = Path("/project/supabase/migrations")


class Judged:
    """What is left of findings at marks (`^`, taken out of the text) after suppression."""

    def __init__(
        self,
        text: str,
        *rules: str,
        exceptions: tuple[ExceptionRule, ...] = (),
        active: tuple[str, ...] = RULES,
        object: ObjectRef | None = None,
        today: str = "2026-06-01",
    ) -> None:
        places: list[int] = []
        while (at := text.find("^")) >= 0:
            text = text[:at] + text[at + 1 :]
            places.append(at)
        migration = Migration(FOLDER / "20250101000000_a.sql", text)
        parse(migration)
        reported = [
            Reported(
                Finding(rule, "it is wrong", Place(migration, Span(at, at + 1)), object=object),
                RuleInForce(Rule(), Severity.ERROR),
                "",
            )
            for at in places
            for rule in rules or ("missing-grant",)
        ]
        self.reported, self.faults = suppress(
            reported, [migration], Settings(exceptions=exceptions), RULES, active, today
        )

    @property
    def silenced(self) -> list[bool]:
        return [r.suppression is not None for r in self.reported]

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """The faults of comments: rule, and the text that they point at."""
        return [(f.rule, f.place.migration.text[slice(*f.place.span)]) for f in self.faults]


# ---- where a comment stands


@pytest.mark.parametrize(
    "text",
    [
        "-- miglint: ignore[missing-grant] why\ncreate table ^t (a int);",
        "-- miglint: ignore[missing-grant] why\n\n-- more\ncreate table ^t (a int);",
        "create table ^t (a int); -- miglint: ignore[missing-grant] why",
        "create table ^t ( -- miglint: ignore[missing-grant] why\n  a int\n);",
        "create table ^t (\n  a int -- miglint: ignore[missing-grant] why\n);",
        "create table t (\n  ^a int,\n  b int\n); -- miglint: ignore[missing-grant] why",
        "create table t (\n  -- miglint: ignore[missing-grant] why\n  ^a int\n);",
        "/* miglint: ignore[missing-grant] why */\ncreate table ^t (a int);",
        "-- miglint: ignore[jsonb-without-gin, missing-grant] why\ncreate table ^t (a int);",
        "select 1;\n-- miglint: ignore-file[missing-grant] why\ncreate table ^t (a int);",
        "^create table t (a int);\n-- miglint: ignore-file[missing-grant] why",
        "do $$\nbegin\n  create table ^t (a int); -- miglint: ignore[missing-grant] why\nend $$;",
        "do $$\nbegin\n  -- miglint: ignore[missing-grant] why\n  create table ^t (a int);\nend $$;",
        "-- miglint: ignore[missing-grant] why\ndo $$\nbegin\n  create table ^t (a int);\nend $$;",
        "select 'é';\n-- miglint: ignore[missing-grant] why\ncreate table ^t (a int);",
        "-- miglint: ignore[missing-grant] why\r\ncreate table ^t (a int);",
        "-- miglint: ignore[missing-grant] why\ncreat ^table t (a int);\nselect 1;",
    ],
)
def test_silences(text: str) -> None:
    assert Judged(text).silenced == [True]


@pytest.mark.parametrize(
    "text",
    [
        "create table ^t (a int);\n-- miglint: ignore[missing-grant] why",
        "-- miglint: ignore[missing-grant] why\nselect 1;\ncreate table ^t (a int);",
        "-- miglint: ignore[jsonb-without-gin] why\ncreate table ^t (a int);",
        "select 1; -- miglint: ignore[missing-grant] why\ncreate table ^t (a int);",
        "select '-- miglint: ignore-file[missing-grant] why'; create table ^t (a int);",
        "create table t (\n  -- miglint: ignore[missing-grant] why\n  a int,\n  ^b int\n);",
        "do $$\nbegin\n  create table ^t (a int);\n  select 1; -- miglint: ignore[missing-grant] why\nend $$;",
        "-- see miglint: ignore-file[missing-grant] why\ncreate table ^t (a int);",
        "-- miglint: ignore-file missing-grant\ncreate table ^t (a int);",
        "-- miglint: disable[missing-grant]\ncreate table ^t (a int);",
    ],
)
def test_does_not_silence(text: str) -> None:
    assert Judged(text).silenced == [False]


def test_silences_only_the_named_rule() -> None:
    text = "create table ^t (a int); -- miglint: ignore[missing-grant] why"
    assert Judged(text, "missing-grant", "jsonb-without-gin").silenced == [True, False]


def test_both_statements_on_the_line_are_meant() -> None:
    text = "create table ^a (); create table ^b (); -- miglint: ignore[missing-grant] why"
    assert Judged(text).silenced == [True, True]


def test_the_reason_is_kept() -> None:
    judged = Judged("create table ^t (a int); -- miglint: ignore[missing-grant] the platform  grants it")
    suppression = judged.reported[0].suppression
    assert suppression is not None
    assert (suppression.by, suppression.reason) == ("comment", "the platform grants it")


# ---- what is wrong with a comment


def test_a_used_comment_with_a_reason_is_right() -> None:
    assert Judged("create table ^t (a int); -- miglint: ignore[missing-grant] why").wrong == []


def test_an_unused_comment_is_reported_at_the_rule() -> None:
    assert Judged("select 1; -- miglint: ignore[missing-grant] why").wrong == [("unused-ignore", "missing-grant")]


def test_one_rule_of_two_can_be_unused() -> None:
    text = "create table ^t (a int); -- miglint: ignore[missing-grant, jsonb-without-gin] why"
    assert Judged(text).wrong == [("unused-ignore", "jsonb-without-gin")]


def test_a_rule_that_is_off_is_not_unused() -> None:
    text = "select 1; -- miglint: ignore[missing-grant] why"
    assert Judged(text, active=("syntax-error",)).wrong == []


def test_a_misspelt_rule_is_unknown_and_the_near_name_is_said() -> None:
    judged = Judged("select 1; -- miglint: ignore[mising-grant] why")
    assert judged.wrong == [("unknown-ignore", "mising-grant")]
    assert "missing-grant" in judged.faults[0].help


@pytest.mark.parametrize(
    "comment",
    ["-- miglint: disable", "-- miglint: ignore", "-- miglint: ignore[]", "-- miglint:", "-- miglint: off[x]"],
)
def test_a_comment_that_means_nothing_is_unknown(comment: str) -> None:
    assert Judged(f"select 1; {comment}").wrong == [("unknown-ignore", comment)]


def test_without_a_reason_it_silences_and_is_reported() -> None:
    comment = "-- miglint: ignore[missing-grant]"
    judged = Judged(f"create table ^t (a int); {comment}")
    assert judged.silenced == [True]
    assert judged.wrong == [("ignore-without-reason", comment)]


def test_faults_of_comments_can_be_silenced_too() -> None:
    text = "-- miglint: ignore-file[unused-ignore] kept\nselect 1; -- miglint: ignore[missing-grant] why"
    assert Judged(text).wrong == []


def test_a_needless_comment_about_comments_is_unused() -> None:
    text = "-- miglint: ignore-file[unused-ignore] kept\nselect 1;"
    assert Judged(text).wrong == [("unused-ignore", "unused-ignore")]


# ---- exceptions

CONTACTS = ObjectRef("table", "public", "contacts", "contacts")


@pytest.mark.parametrize(
    ("exception", "silenced"),
    [
        (ExceptionRule("missing-grant", "internal", object="public.contacts"), True),
        (ExceptionRule("missing-grant", "internal", object="public.*"), True),
        (ExceptionRule("missing-grant", "internal", object="private.*"), False),
        (ExceptionRule("jsonb-without-gin", "internal", object="public.contacts"), False),
        (ExceptionRule("missing-grant", "internal", file="20250101*"), True),
        (ExceptionRule("missing-grant", "internal", file="supabase/migrations/2025*.sql"), True),
        (ExceptionRule("missing-grant", "internal", file="2024*"), False),
        (ExceptionRule("missing-grant", "internal", object="public.contacts", file="2024*"), False),
        (ExceptionRule("missing-grant", "internal", until="2026-06-01"), True),
        (ExceptionRule("missing-grant", "internal", until="2026-05-31"), False),
        (ExceptionRule("missing-grant", "internal"), True),
    ],
)
def test_exceptions(exception: ExceptionRule, silenced: bool) -> None:
    assert Judged("create table ^contacts ();", exceptions=(exception,), object=CONTACTS).silenced == [silenced]


def test_an_exception_for_an_object_needs_one() -> None:
    exception = ExceptionRule("missing-grant", "internal", object="*")
    assert Judged("create table ^contacts ();", exceptions=(exception,)).silenced == [False]


def test_a_finding_says_that_its_exception_has_ended() -> None:
    exception = ExceptionRule("missing-grant", "until the move", until="2026-01-31")
    judged = Judged("create table ^contacts ();", exceptions=(exception,))
    assert "ended on 2026-01-31 (until the move)" in judged.reported[0].finding.help


def test_a_later_exception_still_counts() -> None:
    ended = ExceptionRule("missing-grant", "old", until="2026-01-31")
    lasting = ExceptionRule("missing-grant", "new")
    assert Judged("create table ^contacts ();", exceptions=(ended, lasting)).silenced == [True]
