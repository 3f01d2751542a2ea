"""What is handed out: tables as files."""
