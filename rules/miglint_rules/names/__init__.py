"""Names and comments."""
