"""The catalog as plain rows and as DDL: what `miglint catalog` prints and what rules in SQL ask."""
