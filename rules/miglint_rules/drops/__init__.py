"""Objects that a DROP removes together with the one it names."""
