"""What miglint says when it can't do its job.

MiglintError            message and hint; the command line prints both on one line each and exits with 2
├── UsageError          arguments that make no sense together
├── PathError           a path that isn't there, or holds no migrations
├── SettingsError       miglint.toml, pyproject.toml or supabase/config.toml can't be used as written
├── RulePackError       a rule or a pack of rules can't be loaded
└── GitError            git refused, or lacks the commits that were asked for
"""

from __future__ import annotations

from collections.abc import Iterable


class MiglintError(Exception):
    """Something that ends the run with exit status 2.

    `message` says in one line what is wrong, `hint` what to do about it ("" where there is nothing to advise),
    `details` is the traceback of a rule that failed, or of miglint itself.
    """

    def __init__(self, message: str, hint: str = "", details: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = details


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the known word nearest to a misspelt one, "" where none is near."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), n=1)
    return f"did you mean `{near[0]}`?" if near else ""


class UsageError(MiglintError):
    """Arguments that make no sense together."""


class PathError(MiglintError):
    """A path that isn't there, or holds no migrations."""


class SettingsError(MiglintError):
    """A settings file that can't be used as written."""


class RulePackError(MiglintError):
    """A rule or a pack of rules that can't be loaded."""


class GitError(MiglintError):
    """git refused, or lacks the commits that were asked for."""
