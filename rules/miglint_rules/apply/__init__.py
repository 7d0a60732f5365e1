"""Statements that PostgreSQL would refuse, so that the migration fails."""
