"""The rules that docs/writing-rules.md grows work as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from miglint.cli import main

PAGE = (Path(__file__).parents[2] / "docs" / "writing-rules.md").read_text(encoding="utf-8")


def fence(language: str, containing: str) -> str:
    fences = re.findall(rf"^(`{{3,}}){language}\n(.*?)^\1$", PAGE, re.M | re.S)
    return next(body for _, body in fences if containing in body)


def test_the_rule_in_sql_and_its_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cascade-into-invoices.sql").write_text(fence("sql", "cascade-into-invoices"))
    (tmp_path / "cascade-into-invoices.md").write_text(fence("markdown", "cascades"))
    done = CliRunner().invoke(main, ["test", "."])
    assert done.exit_code == 0, done.output


def test_the_rule_in_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dropped_invoice_column.py").write_text(fence("python", "DroppedInvoiceColumn"))
    (tmp_path / "dropped_invoice_column.md").write_text(
        """## Dropped
```sql 20250101000000_a.sql
CREATE TABLE invoices (id bigint, total numeric);
```
```sql 20250102000000_b.sql
ALTER TABLE invoices DROP COLUMN total;
```
```findings
dropped-invoice-column 20250102000000_b.sql:1:34 public.invoices.total
```
## Another table
```sql
CREATE TABLE notes (id bigint, total numeric);
ALTER TABLE notes DROP COLUMN total;
```
```findings
```
"""
    )
    done = CliRunner().invoke(main, ["test", "."])
    assert done.exit_code == 0, done.output
