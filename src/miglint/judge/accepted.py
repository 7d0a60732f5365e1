"""The accepted list: debt that a team lives with, one JSON object per line, keyed by rule and object, never by lines.

{"rule": "missing-grant", "object": "table:public.jobs", "reason": "only workers read it"}

Rule and object together are a finding's fingerprint, so moved, squashed and merged files don't disturb the list. It is
sorted, so that two branches rarely touch the same line. Only `miglint accept` and `miglint init` write it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from ..config.settings import Settings
from ..errors import SettingsError
from ..record import Value, replace
from ..rule.finding import Finding, Kind
from ..syntax.source import Migration, Place, Span
from .result import Held, HeldBy, Reported, Result

FILE = "miglint-accepted.json"
LIKE_DEBT = ("incomplete-history", "migration-skipped")
"""Rules whose findings may be accepted although they aren't debt of the schema: they describe the project as it is."""

NOWHERE = Span(0, 0)
KEYS = ("rule", "object", "reason")


class Entry(Value):
    """One accepted finding."""

    rule: str
    object: str
    """Its fingerprint without the rule."""
    reason: str = ""
    span: Span = NOWHERE
    """Its line in the file."""

    @property
    def key(self) -> str:
        return f"{self.rule}:{self.object}"


class Accepted(Value):
    """The list as read: its file and text, and the entries by key."""

    path: Path
    entries: Mapping[str, Entry]
    text: str = ""


def accepted_path(settings: Settings, root: Path) -> Path:
    """Return the path of the list: from the settings, else next to them, else in `root`."""
    if settings.accepted is not None:
        return settings.accepted
    return (settings.path.parent if settings.path else root) / FILE


def load_accepted(settings: Settings, root: Path, given: Path | None = None) -> Accepted | None:
    """Return the list in use; None if no path is given and the usual place has none.

    Raises SettingsError if the given path doesn't exist, or if a list can't be understood.
    """
    path = given or accepted_path(settings, root)
    if not path.exists():
        if given is None and settings.accepted is None:
            return None
        hint = "`miglint accept` writes it." if given is None else "Name one that is there, or leave --accepted out."
        raise SettingsError(f"the accepted list {_shown(path)} does not exist", hint)
    return read_accepted(path)


def read_accepted(path: Path) -> Accepted:
    """Read a list. Raises SettingsError with the line that can't be understood."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SettingsError(f"{_shown(path)}: can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{_shown(path)}: is not UTF-8", "Save the file as UTF-8.") from None
    entries: dict[str, Entry] = {}
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if content := line.strip():
            entry = _entry(f"{_shown(path)}:{number}", content, Span(start, start + len(line.rstrip("\r"))))
            entries[entry.key] = entry
        start += len(line) + 1
    return Accepted(path, entries, text)


def written(entries: Iterable[Entry]) -> str:
    """Return the text of a list: sorted, one entry per line."""
    import json

    lines = []
    for entry in sorted(entries, key=lambda entry: (entry.rule, entry.object)):
        table = {"rule": entry.rule, "object": entry.object, **({"reason": entry.reason} if entry.reason else {})}
        lines.append(json.dumps(table, ensure_ascii=False) + "\n")
    return "".join(lines)


def entry_of(fingerprint: str, reason: str = "") -> Entry:
    """Return the entry that accepts a finding of this fingerprint."""
    rule, _, about = fingerprint.partition(":")
    return Entry(rule, about, reason)


def hold_accepted(reported: Iterable[Reported], accepted: Accepted) -> list[Reported]:
    """Return the findings, those held back that are on the list; what is silenced or held back already stays so."""
    return [_held(each, accepted) if each.is_shown else each for each in reported]


def _held(reported: Reported, accepted: Accepted) -> Reported:
    entry = accepted.entries.get(reported.fingerprint)
    if entry is None:
        return reported
    reason = f" ({entry.reason})" if entry.reason else ""
    name = accepted.path.name
    return replace(reported, held=Held(HeldBy.ACCEPTED, f"the accepted list {name}{reason}", f"accepted in {name}"))


def acceptable(result: Result) -> list[Reported]:
    """Return the findings that may go on the list without being named: debt, and what is like it."""
    return [r for r in result.shown if r.in_force.rule.kind is Kind.DEBT or r.finding.rule in LIKE_DEBT]


def stale_entries(
    entries: Iterable[Entry], result: Result, knows: Callable[[str], bool], changed: bool = False
) -> Iterator[tuple[Entry, str]]:
    """Return the entries that match no finding any more, each with a message.

    With `changed`, only those whose finding the change itself fixed. Entries of rules that don't run now are left out.
    """
    in_force = {rule.name for rule in result.rules}
    for entry in entries:
        if entry.key in result.keys or (changed and entry.key not in result.earlier):
            continue
        if entry.rule in in_force:
            yield (
                entry,
                f"{entry.rule} has no finding about {entry.object} any more, but the accepted list still has it.",
            )
        elif not knows(entry.rule):
            yield entry, f"the accepted list names an unknown rule: {entry.rule}."


def stale(accepted: Accepted, result: Result, knows: Callable[[str], bool], changed: bool) -> Iterator[Finding]:
    """Return the stale entries as findings (stale-accepted)."""
    migration = Migration(accepted.path, accepted.text, role="accepted")
    for entry, message in stale_entries(accepted.entries.values(), result, knows, changed):
        yield Finding("stale-accepted", message, Place(migration, entry.span), help="Run `miglint accept --prune`.")


def _entry(where: str, line: str, span: Span) -> Entry:
    import json

    hint = 'A line is {"rule": "...", "object": "...", "reason": "..."}; `miglint accept` writes them.'
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        raise SettingsError(f"{where}: this is an unresolved merge conflict", "Keep the lines of both sides.")
    try:
        table = json.loads(line)
    except ValueError:
        raise SettingsError(f"{where}: this is not JSON: {line[:60]}", hint) from None
    if not isinstance(table, dict):
        raise SettingsError(f"{where}: this isn't a JSON object: {line[:60]}", hint)
    for key, value in table.items():
        if key not in KEYS:
            raise SettingsError(f"{where}: unknown key `{key}`", f"known keys: {', '.join(KEYS)}")
        if not isinstance(value, str):
            raise SettingsError(f"{where}: `{key}` must be a string")
    for key in ("rule", "object"):
        if not table.get(key):
            raise SettingsError(f"{where}: no `{key}`", hint)
    return Entry(table["rule"], table["object"], table.get("reason", ""), span)


def _shown(path: Path) -> str:
    from ..config.document import shown

    return shown(path)
