"""Layout and capitals, as sqlfluff sees them; off until asked for."""
