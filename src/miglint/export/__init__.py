"""The catalog as rows, DDL, JSON, Mermaid and as a database for queries."""
