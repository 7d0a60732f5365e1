"""Foreign keys: what they reference, and what happens on delete."""
