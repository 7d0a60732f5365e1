"""Settings and all rules -> the rules in force, as instances with their options."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

from ..catalog.target import RUNNERS
from ..errors import SettingsError, UsageError, did_you_mean
from ..rule.finding import Severity
from ..rule.in_force import RuleInForce
from ..rule.registry import Registry
from ..rule.rule import Rule
from .rule_options import OptionError, with_options
from .settings import RuleSettings, Settings

ALWAYS = ("syntax-error", "unreadable-file", "rule-crash")
"""Rules that --select never leaves out: they report that something could not be checked."""

ENGINE = "engine"


def resolve(settings: Settings, select: Iterable[str], ignore: Iterable[str], registry: Registry) -> list[RuleInForce]:
    """Return the rules in force, sorted by name.

    The constitution says which built-in rules are on; the engine's own, and those of packages and local folders, are on
    unless it says off. `select` and `ignore` are names of rules or families, or comma lists of them: with `select` only
    those run, also the ones that are off, at their own severity then. Raises SettingsError for rules and options that
    do not exist, UsageError for such names in `select` or `ignore`.
    """
    _check_names(settings, registry)
    said = settings.rules
    held = {name: _severity(name, said.get(name), registry) for name in registry.files}
    chosen = {name for name, severity in held.items() if severity is not Severity.OFF}
    wanted = _expanded("--select", select, registry)
    if wanted:
        chosen = wanted | (chosen & set(ALWAYS))
    chosen -= _expanded("--ignore", ignore, registry)
    own = {name for layer in settings.layers for name, rule in layer.rules.items() if rule.options}
    foreign = {name for name, file in registry.files.items() if not file.builtin}
    rules = registry.load(chosen | foreign | (own & registry.files.keys()))
    off = {name for name in chosen - wanted if held[name] is None and rules[name].severity is Severity.OFF}
    instances = {name: _instance(settings, said.get(name), rule) for name, rule in rules.items()}
    return [
        RuleInForce(
            instances[name],
            _in_force(held[name], rules[name]),
            said[name].because if name in said else None,
            said[name].from_version if name in said else None,
            said[name].article if name in said else None,
            said[name].link if name in said else None,
        )
        for name in sorted(chosen - off)
    ]


def rule_as_set(name: str, settings: Settings, registry: Registry) -> Rule:
    """Return one rule with the options that the settings set."""
    return _instance(settings, settings.rules.get(name), registry.rule(name))


def preset_severity(name: str, said: RuleSettings | None, registry: Registry) -> Severity:
    """Return the severity that the settings set for a rule, OFF if they leave it out."""
    severity = _severity(name, said, registry)
    return registry.rule(name).severity if severity is None else severity


def _severity(name: str, said: RuleSettings | None, registry: Registry) -> Severity | None:
    """Return the severity in the settings: OFF for a built-in rule that they leave out, None for the rule's own."""
    if said is not None:
        return said.severity
    file = registry.files[name]
    return Severity.OFF if file.builtin and file.family != ENGINE else None


def _in_force(held: Severity | None, rule: type[Rule]) -> Severity:
    severity = rule.severity if held in (None, Severity.OFF) else held
    assert severity is not None
    return Severity.WARNING if severity is Severity.OFF else severity


def _expanded(flag: str, names: Iterable[str], registry: Registry) -> set[str]:
    """Return the names of rules, with families replaced by their rules."""
    families = registry.families
    found: set[str] = set()
    for name in (part.strip() for text in names for part in text.split(",")):
        if not name:
            continue
        if name in registry.files:
            found.add(name)
        elif name in families:
            found.update(families[name])
        elif name in registry.shut_off:
            raise UsageError(f"{flag} {name}: this is a local rule, and --no-local-rules is set")
        else:
            hint = did_you_mean(name, [*registry.files, *families]) or "`miglint rules` lists them all"
            raise UsageError(f"{flag}: no rule or family named `{name}`", hint)
    return found


def _check_names(settings: Settings, registry: Registry) -> None:
    """Raise SettingsError for a setting about a rule that doesn't exist."""
    for layer in settings.layers:
        for name in layer.rules:
            if not registry.knows(name):
                raise layer.document.error(("rules", name), f"no rule named `{name}`", _hint(name, registry))
    for index, exception in enumerate(settings.exceptions):
        if not registry.knows(exception.rule):
            message = f"an exception names an unknown rule: `{exception.rule}`"
            raise settings.layers[-1].document.error(
                ("exceptions", index, "rule"), message, _hint(exception.rule, registry)
            )


def _hint(name: str, registry: Registry) -> str:
    if name in registry.families:
        return f"`{name}` is a family; name its rules: {', '.join(registry.families[name])}"
    return did_you_mean(name, registry.files) or "`miglint rules` lists them all"


def _instance(settings: Settings, said: RuleSettings | None, rule: type[Rule]) -> Rule:
    try:
        return with_options(rule, said.options if said else {})
    except OptionError as bad:
        _blame(settings, rule.rule_name(), bad)


def _blame(settings: Settings, rule: str, bad: OptionError) -> NoReturn:
    """Raise a SettingsError that points at the last file that sets the option."""
    for layer in reversed(settings.layers):
        if rule in layer.rules and bad.name in layer.rules[rule].options:
            table = layer.document.table["rules"][rule]
            key = next(key for key in table if key.replace("-", "_") == bad.name)
            raise layer.document.error(("rules", rule, key), bad.message, _moved(key) or bad.hint) from bad
    raise SettingsError(bad.message, bad.hint) from bad


def _moved(key: str) -> str:
    """Return the hint for an option that is a setting of the whole project."""
    if key != "runner":
        return ""
    return f"it is a setting of the project: write `runner` above [rules], as one of {', '.join(RUNNERS)}"
