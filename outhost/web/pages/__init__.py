"""What people and mail clients open in a browser: pages, images, health."""
