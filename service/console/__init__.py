"""Verbs of the command line, one module per noun; what they print is Russian."""
