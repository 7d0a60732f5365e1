"""The constitution in force as articles: each rule with its reason, start, exceptions and origin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ..catalog import Catalog
from ..catalog.labels import labels
from ..rule.in_force import RuleInForce
from ..rule.rule import documentation
from .rule_options import rule_options
from .settings import ExceptionRule, Settings


@dataclass(frozen=True)
class Article:
    """One rule in force as a team reads it."""

    rule: str
    family: str
    severity: str
    demand: str
    why: str
    origin: str
    """The preset or file that put the rule in force."""
    id: str | None = None
    link: str | None = None
    since: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    """The options that differ from the rule's defaults."""
    exceptions: tuple[ExceptionRule, ...] = ()

    @property
    def title(self) -> str:
        """Return the article's name: the team's own id, then the rule's name."""
        return f"{self.id} {self.rule}" if self.id else self.rule


def articles(settings: Settings, rules: Sequence[RuleInForce]) -> list[Article]:
    """Return the rules in force as articles, by family and name, without the engine's own rules."""
    found = [_article(settings, rule) for rule in rules if rule.rule.family() != "engine"]
    return sorted(found, key=lambda article: (article.family, article.rule))


def _article(settings: Settings, in_force: RuleInForce) -> Article:
    docs, name = documentation(type(in_force.rule)), in_force.name
    return Article(
        rule=name,
        family=in_force.rule.family(),
        severity=in_force.severity.value,
        demand=docs.summary,
        why=in_force.because or docs.why.split("\n\n")[0].replace("\n", " "),
        origin=settings.last_word(name) or "the rule's own pack",
        id=in_force.article,
        link=in_force.link,
        since=in_force.from_version,
        options=tuple(_options(in_force)),
        exceptions=tuple(e for e in settings.exceptions if e.rule == name),
    )


def _options(in_force: RuleInForce) -> Iterator[tuple[str, str]]:
    for name, option in rule_options(type(in_force.rule)).items():
        value = getattr(in_force.rule, name)
        shown = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
        shown = shown.lower() if isinstance(value, bool) else shown
        if shown:
            yield option.key, shown


def lapsed(settings: Settings, today: str) -> Iterator[ExceptionRule]:
    """Return the exceptions whose last day is over. `today` is an ISO date."""
    return (e for e in settings.exceptions if e.until is not None and e.until < today)


def aimless(settings: Settings, catalog: Catalog) -> Iterator[ExceptionRule]:
    """Return the exceptions whose object doesn't exist after the last migration."""
    names = labels(catalog)
    for exception in settings.exceptions:
        wanted = exception.object
        if wanted is not None and not any(name == wanted or fnmatchcase(name, wanted) for name in names):
            yield exception
