"""Indexes that the schema lacks."""
