"""Functions: what they do, as whom, and where they look."""
