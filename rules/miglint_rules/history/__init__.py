"""Migration files: names, timestamps, order, versions."""
