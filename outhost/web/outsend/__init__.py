"""The Outsend surface, `/api`: nothing is said here yet."""
