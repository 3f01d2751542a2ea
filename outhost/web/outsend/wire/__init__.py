"""The shapes of `/api`, one module a noun."""
