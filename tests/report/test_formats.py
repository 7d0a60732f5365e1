"""What holds for every format."""

from __future__ import annotations

import subprocess
import sys

import pytest

from miglint import report

from .samples import ROOT, clean, many, small


@pytest.mark.parametrize("format", report.FORMATS)
@pytest.mark.parametrize("sample", [small, many, clean])
def test_same_bytes_twice(format: str, sample):
    output = report.render(format, sample(), cwd=ROOT, root=ROOT)
    assert output == report.render(format, sample(), cwd=ROOT, root=ROOT)
    assert output.endswith("\n")
    assert output.encode()


@pytest.mark.parametrize("format", report.FORMATS)
def test_only_the_chosen_format_is_imported(format: str):
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from miglint import report\n"
        "from miglint.judge.result import Result\n"
        f"report.render({format!r}, Result(), cwd=Path('/'))\n"
        "print(*[f for f in report.FORMATS if f'miglint.report.{f}_report' in sys.modules], 'rich' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [format, "False"]


def test_an_unknown_format():
    with pytest.raises(ValueError, match="unknown format"):
        report.render("xml", clean(), cwd=ROOT)
