"""Why an object or a line has findings or none: the rules that check it, their findings, and what holds each back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ..catalog import Catalog, Column, Constraint, Index, Policy, Relation, Trigger, Unknown
from ..catalog.changes import Change
from ..catalog.target import Target
from ..config.resolve import resolve
from ..config.settings import Settings
from ..errors import UsageError, did_you_mean
from ..judge.accepted import Accepted, load_accepted
from ..judge.check import check
from ..judge.result import Reported
from ..judge.run import Request, only_history, root_of, stamp
from ..judge.suppress import suppress
from ..output.words import with_article
from ..record import replace
from ..replay import Replay
from ..replay.prelude import load_prelude
from ..rule.finding import Kind
from ..rule.history import History
from ..rule.in_force import RuleInForce
from ..rule.registry import Registry, load_registry
from ..rule.rule import Rule, hooks, option_values, wanted_changes
from ..syntax.source import Place
from .subject import Subject, at_line, labels, objects, unquoted


@dataclass(frozen=True, slots=True)
class Held:
    """A finding about the subject, and what holds it back."""

    reported: Reported
    by: str
    """What holds the finding back; "" if it is shown."""


@dataclass
class Answer:
    """The rules that check a subject, their findings, and what the replay doesn't know about it."""

    subject: str
    at: Place | None = None
    """Where a migration first touches it."""
    state: list[str] = field(default_factory=list)
    """Rules in force that check the final schema, and so every object."""
    every: list[str] = field(default_factory=list)
    """Rules in force that check every statement or file."""
    files: list[str] = field(default_factory=list)
    """Rules in force that check the names and the order of the files."""
    steps: dict[str, list[Place]] = field(default_factory=dict)
    """Rules in force that check some statements about it, with their places."""
    off: list[str] = field(default_factory=list)
    """Rules that are off."""
    findings: list[Held] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    assumed: Place | None = None
    """Where it is first used, if no migration creates it."""


def why(request: Request, subject: str) -> Answer:
    """Return the answer for OBJECT or FILE:LINE. Raises UsageError if the migrations have neither."""
    subject = subject.strip()
    if not subject:
        raise UsageError("name an object", "for example: miglint why public.contacts, or FILE:LINE")
    history, settings = only_history(request)
    registry = load_registry(settings.rule_folders, local=request.local_rules)
    rules = resolve(settings, request.select, request.ignore, registry)
    replay, changes = _replayed(history, settings.target)
    line = at_line(history, subject)
    found = list(_findings(history, settings, registry, rules, request))
    for asked in [line] if line else objects(replay.catalog, subject):
        about = [held for held in found if asked.is_about(held.reported.finding)]
        mine = _changes_of(asked, replay.catalog, changes)
        if about or asked.migration is not None or _was_there(asked, mine, replay.catalog):
            break
    else:
        labelled = {h.reported.finding.object.label for h in found if h.reported.finding.object}
        hint = did_you_mean(unquoted(subject), labelled.union(labels(replay.catalog)))
        raise UsageError(f"the migrations never create {subject}", hint)
    answer = Answer(subject if asked.migration else " and ".join(sorted(asked.names)), findings=about)
    in_force = {rule.name for rule in rules}
    answer.off = sorted(set(registry.files) - in_force)
    answer.at = mine[0].place() if mine else None
    for rule in rules:
        _look(rule.rule, mine, asked, answer)
    answer.unknown = [u for u in replay.catalog.unknown if _is_unknown(u, asked, mine)]
    for assumption in replay.catalog.assumptions:
        if assumption.object in asked.names:
            answer.assumed = assumption.statement.place(assumption.location)
    return answer


def _look(rule: Rule, changes: Sequence[Change], asked: Subject, answer: Answer) -> None:
    """Note whether a rule checks the subject, and where."""
    own = hooks(type(rule))
    if "check_catalog" in own:
        answer.state.append(rule.name)
    if "check_change" in own:
        wanted = wanted_changes(type(rule))
        if places := [change.place() for change in changes if isinstance(change, wanted)]:
            answer.steps[rule.name] = places
    if own & {"check_statement", "check_file"} and (changes or asked.statement is not None):
        answer.every.append(rule.name)
    if "check_history" in own and asked.migration is not None:
        answer.files.append(rule.name)


# ---- the subject


def _changes_of(asked: Subject, catalog: Catalog, changes: Sequence[Change]) -> list[Change]:
    if asked.migration is not None:
        if asked.statement is None:
            return []
        return [change for change in changes if change.statement.visible is asked.statement]
    oids = {relation.oid for relation in catalog.relations if _is_or_holds(relation, asked.names)}
    oids |= {r.oid for r in catalog.routines if f"{r.schema}.{r.name}" in asked.names}
    # A dropped object is only known from its changes.
    for change in changes:
        made = getattr(change, "table", None) or getattr(change, "view", None)
        if isinstance(made, Relation) and made.qualified in asked.names:
            oids.add(change.oid)
    return [change for change in changes if change.oid in oids]


