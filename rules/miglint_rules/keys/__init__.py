"""Keys: what rows point at, and what happens when that goes away."""
