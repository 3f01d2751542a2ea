"""What can be done: every decision and change, in domain words and whole transactions."""
