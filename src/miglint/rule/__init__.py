"""Rules: their base class, what they check, their findings, and where they come from."""
