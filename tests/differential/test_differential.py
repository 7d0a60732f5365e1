"""The replay says what PostgreSQL says, pitfall by pitfall."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from miglint.catalog.target import Target
from miglint.errors import MiglintError
from miglint.verify import bench
from miglint.verify.programs import find_programs

from .gaps import NOT_FORESEEN, NOT_REPLAYED
from .histories import HERE, Answer, cases, folders, recorded, replayed
from .record import ask

CASES = [pytest.param(folder, version, id=f"{folder.name}-{version}") for folder, version in cases()]
SAMPLE = [
    "names-of-table-constraints",
    "partitions-referenced",
    "grant-on-all-tables",
    "or-replace-view",
    "do-loops-over-the-catalog",
    "enum-value-used-in-its-transaction",
    "vault-cron-and-net",
]


def answers(folder: Path, version: int) -> tuple[Answer, Answer]:
    said = recorded(folder)[version]
    return said, replayed(folder, version, said.refused)


@pytest.mark.parametrize(("folder", "version"), CASES)
def test_catalog(folder: Path, version: int) -> None:
    server, replay = answers(folder, version)
    if folder.name in NOT_REPLAYED:
        assert replay.catalog != server.catalog, "the replay knows this now: take it off the list"
    else:
        assert replay.catalog == server.catalog


@pytest.mark.parametrize(("folder", "version"), CASES)
def test_refusals(folder: Path, version: int) -> None:
    """Nothing is refused that PostgreSQL takes, and what it refuses is foreseen with its SQLSTATE."""
    server, replay = answers(folder, version)
    assert sorted(set(replay.refused) - set(server.refused)) == []
    wrong = {place for place, state in server.refused.items() if replay.refused.get(place) != state}
    assert sorted(place for place in wrong if f"{folder.name}/{place}" not in NOT_FORESEEN) == []


def test_every_folder_has_its_answers() -> None:
    assert [folder.name for folder in folders() if set(recorded(folder)) != {17, 18}] == []


def test_gaps_are_about_what_is_there() -> None:
    refused = {f"{folder.name}/{place}" for folder, version in cases() for place in recorded(folder)[version].refused}
    assert sorted(NOT_FORESEEN - refused) == []


def test_answers_are_those_of_a_server() -> None:
    try:
        version = find_programs().major
        import psycopg  # noqa: F401
    except (ImportError, MiglintError) as error:
        if os.environ.get("MIGLINT_NO_SKIP"):
            raise
        pytest.skip(f"no server to ask: {error}")
    with bench(Target()) as prepared:
        for name in SAMPLE:
            said = recorded(HERE / name)
            if version in said:
                assert ask(prepared, HERE / name) == said[version], name
