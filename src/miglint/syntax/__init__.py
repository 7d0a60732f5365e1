"""SQL as text, tokens and trees; nothing here knows a catalog."""
