"""The replay says what PostgreSQL says, pitfall by pitfall."""

from __future__ import annotations

from pathlib import Path

import pytest

from .histories import Answer, cases, folders, recorded, replayed

CASES = [pytest.param(folder, version, id=f"{folder.name}-{version}") for folder, version in cases()]

NOT_FORESEEN: dict[str, str] = {}
"""Statements that PostgreSQL refuses and the replay lets pass, with the reason."""


def answers(folder: Path, version: int) -> tuple[Answer, Answer]:
    said = recorded(folder)[version]
    return said, replayed(folder, version, said.refused)


@pytest.mark.parametrize(("folder", "version"), CASES)
def test_catalog(folder: Path, version: int) -> None:
    server, replay = answers(folder, version)
    assert replay.catalog == server.catalog


@pytest.mark.parametrize(("folder", "version"), CASES)
def test_refusals(folder: Path, version: int) -> None:
    server, replay = answers(folder, version)
    gaps = {place for place in server.refused if f"{folder.name}/{place}" in NOT_FORESEEN}
    assert replay.refused == {place: state for place, state in server.refused.items() if place not in gaps}


def test_every_folder_has_an_answer_of_18() -> None:
    assert [folder.name for folder in folders() if 18 not in recorded(folder)] == []
