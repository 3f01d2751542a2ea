"""The Outwink surface, `/v1`: lists, leads and images for an API key."""
