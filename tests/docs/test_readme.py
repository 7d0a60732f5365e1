"""The README shows what the commands print, and leads to every page of docs/."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLES = re.findall(r"^```console\n\$ miglint (.*)\n((?:.*\n)*?)```$", README, re.M)


def test_there_are_outputs() -> None:
    assert len(CONSOLES) == README.count("```console") > 0


@pytest.mark.parametrize(("arguments", "output"), CONSOLES)
def test_output_is_real(arguments: str, output: str, tmp_path: Path) -> None:
    """A line "..." stands for lines that are left out."""
    shutil.copytree(ROOT / "examples" / "crm", tmp_path / "examples" / "crm")
    command = [sys.executable, "-m", "miglint", *shlex.split(arguments)]
    printed = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout
    at = 0
    for part in re.split(r"^\.\.\.\n", output, flags=re.M):
        assert part in printed[at:]
        at = printed.index(part, at) + len(part)


def test_every_page_is_linked() -> None:
    assert [page.name for page in (ROOT / "docs").glob("*.md") if f"](docs/{page.name})" not in README] == []


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda page: page.name
)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?://)([^)]+)\)", page.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        linked = page.parent / path if path else page
        assert linked.exists(), target
        if anchor:
            titles = re.findall(r"^#+ (.*)$", linked.read_text(encoding="utf-8"), re.M)
            assert anchor in [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles], target
