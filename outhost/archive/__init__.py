"""What is backed up and restored: nothing yet."""
