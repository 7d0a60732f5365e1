"""PostgreSQL's own types, functions, operators, casts and error codes, as data."""
