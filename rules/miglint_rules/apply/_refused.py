"""Which rule speaks of a refused statement, and its finding."""

from __future__ import annotations

from miglint import Finding, Rule, StatementRefused

_BY_SQLSTATE = {
    "3F000": "unknown-object",
    "42P01": "unknown-object",
    "42703": "unknown-object",
    "42704": "unknown-object",
    "42883": "unknown-object",
    "42P07": "duplicate-object",
    "42P06": "duplicate-object",
    "42710": "duplicate-object",
    "42701": "duplicate-object",
    "42723": "duplicate-object",
    "2BP01": "dependent-object",
    "42830": "incompatible-foreign-key",
    "42P13": "routine-signature-change",
    "55P04": "enum-value-used-in-transaction",
    "42846": "type-mismatch",
    "22P02": "type-mismatch",
}
"""PostgreSQL docs, Appendix A. Error Codes."""


def rule_of(change: StatementRefused) -> str:
    """The name of the rule that reports a refusal."""
    match change.sqlstate:
        case "0A000" if change.message.startswith("cannot alter type of a column"):
            return "type-change-with-dependents"
        case "0A000" | "42601" | "42809" | "55000" | "42704" if _about_a_constraint(change):
            return "invalid-constraint"
        case "42804" if change.message.startswith("foreign key"):
            return "incompatible-foreign-key"
        case "42704" if change.message.startswith("there is no primary key"):
            return "incompatible-foreign-key"
        case "42883" | "42809" if change.message.startswith(("operator does not exist", "op ANY/ALL")):
            return "type-mismatch"
        case "42804" if (
            not change.message.startswith(("child table", "partition")) and "conflict" not in change.message
        ):
            return "type-mismatch"
        case "42P16" if change.statement.kind == "ViewStmt":
            return "view-columns-changed"
        case "42809" if change.message.startswith("cannot change routine kind"):
            return "routine-signature-change"
        case "42601" if change.statement.kind in ("CreatePolicyStmt", "AlterPolicyStmt"):
            return "invalid-policy-clause"
    return _BY_SQLSTATE.get(change.sqlstate, "refused-statement")


def _about_a_constraint(change: StatementRefused) -> bool:
    """Whether a constraint is asked for that PostgreSQL can't make: NOT VALID where it isn't allowed, USING INDEX with
    an index that is no key, a check with a sub-query."""
    message = change.message
    if change.sqlstate == "0A000":
        return "check constraint" in message
    if "NOT VALID" in message:
        return True
    return change.statement.kind == "AlterTableStmt" and message.startswith(("index ", '"')) and "index" in message


def refused(rule: Rule, change: StatementRefused, help: str) -> Finding:
    """The finding of a rule about a refusal: PostgreSQL's words, where, and what stands in the way."""
    return rule.finding(
        f"{change.message} ({change.sqlstate}): the migration fails here.",
        change.place(),
        help=change.hint or help,
        related=change.related,
        sqlstate=change.sqlstate,
    )
