"""Missing indexes, and indexes that block writes."""
