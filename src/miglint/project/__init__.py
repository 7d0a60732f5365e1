"""The files of a project: where they are, how they are decoded, and their state in git."""
