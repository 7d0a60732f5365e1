"""A result as text in a chosen format. Only that format's module is imported."""

from __future__ import annotations

from pathlib import Path

from ..judge.result import Result

FORMATS = ("text", "sarif", "github", "json", "gitlab", "markdown")


def render(
    format: str,
    result: Result,
    *,
    cwd: Path,
    root: Path | None = None,
    color: bool = False,
    terminal: bool = False,
    full: bool = False,
    include_suppressed: bool = False,
) -> str:
    """Return the report in one of FORMATS, ending with a line end. The same result always returns the same text.

    `cwd` is the folder that text and json give paths from, `root` the git root (else `cwd`) for the others. `color`,
    `terminal` (show the time) and `full` (fold nothing) are for text, `include_suppressed` for sarif.
    """
    match format:
        case "text":
            from . import text_report

            return text_report.render(result, cwd=cwd, color=color, terminal=terminal, full=full)
        case "json":
            from . import json_report

            return json_report.render(result, cwd=cwd)
        case "sarif":
            from . import sarif_report

            return sarif_report.render(result, cwd=cwd, root=root, include_suppressed=include_suppressed)
        case "github":
            from . import github_report

            return github_report.render(result, cwd=cwd, root=root)
        case "gitlab":
            from . import gitlab_report

            return gitlab_report.render(result, cwd=cwd, root=root)
        case "markdown":
            from . import markdown_report

            return markdown_report.render(result, cwd=cwd, root=root)
    raise ValueError(f"unknown format {format}")
