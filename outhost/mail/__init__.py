"""What is sent by mail: nothing yet."""
