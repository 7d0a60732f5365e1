"""A rule crashed: found by the engine, documented here."""

from __future__ import annotations

from miglint import Kind, Rule, Severity


class RuleCrash(Rule):
    """A rule crashed.

    ## Why
    A rule raised an exception. It is a bug of the rule, not of the migration, but the rule's verdict is
    missing, so the run can't count as passed: it ends with exit status 2 whatever the findings are. The other
    rules went on.

    The message names the rule, the statement that it was judging, and the exception. Until it is mended the
    rule can be left out with `--ignore`, or set to "off" in the settings.

    ## Bad
    ```text
    A rule reads `change.table.columns["id"]` of a table without that column, and a KeyError comes out.
    ```

    ## Good
    ```text
    The rule asks first whether the column is there, and says nothing where it isn't known.
    ```

    ## References
    - [Report a bug](https://github.com/miglint/miglint/issues)
    """

    kind = Kind.ENGINE
    severity = Severity.ERROR
    judges_applied = True
