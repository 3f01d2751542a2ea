"""What is found on the local map: nothing yet."""
