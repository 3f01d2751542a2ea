"""The invented town that stands in for the web, the resolver and the mail hosts in demos and tests: a pure function of seed, name, path and week."""
