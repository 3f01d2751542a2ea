"""The invented town that stands in for the web in demos and tests: nothing yet."""
