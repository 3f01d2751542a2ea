"""What is kept as bytes on disk, written whole or not at all."""
