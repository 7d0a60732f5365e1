"""Findings that repeat another one: reports for people show them as one line of the other's entry."""

from __future__ import annotations

from collections.abc import Iterable

from ..judge.result import Reported
from .summary import Group

Repeated = dict[int, list[Reported]]
"""id() of a shown finding -> the findings that repeat it."""


def without_repeated(groups: Iterable[Group]) -> tuple[list[Group], Repeated]:
    """Return the groups without repeated findings, and the repeated ones by the finding that shows them."""
    groups = list(groups)
    telling = {name for group in groups for name in group.findings[0].in_force.rule.reported_by}
    shown: dict[tuple[object, ...], Reported] = {}
    for reported in (reported for group in groups if group.name in telling for reported in group.findings):
        for key in _keys(reported):
            shown.setdefault((reported.finding.rule, *key), reported)
    repeated: Repeated = {}
    left: list[Group] = []
    for group in groups:
        own = [reported for reported in group.findings if not _repeats(reported, shown, repeated)]
        if own:
            left.append(group if len(own) == len(group.findings) else Group(group.in_force, own))
    return left, repeated


def _repeats(reported: Reported, shown: dict[tuple[object, ...], Reported], repeated: Repeated) -> bool:
    for rule in reported.in_force.rule.reported_by:
        for key in _keys(reported):
            by = shown.get((rule, *key))
            if by is not None and by.severity.rank <= reported.severity.rank:
                repeated.setdefault(id(by), []).append(reported)
                return True
    return False


def _keys(reported: Reported) -> list[tuple[object, ...]]:
    """Return the keys by which two findings are about the same thing: the object, and the place."""
    finding = reported.finding
    place = (finding.place.migration.path, finding.place.span)
    return [place, (finding.object,)] if finding.object is not None else [place]
