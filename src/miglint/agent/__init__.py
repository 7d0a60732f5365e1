"""What coding agents ask of miglint: whether a tool call may happen."""
