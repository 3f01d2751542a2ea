"""What things are, and what is true of them: plain values, no disk, no network, no clock."""
