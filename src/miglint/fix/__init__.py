"""Edits and migrations that fix findings, each proved by judging again."""
