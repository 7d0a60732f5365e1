"""The accepted list has an entry that nothing stands behind: found by the engine, documented here."""

from __future__ import annotations

from miglint import Kind, Rule, Severity


class StaleAccepted(Rule):
    """The accepted list has an entry that no finding stands behind any more.

    ## Why
    The accepted list (`miglint-accepted.json`) holds the debt that a team lives with, by rule and object. Once a
    migration has mended an entry, the entry only waits for the same fault to come back, and would hide it then.

    `miglint accept --prune` removes such entries and adds none. With `--since` and `--staged` only the entries that the
    change itself has mended are reported; entries of rules that are off, or not selected, are left alone.

    ## Bad
    An entry for a table that holds its grants by now:
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
