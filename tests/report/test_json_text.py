"""A finding's message in JSON says what to write, too."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_message_carries_the_statement_to_write() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "miglint", "examples/crm", "--select", "missing-grant", "-f", "json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    (finding,) = json.loads(done.stdout)["findings"]
    assert "GRANT INSERT ON public.deals TO authenticated;" in finding["message"]
    assert "service_role" in finding["message"]
