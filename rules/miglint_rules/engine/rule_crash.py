"""rule-crash: the engine reports it."""

from __future__ import annotations

from miglint import Kind, Rule, Severity


class RuleCrash(Rule):
    """Rule raised an exception and didn't finish.

    ## Why
    This is a bug of the rule, not of the migration. The rule's findings are incomplete, so the run can't pass: it ends
    with exit status 2, whatever the other findings are. All other rules finish.

    The message names the exception and the line of the rule that raised it; `--traceback` shows the calls. Until the
    rule is fixed, leave it out with `--ignore` or set it to "off" in the settings.

    ## Bad
    ```text
    A rule reads `change.table.columns["id"]` of a table without that column, which raises a KeyError.
    ```

    ## Good
    ```text
    The rule first checks that the column exists, and reports nothing if it isn't known.
    ```

    ## References
    - [Report a bug](https://github.com/miglint/miglint/issues)
    """

    kind = Kind.ENGINE
    severity = Severity.ERROR
    judges_applied = True
