"""The files of a project: where they lie, what git says of them, how they are decoded."""
