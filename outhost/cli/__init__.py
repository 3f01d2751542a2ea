"""What the operator says: the commands of the terminal."""

from outhost.cli.program import main

__all__ = ["main"]
