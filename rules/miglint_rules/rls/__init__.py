"""Row-level security: policies and who they let in."""
