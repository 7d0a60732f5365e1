"""What the platform around PostgreSQL allows and forbids."""
