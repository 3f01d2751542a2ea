"""Figures of the running server: nothing is measured here yet."""
