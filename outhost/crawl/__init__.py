"""What is fetched from the web, politely: nothing yet."""
