"""What proves a person: password digests."""
