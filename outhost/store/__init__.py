"""What is remembered: SQL, and nothing else speaks it."""
