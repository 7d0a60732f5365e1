"""The files themselves: names, timestamps, order, versions."""
