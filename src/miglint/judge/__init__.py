"""One run: histories and rules in, a result out."""
