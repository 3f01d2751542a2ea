"""What the operator says: the commands of the terminal."""
