"""SELECT over pg_catalog and information_schema as the replay has them, and the expressions of such queries."""