def _was_there(asked: Subject, changes: Sequence[Change], catalog: Catalog) -> bool:
    """Return whether an object has the name now, or had it."""
    if not asked.names.isdisjoint(labels(catalog)):
        return True
    for change in changes:
        rows = vars(change).values()
        if any(isinstance(row, Relation) and row.qualified in asked.names for row in rows):
            return True
        parts = {row.name for row in rows if isinstance(row, (Column, Policy, Constraint, Trigger, Index))}
        if any(name.rpartition(".")[2] in parts for name in asked.names):
            return True
    return any(assumption.object in asked.names for assumption in catalog.assumptions)


def _is_or_holds(relation: Relation, names: Iterable[str]) -> bool:
    """Return whether a relation, or a part of it, has one of the names."""
    return any(name == relation.qualified or name.startswith(f"{relation.qualified}.") for name in names)


def _is_unknown(unknown: Unknown, asked: Subject, changes: Sequence[Change]) -> bool:
    if asked.migration is not None:
        return asked.statement is not None and unknown.statement.visible is asked.statement
    if unknown.name is None:
        return any(unknown.schema in (None, name.partition(".")[0]) for name in asked.names) and bool(changes)
    full = f"{unknown.schema}.{unknown.name}"
    return any(name == full or name.startswith(f"{full}.") for name in asked.names)


def _replayed(history: History, target: Target) -> tuple[Replay, list[Change]]:
    replay = Replay(target)
    load_prelude(replay)
    changes: list[Change] = []
    for migration in (*history.before, *history.migrations):
        replay.begin_file(migration)
        for statement in migration.statements:
            changes += replay.apply(statement)
    return replay, changes


# ---- findings, and what holds them back


def _findings(
    history: History, settings: Settings, registry: Registry, rules: Sequence[RuleInForce], request: Request
) -> Iterator[Held]:
    everywhere = replace(history, targets=None, named=None, change=None, everything=True)
    begins = {rule.name: rule.from_version for rule in rules if rule.from_version}
    unlimited = [RuleInForce(rule.rule, rule.severity, rule.because) for rule in rules]
    checked = check(everywhere, unlimited, settings.target)
    accepted = load_accepted(settings, root_of([history.folder], request.cwd), request.accepted)
    known: set[str] = set()
    today = (request.now or datetime.now(UTC)).date().isoformat()
    reported = stamp((*checked.findings, *checked.outside), unlimited)
    silenced, _ = suppress(reported, history.migrations, settings, registry.files, {rule.name for rule in rules}, today)
    for each in silenced:
        known.add(each.fingerprint)
        yield Held(each, _held_by(each, history, accepted, begins))
    yield from _held_by_settings(everywhere, settings, registry, rules, known)


def _held_by(each: Reported, history: History, accepted: Accepted | None, begins: Mapping[str, str]) -> str:
    version, rule = each.migration.version, each.in_force.rule
    if (begin := begins.get(each.finding.rule)) and version is not None and int(version) < int(begin):
        return f'from = "{begin}" in the settings: older migrations are exempt'
    if history.is_applied(each.migration) and rule.kind is not Kind.DEBT and not rule.judges_applied:
        return f'applied-until = "{history.applied_until}": only debt is judged in applied files'
    if each.suppression is not None:
        reason = f" ({each.suppression.reason})" if each.suppression.reason else ""
        return f"{with_article(each.suppression.by)}{reason}"
    if accepted is not None and (entry := accepted.entries.get(each.fingerprint)):
        return f"the accepted list {accepted.path.name}{f' ({entry.reason})' if entry.reason else ''}"
    return ""


def _held_by_settings(
    history: History, settings: Settings, registry: Registry, rules: Sequence[RuleInForce], known: set[str]
) -> Iterator[Held]:
    """Return what rules that are off would find, and what the others would find with their default options."""
    in_force = {rule.name: rule for rule in rules}
    others: list[RuleInForce] = []
    for name, loaded in registry.load().items():
        if name not in in_force:
            others.append(RuleInForce(loaded(), loaded.severity))
        elif in_force[name].rule != loaded():
            others.append(RuleInForce(loaded(), in_force[name].severity))
    checked = check(history, others, settings.target)
    for each in stamp((*checked.findings, *checked.outside), others):
        if each.fingerprint in known:
            continue
        name = each.finding.rule
        if name not in in_force:
            by = f"{name} is off: {_who(settings, name)}"
        else:
            mine = in_force[name].rule
            own, usual = option_values(mine), option_values(type(mine)())
            changed = [
                f"{key.replace('_', '-')} = {_shown(value)}" for key, value in own.items() if value != usual[key]
            ]
            said = ", ".join(changed)
            by = f"the option {said}: {_who(settings, name)}"
        yield Held(each, by)


def _who(settings: Settings, name: str) -> str:
    """Return the file or constitution that decided about a rule."""
    for layer in reversed(settings.layers):
        if name in layer.rules:
            return layer.name
    return f"the constitution {' + '.join(settings.constitution)} leaves it out"


def _shown(value: object) -> str:
    import json

    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
