"""stale-accepted: the engine reports it."""

from __future__ import annotations

from miglint import Kind, Rule, Severity


class StaleAccepted(Rule):
    """Accepted list has an entry that matches no finding.

    ## Why
    The accepted list (`miglint-accepted.json`) holds the findings that a team accepts as debt, by rule and object. Once
    a migration has fixed the problem, its entry would hide the same problem if it came back.

    `miglint accept --prune` removes these entries and adds none. With `--since` and `--staged`, only entries that the
    change itself fixes are reported. Entries of rules that are off or not selected are skipped.

    ## Bad
    An entry for a table that has its grants now:
    ```json
    {"rule": "missing-grant", "object": "table:public.contacts", "reason": "the API does not read it yet"}
    ```

    ## Good
    ```sh
    miglint accept --prune
    ```
    """

    kind = Kind.ENGINE
    severity = Severity.WARNING
    judges_applied = True
