"""What several families of statements share: dependents and drops, names that PostgreSQL makes up, new types."""
