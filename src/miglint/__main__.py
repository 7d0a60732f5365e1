"""`python -m miglint`."""

from .cli import main

main()
