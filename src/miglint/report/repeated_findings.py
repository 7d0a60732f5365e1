"""Findings that say what another one says already: people read them as one line of that one's entry."""

from __future__ import annotations

from collections.abc import Iterable

from ..judge.result import Reported
from .summary import Group

Twins = dict[int, list[Reported]]
"""id of a finding -> those that it tells too."""


def without_twins(groups: Iterable[Group]) -> tuple[list[Group], Twins]:
    """The groups without the findings that others tell, and who tells them."""
    groups = list(groups)
    tellers = {name for group in groups for name in group.findings[0].in_force.rule.told_by}
    told: dict[tuple[object, ...], Reported] = {}
    for reported in (reported for group in groups if group.name in tellers for reported in group.findings):
        for key in _keys(reported):
            told.setdefault((reported.finding.rule, *key), reported)
    twins: Twins = {}
    left: list[Group] = []
    for group in groups:
        own = [reported for reported in group.findings if not _is_told(reported, told, twins)]
        if own:
            left.append(group if len(own) == len(group.findings) else Group(group.in_force, own))
    return left, twins


def _is_told(reported: Reported, told: dict[tuple[object, ...], Reported], twins: Twins) -> bool:
    for rule in reported.in_force.rule.told_by:
        for key in _keys(reported):
            by = told.get((rule, *key))
            if by is not None and by.severity.rank <= reported.severity.rank:
                twins.setdefault(id(by), []).append(reported)
                return True
    return False


def _keys(reported: Reported) -> list[tuple[object, ...]]:
    """What makes two findings speak of one thing: the object, and the place."""
    finding = reported.finding
    place = (finding.place.migration.path, finding.place.span)
    return [place, (finding.object,)] if finding.object is not None else [place]
