"""Checks of a coding agent's tool calls."""
