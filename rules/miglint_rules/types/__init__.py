"""Changes of column types."""
