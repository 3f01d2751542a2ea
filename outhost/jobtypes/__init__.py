"""What is pluggable: the contract of a job type; nothing yet."""
