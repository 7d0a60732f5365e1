"""What PostgreSQL refuses, and what is used but was never made."""
