"""What a name means here: routines and types by the search path. Questions only: nothing is assumed to exist."""
