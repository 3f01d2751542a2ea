"""What clients say: HTTP, JSON, streams and cookies."""
