"""Functions: their bodies, their rights, and how they resolve names."""
