"""What routines do when they run: PostgreSQL reads most bodies only then, long after the migration that broke them."""
