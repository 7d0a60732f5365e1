"""Findings -> findings with what silences them: comments in the SQL, and the exceptions of the settings.

-- miglint: ignore[rule-a, rule-b] reason       this statement: above it, or at the end of any of its lines
-- miglint: ignore-file[rule-a] reason          the whole file
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from ..config.settings import ExceptionRule, Settings
from ..errors import did_you_mean
from ..record import replace
from ..rule.finding import Finding, Fix
from ..syntax.edits import Edit
from ..syntax.source import Migration, Place, Span
from .ignore_comments import MARK, Ignore, ignores_in
from .result import Reported, Suppression

UNUSED, UNKNOWN, WITHOUT_REASON = ABOUT_COMMENTS = ("unused-ignore", "unknown-ignore", "ignore-without-reason")


def suppress(
    reported: Sequence[Reported],
    migrations: Iterable[Migration],
    settings: Settings,
    known_rules: Collection[str],
    active: Collection[str],
    today: str,
) -> tuple[list[Reported], list[Finding]]:
    """Return the findings, silenced ones marked, and findings about the comments in `migrations`.

    `active` are the rules in force: a comment for another rule is neither used nor unused. `today` (ISO) ends
    exceptions. An expired exception silences nothing, and the finding mentions it.
    """
    comments = {id(m): ignores_in(m) for m in migrations if MARK in m.text}
    others: dict[int, list[Ignore]] = {}
    judged: list[Reported] = []
    speaking = {id(m): MARK in m.text for m in {_first_cause(each.finding).migration for each in reported}}
    for each in reported:
        ignores = comments.get(id(each.migration), ())
        if not ignores and not settings.exceptions and not speaking[id(_first_cause(each.finding).migration)]:
            judged.append(each)
            continue
        if _by_comment(each.finding, ignores) is None and (first := _at_first_cause(each, comments, others)):
            each = replace(each, suppression=Suppression("comment", first.reason))
        judged.append(each if each.suppression else _silenced(each, ignores, settings.exceptions, today))
    wrong: list[Finding] = []
    for ignores in comments.values():
        faults = [f for ignore in ignores for f in _faults(ignore, known_rules)]
        faults += [f for ignore in ignores for f in _unused(ignore, known_rules, active)]
        wrong += [f for f in faults if _by_comment(f, ignores) is None]
        own = set(ABOUT_COMMENTS) & set(active)
        wrong += [f for ignore in ignores for f in _unused(ignore, known_rules, own, own)]
    return judged, wrong


def _first_cause(finding: Finding) -> Place:
    """Return the primary place of a finding, wherever a narrowed run has moved it to."""
    return finding.causes[0] if finding.causes else finding.place


def _at_first_cause(
    reported: Reported, comments: Mapping[int, list[Ignore]], others: dict[int, list[Ignore]]
) -> Ignore | None:
    """Return the comment at the primary place of a finding that a narrowed run has moved to another cause."""
    finding = reported.finding
    first = _first_cause(finding)
    migration = first.migration
    if first is finding.place or MARK not in migration.text:
        return None
    ignores = comments.get(id(migration))
    if ignores is None:
        ignores = others.setdefault(id(migration), []) or ignores_in(migration)
        others[id(migration)] = ignores
    return _by_comment(replace(finding, place=first), ignores)


def _silenced(
    reported: Reported, ignores: Sequence[Ignore], exceptions: Iterable[ExceptionRule], today: str
) -> Reported:
    finding = reported.finding
    if ignore := _by_comment(finding, ignores):
        return replace(reported, suppression=Suppression("comment", ignore.reason))
    ended: ExceptionRule | None = None
    for exception in exceptions:
        if not _applies(exception, finding):
            continue
        if exception.until is None or today <= exception.until:
            return replace(reported, suppression=Suppression("exception", exception.reason))
        ended = exception
    if ended is not None:
        note = f"Its exception ended on {ended.until} ({ended.reason})."
        return replace(reported, finding=replace(finding, help=f"{finding.help} {note}".strip()))
    return reported


def _by_comment(finding: Finding, ignores: Sequence[Ignore]) -> Ignore | None:
    """Return the comment that silences a finding; the nearest one, so that a line's own comment counts before the
    file's."""
    covering = [i for i in ignores if finding.rule in i.rules and i.covers(finding.place.span.start)]
    if not covering:
        return None
    best = min(covering, key=lambda i: i.whole_file)
    best.used.add(finding.rule)
    return best


