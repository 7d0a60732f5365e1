"""Fingerprints: what stays the same when a file is edited, and what tells findings apart."""

from __future__ import annotations

from pathlib import Path

from miglint.catalog.object_refs import ObjectRef
from miglint.judge.fingerprint import fingerprint, object_key
from miglint.rule.finding import Finding
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration, Place, Span


def key(text: str, fragment: str, *, version: str | None = "1", **more: object) -> str:
    migration = Migration(Path("1_a.sql"), text, version=version)
    parse(migration)
    start = text.index(fragment)
    return fingerprint(Finding("a-rule", "m", Place(migration, Span(start, start + len(fragment))), **more), version)


DROP = "alter table t drop column c;"


def test_lines_above_do_not_count():
    assert key(DROP, "c;") == key(f"-- more\n\nselect 1;\n{DROP}", "c;")


def test_spacing_and_case_do_not_count():
    assert key(DROP, "t drop") == key("ALTER TABLE t   DROP COLUMN c;", "t ")


def test_another_column_counts():
    assert key(DROP, "alter") != key(DROP.replace("c;", "d;"), "alter")


def test_the_version_counts():
    assert key(DROP, "alter") != key(DROP, "alter", version="2")


def test_without_a_version_the_name_counts():
    assert key(DROP, "alter", version=None).startswith("a-rule:1_a.sql:")


def test_an_object_is_known_in_any_file():
    contacts = ObjectRef("table", "public", "contacts", "contacts")
    assert key(DROP, "alter", object=contacts) == key("select 1;", "1", version="2", object=contacts)
    assert key(DROP, "alter", object=contacts) == "a-rule:table:public.contacts"


def test_overloaded_functions_differ():
    one = ObjectRef("function", "public", "f", signature="f(bigint)")
    other = ObjectRef("function", "public", "f", signature="f(text)")
    assert object_key(one) != object_key(other)


def test_a_policy_is_not_a_column_of_that_name():
    assert object_key(ObjectRef("policy", "public", "x", "t")) != object_key(ObjectRef("column", "public", "x", "t"))


def test_dots_in_names_do_not_mix():
    assert object_key(ObjectRef("table", "a.b", "c", "c")) != object_key(ObjectRef("table", "a", "b.c", "b.c"))
    assert object_key(ObjectRef("policy", "public", 'read "own"', "t")) == 'policy:public.t."read ""own"""'


def test_text_that_does_not_parse_counts_by_its_tokens():
    assert key("create tabel t;", "create tabel t") == key("\n\ncreate   tabel /* ! */ t;", "create   tabel /* ! */ t")
    assert key("create tabel t;", "create tabel t") != key("create tabel u;", "create tabel u")


def test_a_file_without_text():
    assert key("", "") == "a-rule:1:"


def test_a_comment_outside_statements_counts_as_it_stands():
    assert key("-- one", "-- one") != key("-- two", "-- two")


def test_a_finding_about_a_whole_file_does_not_depend_on_its_first_line():
    for text in (DROP, f"-- why\n{DROP}", ""):
        place = Place(Migration(Path("1_a.sql"), text, version="1"), Span(0, 0))
        assert fingerprint(Finding("a-rule", "m", place), "1") == "a-rule:1:"
