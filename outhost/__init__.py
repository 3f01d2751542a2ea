"""outhost: leads found, watched and drawn for, on one machine that its team owns."""

__version__ = "0.1.0"
