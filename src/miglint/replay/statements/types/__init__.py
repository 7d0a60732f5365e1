"""CREATE and ALTER TYPE, DOMAIN, and the names of types."""
