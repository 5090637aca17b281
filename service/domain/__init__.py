"""Rules without I/O: what is true even without a computer."""
