"""Columns: what every table carries, and of which type."""
