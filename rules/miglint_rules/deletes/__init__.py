"""Soft deletes: rows that are hidden instead of gone."""
