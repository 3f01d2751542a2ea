"""What is found on the local map: places to find leads in, and the areas that people name, from open data on the owner's own disk."""
