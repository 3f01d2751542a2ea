"""What runs by itself, with nobody calling."""
