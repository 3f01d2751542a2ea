"""What is fetched from the web: through one guard, within bounds."""
