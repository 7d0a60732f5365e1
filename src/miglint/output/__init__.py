"""Helpers for text output: JSON, paths, counts and lists."""
