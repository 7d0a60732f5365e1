"""The replay beside a real PostgreSQL: small histories, one per pitfall, with the answers of the server."""
