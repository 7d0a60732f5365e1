"""Text for programs and people, without an opinion on its content."""
