"""Layout and letter case, checked by sqlfluff; off by default."""
