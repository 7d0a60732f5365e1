"""What data statements may write, and where."""