def _applies(exception: ExceptionRule, finding: Finding) -> bool:
    if exception.rule != finding.rule:
        return False
    if exception.object is not None and (
        finding.object is None or not fnmatchcase(finding.object.label, exception.object)
    ):
        return False
    if exception.file is None:
        return True
    path = finding.place.migration.path
    return fnmatchcase(path.name, exception.file) or fnmatchcase(path.as_posix(), f"*/{exception.file}")


def _faults(ignore: Ignore, known_rules: Collection[str]) -> Iterable[Finding]:
    """Return what is wrong with a comment itself."""
    place = Place(ignore.migration, ignore.span)
    if ignore.misspelt:
        yield Finding(
            UNKNOWN,
            f"this comment silences nothing: {ignore.misspelt}.",
            place,
            help="Write `-- miglint: ignore[rule-name] reason`, or ignore-file for the whole file.",
        )
        return
    for rule, span in ignore.rules.items():
        if rule not in known_rules:
            hint = did_you_mean(rule, known_rules)
            yield Finding(
                UNKNOWN,
                f"no rule named {rule!r}, so this comment silences nothing.",
                Place(ignore.migration, span),
                help=hint or "`miglint rules` lists them all.",
                fix=_respelt(ignore, rule, span, hint),
            )
    if not ignore.reason:
        yield Finding(
            WITHOUT_REASON,
            "this comment has no reason.",
            place,
            help="Write the reason after the bracket.",
        )


def _respelt(ignore: Ignore, rule: str, span: Span, hint: str) -> Fix | None:
    """Return the fix that replaces a misspelt name with the intended one."""
    _, quoted, name = hint.partition("`")
    name = name.partition("`")[0]
    if not quoted or name in ignore.rules:
        return None
    return Fix(f"Write {name}", (Edit(ignore.migration, *span, name),), safe=True)


def _unused(
    ignore: Ignore, known_rules: Collection[str], active: Collection[str], only: Collection[str] | None = None
) -> Iterable[Finding]:
    """Return the rules of a comment that found nothing here; those about comments are looked at last, and alone
    (`only`)."""
    for rule, span in ignore.rules.items():
        about_comments = rule in ABOUT_COMMENTS
        if about_comments is (only is None) or rule in ignore.used or rule not in active or rule not in known_rules:
            continue
        where = "in this file" if ignore.whole_file else "here"
        yield Finding(
            UNUSED,
            f"{rule} has no finding {where}, so this comment isn't needed.",
            Place(ignore.migration, span),
            help="Remove it." if len(ignore.rules) == 1 else f"Remove {rule} from it.",
            fix=_without(ignore, rule),
        )


def _without(ignore: Ignore, rule: str) -> Fix:
    """Return the fix that removes a rule's name; with the last name, the whole comment, and its line if nothing else is
    on it."""
    text = ignore.migration.text
    if others := [name for name in ignore.rules if name != rule]:
        start = min(span.start for span in ignore.rules.values())
        end = max(span.end for span in ignore.rules.values())
        return Fix(f"Remove {rule}", (Edit(ignore.migration, start, end, ", ".join(others)),), safe=True)
    start, end = ignore.span
    begin = len(text[:start].rstrip(" \t"))
    if text[begin - 1 : begin] in ("", "\n") and (stop := text.find("\n", end)) >= 0 and not text[end:stop].strip():
        return Fix("Remove the comment", (Edit(ignore.migration, begin, stop + 1, ""),), safe=True)
    return Fix("Remove the comment", (Edit(ignore.migration, begin, end, ""),), safe=True)
