"""Views and their options."""
