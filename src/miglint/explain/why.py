"""Why an object or a line has findings or none: the rules that check it, their findings, and what holds each back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..catalog import Catalog, Column, Constraint, Index, Policy, Relation, Trigger, Unknown
from ..catalog.changes import Change
from ..catalog.labels import labels
from ..catalog.target import Target
from ..errors import UsageError, did_you_mean
from ..judge.check import check
from ..judge.request import Project, Request, open_project
from ..judge.result import Held, HeldBy, Reported
from ..judge.verdict import VerdictOptions, verdict
from ..record import replace
from ..replay import Replay
from ..replay.prelude import load_prelude
from ..rule.history import History
from ..rule.in_force import RuleInForce
from ..rule.rule import Rule, hooks, option_values, wanted_changes
from ..syntax.source import Place
from .subject import Subject, at_line, objects, unquoted


@dataclass
class Explanation:
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
    findings: list[Reported] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    assumed: Place | None = None
    """Where it is first used, if no migration creates it."""


def why(request: Request, subject: str) -> Explanation:
    """Return the answer for OBJECT or FILE:LINE. Raises UsageError if the migrations have neither."""
    subject = subject.strip()
    if not subject:
        raise UsageError("name an object", "for example: miglint why public.contacts, or FILE:LINE")
    project = open_project(request)
    history = project.the_history()
    replay, changes = _replayed(history, project.settings.target)
    line = at_line(history, subject)
    found = _findings(history, project)
    for asked in [line] if line else objects(replay.catalog, subject):
        about = [each for each in found if asked.is_about(each.finding)]
        mine = _changes_of(asked, replay.catalog, changes)
        if about or asked.migration is not None or _was_there(asked, mine, replay.catalog):
            break
    else:
        labelled = {each.finding.object.label for each in found if each.finding.object}
        hint = did_you_mean(unquoted(subject), labelled.union(labels(replay.catalog)))
        raise UsageError(f"the migrations never create {subject}", hint)
    answer = Explanation(subject if asked.migration else " and ".join(sorted(asked.names)), findings=about)
    in_force = {rule.name for rule in project.rules}
    answer.off = sorted(set(project.registry.files) - in_force)
    answer.at = mine[0].place() if mine else None
    for rule in project.rules:
        _look(rule.rule, mine, asked, answer)
    answer.unknown = [u for u in replay.catalog.unknown if _is_unknown(u, asked, mine)]
    for assumption in replay.catalog.assumptions:
        if assumption.object in asked.names:
            answer.assumed = assumption.statement.place(assumption.location)
    return answer


def _look(rule: Rule, changes: Sequence[Change], asked: Subject, answer: Explanation) -> None:
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
        whole = change.whole
        if isinstance(whole, Relation) and whole.qualified in asked.names:
            oids.add(change.oid)
    return [change for change in changes if change.oid in oids]


def _was_there(asked: Subject, changes: Sequence[Change], catalog: Catalog) -> bool:
    """Return whether an object has the name now, or had it."""
    if not asked.names.isdisjoint(labels(catalog)):
        return True
    own = {name.rpartition(".")[2] for name in asked.names}
    for change in changes:
        about = change.subject
        if any(isinstance(row, Relation) and row.qualified in asked.names for row in (about, change.whole)):
            return True
        if isinstance(about, (Column, Policy, Constraint, Trigger, Index)) and about.name in own:
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
    for ran in replay.run((*history.before, *history.migrations)):
        changes += ran.changes
    return replay, changes


# ---- findings, and what holds them back


def _findings(history: History, project: Project) -> list[Reported]:
    """Return what the rules find in the whole history, and what they would find with other settings, with verdicts."""
    history = replace(history, targets=None, named=None, change=None)
    everywhere = replace(history, everything=True)
    checked = check(everywhere, project.rules, project.settings.target)
    judged = verdict(checked.findings, history, project.basis, VerdictOptions(accepted=project.accepted))
    known = {each.fingerprint for each in judged}
    others = list(_other_rules(project))
    checked = check(everywhere, others, project.settings.target)
    basis = replace(project.basis, rules=others)
    more = verdict(checked.findings, everywhere, basis, VerdictOptions(everywhere=True, ignores=False))
    return judged + [_held_by_settings(each, project) for each in more if each.fingerprint not in known]


def _other_rules(project: Project) -> Iterator[RuleInForce]:
    """Return the rules that are off, and those whose options were changed, with their default options."""
    in_force = {rule.name: rule for rule in project.rules}
    for name, loaded in project.registry.load().items():
        if name not in in_force:
            yield RuleInForce(loaded(), loaded.severity)
        elif in_force[name].rule != loaded():
            yield RuleInForce(loaded(), in_force[name].severity)


def _held_by_settings(reported: Reported, project: Project) -> Reported:
    """Return a finding that other settings would allow, with the setting that holds it back."""
    name, settings = reported.finding.rule, project.settings
    by = settings.last_word(name) or f"the constitution {' + '.join(settings.constitution)} leaves it out"
    mine = next((rule.rule for rule in project.rules if rule.name == name), None)
    if mine is None:
        text = f"{name} is off: {by}"
    else:
        own, usual = option_values(mine), option_values(type(mine)())
        changed = [f"{key.replace('_', '-')} = {_shown(value)}" for key, value in own.items() if value != usual[key]]
        text = f"the option {', '.join(changed)}: {by}"
    return replace(reported, held=Held(HeldBy.SETTINGS, text))


def _shown(value: object) -> str:
    import json

    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
