"""Who may do what: roles, owners, privileges, default privileges, policies."""
