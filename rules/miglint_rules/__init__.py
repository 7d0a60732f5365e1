"""Rules that come with miglint, one per file."""
