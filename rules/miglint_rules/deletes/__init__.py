"""Soft deletes: rows that are marked as deleted instead of removed."""
