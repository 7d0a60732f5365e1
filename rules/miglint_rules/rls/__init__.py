"""Row level security: policies and whom they let in."""
